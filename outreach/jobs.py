"""Scheduled work of outreach: the agency's numbers for the forum. Counts leave, rows never do."""

from __future__ import annotations

from core import tallies
from core.actor import Actor
from outreach import queries


def write_tallies(actor: Actor, period: tallies.Period) -> None:
    """Write the agency's sessions, people met and contacts of a quarter.

    Headcounts are of meetings, not of different people: one person met twice counts twice (domain.md 5).
    """
    counts = queries.counts_between(actor, period.start, period.end)
    numbers = {"sessions": counts.sessions, "headcount": counts.headcount, "contacts": counts.contacts}
    for name, number in numbers.items():
        tallies.write(actor=actor, measure=f"outreach.{name}", period=period, numbers={"all": number})
