"""The periods in which figures are released: whole quarters, halves and financial years (April to March).

No part of a quarter is ever released (domain.md 6.7), and none overlaps another without holding it whole.
"""

from __future__ import annotations

from datetime import date

from core.tallies import Period, quarter_of

APRIL, OCTOBER = 4, 10
#: Nothing is counted of the time before; an address may still ask for it.
EARLIEST = date(2000, 1, 1)


def year_of(day: date) -> Period:
    """The financial year that holds a day: April to March."""
    first = day.year if day.month >= APRIL else day.year - 1
    return Period(date(first, APRIL, 1), date(first + 1, 3, 31))


def half_of(day: date) -> Period:
    """The half of a financial year that holds a day: April to September, or October to March."""
    year = year_of(day)
    first, second = halves_of(year)
    return first if day <= first.end else second


def halves_of(year: Period) -> tuple[Period, Period]:
    """The two halves of a financial year, in order."""
    return (
        Period(year.start, date(year.start.year, 9, 30)),
        Period(date(year.start.year, OCTOBER, 1), year.end),
    )


def quarters_of(period: Period) -> tuple[Period, ...]:
    """The quarters inside a quarter, half or year, in order."""
    found = [quarter_of(period.start)]
    while found[-1].end < period.end:
        found.append(after(found[-1]))
    return tuple(found)


def before(period: Period) -> Period:
    """The period of the same length that ends where one begins: the last quarter, half or year."""
    return _like(period, date.fromordinal(period.start.toordinal() - 1))


def after(period: Period) -> Period:
    """The period of the same length that begins where one ends."""
    return _like(period, date.fromordinal(period.end.toordinal() + 1))


def year_before(period: Period) -> Period:
    """The same quarter, half or year, one year earlier."""
    return _like(period, period.start.replace(year=period.start.year - 1))


def is_releasable(period: Period, today: date) -> bool:
    """True for a whole quarter, half or financial year that is over."""
    kinds = (quarter_of(period.start), half_of(period.start), year_of(period.start))
    return period in kinds and period.end < today


def whole_periods(today: date, *, first: date) -> tuple[Period, ...]:
    """Every quarter, half and year that is over and begins on or after a quarter's first day, in order of release.

    The order is by their last day, the shorter first: what was known when a wider one came out is before it.
    """
    quarters = [quarter_of(first)]
    while quarters[-1].end < today:
        quarters.append(after(quarters[-1]))
    wider = [make(quarter.start) for quarter in quarters for make in (half_of, year_of)]
    whole = {period for period in (*quarters, *wider) if period.end < today and period.start >= first}
    return tuple(sorted(whole, key=lambda period: (period.end, -period.start.toordinal())))


def last_whole_quarter(today: date) -> Period:
    """The quarter before the one that holds today."""
    return before(quarter_of(today))


def words(period: Period) -> str:
    """For a heading: “October 2026”, “July to September 2026”, “April 2025 to March 2026”."""
    if (period.start.year, period.start.month) == (period.end.year, period.end.month):
        return f"{period.start:%B %Y}"
    same_year = period.start.year == period.end.year
    opening = f"{period.start:%B}" if same_year else f"{period.start:%B %Y}"
    return f"{opening} to {period.end:%B %Y}"


def kind(period: Period) -> str:
    """“quarter”, “half-year” or “year”."""
    months = {3: "quarter", 6: "half-year", 12: "year"}
    return months[(period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1]


def _like(period: Period, day: date) -> Period:
    return {"quarter": quarter_of, "half-year": half_of, "year": year_of}[kind(period)](day)
