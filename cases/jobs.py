"""Scheduled work of casework: the agency's numbers for the forum. Counts leave, rows never do."""

from __future__ import annotations

from cases import queries
from core import tallies
from core.actor import Actor


def write_tallies(actor: Actor, period: tallies.Period) -> None:
    """Write the agency's cases of a quarter: opened, open at its end, support contacts, and reported or not.

    These are counts of cases and contacts; people are counted nowhere (domain.md 2.4).
    """
    found = queries.figures_of(actor, period.start, period.end)
    for name, number in (("opened", found.opened), ("open", found.open), ("contacts", found.contacts)):
        tallies.write(actor=actor, measure=f"cases.{name}", period=period, numbers={"all": number})
    answers = {answer: found.reported.get(answer, 0) for answer in ("reported", "not-reported", "not-known")}
    tallies.write(actor=actor, measure="cases.reported", period=period, numbers=answers)
