"""Scheduled work: what was released is closed to the police on the day after it ran out."""

from __future__ import annotations

from core.actor import Actor
from referrals.requests import service


def close_run_out(actor: Actor) -> int:
    """Close every release of the actor's agency that has run out; returns how many."""
    return service.close_due(actor=actor)
