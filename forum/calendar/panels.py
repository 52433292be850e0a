"""What calendars show on a meeting's page."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from forum import queries as forum
from forum.calendar import queries
from forum.models import MeetingState


def meeting_panel(actor: Actor, meeting_id: UUID) -> Panel | None:
    """The file for one's own calendar, and (for those who run meetings) whether everybody was invited."""
    meeting = forum.meeting(actor, meeting_id)
    if meeting.state is not MeetingState.PLANNED or meeting.began_at is not None:
        return None
    runs = actor.may(Permission.MEETING_WRITE)
    waiting = [guest for guest in queries.guests(actor, meeting) if guest.has != meeting.sequence] if runs else []
    values = {"meeting": meeting, "runs": runs, "waiting": len(waiting), "feed": queries.feed_of(actor)}
    return Panel("forum/calendar/panel.html", values, order=20, where="aside")
