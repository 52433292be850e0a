"""Scheduled work of list exports."""

from __future__ import annotations

from agencies.exports import service
from core.actor import Actor


def end_due(actor: Actor) -> int:
    """Throw away archives that are a week old, and let requests lapse that nobody answered."""
    return service.end_due(actor=actor)
