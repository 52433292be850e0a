"""Scheduled work of papers: agencies are reminded of those that they owe."""

from __future__ import annotations

from core.actor import Actor
from forum.papers import service


def remind(actor: Actor) -> int:
    """Tell an agency of its papers that are due soon, and of each that is late, once; returns how many."""
    return service.remind(actor)
