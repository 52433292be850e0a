"""Scheduled work of patterns: every hour each agency's worker marks its own reports and compares the marks."""

from __future__ import annotations

from core.actor import Actor
from safety.patterns import service


def look_for_patterns(actor: Actor) -> int:
    """Mark, compare and link; returns how many links were made."""
    return service.look_for_patterns(actor=actor)
