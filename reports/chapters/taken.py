"""The cuts that a report takes, by quarter: this one, the one before, and those behind them. Shown figures only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.tallies import Period
from reports.cuts import Cut
from reports.disclosure import MEDIAN, NINE_IN_TEN
from reports.families import Family

NO_TOTALS = "no totals"
NONE_TIMED = "none"
Line = tuple[str, int | str, int | str]


@dataclass(frozen=True, slots=True)
class Taken:
    """Cuts by quarter, the latest first; `names` are those of the agencies in them."""

    quarters: tuple[Period, ...]
    cuts: tuple[Mapping[str, Cut], ...]
    names: Mapping[UUID, str]

    @property
    def headings(self) -> tuple[str, str]:
        """The quarter of the report and the one before, as headings: the year where it differs."""
        now, before = self.quarters[0], self.quarters[1]
        year = "" if now.start.year == before.start.year else f" {before.start.year}"
        return f"{now.start:%B} to {now.end:%B}", f"{before.start:%B} to {before.end:%B}{year}"

    @property
    def now(self) -> Mapping[str, Cut]:
        """The cuts of the report's own quarter."""
        return self.cuts[0]

    def has(self, code: str) -> bool:
        """True when any agency sent totals for this quarter or the one before."""
        return any(code in cuts and cuts[code].sent for cuts in self.cuts[:2])

    def has_before(self, code: str) -> bool:
        """True when any agency sent totals for the quarter before."""
        return code in self.cuts[1] and self.cuts[1][code].sent

    def family(self, code: str) -> Family:
        """What is published of a family; it has to be among the cuts."""
        return self.now[code].family

    def total(self, code: str, back: int = 0) -> int | str:
        """A family's total over all agencies, so many quarters back; silence is no nought."""
        cut = self.cuts[back].get(code)
        return cut.total.value if cut and cut.sent else NO_TOTALS

    def line(self, code: str, dimension: str, back: int = 0) -> int | str:
        """One category over all agencies, so many quarters back."""
        cut = self.cuts[back].get(code)
        return cut.of_dimension(dimension).value if cut and cut.sent else NO_TOTALS

    def both(self, code: str, dimension: str) -> tuple[int | str, int | str]:
        """One category over all agencies, in this quarter and the one before."""
        return self.line(code, dimension), self.line(code, dimension, 1)

    def totals(self, code: str) -> tuple[int | str, int | str]:
        """A family's total over all agencies, in this quarter and the one before."""
        return self.total(code), self.total(code, 1)

    def lines(self, code: str) -> list[Line]:
        """Each category with something in it: label, this quarter, the one before. A row of noughts says nothing."""
        found = [(label, *self.both(code, name)) for name, label in self.family(code).dimensions.items()]
        return [line for line in found if not {line[1], line[2]} <= {0, NO_TOTALS}]

    def over_time(self, code: str) -> list[tuple[str, int | str]]:
        """A family's total in every quarter taken, the oldest first, with short names for a chart."""
        return [
            (f"{quarter.start:%b} to {quarter.end:%b %Y}", self.total(code, back))
            for back, quarter in reversed(list(enumerate(self.quarters)))
        ]

    def waits(self, code: str, agency_id: UUID | None = None) -> tuple[str, str]:
        """How long half took, and nine in ten, in one agency or in all; “none” where nothing was timed."""
        cut = self.now.get(code)
        if cut is None or not cut.sent:
            return NO_TOTALS, NO_TOTALS
        if (cut.total if agency_id is None else cut.of_agency(agency_id)).value == 0:
            return NONE_TIMED, NONE_TIMED
        return cut.days(MEDIAN, agency_id), cut.days(NINE_IN_TEN, agency_id)

    def agencies(self, code: str) -> list[tuple[UUID, str]]:
        """The agencies that sent a family's totals, by name."""
        cut = self.now.get(code)
        return (
            sorted(((key, self.names[key]) for key in cut.agencies if key in self.names), key=lambda each: each[1])
            if cut
            else []
        )


def is_number(value: int | str) -> bool:
    """True for a figure that is shown, and not nought."""
    return isinstance(value, int) and value > 0
