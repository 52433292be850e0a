"""Reads of cuts, as the worker settled them and they were released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.tallies import Period
from reports import periods, thresholds
from reports.cuts import storing
from reports.cuts.cut import NOUGHT, Cut, Place
from reports.cuts.settling import Settled, first_day
from reports.disclosure import HIDDEN, WITHHELD
from reports.families import FAMILIES, Family, Over

NOT_YET = "The figures of this period are still being put together."
FORUM_READS = (Permission.REPORT_READ, Permission.MEETING_WRITE)


def cut(actor: Actor, family: str, period: Period) -> Cut:
    """One family in one whole period: see `cuts`."""
    return cuts(actor, [family], period)[family]


def cuts(actor: Actor, families: Iterable[str], period: Period) -> dict[str, Cut]:
    """Some families in one whole quarter, half-year or financial year, by their codes.

    What is not settled yet is empty, as if nothing had been sent: see `unsettled`. A part is withheld where its whole
    is. A count of what stood at the end of a quarter is, for a wider period, that of its last quarter. Who reads the
    forum's reports gets the figures of all agencies; who reads an agency's figures gets a cut that opens on their own
    agency alone. Anybody else is refused, as not visible; a period that is not whole, or not over, with ValueError.
    """
    own = _scope(actor)
    if not periods.is_releasable(period, clock.today()):
        raise ValueError(f"{period.words} is not a whole period that is over.")
    wanted = [thresholds.family(code) for code in families]
    found: dict[str, tuple[Settled, date]] = {}
    for at, group in _by_period(_with_holders(wanted), period).items():
        found |= _settled(group, at)
    return {family.code: _cut(family, period, found, own) for family in wanted}


def unsettled(shown: Iterable[Period]) -> bool:
    """True while agencies have sent totals for some whole period that the worker has not settled yet.

    It does so within the hour after they were sent. To settle takes up to minutes, so nobody's page waits for it;
    until then no figure stands there, and none may be frozen.
    """
    last = periods.last_whole_quarter(clock.today())
    quarters = {quarter for period in shown for quarter in periods.quarters_of(period)}
    kept_up = [each for each in quarters if first_day(clock.today()) <= each.start <= last.start]
    families = [thresholds.family(code) for code in FAMILIES]
    return any(storing.is_unsettled(families, quarter) for quarter in sorted(kept_up, key=lambda each: each.start))


def refuse_unsettled(shown: Iterable[Period]) -> None:
    """Refuse what would freeze figures while some of them are not settled: see `unsettled`."""
    if unsettled(shown):
        raise Refused(NOT_YET, instead="Come back in an hour.")


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
    return {code: each for code, each in storing.newest(lowest, period).items()
            if each[0].released.threshold >= lowest[code]}  # fmt: skip


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
