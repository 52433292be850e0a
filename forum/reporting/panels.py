"""What progress reports show elsewhere: on a meeting's page, on home pages, and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import working_days_between
from core.dial import Dial
from core.forms import EmptyForm
from core.making import standings
from core.panels import Panel, Waiting
from core.words import long_day, short_day
from forum import queries as forum
from forum.models import MeetingState
from forum.panels import PREPARED_IN, face_of
from forum.reporting import queries
from forum.reporting.making import KIND


def meeting(actor: Actor, meeting_id: UUID) -> Panel | None:
    """The reports of a meeting, every version, and the button for the next one; of a body's meeting once it has one."""
    if not actor.may(Permission.REPORT_READ, Permission.MEETING_WRITE):
        return None
    row, found = forum.meeting(actor, meeting_id), queries.editions(actor, [meeting_id]).get(meeting_id, [])
    may_run = actor.may(Permission.MEETING_WRITE)
    if row.body_id is not None and not (found or may_run):
        return None
    values = {
        "meeting": row, "editions": found, "form": EmptyForm(), "is_off": row.state is MeetingState.CANCELLED,
        "may_issue": may_run and row.state is not MeetingState.CANCELLED, "may_read": actor.may(Permission.REPORT_READ),
        "under_way": _under_way(actor, meeting_id) if may_run else None,
    }  # fmt: skip
    return Panel("forum/reporting/panel_meeting.html", values, order=60, where="aside")


def link(actor: Actor, meeting_id: UUID) -> Panel | None:
    """The button in the head of a meeting of the forum: its report, or a draft of it."""
    if not actor.may(Permission.REPORT_READ):
        return None
    row = forum.meeting(actor, meeting_id)
    if row.body_id is not None or row.state is MeetingState.CANCELLED:
        return None
    return Panel("forum/reporting/link.html", {"meeting_id": meeting_id, "newest": _newest(actor, meeting_id)}, order=5)


def home(actor: Actor, meeting_id: UUID) -> Panel | None:
    """A line under the next meeting: its report."""
    if not actor.may(Permission.REPORT_READ):
        return None
    values = {
        "meeting_id": meeting_id, "newest": _newest(actor, meeting_id),
        "may_issue": actor.may(Permission.MEETING_WRITE),
    }  # fmt: skip
    return Panel("forum/reporting/home.html", values)


def reported(actor: Actor, meeting_ids: Iterable[UUID]) -> set[UUID]:
    """Which of some meetings have a report in force, in one statement."""
    found = queries.editions(actor, meeting_ids)
    return {meeting_id for meeting_id, rows in found.items() if any(row.in_force for row in rows)}


def waiting(actor: Actor) -> list[Waiting]:
    """For those who run meetings: reports that could not be made, and the next one when nothing makes it by itself."""
    if not actor.may(Permission.MEETING_WRITE):
        return []
    return [*_alarms(actor), *_to_issue(actor)]


def _alarms(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            title="A progress report could not be made",
            detail=f"It was due on {long_day(line.run.due_at)}. It was tried four times.",
            url=url_for("forum.list_report_schedules"), button="Look",
            clock=Dial("late", 1.0, "Late", short_day(line.run.due_at)), due=line.run.due_at,
            primary=True,
        )
        for line in queries.failed_runs(actor)
    ]  # fmt: skip


def _to_issue(actor: Actor) -> list[Waiting]:
    row = forum.next_meeting(actor)
    if row is None or queries.is_expected(None, row.id) or _newest(actor, row.id):
        return []
    day = clock.london(row.starts_at).date()
    if working_days_between(clock.today(), day) > PREPARED_IN:
        return []
    item = Waiting(
        title="Issue the progress report", detail=f"For the {row.title.lower()} of {long_day(day)}.",
        url=url_for("forum.show_meeting", meeting_id=row.id), button="Open", clock=face_of(day),
        due=row.starts_at, primary=True,
    )  # fmt: skip
    return [item]


def _newest(actor: Actor, meeting_id: UUID) -> queries.Edition | None:
    rows = queries.editions(actor, [meeting_id]).get(meeting_id, [])
    return next((row for row in rows if row.in_force), None)


def _under_way(actor: Actor, meeting_id: UUID) -> UUID | None:
    found = standings(actor, KIND)
    return next((each.id for each in found if not each.is_over and each.about["meeting"] == str(meeting_id)), None)
