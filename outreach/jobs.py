"""Scheduled work of outreach: the agency's numbers for the forum. Counts leave, rows never do."""

from __future__ import annotations

from core import clock, tallies
from core.actor import Actor
from outreach import monthly, queries


def write_tallies(actor: Actor, period: tallies.Period) -> None:
    """Write the agency's sessions, people met and contacts of a quarter, and the numbers of each of its months.

    Headcounts are of meetings, not of different people: one person met twice counts twice (domain.md 5).
    """
    counts = queries.counts_between(actor, period.start, period.end)
    numbers = {"sessions": counts.sessions, "headcount": counts.headcount, "contacts": counts.contacts}
    for name, number in numbers.items():
        tallies.write(actor=actor, measure=f"outreach.{name}", period=period, numbers={"all": number})
    for month in monthly.months_of(period, clock.today()):
        _write_month(actor, month)


def _write_month(actor: Actor, month: tallies.Period) -> None:
    """Write the numbers of one month, unless they stand as they are: the trail is no place for “nothing new”."""
    found = monthly.numbers_of(actor, month)
    if tallies.of_agency(actor, monthly.MEASURE, month.start) != found:
        tallies.write(actor=actor, measure=monthly.MEASURE, period=month, numbers=found)
