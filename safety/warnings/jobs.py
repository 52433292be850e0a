"""Scheduled work: warnings end when their time runs out, and agencies that join the agreement get what is current."""

from __future__ import annotations

from core.actor import Actor
from safety.warnings import service


def look_after(actor: Actor) -> int:
    """End what ran out and hand what is current to newcomers; returns how many warnings ended."""
    ended = service.end_due(actor)
    service.share_with_new(actor)
    return ended
