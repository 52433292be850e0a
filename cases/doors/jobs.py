"""Scheduled work of the doors: a reminder of openings that nobody has reviewed."""

from __future__ import annotations

from cases.doors import notices, queries
from core import clock
from core.actor import Actor
from core.calendar import is_working_day


def remind_of_reviews(actor: Actor) -> int:
    """On each working day, tell those who review of every opening that was not reviewed by the next working day.

    Returns how many notices were due; the outbox leaves each once a day.
    """
    today = clock.today()
    if not is_working_day(today):
        return 0
    return sum(notices.remind(actor, row, today.isoformat()) for row in queries.late_reviews(actor))
