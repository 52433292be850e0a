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
    agency totals are this family's agency totals, or whose categories together are, when `category` names them;
    `within` one whose agency totals are never smaller than this family's; `mirrors` one that counts the same events at
    other agencies, so that both agree in each category over all of them; `made_of` those whose agency totals add up to
    this family's. A `histogram` counts by number of working days: its categories are never shown, its typical waits
    are.
    `inside` names figures of other families, each by family and category (none: all of them), in which everybody
    counted here is counted too; `coarser` one whose categories hold these, by own category. Where such a figure is
    withheld these are too: a part that is shown would say that the whole is not small.
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
    category: str | tuple[str, ...] = ()
    within: str | None = None
    mirrors: str | None = None
    made_of: tuple[str, ...] = ()
    inside: tuple[tuple[str, str | None], ...] = ()
    coarser: tuple[str, Mapping[str, str]] | None = None
    flow: tuple[str, str] | None = None
    attributes: bool = True

    @property
    def categories(self) -> Mapping[str, str]:
        """What its counts are ever shown by: a histogram's days are no categories."""
        return {ALL: self.title} if self.histogram else self.dimensions

    @property
    def share(self) -> tuple[str, ...]:
        """The categories of `parts_of` that it counts; none where it counts all of them."""
        return (self.category,) if isinstance(self.category, str) else self.category

    def holders(self, category: str | None) -> tuple[tuple[str, str | None], ...]:
        """The figures, by family and category, in which everybody in a category of this family is counted too."""
        if self.coarser is None or category is None or category not in self.coarser[1]:
            return self.inside
        return (*self.inside, (self.coarser[0], self.coarser[1][category]))

    @property
    def linked(self) -> tuple[str, ...]:
        """The families that it is known to agree with in one way or another."""
        one = filter(None, (self.parts_of, self.within, self.mirrors))
        return (*one, *(self.flow or ()), *self.made_of)

    def numbers(self, tallied: Mapping[str, int]) -> dict[str, int]:
        """An agency's tallies of the measure, by category; what is in no category is not of this family."""
        if self.histogram:
            return {ALL: sum(tallied.values())}
        return {code: tallied.get(code, 0) for code in self.dimensions}
