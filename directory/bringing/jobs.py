"""Scheduled work: files that nobody answered are forgotten."""

from __future__ import annotations

from core.actor import Actor
from directory.bringing import service


def forget_old(actor: Actor) -> int:
    """Drop the files of an agency that nobody answered within a week; returns how many."""
    return service.forget_old(actor)
