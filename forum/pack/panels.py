"""What the pack shows elsewhere: a button in the head of a meeting's page."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from forum import queries as forum


def link(actor: Actor, meeting_id: UUID) -> Panel | None:
    """The way to the pack, unless the meeting was cancelled."""
    if not actor.may(Permission.MEETING_READ) or forum.meeting(actor, meeting_id).cancelled_at is not None:
        return None
    return Panel("forum/pack/link.html", {"meeting_id": meeting_id}, order=10)
