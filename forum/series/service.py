"""Writes of series: plan meetings that come in a rhythm, change those that lie ahead, end the rest."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from forum import rules, service
from forum.models import Meeting, MeetingSeries, SeriesRhythm
from forum.series import queries
from forum.series.rules import Shape
from forum.service import Plan, may_run
from forum.steps import step
from people.leaks.rules import LeakAnswer

CHANGED = "Somebody changed this series while you were writing. Nothing was stored."


def plan_series(
    *, actor: Actor, shape: Shape, rhythm: SeriesRhythm, first_day: date, count: int, body_id: UUID | None = None,
) -> MeetingSeries:  # fmt: skip
    """Plan 2 to 26 meetings in a rhythm, each with its standard agenda. Refuses a first day that has passed.

    By the clock: a series at 10am stays at 10am when summer time begins.
    """
    may_run(actor)
    if not 2 <= count <= rules.MOST_IN_A_SERIES:
        raise Refused(f"A series has 2 to {rules.MOST_IN_A_SERIES} meetings.", field="count")
    _hold_shape(shape)
    row = MeetingSeries(
        body_id=body_id, title=shape.title.strip(), place=shape.place.strip(), chair_name=shape.chair_name.strip(),
        rhythm=rhythm, begins=shape.begins, length_minutes=shape.length_minutes, first_day=first_day,
        made_at=clock.now(), made_by=actor.user_id,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    for day in rules.days_of_series(rhythm, first_day, count):
        _plan(actor, row, _plan_on(shape, day))
    audit.record(actor=actor, verb="planned", kind="meeting series", row_id=row.id)
    return row


def change_series(*, actor: Actor, series_id: UUID, shape: Shape, version: int) -> int:
    """Change every meeting of a series that lies ahead, day kept; returns how many. Those invited are told.

    A meeting that was moved by itself keeps its day and takes the rest. Clash when somebody changed the series first.
    """
    may_run(actor)
    row = queries.series(actor, series_id)
    _hold_shape(shape)
    step(
        row, version, MeetingSeries.ended_on.is_(None), clash=CHANGED, title=shape.title.strip(),
        place=shape.place.strip(), chair_name=shape.chair_name.strip(), begins=shape.begins,
        length_minutes=shape.length_minutes,
    )  # fmt: skip
    ahead = queries.ahead_of(actor, series_id)
    for meeting in ahead:
        plan = _plan_on(shape, clock.london(meeting.starts_at).date())
        kept = Plan(plan.title, plan.starts_at, plan.place, plan.chair_name, plan.ends_at, meeting.joining)
        service.change_meeting(actor=actor, meeting_id=meeting.id, plan=kept, version=meeting.version)
    audit.record(actor=actor, verb="changed", kind="meeting series", row_id=row.id)
    return len(ahead)


def end_series(
    *, actor: Actor, series_id: UUID, reason: str, version: int, answer: LeakAnswer | None = None
) -> int:  # fmt: skip
    """Cancel every meeting of a series that lies ahead, with a reason; returns how many. What was held stays."""
    may_run(actor)
    row = queries.series(actor, series_id)
    step(row, version, MeetingSeries.ended_on.is_(None), clash=CHANGED, ended_on=clock.today())
    ahead = queries.ahead_of(actor, series_id)
    for meeting in ahead:
        service.cancel_meeting(
            actor=actor, meeting_id=meeting.id, reason=reason, version=meeting.version, answer=answer
        )
    audit.record(actor=actor, verb="ended", kind="meeting series", row_id=row.id)
    return len(ahead)


def _plan_on(shape: Shape, day: date) -> Plan:
    starts_at, ends_at = shape.times_on(day)
    return Plan(shape.title, starts_at, shape.place, shape.chair_name, ends_at)


def _plan(actor: Actor, row: MeetingSeries, plan: Plan) -> Meeting:
    return service.plan_meeting(
        actor=actor, title=plan.title, starts_at=plan.starts_at, place=plan.place, chair_name=plan.chair_name,
        ends_at=plan.ends_at, body_id=row.body_id, series_id=row.id,
    )  # fmt: skip


def _hold_shape(shape: Shape) -> None:
    if not 15 <= shape.length_minutes <= 600:
        raise Refused("A meeting takes a quarter of an hour to ten hours.", field="ends")
