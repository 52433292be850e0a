"""Scheduled work at the edge: letters leave after their hold and end in time; messages are chased, then erased."""

from __future__ import annotations

from core.actor import Actor
from referrals.outside import service


def keep_letters(actor: Actor) -> int:
    """Let go what was held long enough, and close what is over; returns how many moved."""
    return service.release_due(actor=actor) + service.end_due(actor=actor)


def keep_enquiries(actor: Actor) -> int:
    """Chase what nobody answered, and erase what was dealt with 90 days ago; returns how many."""
    return service.chase_unanswered(actor=actor) + service.erase_old(actor=actor)
