"""Reads of series of meetings."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from forum import queries as forum
from forum.models import Meeting, MeetingSeries, MeetingState


def visible_to(actor: Actor) -> Select[MeetingSeries]:
    """The series an actor may read: all, since the forum is shared by its members."""
    return select(MeetingSeries)


def series(actor: Actor, series_id: UUID) -> MeetingSeries:
    """One series; NotVisible when there is none."""
    row = current_session().scalars(visible_to(actor).where(MeetingSeries.id == series_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def meetings_of(actor: Actor, series_id: UUID) -> list[Meeting]:
    """The meetings of a series by day, whatever became of them."""
    found = forum.visible_to(actor).where(Meeting.series_id == series_id).order_by(Meeting.starts_at, Meeting.id)
    return list(current_session().scalars(found.limit(200)))


def ahead_of(actor: Actor, series_id: UUID) -> list[Meeting]:
    """Those of its meetings that still lie ahead: planned, not begun, not past."""
    return [
        row
        for row in meetings_of(actor, series_id)
        if row.state is MeetingState.PLANNED and row.began_at is None and row.starts_at > clock.now()
    ]
