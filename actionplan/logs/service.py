"""Writes of the logs: add, change, take off, and the steps of an operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from actionplan.around import around
from actionplan.logs import queries, rules, words
from actionplan.logs.kinds import EnforcementState, Log
from actionplan.logs.models import EnforcementPlan, EnforcementStep
from actionplan.models import Commitment
from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

CHANGED = "Somebody changed this while you were writing. Both texts are below; nothing is lost."
#: What an entry is called in the trail, and where a text that stayed is listed.
KINDS = {
    Log.POLICY: "policy log entry", Log.RESEARCH: "research log entry", Log.TRAINING: "training log entry",
    Log.RESOURCES: "resource log entry", Log.ENFORCEMENT: "enforcement plan", Log.JOINING: "sign-up log entry",
}  # fmt: skip
#: The code word of an operation is nobody's name.
CODE_WORD = re.compile(r"\bOperation \w+")
#: Texts that nobody typed, or that are an address.
NOT_LOOKED_AT = ("firewall", "link")


def add_entry(
    *, actor: Actor, log: Log, title: str, owner_agency_id: UUID, values: Mapping[str, Any],
    commitment_id: UUID | None = None, answer: LeakAnswer | None = None,
) -> UUID:  # fmt: skip
    """Put an entry on a log; `values` are the columns of that log, by name. Returns its id.

    Refuses an agency that is not the actor's (the coordinator writes for all), what `rules.entry_may_stand` refuses,
    and words that may point at a person, unless `answer` says why they stay.
    """
    row_id, title = uuid7(), title.strip()
    _may_write(actor, owner_agency_id)
    kept = _checked(log, values)
    _known(owner_agency_id, commitment_id)
    settle(actor=actor, kind=KINDS[log], row_id=row_id, texts=_texts(title, kept), answer=answer)
    if log is Log.ENFORCEMENT:
        kept = {**kept, "state": EnforcementState.PLANNED, "firewall": words.FIREWALL}
    row = queries.MODELS[log](
        id=row_id, title=title, owner_agency_id=owner_agency_id, commitment_id=commitment_id,
        recorded_by_id=actor.user_id, recorded_at=clock.now(), **kept,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind=KINDS[log], row_id=row_id)
    return row_id


def change_entry(
    *, actor: Actor, log: Log, entry_id: UUID, version: int, title: str, owner_agency_id: UUID,
    values: Mapping[str, Any], commitment_id: UUID | None = None, answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Change an entry as read at `version`; an operation that the forum considered goes back to it when it changes.

    Refuses as `add_entry` does, and what was carried out or called off; Clash when it was changed since.
    """
    row = queries.row_of(actor, log, entry_id)
    for agency_id in (row.owner_agency_id, owner_agency_id):
        _may_write(actor, agency_id)
    _unless(rules.entry_may_change(log, getattr(row, "state", None)))
    kept = _checked(log, values)
    _known(owner_agency_id, commitment_id)
    settle(actor=actor, kind=KINDS[log], row_id=entry_id, texts=_texts(title.strip(), kept), answer=answer)
    again = log is Log.ENFORCEMENT and _again(row, kept)
    after = {**kept, "title": title.strip(), "owner_agency_id": owner_agency_id, "commitment_id": commitment_id}
    fields = sorted(name for name, value in after.items() if getattr(row, name) != value)
    _store(log, entry_id, version, {**after, "state": EnforcementState.PLANNED} if again else after)
    if again:
        _add_step(actor, entry_id, EnforcementState.PLANNED, "The plan changed after the forum considered it.")
    audit.record(actor=actor, verb="changed", kind=KINDS[log], row_id=entry_id, fields=fields)


def take_off(
    *, actor: Actor, log: Log, entry_id: UUID, version: int, reason: str, answer: LeakAnswer | None = None
) -> None:
    """Take an entry off its log, with a reason of 10 characters or more; it stays readable under “Taken off”."""
    row = queries.row_of(actor, log, entry_id)
    _may_write(actor, row.owner_agency_id)
    _unless(rules.reason_is_enough(reason))
    if row.taken_off_at is not None:
        raise Refused("It was taken off already.")
    settle(actor=actor, kind=KINDS[log], row_id=entry_id, texts={"reason": reason.strip()}, answer=answer)
    _store(log, entry_id, version, {"taken_off_at": clock.now(), "taken_off_why": reason.strip()})
    audit.record(actor=actor, verb="took off", kind=KINDS[log], row_id=entry_id, fields=["taken_off_why"])


