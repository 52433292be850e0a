"""A group's way from proposal to close: each step one conditional UPDATE, written down with the decision behind it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from actionplan.around import DecisionRef
from actionplan.groups import queries, rules
from actionplan.groups.models import GroupOutput, GroupState, OutputState, StepKind
from actionplan.groups.service.writing import (
    SUBJECT,
    decided,
    group_row,
    move,
    tell_coordinators,
    tell_leads,
    tended_row,
    unless,
    write_step,
)
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle


def approve(*, actor: Actor, group_id: UUID, version: int, decision_id: UUID | None) -> None:
    """Write down that the forum approved a group, and by which decision."""
    _decide(actor, group_id, version, StepKind.APPROVED, decision_id, "")


def decline(
    *, actor: Actor, group_id: UUID, version: int, decision_id: UUID | None, reason: str,
    answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Write down that the forum does not want a group, by which decision, and why."""
    _may_decide(actor)
    if not reason.strip():
        raise Refused("Say why the forum declined it.", field="reason")
    settle(actor=actor, kind="group step", row_id=group_id, texts={"reason": reason}, answer=answer)
    _decide(actor, group_id, version, StepKind.DECLINED, decision_id, reason)


def start(*, actor: Actor, group_id: UUID, version: int) -> None:
    """Begin the work of an approved group. Refuses one without lead, lived-experience seat or dated output."""
    row = tended_row(actor, group_id)
    unless(rules.step_may_be_taken(row.state, StepKind.STARTED))
    outputs = current_session().scalar(select(func.count()).where(GroupOutput.group_id == group_id)) or 0
    unless(rules.start_may_be(queries.roles_of(group_id), outputs))
    move(row, version, state=GroupState.ACTIVE)
    write_step(actor, row, StepKind.STARTED)
    tell_leads(actor, row, "group-started")


def extend(
    *, actor: Actor, group_id: UUID, version: int, decision_id: UUID | None, ends_on: date, reason: str,
    answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Write down that the forum gave a group more time: the new end, the decision and the reason (domain.md 6.3)."""
    _may_decide(actor)
    row = group_row(actor, group_id)
    unless(rules.step_may_be_taken(row.state, StepKind.EXTENDED))
    unless(rules.extension_may_be(row.ends_on, ends_on, clock.today()))
    if not reason.strip():
        raise Refused("Say why it needs longer.", field="reason")
    settle(actor=actor, kind="group step", row_id=group_id, texts={"reason": reason}, answer=answer)
    _decide(actor, group_id, version, StepKind.EXTENDED, decision_id, reason, ends_on=ends_on)


def start_reporting(*, actor: Actor, group_id: UUID, version: int) -> None:
    """Go over from the work to the final report."""
    row = tended_row(actor, group_id)
    unless(rules.step_may_be_taken(row.state, StepKind.REPORTING))
    move(row, version, state=GroupState.REPORTING)
    write_step(actor, row, StepKind.REPORTING)
    tell_coordinators(actor, row, "group-reporting")


def save_final_report(
    *, actor: Actor, group_id: UUID, version: int, report: rules.FinalReport, answer: LeakAnswer | None = None
) -> None:
    """Write a group's final report, as read at `version`; it may be written in several sittings until it is closed."""
    row = tended_row(actor, group_id)
    if row.state is not GroupState.REPORTING:
        raise Refused("The final report is written at the end.", instead=rules.HOW_STEPS_FOLLOW[row.state])
    texts = {
        "report_done": report.done, "report_changed": report.changed, "report_learned": report.learned,
        "report_voice": report.voice, "report_spent": report.spent, "report_next": report.next,
    }  # fmt: skip
    settle(actor=actor, kind="group", row_id=group_id, texts=texts, answer=answer)
    move(row, version, **{name: words.strip() or None for name, words in texts.items()})
    audit.record(actor=actor, verb="reported", kind="group", row_id=group_id, fields=sorted(texts))


def close_group(*, actor: Actor, group_id: UUID, version: int, decision_id: UUID | None) -> None:
    """Write down that the forum took the final report and closed the group, and by which decision."""
    _may_decide(actor)
    row = group_row(actor, group_id)
    unless(rules.step_may_be_taken(row.state, StepKind.CLOSED))
    unless(rules.closing_may_be(queries.final_report_of(row), _unsettled(group_id)))
    _decide(actor, group_id, version, StepKind.CLOSED, decision_id, "", closed_on=clock.today())


def warn_of_ends(actor: Actor) -> int:
    """Tell the actor's agency's own leads and coordinators of groups in their last 30 days, or past their end.

    Once for each group and end date, and once more when it has passed; returns how many groups were told of.
    """
    told = 0
    for row in queries.ending(clock.today() + rules.WARNED_BEFORE):
        over = "over" if rules.is_over(row.state, row.ends_on, clock.today()) else "ends"
        addresses = queries.told_of_end(actor.agency_id, row.id)
        for address in addresses:
            outbox.put(
                agency_id=actor.agency_id, address=address, subject=SUBJECT, path=f"/groups/{row.id}",
                once=f"group-{over}:{row.id}:{row.ends_on}",
            )  # fmt: skip
        told += bool(addresses)
    return told


def _decide(
    actor: Actor, group_id: UUID, version: int, kind: StepKind, decision_id: UUID | None, reason: str, **values: Any
) -> None:
    """A step that rests on a decision of the forum: asked of the state, the role and the decision, in that order."""
    _may_decide(actor)
    row = group_row(actor, group_id)
    unless(rules.step_may_be_taken(row.state, kind))
    decision: DecisionRef = decided(actor, decision_id)
    move(row, version, state=rules.STEPS[kind][1], decision_reference=decision.reference, **values)
    write_step(actor, row, kind, reason=reason, decision=decision)
    tell_leads(actor, row, f"group-{kind}:{decision.id}")


def _may_decide(actor: Actor) -> None:
    if not rules.may_decide(actor):
        raise Refused("The forum decides this.", instead="Ask the coordinator to write its decision down.")


def _unsettled(group_id: UUID) -> int:
    waiting = select(func.count()).where(
        GroupOutput.group_id == group_id, GroupOutput.state.in_([OutputState.PLANNED, OutputState.IN_PROGRESS])
    )
    return current_session().scalar(waiting) or 0
