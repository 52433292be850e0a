"""Scheduled work: what is over is settled and kept, before anybody reads it."""

from __future__ import annotations

from core import clock
from core.scoping import current_session
from core.tallies import Period
from reports import periods, thresholds
from reports.cuts import storing
from reports.cuts.settling import settle_year
from reports.families import FAMILIES, clusters

#: How many financial years back late entries are still looked for.
YEARS = 3


def settle_due() -> int:
    """Settle every cut that is due, year by year and cluster by cluster; returns how many were made."""
    year = periods.year_of(clock.today())
    years = [year]
    for _ in range(YEARS):
        years.insert(0, periods.before(years[0]))
    return sum(_settle(each) for each in years)


def _settle(year: Period) -> int:
    tallied = storing.standing_tallies(FAMILIES.values(), year)
    before = storing.kept(FAMILIES, year)
    made = 0
    for cluster in clusters():
        families = {code: thresholds.family(code) for code in cluster}
        standing = [each for each in before if each.released.family in families]
        settled = list(settle_year(families, year, standing, tallied, clock.today()))
        for each in settled:
            storing.keep(each)
        current_session().commit()  # settling takes seconds of thought, during which nobody waits for the database
        made += len(settled)
    return made
