"""Scheduled work of casework: the agency's numbers for the forum. Counts leave, rows never do."""

from __future__ import annotations

from cases import counting
from core import tallies
from core.actor import Actor


def write_tallies(actor: Actor, period: tallies.Period) -> None:
    """Write the agency's cases of a quarter, where it differs from what stands.

    These are counts of cases, contacts and each agency's own people; none is counted across agencies (domain.md 2.4).
    """
    tallies.keep(actor=actor, measured=counting.tally(actor, period))
