"""Scheduled work of measures."""

from __future__ import annotations

from actionplan.measures import service
from core.actor import Actor


def remind(actor: Actor) -> int:
    """Tell an agency of values that should have come by now."""
    return service.remind(actor)
