"""Which hours and days are worked, from all-night counts of one agency, already safe: no raw count leaves this module.

The pattern of the scoping exercise of 2016, without anybody in it. Source: domain.md 6.7. Read from the agency's own
counts and not from tallies: those are open to every agency, and hours by ward are nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.tallies import Period, quarter_of
from outreach import catalogue
from outreach.hours import queries as hours
from outreach.hours.rules import BANDS, DAYS, in_bands
from reports import periods, thresholds
from reports.disclosure import STANDARD, Rule, Shown, ShownTable, protect

#: One ward by hour is not released below 10 people (domain.md 6.7).
ONE_WARD = Rule(10)


@dataclass(frozen=True, slots=True)
class HoursReport:
    """People seen working by weekday and band of hours, in one quarter, in one ward or in all; every figure safe."""

    quarter: Period
    ward: str | None
    place: str
    wards: list[tuple[str, str]]
    table: ShownTable
    nights: list[int]
    counted: bool
    before: Period | None
    after: Period | None

    @property
    def days(self) -> list[tuple[str, list[Shown], Shown, int]]:
        """Each weekday with its cells, its total and the number of nights that were counted on it."""
        rows = zip(DAYS, self.table.cells, self.table.row_totals, self.nights, strict=True)
        return [(day, cells, total, nights) for day, cells, total, nights in rows]

    @property
    def bands(self) -> list[str]:
        """The bands of hours, in words."""
        return [words for words, _ in BANDS]

    @property
    def most(self) -> int:
        """The largest number that is shown, for the shades of the chart; at least 1."""
        return max([1, *(cell.number or 0 for row in self.table.cells for cell in row)])


def hours_report(actor: Actor, quarter: Period, ward: str | None = None) -> HoursReport:
    """The report of a whole quarter of the actor's own agency.

    A part of a quarter is never released, and `ward` is one of the 32 or none for all. Refuses who may not read
    outreach, as not visible. The read is audited.
    """
    if not actor.may(*hours.READS):
        raise NotVisible
    wards = hours.wards_between(actor, quarter.start, quarter.end)
    ward = ward if ward in wards else None
    found = hours.nights_between(actor, quarter.start, quarter.end, ward)
    audit.record(actor=actor, verb="read", kind="working hours report", fields=[quarter.start.isoformat()])
    last = last_whole_quarter(clock.today())
    first = hours.first_night(actor)
    return HoursReport(
        quarter=quarter, ward=ward, place=catalogue.wards().get(ward, ward) if ward else "All wards",
        wards=[(code, catalogue.wards().get(code, code)) for code in wards],
        table=protect(in_bands(found.seen), thresholds.standing(ONE_WARD if ward else STANDARD)),
        nights=[found.nights.get(day, 0) for day in range(len(DAYS))], counted=bool(found.nights),
        before=quarter_before(quarter) if first and first < quarter.start else None,
        after=quarter_of(date.fromordinal(quarter.end.toordinal() + 1)) if quarter.start < last.start else None,
    )  # fmt: skip


def last_whole_quarter(today: date) -> Period:
    """The quarter before this one."""
    return quarter_before(quarter_of(today))


def quarter_before(quarter: Period) -> Period:
    """The quarter before another."""
    return quarter_of(date.fromordinal(quarter.start.toordinal() - 1))


def quarter_asked_for(words: str) -> Period:
    """The whole quarter that holds the first day of “2026-07”; the last one when it means none, or is not over."""
    last = last_whole_quarter(clock.today())
    try:
        wanted = quarter_of(date.fromisoformat(f"{words}-01"))
    except ValueError:
        return last
    return wanted if periods.EARLIEST <= wanted.start <= last.start else last


def as_rows(report: HoursReport) -> list[list[Any]]:
    """The same figures as lines of a spreadsheet: weekday, hours, seen, nights counted."""
    return [
        [day, band, cell.value, nights]
        for day, cells, _, nights in report.days
        for band, cell in zip(report.bands, cells, strict=True)
    ]
