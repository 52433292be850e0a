"""The file of a report for whoever takes it: the one that was kept, else its pages drawn again, else a draft."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core import clock
from core.actor import Actor
from forum import queries as forum
from forum.reporting import queries
from forum.reporting.making import Subject, drawn, figures_of
from forum.reporting.queries import Edition
from reports.queries import period_for


def file(actor: Actor, row: Edition) -> bytes:
    """The PDF as it was made. Of a report of before files were kept, the pages are drawn from its frozen figures."""
    kept = queries.file_of(actor, row.id)
    if kept is not None:
        return kept
    frozen = queries.opened(actor, row.id)
    meeting = forum.meeting(actor, row.meeting_id) if row.meeting_id else None
    title = meeting.title if meeting else None
    subject = Subject(row.body_id, row.meeting_id, title, row.day if meeting else None, None, row.period)
    return drawn(frozen.figures, subject, row.version)


def draft(actor: Actor, meeting_id: UUID) -> tuple[date, bytes]:
    """The day of a meeting, and a draft of its report from today's figures, which says so on every page."""
    queries.needs_reports(actor)
    meeting = forum.meeting(actor, meeting_id)
    day = clock.london(meeting.starts_at).date()
    subject = Subject(meeting.body_id, meeting_id, meeting.title, day, None, period_for(day, clock.today()))
    return day, drawn(figures_of(actor, subject), subject, None)
