"""Scheduled work: those who keep entries are told when some want a check."""

from __future__ import annotations

from core.actor import Actor
from directory.keeping import service


def remind(actor: Actor) -> int:
    """Tell an agency's keepers, once a month, while entries of theirs want a check; returns how many were told."""
    return service.remind(actor)
