"""Adding actions: one, many at once, and changing what one says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from actionplan import rules
from actionplan.models import Action, ActionSupporter, Commitment, Progress
from actionplan.queries import current_strategy
from actionplan.rules import NewAction
from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import addresses_of, member_agencies
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

TRIES = 5
KIND = "action"
STALE = "Somebody changed this action while you were writing. Nothing was stored."


def add_action(
    *,
    actor: Actor,
    commitment_id: UUID,
    title: str,
    output: str,
    impact: str,
    owner_agency_id: UUID,
    owner_name: str,
    starts_on: date,
    due_on: date,
    owner_user_id: UUID | None = None,
    source: str = "",
    source_id: UUID | None = None,
    themes: Iterable[str] = (),
    supporters: Iterable[UUID] = (),
    funding: str = "",
    answer: LeakAnswer | None = None,
) -> Action:
    """Add an action under a commitment, with one owner agency and one named owner (domain.md 6.2).

    Returns the action with the next free reference; its owner, or the agency's staff, are told. Refuses an action
    that is due before it starts, an empty impact on people (mandatory), an unknown commitment, an owner or a
    supporter that is no member now, and words that may point at a person and were not answered (`Found`).
    """
    new = NewAction(
        commitment_id=commitment_id, title=title, output=output, impact=impact, owner_agency_id=owner_agency_id,
        owner_name=owner_name, starts_on=starts_on, due_on=due_on, owner_user_id=owner_user_id, source=source,
        source_id=source_id, themes=tuple(themes), supporters=tuple(supporters), funding=funding,
    )  # fmt: skip
    return _added(actor, new, answer, _open_to(actor))


def add_whole(*, actor: Actor, new: NewAction, answer: LeakAnswer | None = None) -> Action:
    """Add an action that comes as one value, by the rules of `add_action`."""
    return _added(actor, new, answer, _open_to(actor))


def add_actions(*, actor: Actor, rows: Sequence[NewAction]) -> int:
    """Add many actions at once, all of them or none; returns how many.

    For an import whose preview has been confirmed: the words were looked at there. Refuses as `add_action` does,
    naming the row by its place in `rows`, counted from 1; each owner agency is told once.
    """
    bounds = _open_to(actor)
    for place, new in enumerate(rows, 1):
        problem = _problem(new, bounds)
        if not problem.allowed:
            raise Refused(f"Row {place}: {problem.reason}", field=problem.field)
    made = _with_free_references(rows)
    for row in made:
        audit.record(actor=actor, verb="added", kind=KIND, row_id=row.id, fields=("imported",))
    for agency_id in {row.owner_agency_id for row in made}:
        for address in addresses_of(agency_id, Permission.PLAN_UPDATE_OWN):
            outbox.put(
                agency_id=agency_id, address=address, subject="New actions for your agency",
                path="/action-plan/ours", once=f"actions-added:{made[0].id}",
            )  # fmt: skip
    return len(made)


def change_action(
    *, actor: Actor, action_id: UUID, version: int, new: NewAction, answer: LeakAnswer | None = None
) -> None:
    """Change what an action says: its words, owner, supporters, themes and start; its due date moves elsewhere.

    Refuses who does not keep the plan, and what `add_action` refuses; raises Clash when it changed in between.
    """
    row = current_session().get(Action, action_id)
    if row is None:
        raise NotVisible
    bounds = _open_to(actor, beside=row.commitment_id)
    problem = _problem(replace(new, due_on=row.due_on), bounds)
    if not problem.allowed:
        raise Refused(problem.reason, field=problem.field)
    settle(actor=actor, kind=KIND, row_id=action_id, texts=_texts(new), answer=answer)
    _write(row, version, new)
    _set_supporters(action_id, new.supporters)
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=action_id, fields=_fields(new))
    if new.owner_agency_id != row.owner_agency_id:
        _tell_owner(action_id, new)


def versioned(action_id: UUID, version: int, **values: Any) -> None:
    """Change an action that is still at the version that was read; raises Clash when it is not."""
    changed = current_session().execute(
        update(Action)
        .where(Action.id == action_id, Action.version == version)
        .values(version=version + 1, **values)
        .returning(Action.id)
    )
    if changed.first() is None:
        raise Clash(STALE)


def _added(actor: Actor, new: NewAction, answer: LeakAnswer | None, bounds: tuple[set[UUID], set[UUID]]) -> Action:
    problem = _problem(new, bounds)
    if not problem.allowed:
        raise Refused(problem.reason, field=problem.field)
    action_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=action_id, texts=_texts(new), answer=answer)
    [row] = _with_free_references([new], [action_id])
    audit.record(actor=actor, verb="added", kind=KIND, row_id=row.id)
    _tell_owner(row.id, new)
    return row


def _open_to(actor: Actor, beside: UUID | None = None) -> tuple[set[UUID], set[UUID]]:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot add actions.", instead="Ask the forum coordinator.")
    under = select(Commitment.id).where(Commitment.strategy_id == current_strategy().id)
    return {row.id for row in member_agencies()}, {*current_session().scalars(under), *([beside] if beside else [])}


def _problem(new: NewAction, bounds: tuple[set[UUID], set[UUID]]) -> rules.Answer:
    whole = rules.action_is_whole(new, *bounds)
    if not whole.allowed or new.owner_user_id is None:
        return whole
    owner = current_session().get(User, new.owner_user_id)
    if owner is None or not owner.active or owner.agency_id != new.owner_agency_id:
        return rules.Answer(False, "The owner must be of the agency that owns the action.", "owner")
    return rules.YES


def _texts(new: NewAction) -> dict[str, str]:
    said = {"title": new.title, "output": new.output, "impact": new.impact, "funding": new.funding}
    return {field: words for field, words in said.items() if words.strip()}


def _with_free_references(rows: Sequence[NewAction], ids: Sequence[UUID] = ()) -> list[Action]:
    session = current_session()
    for _ in range(TRIES):
        first = rules.number_of(rules.next_reference(session.scalars(select(Action.reference))))
        made = [
            _action(new, rules.reference_of(number), ids[place] if ids else uuid7())
            for place, (new, number) in enumerate(zip(rows, count(first), strict=False))
        ]
        try:
            with session.begin_nested():
                session.add_all(made)
                session.flush()
        except IntegrityError:
            continue
        session.add_all(
            ActionSupporter(action_id=row.id, agency_id=agency_id)
            for row, new in zip(made, rows, strict=True)
            for agency_id in _helping(new)
        )
        session.flush()
        return made
    raise Clash("Several people are adding actions just now. Nothing was stored.")


def _action(new: NewAction, reference: str, action_id: UUID) -> Action:
    return Action(
        id=action_id, reference=reference, commitment_id=new.commitment_id, first_due_on=new.due_on,
        due_on=new.due_on, progress=new.progress, done_percent=new.done_percent, created_at=clock.now(),
        completed_on=clock.today() if new.progress is Progress.COMPLETE else None,
        source=new.source.strip() or None, source_id=new.source_id, **_values(new),
    )  # fmt: skip


def _values(new: NewAction) -> dict[str, Any]:
    return {
        "title": new.title.strip(), "output": new.output.strip(), "impact": new.impact.strip(),
        "owner_agency_id": new.owner_agency_id, "owner_name": new.owner_name.strip(),
        "owner_user_id": new.owner_user_id, "starts_on": new.starts_on,
        "themes": list(new.themes), "funding": new.funding.strip() or None,
    }  # fmt: skip


def _write(row: Action, version: int, new: NewAction) -> None:
    values = _values(new)
    if row.confirmed_by_id is not None and row.confirmed_by_id == new.owner_user_id:
        values |= {"confirmed_at": None, "confirmed_by_id": None, "confirmed_by_name": None}
    versioned(row.id, version, commitment_id=new.commitment_id, **values)


def _fields(new: NewAction) -> list[str]:
    return sorted({*asdict(new)} - {"progress", "done_percent", "due_on", "source", "source_id"})


def _helping(new: NewAction) -> list[UUID]:
    return sorted(set(new.supporters) - {new.owner_agency_id})


def _set_supporters(action_id: UUID, supporters: Iterable[UUID]) -> None:
    session = current_session()
    session.execute(delete(ActionSupporter).where(ActionSupporter.action_id == action_id))
    owner = session.scalar(select(Action.owner_agency_id).where(Action.id == action_id))
    session.add_all(
        ActionSupporter(action_id=action_id, agency_id=each) for each in sorted(set(supporters)) if each != owner
    )
    session.flush()


def _tell_owner(action_id: UUID, new: NewAction) -> None:
    owner = current_session().get(User, new.owner_user_id) if new.owner_user_id else None
    told = [owner.email] if owner else addresses_of(new.owner_agency_id, Permission.PLAN_UPDATE_OWN)
    for address in told:
        outbox.put(
            agency_id=new.owner_agency_id, address=address, subject="A new action for your agency",
            path=f"/action-plan/actions/{action_id}", once=f"action-added:{action_id}:{new.owner_agency_id}",
        )  # fmt: skip
