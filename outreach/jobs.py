"""Scheduled work of outreach: the agency's numbers for the forum. Counts leave, rows never do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core import clock, tallies
from core.actor import Actor
from outreach import monthly


def tally(actor: Actor, period: tallies.Period) -> Iterator[tallies.Measured]:
    """Count the agency's outreach of a quarter, and each of its months for its own report.

    Headcounts are of meetings, not of different people: one person met twice counts twice (domain.md 5).
    """
    whole: Counter[str] = Counter()
    for month in monthly.months_of(period, clock.today()):
        counts = monthly.counted(actor, month)
        whole.update(counts)
        yield tallies.Measured(monthly.MEASURE, month, monthly.of_month(counts))
    if monthly.has_begun(actor, period.end):
        yield from tallies.quarterly(period, monthly.of_quarter(whole))


def write_tallies(actor: Actor, period: tallies.Period) -> None:
    """Write the agency's outreach of a quarter, where it differs from what stands."""
    tallies.keep(actor=actor, measured=tally(actor, period))
