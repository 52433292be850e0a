"""Scheduled work of decisions: what is late is chased, what is due is remembered, what is past its review is closed."""

from __future__ import annotations

from core.actor import Actor
from referrals.decisions import service


def look_after(actor: Actor) -> None:
    """One agency's round. Safe at any time and as often as wanted: each notice is put once a day, each end once."""
    service.chase_late(actor=actor)
    service.remind(actor=actor)
    service.end_past_review(actor=actor)
