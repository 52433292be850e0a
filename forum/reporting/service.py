"""Writes of progress reports: ask for one, withdraw one, set up schedules, and plan the slots that are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from agencies.permissions import Permission
from core import audit, clock, making
from core.actor import Actor, system_actor
from core.db import uuid7
from core.errors import Refused
from core.scoping import acting_as, current_session
from core.tallies import Period
from forum import queries as forum
from forum.around import around
from forum.events import papers_changed
from forum.models import MeetingState
from forum.reporting import queries, rules
from forum.reporting.making import KIND, about_of
from forum.reporting.models import ReportRun, ReportSchedule, ReportWithdrawal
from forum.reporting.rules import Shape, Slot
from forum.steps import step
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle
from reports.queries import period_for

CHANGED = "Somebody changed this schedule while you were writing. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report is asked for: a meeting, or a body (none: the forum itself) and its last whole quarter."""

    meeting_id: UUID | None = None
    body_id: UUID | None = None
    tell: tuple[str, ...] = ()


def ask_for_report(*, actor: Actor, wish: Wish, once: str) -> UUID:
    """Ask for the next version of a progress report; returns the piece of work that makes it (domain.md 6.5).

    `wish.tell` names roles that are told once it is made. `once` is the key of the form: sent twice, it is asked once.
    Refuses a role that does not run meetings and a meeting that was called off.
    """
    may_run(actor)
    day, body_id = clock.today(), wish.body_id
    if wish.meeting_id is not None:
        meeting = forum.meeting(actor, wish.meeting_id)
        if meeting.state is MeetingState.CANCELLED:
            raise Refused("This meeting was called off.", instead="Ask for the report of another meeting.")
        day, body_id = clock.london(meeting.starts_at).date(), meeting.body_id
    about = about_of(body_id, wish.meeting_id, period_for(day, clock.today()), tell=wish.tell)
    work_id = making.ask(actor=actor, kind=KIND, about=about, once=once)
    audit.record(actor=actor, verb="asked", kind="progress report", row_id=work_id)
    return work_id


def withdraw_report(*, actor: Actor, report_id: UUID, reason: str, answer: LeakAnswer | None = None) -> None:
    """Withdraw a report: it stays for those who run the forum, marked; its readers get the reason instead.

    Refuses a role that does not run meetings, a second withdrawal, and no reason.
    """
    may_run(actor)
    row = queries.edition(actor, report_id)
    _unless(rules.report_may_be_withdrawn(not row.in_force, reason))
    settle(actor=actor, kind="progress report", row_id=report_id, texts={"reason": reason}, answer=answer)
    withdrawal = ReportWithdrawal(
        report_id=report_id, withdrawn_at=clock.now(), withdrawn_by=actor.user_id, reason=reason.strip()
    )
    try:
        with current_session().begin_nested():
            current_session().add(withdrawal)
    except IntegrityError:
        raise Refused("Somebody withdrew it just now.", field="reason") from None
    if row.meeting_id is not None:
        papers_changed.send(None, meeting_id=row.meeting_id)
    audit.record(actor=actor, verb="withdrew", kind="progress report", row_id=report_id)


def add_schedule(*, actor: Actor, body_id: UUID | None, shape: Shape, recipients: Sequence[str]) -> ReportSchedule:
    """Have a body's report made by itself from now on, and say which roles are told (domain.md 6.5).

    Nothing is made for slots that have passed. Refuses a shape that is not whole, and roles that read no reports.
    """
    may_run(actor)
    _hold_to_rules(actor, shape, recipients)
    now = clock.now()
    row = ReportSchedule(
        agency_id=actor.agency_id, body_id=body_id, kind=shape.kind, days_before=shape.days_before,
        month_day=shape.month_day, recipients=list(recipients), active=True, since=now, made_at=now,
        made_by=actor.user_id,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="report schedule", row_id=row.id)
    return row


def change_schedule(
    *, actor: Actor, schedule_id: UUID, shape: Shape, recipients: Sequence[str], version: int
) -> ReportSchedule:  # fmt: skip
    """Change when a report is made and who is told; what is due by the new shape counts from now. Clash if stale."""
    may_run(actor)
    row = queries.schedule(actor, schedule_id)
    _hold_to_rules(actor, shape, recipients)
    since = row.since if shape == queries.shape_of(row) else clock.now()
    step(
        row, version, clash=CHANGED, kind=shape.kind, days_before=shape.days_before, month_day=shape.month_day,
        recipients=list(recipients), since=since,
    )  # fmt: skip
    audit.record(actor=actor, verb="changed", kind="report schedule", row_id=row.id, fields=("shape", "recipients"))
    return row


