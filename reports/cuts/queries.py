"""Reads of cuts: settled ones as they were released, others as the worker is about to settle them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.tallies import Period
from reports import periods, thresholds
from reports.cuts import storing
from reports.cuts.cut import NOUGHT, Cut, Place
from reports.cuts.settling import Settled, first_day, settle_year
from reports.disclosure import HIDDEN, WITHHELD
from reports.families import FAMILIES, Family, Over, cluster_of

FORUM_READS = (Permission.REPORT_READ, Permission.MEETING_WRITE)


def cut(actor: Actor, family: str, period: Period) -> Cut:
    """One family in one whole period: see `cuts`."""
    return cuts(actor, [family], period)[family]


def cuts(actor: Actor, families: Iterable[str], period: Period) -> dict[str, Cut]:
    """Some families in one whole quarter, half-year or financial year, by their codes.

    What is settled is read as it was released. What is not yet settled is settled here as the worker will, and not
    stored; of years that the worker leaves alone there is only what was kept. A part is withheld where its whole is. A
    count of what stood at the end of a quarter is, for a wider period, that of its last quarter. Who reads the forum's
    reports gets the figures of all agencies; who reads an agency's figures gets a cut that opens on their own agency
    alone. Anybody else is refused, as not visible; a period that is not whole, or not over, with ValueError.
    """
    own = _scope(actor)
    if not periods.is_releasable(period, clock.today()):
        raise ValueError(f"{period.words} is not a whole period that is over.")
    wanted = [thresholds.family(code) for code in families]
    found: dict[str, tuple[Settled, date]] = {}
    for at, group in _by_period(_with_holders(wanted), period).items():
        found |= _settled(group, at)
    return {family.code: _cut(family, period, found, own) for family in wanted}


def _with_holders(wanted: Iterable[Family]) -> list[Family]:
    """Some families, and those on which it rests whether their figures may stand."""
    every = {family.code: family for family in wanted}
    codes = {code for family in every.values() for each in (None, *family.categories)
             for code, _ in family.holders(each)}  # fmt: skip
    return [*every.values(), *(thresholds.family(code) for code in sorted(codes - every.keys()))]


def _scope(actor: Actor) -> UUID | None:
    if actor.is_system or actor.may(*FORUM_READS):
        return None
    if actor.may(Permission.FIGURES_READ):
        return actor.agency_id
    raise NotVisible


def _by_period(families: Iterable[Family], period: Period) -> dict[Period, list[Family]]:
    """In which period each family is read: what stood at the end of a quarter stands for all that ends with it."""
    found: dict[Period, list[Family]] = {}
    for family in families:
        if family.over is Over.LAST:
            found.setdefault(periods.quarters_of(period)[-1], []).append(family)
        elif family.over is Over.SUM or periods.kind(period) == "quarter":
            found.setdefault(period, []).append(family)
    return found


def _settled(families: Iterable[Family], period: Period) -> dict[str, tuple[Settled, date]]:
    lowest = {family.code: family.rule.threshold for family in families}
    codes = list(lowest)
    found = {code: each for code, each in storing.newest(codes, period).items()
             if each[0].released.threshold >= lowest[code]}  # fmt: skip
    kept_up = period.start >= first_day(clock.today())
    missing = {cluster_of(code) for code in codes if kept_up and code not in found}
    fresh = _not_stored(missing, period) if missing else {}
    return {code: (found | fresh)[code] for code in codes if code in found or code in fresh}


def _not_stored(clusters: Iterable[tuple[str, ...]], period: Period) -> dict[str, tuple[Settled, date]]:
    """What the worker has not settled yet, by the same rules."""
    codes = {code for cluster in clusters for code in cluster}
    year = periods.year_of(period.start)
    tallied = storing.standing_tallies([FAMILIES[code] for code in sorted(codes)], year)
    if not tallied:
        return {}
    before = storing.kept(codes, year)
    found: dict[str, tuple[Settled, date]] = {}
    for cluster in sorted(clusters):
        families: Mapping[str, Family] = {code: thresholds.family(code) for code in cluster}
        standing = [each for each in before if each.released.family in families]
        for each in settle_year(families, year, standing, tallied, clock.today()):
            if each.released.period == period:
                found[each.released.family] = (each, clock.today())
    return found


def _cut(family: Family, period: Period, found: Mapping[str, tuple[Settled, date]], own: UUID | None) -> Cut:
    if family.code not in found:
        return Cut(family, period, (), None, {}, {}, own)
    settled, day = found[family.code]
    shown = {place: HIDDEN if figure.number and _is_held_back(family, place, found) else figure
             for place, figure in settled.released.shown.items()}  # fmt: skip
    waits = {(agency, share): WITHHELD if shown.get((agency, None), HIDDEN).withheld else words
             for (agency, share), words in settled.waits.items()}  # fmt: skip
    return Cut(family, period, settled.agencies, day, shown, waits, own)


def _is_held_back(family: Family, place: Place, found: Mapping[str, tuple[Settled, date]]) -> bool:
    """True where a figure of which this one is a part is withheld: that it is not small would be told by this one."""
    agency, category = place
    return any(
        code in found and found[code][0].released.shown.get((agency, whole), NOUGHT).withheld
        for code, whole in family.holders(category)
    )
