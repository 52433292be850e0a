"""Scheduled work of looking after those who are out: the alarm, every minute."""

from __future__ import annotations

from core.actor import Actor
from outreach.rota import watching


def raise_alarms(actor: Actor) -> int:
    """Raise the alarm for everybody of an agency who was not heard from in time; returns how many went."""
    return watching.raise_alarms(actor)