def put_back(*, actor: Actor, log: Log, entry_id: UUID, version: int) -> None:
    """Put an entry back on its log; Clash when somebody did so first."""
    row = queries.row_of(actor, log, entry_id)
    _may_write(actor, row.owner_agency_id)
    if row.taken_off_at is None:
        raise Refused("It stands on the log already.")
    _store(log, entry_id, version, {"taken_off_at": None, "taken_off_why": None})
    audit.record(actor=actor, verb="put back", kind=KINDS[log], row_id=entry_id, fields=["taken_off_at"])


def take_step(
    *, actor: Actor, plan_id: UUID, version: int, to: EnforcementState, words: str, decision_id: UUID | None = None,
    answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Take an operation one step on: considered by the forum, carried out, reviewed, called off.

    `words` say what the forum said, what happened, or why not; a review's words are what happened to people who sex
    work. `decision_id` is the forum's decision, when there is one. Refuses what `rules.step_may_be_taken` refuses;
    Clash when it was changed since.
    """
    plan = queries.row_of(actor, Log.ENFORCEMENT, plan_id)
    _unless(rules.step_may_be_taken(actor, plan.owner_agency_id, plan.state, to, words))
    decision = around.decision(actor, decision_id) if decision_id else None
    settle(actor=actor, kind=KINDS[Log.ENFORCEMENT], row_id=plan_id, texts={"words": words.strip()}, answer=answer)
    reviewed = {"review": words.strip()} if to is EnforcementState.REVIEWED else {}
    moved = current_session().execute(
        update(EnforcementPlan)
        .where(EnforcementPlan.id == plan_id, EnforcementPlan.version == version, EnforcementPlan.state == plan.state)
        .values(state=to, version=version + 1, **reviewed)
        .returning(EnforcementPlan.id)
    )
    if moved.first() is None:
        raise Clash(CHANGED)
    _add_step(actor, plan_id, to, words.strip(), decision.id if decision else None,
              decision.reference if decision else "")  # fmt: skip
    audit.record(actor=actor, verb=f"noted as {to.value}", kind=KINDS[Log.ENFORCEMENT], row_id=plan_id)


def _add_step(
    actor: Actor, plan_id: UUID, state: EnforcementState, said: str, decision_id: UUID | None = None,
    reference: str = "",
) -> None:  # fmt: skip
    step = EnforcementStep(
        plan_id=plan_id, state=state, at=clock.now(), by_id=actor.user_id, by_name=agencies.user(actor.user_id).name,
        words=said, decision_id=decision_id, decision_reference=reference,
    )  # fmt: skip
    current_session().add(step)
    current_session().flush()


def _checked(log: Log, values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    _unless(rules.entry_may_stand(log, kept, clock.today()))
    return kept


def _texts(title: str, kept: Mapping[str, Any]) -> dict[str, str]:
    plain = {name: value for name, value in kept.items() if type(value) is str and name not in NOT_LOOKED_AT}
    return {"title": CODE_WORD.sub("Operation", title), **plain}


def _again(row: EnforcementPlan, kept: Mapping[str, Any]) -> bool:
    before = {name: getattr(row, name) for name in rules.CONSIDERED_FIELDS}
    return row.state is EnforcementState.CONSIDERED and rules.must_be_considered_again(before, kept)


def _store(log: Log, entry_id: UUID, version: int, values: Mapping[str, Any]) -> None:
    model = queries.MODELS[log]
    changed = current_session().execute(
        update(model)
        .where(model.id == entry_id, model.version == version)
        .values(**values, version=version + 1)
        .returning(model.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)


def _may_write(actor: Actor, owner_agency_id: UUID) -> None:
    _unless(rules.entry_may_be_written(actor, owner_agency_id))


def _known(owner_agency_id: UUID, commitment_id: UUID | None) -> None:
    if owner_agency_id not in {each.id for each in agencies.member_agencies()}:
        raise Refused("Choose an agency that is a member now.", field="agency")
    if commitment_id is not None and current_session().get(Commitment, commitment_id) is None:
        raise Refused("Choose a commitment, or none.", field="commitment")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