def switch_schedule(*, actor: Actor, schedule_id: UUID, on: bool, version: int) -> ReportSchedule:
    """Switch a schedule off, or on again. Of slots that passed meanwhile only those of meetings that are still ahead
    are made. Clash if stale."""
    may_run(actor)
    row = queries.schedule(actor, schedule_id)
    values = {"active": on, "since": clock.now()} if on else {"active": on}
    step(row, version, ReportSchedule.active.is_(not on), clash=CHANGED, **values)
    audit.record(actor=actor, verb="switched on" if on else "switched off", kind="report schedule", row_id=row.id)
    return row


def try_again(*, actor: Actor, run_id: UUID) -> None:
    """Let a run that was given up be tried afresh. Refuses one that was not given up."""
    may_run(actor)
    row = queries.run(actor, run_id)
    if not making.ask_again(actor=actor, work_id=row.making_id):
        raise Refused("This report is not given up.", instead="Look again in a minute.")
    row.failed_at = None
    audit.record(actor=actor, verb="asked again", kind="progress report", row_id=row.making_id)


def plan_due() -> int:
    """Plan every slot of every schedule that is due, once however many workers look; returns how many it planned.

    Each slot is a run with its piece of work, in one transaction; the unique key of schedule and slot decides.
    """
    session, now = current_session(), clock.now()
    due = [(row.id, row.agency_id, row.body_id, list(row.recipients), slot) for row, slot in _due(now)]
    session.rollback()
    return sum(_plan(*each) for each in due)


def _due(now: datetime) -> list[tuple[ReportSchedule, Slot]]:
    """Every slot that is due and has no run, of all schedules that are on whose body still meets."""
    rows = [row for row in queries.schedules_on() if _still_meets(row)]
    planned = queries.planned_slots([row.id for row in rows])
    found = []
    for row in rows:
        slots = rules.due_slots(queries.shape_of(row), row.since, now, _meetings(row, now))
        found += [(row, slot) for slot in slots if (row.id, slot.key) not in planned]
    return found


def _still_meets(row: ReportSchedule) -> bool:
    """False for the schedule of a body that was closed: it makes nothing more."""
    if row.body_id is None:
        return True
    return row.body_id in around.bodies_open(system_actor(row.agency_id, Permission.MEETING_READ))


def _meetings(row: ReportSchedule, now: datetime) -> list[tuple[UUID, datetime]]:
    if row.kind is not rules.ScheduleKind.BEFORE_MEETING:
        return []
    return queries.meetings_that_stand(row.body_id, max(row.since, now - rules.LOOKS_BACK))


def _plan(schedule_id: UUID, agency_id: UUID, body_id: UUID | None, tell: list[str], slot: Slot) -> bool:
    actor = system_actor(agency_id, Permission.MEETING_WRITE)
    try:
        with acting_as(actor):
            run_id = uuid7()
            about = about_of(body_id, slot.meeting_id, _period(slot), tell=tell, run_id=run_id)
            work_id = making.ask(actor=actor, kind=KIND, about=about, once=f"{schedule_id}|{slot.key}")
            current_session().add(
                ReportRun(
                    id=run_id, schedule_id=schedule_id, slot=slot.key, meeting_id=slot.meeting_id, due_at=slot.due_at,
                    planned_at=clock.now(), making_id=work_id,
                )
            )  # fmt: skip
            audit.record(actor=actor, verb="planned", kind="report run", row_id=run_id)
    except IntegrityError:  # another worker planned it first
        return False
    return True


def _period(slot: Slot) -> Period:
    return period_for(slot.day, clock.today())


def may_run(actor: Actor) -> None:
    """Refuse a role that does not run meetings."""
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("Your role cannot issue reports.", instead="Ask the forum coordinator.")


def _hold_to_rules(actor: Actor, shape: Shape, recipients: Sequence[str]) -> None:
    _unless(rules.shape_is_whole(shape, recipients))
    if set(recipients) - queries.roles_that_read(actor).keys():
        raise Refused("Choose roles that may read reports.", field="recipients")


def _unless(answer: rules.Answer) -> None:
    if not answer.allowed:
        raise Refused(f"{answer.reason}.", field=answer.field)
