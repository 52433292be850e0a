"""Scheduled work: what is over is settled and kept, before anybody reads it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from core import clock
from core.scoping import current_session
from core.tallies import Period
from reports import periods, thresholds
from reports.cuts import storing
from reports.cuts.settling import Settled, first_day, settle_year
from reports.families import FAMILIES, clusters


def settle_due() -> int:
    """Settle every cut that is due, year by year and cluster by cluster; returns how many were made."""
    years = [periods.year_of(first_day(clock.today()))]
    while years[-1].end < clock.today():
        years.append(periods.after(years[-1]))
    return sum(_settle(each) for each in years)


def _settle(year: Period) -> int:
    tallied = storing.standing_tallies(FAMILIES.values(), year)
    before = storing.kept(FAMILIES, year)
    made = 0
    for cluster in clusters():
        families = {code: thresholds.family(code) for code in cluster}
        standing = [each for each in before if each.released.family in families]
        settled = list(settle_year(families, year, standing, tallied, clock.today()))
        made += _kept(settled)
    return made


def _kept(settled: list[Settled]) -> int:
    """Store cuts at once: settling takes seconds of thought, during which nobody waits for the database."""
    for each in settled:
        storing.keep(each)
    try:
        current_session().commit()
    except IntegrityError:  # another worker settled the same at the same time, from the same tallies
        current_session().rollback()
        return 0
    return len(settled)
