"""Scheduled work of spreadsheets."""

from __future__ import annotations

from actionplan.sheets import service
from core.actor import Actor


def forget_old(actor: Actor) -> int:
    """Throw away sheets that nobody said yes to."""
    return service.forget_old(actor=actor)
