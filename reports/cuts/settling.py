"""Which cuts of a financial year are due, and each of them settled in the order in which it came out.

Pure: the worker stores what this gives, and a reader who comes before the worker gets the very same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.tallies import Period
from reports import periods
from reports.cuts import cube
from reports.cuts.cube import Counts, Released, Sources, Year
from reports.cuts.cut import Place
from reports.disclosure import MEDIAN, NINE_IN_TEN, WITHHELD, Shown, days_within
from reports.families import Family

SHARES = (MEDIAN, NINE_IN_TEN)
#: How many financial years back figures are settled, and late entries looked for.
YEARS = 3
Waits = Mapping[tuple[UUID | None, float], str]
#: Raw tallies as they stand: by family, first day of the quarter, agency, dimension.
Tallied = Mapping[tuple[str, date], Counts]


@dataclass(frozen=True, slots=True)
class Settled:
    """One family in one period: what may be shown of it, and on what it rests."""

    released: Released
    raw: Counts
    waits: Waits
    agencies: tuple[UUID, ...]


def first_day(today: date) -> date:
    """The first day of the oldest financial year that is settled. What lies before stands as it was kept, or not at
    all: figures that nobody keeps could be read, and told apart, before and after every late entry."""
    year = periods.year_of(today)
    for _ in range(YEARS):
        year = periods.before(year)
    return year.start


def settle_year(
    families: Mapping[str, Family], year: Period, before: Sequence[Settled], tallied: Tallied, today: date
) -> Iterator[Settled]:
    """Everything of families that count the same rows that is due and not settled yet, in the order of release.

    Takes what was settled of the financial year already, and the tallies as they stand. A quarter comes anew only
    when its counts have changed by the threshold or more in sum, or the threshold was raised; what rests on it
    then comes anew too.
    """
    standing = list(before)
    for period in periods.whole_periods(today, first=year.start):
        if period.end > year.end:
            return
        new = list(_settle_period(families, period, standing, tallied))
        standing += new
        yield from new


def _settle_period(
    families: Mapping[str, Family], period: Period, standing: Sequence[Settled], tallied: Tallied
) -> Iterator[Settled]:
    raw = {(each.released.family, each.released.period.start, each.released.edition): each.raw
           for each in standing if periods.kind(each.released.period) == "quarter"}  # fmt: skip
    latest = _latest(standing)
    due: dict[str, Sources] = {}
    for code, family in families.items():
        now = _due(family, period, latest, raw, tallied)
        last = latest.get((code, period))
        if now is None or (last is not None and now == last.released.sources and not _is_laxer(last, family)):
            continue
        due[code] = now
        if periods.kind(period) == "quarter":
            raw[code, period.start, now[period.start]] = tallied[code, period.start]
    if not due:
        return
    counts = {key: {agency: families[key[0]].numbers(own) for agency, own in each.items()} for key, each in raw.items()}
    known = Year(families, counts, tuple(each.released for each in standing))
    editions = {code: (latest[code, period].released.edition if (code, period) in latest else 0) + 1 for code in due}
    for released in cube.settled(known, period, due, editions):
        yield _with_waits(families[released.family], released, raw)


def _latest(standing: Sequence[Settled]) -> dict[tuple[str, Period], Settled]:
    return {(each.released.family, each.released.period): each
            for each in sorted(standing, key=lambda each: each.released.edition)}  # fmt: skip


def _due(
    family: Family, period: Period, latest: Mapping[tuple[str, Period], Settled],
    raw: Mapping[tuple[str, date, int], Counts], tallied: Tallied,
) -> Sources | None:  # fmt: skip
    """On what the family's figures of a period should rest now; None when there is nothing to rest on."""
    if periods.kind(period) != "quarter":
        quarters = {own.start: each.released.edition for (code, own), each in latest.items()
                    if code == family.code and periods.kind(own) == "quarter"}  # fmt: skip
        return cube.sources_of(family, period, quarters)
    last = latest.get((family.code, period))
    now = tallied.get((family.code, period.start))
    if now is None:
        return None if last is None else last.released.sources
    if last is None:
        return {period.start: 1}
    edition = last.released.edition
    changed = _difference(raw[family.code, period.start, edition], now) >= family.rule.threshold
    changed = changed or _is_laxer(last, family)
    return {period.start: edition + 1 if changed else edition}


def _is_laxer(last: Settled, family: Family) -> bool:
    """True when a cut was released before the threshold was raised."""
    return last.released.threshold < family.rule.threshold


def _difference(before: Counts, now: Counts) -> int:
    """By how much two counts of one quarter differ, every cell for itself."""
    found = 0
    for agency in before.keys() | now.keys():
        one, other = before.get(agency, {}), now.get(agency, {})
        found += sum(abs(one.get(code, 0) - other.get(code, 0)) for code in one.keys() | other.keys())
    return found


def _with_waits(family: Family, released: Released, raw: Mapping[tuple[str, date, int], Counts]) -> Settled:
    whole: dict[UUID, Counter[str]] = {}
    for start, edition in released.sources.items():
        for agency, numbers in raw[family.code, start, edition].items():
            whole.setdefault(agency, Counter()).update(numbers)
    is_quarter = periods.kind(released.period) == "quarter"
    own = {agency: dict(numbers) for agency, numbers in whole.items()} if is_quarter else {}
    waits = _waits(family, whole, released.shown) if family.histogram else {}
    return Settled(released, own, waits, tuple(sorted(whole, key=str)))


def _waits(
    family: Family, whole: Mapping[UUID, Counter[str]], shown: Mapping[Place, Shown]
) -> dict[tuple[UUID | None, float], str]:
    """Typical waits, each only beside a number of waits that is itself shown."""
    every: dict[UUID | None, Counter[str]] = {None: sum(whole.values(), Counter[str]())}
    every.update(whole.items())
    return {
        (agency, share): days_within(numbers, share, family.rule) if _stands(shown.get((agency, None))) else WITHHELD
        for agency, numbers in every.items()
        for share in SHARES
    }


def _stands(base: Shown | None) -> bool:
    return base is not None and bool(base.number)
