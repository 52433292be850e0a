"""Scheduled work on clocks: late answers are taken further, and due ones are reminded of."""

from __future__ import annotations

from core.actor import Actor
from referrals import service


def watch_clocks(actor: Actor) -> None:
    """For one agency: take further what others owe it, and remind its own workers of what they owe."""
    service.escalate_late(actor=actor)
    service.remind_of_due(actor=actor)
