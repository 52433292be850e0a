"""What a published table says of itself: its words, its unit, whom it counts, and which of its sums are ever shown.

A family is one table of counts by agency and by a fixed set of categories, in whole periods. There is no free filter:
what is not in this list is in no report. Families that count the same rows in other ways name each other, so that they
are protected together (`reports.cuts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reports.disclosure import STANDARD, Rule

ALL = "all"


class Shows(StrEnum):
    """A sum of a family that may be shown."""

    CELL = "cell"  # one agency, one category
    AGENCY = "agency"  # one agency, all categories
    DIMENSION = "dimension"  # all agencies, one category
    TOTAL = "total"  # all agencies, all categories


class Over(StrEnum):
    """What a half-year or a year of a family is, in terms of its quarters."""

    SUM = "sum"  # of its quarters
    LAST = "last"  # its last quarter: a count of what stood at the end
    NOTHING = "nothing"  # not counted: who was there in two quarters would count twice


EVERYTHING = frozenset(Shows)
FORUM = frozenset({Shows.DIMENSION, Shows.TOTAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One published table.

    `dimensions` are its categories with their labels, in the order of the lines; a family without categories has the
    one category “all”. `shows` says which sums are ever shown, in any page or file. `parts_of` names a family whose
    agency totals are this family's agency totals, or whose one category is, when `category` names it; `within` one
    whose agency totals are never smaller than this family's. A `histogram` counts by number of working days: its
    categories are never shown, its typical waits are.
    `attributes` is False where it tells nothing about anybody that all of a group are in one category.
    """

    code: str
    measure: str
    title: str
    unit: str
    population: str
    definition: str
    dimensions: Mapping[str, str]
    shows: frozenset[str] = EVERYTHING
    rule: Rule = STANDARD
    histogram: bool = False
    over: Over = Over.SUM
    parts_of: str | None = None
    category: str | None = None
    within: str | None = None
    flow: tuple[str, str] | None = None
    attributes: bool = True

    @property
    def categories(self) -> Mapping[str, str]:
        """What its counts are ever shown by: a histogram's days are no categories."""
        return {ALL: self.title} if self.histogram else self.dimensions

    def numbers(self, tallied: Mapping[str, int]) -> dict[str, int]:
        """An agency's tallies of the measure, by category; what is in no category is not of this family."""
        if self.histogram:
            return {ALL: sum(tallied.values())}
        return {code: tallied.get(code, 0) for code in self.dimensions}
