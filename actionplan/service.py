"""Writes of the plan: add an action, report on one. A report never changes; the next one stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan import rules
from actionplan.models import Action, ActionUpdate, Commitment, Progress, Rag
from actionplan.queries import facts_of
from agencies.models import Agency
from agencies.permissions import Permission
from agencies.queries import addresses_of, user
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session

TRIES = 5


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
) -> Action:
    """Add an action under a commitment, with one owner agency and one named owner (domain.md 6.2).

    Returns the action with the next free reference; its agency's staff are told. Refuses an action that is due
    before it starts, an empty impact on people (mandatory), an unknown commitment, and an agency that is not active.
    """
    _check_new(actor, commitment_id, owner_agency_id, impact, rules.dates_run_forwards(starts_on, due_on))
    row = _with_free_reference(
        dict(
            commitment_id=commitment_id,
            title=title.strip(),
            output=output.strip(),
            impact=impact.strip(),
            owner_agency_id=owner_agency_id,
            owner_name=owner_name.strip(),
            starts_on=starts_on,
            due_on=due_on,
            first_due_on=due_on,
            progress=Progress.NOT_STARTED,
        )  # fmt: skip
    )
    audit.record(actor=actor, verb="added", kind="action", row_id=row.id)
    for address in addresses_of(owner_agency_id, Permission.PLAN_UPDATE_OWN):
        outbox.put(
            agency_id=owner_agency_id, address=address, subject="A new action for your agency",
            path=f"/action-plan/actions/{row.id}", once=f"action-added:{row.id}",
        )  # fmt: skip
    return row


def _check_new(actor: Actor, commitment_id: UUID, agency_id: UUID, impact: str, dates: rules.Answer) -> None:
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot add actions.", instead="Ask the forum coordinator.")
    if not dates.allowed:
        raise Refused(dates.reason, field=dates.field)
    if not impact.strip():
        raise Refused("Say what this changes for people who sex work", field="impact")
    session = current_session()
    if session.get(Commitment, commitment_id) is None:
        raise Refused("Choose a commitment", field="commitment")
    agency = session.get(Agency, agency_id)
    if agency is None or not agency.active:
        raise Refused("Choose an agency that is a member now", field="agency")


def _with_free_reference(values: dict[str, object]) -> Action:
    session = current_session()
    for _ in range(TRIES):
        row = Action(**values, reference=rules.next_reference(session.scalars(select(Action.reference))))
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Several people are adding actions just now. Nothing was stored.")


def report_progress(
    *,
    actor: Actor,
    action_id: UUID,
    version: int,
    progress: Progress,
    done_percent: int,
    stated_rag: Rag | None,
    stated_reason: str,
    words: str,
) -> ActionUpdate:
    """Report on an action: how far it is, the owner's own colour if it differs, and what happened.

    `version` is the row version that the writer read. Returns the report, stored beside the earlier ones. Refuses
    an agency that does not own it, percentages that contradict the progress, and a colour better than the dates
    say without a reason (domain.md 6.2); raises Clash when somebody reported in between.
    """
    row = current_session().get(Action, action_id)
    if row is None:
        raise NotVisible
    allowed = rules.update_may_be_made(actor, row.owner_agency_id)
    if not allowed.allowed:
        raise Refused(allowed.reason)
    facts = _facts_after(row, progress, done_percent, stated_rag, stated_reason.strip() or None)
    _change(row, version, facts)
    made = ActionUpdate(
        action_id=action_id, at=clock.now(), by_user_id=actor.user_id, by_name=user(actor.user_id).name,
        words=words.strip(), progress=progress, done_percent=done_percent, rag=rules.rag_of(facts, clock.today()),
    )  # fmt: skip
    current_session().add(made)
    current_session().flush()
    fields = ("progress", "done_percent", "stated_rag", "stated_reason")
    audit.record(actor=actor, verb="reported", kind="action", row_id=action_id, fields=fields)
    return made


def _facts_after(
    row: Action, progress: Progress, done_percent: int, stated_rag: Rag | None, reason: str | None
) -> rules.ActionFacts:
    today = clock.today()
    facts = replace(
        facts_of(row, None), progress=progress, done_percent=done_percent,
        stated_rag=stated_rag, stated_reason=reason if stated_rag else None, stated_on=today,
    )  # fmt: skip
    for answer in (rules.report_is_consistent(progress, done_percent), rules.statement_may_stand(facts, today)):
        if not answer.allowed:
            raise Refused(answer.reason, field=answer.field)
    return facts


def _change(row: Action, version: int, facts: rules.ActionFacts) -> None:
    complete = facts.progress is Progress.COMPLETE
    changed = current_session().execute(
        update(Action)
        .where(Action.id == row.id, Action.version == version)
        .values(
            progress=facts.progress,
            done_percent=facts.done_percent,
            stated_rag=facts.stated_rag,
            stated_reason=facts.stated_reason,
            completed_on=(row.completed_on or clock.today()) if complete else None,
            version=version + 1,
        )  # fmt: skip
        .returning(Action.id)
    )
    if changed.first() is None:
        raise Clash("Somebody reported on this action while you were writing. Nothing was stored.")
