"""Progress reports of the demonstration: one withdrawn, the one in its place, and two schedules.

They are kept without a file, as those of before files were kept: their pages are drawn when somebody takes them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.scoping import acting_as, current_session
from demonstration.stage import actor_of
from forum import queries as forum
from forum.reporting import making, queries, service
from forum.reporting.making import Subject
from forum.reporting.models import ProgressReport, ScheduleKind
from forum.reporting.rules import Shape
from reports.documents import FOR_MEMBERS, check_sum
from reports.queries import period_for

KEEPS = "sam@mcc.example"
TOLD = ["forum_chair", "forum_coordinator", "member_representative"]
WHY = "The figures of one agency were counted twice."


def tell() -> None:
    """Keep the reports of the last meeting that was held, and set up schedules; the tallies must stand already."""
    actor = actor_of(KEEPS)
    with acting_as(actor):
        held = next(row for row in forum.meetings_past(actor, 1, forum.FORUM_ITSELF).items if not row.cancelled_at)
        meeting_id, began = held.id, held.starts_at
        period = period_for(clock.london(began).date(), clock.today())
        subject = making.subject_of(actor, making.about_of(None, meeting_id, period, tell=()))
    with clock.frozen_at(began - timedelta(days=5)), acting_as(actor):
        figures = making.figures_of(actor, subject)
    first = _kept(actor, subject, figures, began - timedelta(days=5))
    with clock.frozen_at(began - timedelta(days=4)), acting_as(actor):
        service.withdraw_report(actor=actor, report_id=first, reason=WHY)
    _kept(actor, subject, figures, began - timedelta(days=3))
    with clock.frozen_at(clock.now() - timedelta(hours=2)), acting_as(actor):
        quarterly = Shape(ScheduleKind.QUARTERLY, month_day=20)
        service.add_schedule(actor=actor, body_id=None, shape=quarterly, recipients=TOLD)
        before = Shape(ScheduleKind.BEFORE_MEETING, days_before=5)
        off = service.add_schedule(actor=actor, body_id=None, shape=before, recipients=TOLD)
        service.switch_schedule(actor=actor, schedule_id=off.id, on=False, version=1)


def _kept(actor: Actor, subject: Subject, counted: dict[str, Any], moment: datetime) -> UUID:
    """The next version of a report, as made at a moment; its figures are counted once for all versions."""
    with clock.frozen_at(moment), acting_as(actor):
        figures = {**counted, "snapshot": clock.now().isoformat()}
        report = ProgressReport(
            subject=subject.key, version=queries.next_version(subject.key), body_id=None,
            meeting_id=subject.meeting_id, period_start=subject.period.start, period_end=subject.period.end,
            made_at=clock.now(), snapshot_at=clock.now(), made_by=actor.user_id, classification=FOR_MEMBERS,
            statement=figures["statement"], figures=figures, sha256=check_sum(figures),
        )  # fmt: skip
        current_session().add(report)
        current_session().flush()
        return report.id
