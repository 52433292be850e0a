"""Scheduled work of the public page: every minute, what was written is kept as a report of the agency."""

from __future__ import annotations

from core.actor import Actor
from safety.outside import service


def keep_written(actor: Actor) -> int:
    """Keep what was written; returns how many."""
    return service.keep_written(actor=actor)
