"""One two-way table that stands alone, protected with its totals, and checked as an attacker would check it.

What stands in several periods or beside other tables is no such table: see `reports.cuts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.disclosure.grid import Grid, Span
from reports.disclosure.rules import HIDDEN, STANDARD, Rule, Shown, rounded


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A two-way table as it may be published, with its totals; a total that was not asked for is withheld."""

    cells: list[list[Shown]]
    row_totals: list[Shown]
    column_totals: list[Shown]
    total: Shown


def protect(
    counts: Sequence[Sequence[int]], rule: Rule = STANDARD, *, row_totals: bool = True, column_totals: bool = True
) -> ShownTable:
    """A two-way table in which no withheld cell can be worked out from the totals (domain.md 6.7).

    Takes counts by row and column, and which totals will be printed. A line with one withheld number loses its next
    smallest too. A line whose total is small and shared by several cells is withheld whole, noughts included.
    Returns the table to print; when nothing less is safe, all of it is withheld. Refuses uneven rows and negatives.
    """
    guard = _Guard(Grid.of(counts), rule, _unprinted(counts, row_totals, column_totals))
    guard.settle()
    shown = [[guard.shown((i, j)) for j in range(guard.grid.columns + 1)] for i in range(guard.grid.rows + 1)]
    *body, foot = shown
    return ShownTable([row[:-1] for row in body], [row[-1] for row in body], foot[:-1], foot[-1])


def protect_list(counts: Sequence[int], rule: Rule = STANDARD) -> tuple[list[Shown], Shown]:
    """A list of counts with their total, none of which can be worked out from the others."""
    table = protect([counts], rule, column_totals=False)
    return table.cells[0], table.row_totals[0]


Place = tuple[int, int]


def _unprinted(counts: Sequence[Sequence[int]], row_totals: bool, column_totals: bool) -> frozenset[Place]:
    height, width = len(counts), len(counts[0]) if counts else 0
    places = set() if row_totals else {(i, width) for i in range(height)}
    places |= set() if column_totals else {(height, j) for j in range(width)}
    return frozenset(places if row_totals and column_totals else places | {(height, width)})


@dataclass(slots=True)
class _Guard:
    """What is withheld so far, why, and what that leaves an attacker who knows these very rules."""

    grid: Grid
    rule: Rule
    unprinted: frozenset[Place]
    withheld: set[Place] = field(default_factory=set)
    vague: set[Place] = field(default_factory=set)
    partners: dict[Place, Sequence[Place]] = field(default_factory=dict)
    everything: bool = False

    def settle(self) -> None:
        self.withheld = {place for place in self.grid.places() if self._is_small(place)} | self.unprinted
        self._withhold_thin_lines()
        while not self.everything and (self._pair_the_lonely() or self._widen_the_pinned()):
            continue

    def shown(self, place: Place) -> Shown:
        hidden = self.everything or place in self.withheld
        return HIDDEN if hidden else Shown(rounded(self.grid.at(place)))

    def _is_small(self, place: Place) -> bool:
        return self.rule.is_small(self.grid.at(place))

    def _withhold_thin_lines(self) -> None:
        for line in self.grid.lines():
            *parts, total = line
            shared = sum(self.grid.at(place) > 0 for place in parts) > 1
            if shared and total not in self.unprinted and self._is_small(total):
                self.withheld |= set(line)
                self.vague |= set(parts)

    def _pair_the_lonely(self) -> bool:
        """Give each line's only withheld number a partner, and its small ones a large; true when one was added."""
        before = len(self.withheld)
        for line in self.grid.lines():
            if line[-1] in self.unprinted:
                continue
            hidden = [place for place in line if place in self.withheld]
            only_small = bool(hidden) and line[-1] not in hidden and all(map(self._is_small, hidden))
            if len(hidden) == 1 or only_small:
                self._withhold_smallest(line)
        return len(self.withheld) > before

    def _withhold_smallest(self, line: Sequence[Place]) -> None:
        """The next smallest part of a line joins what is withheld; its total only when no part is left."""
        *parts, total = line
        for group in (parts, [total]):
            shown = [place for place in group if place not in self.withheld and self.grid.at(place) > 0]
            if shown:
                partner = min(shown, key=lambda place: (self.grid.at(place), not self._crosses(place)))
                self.withheld.add(partner)
                self.partners[partner] = group
                return

    def _crosses(self, place: Place) -> bool:
        """True when the place's column already holds a withheld number, so that hiding it here costs less."""
        return any((i, place[1]) in self.withheld for i in range(self.grid.rows + 1))

    def _widen_the_pinned(self) -> bool:
        """Withhold more around each small count that has one possible value; true when something was added."""
        spans = {place: self._span(place) for place in self.grid.places()}
        pinned = [p for p in self.grid.places() if self._is_small(p) and not self.grid.can_move(p, spans)]
        before = len(self.withheld)
        for i, j in pinned:
            for line in (self.grid.row(i), self.grid.column(j)):
                self._withhold_smallest(line)
        self.everything = bool(pinned) and len(self.withheld) == before
        return len(self.withheld) > before

    def _span(self, place: Place) -> Span:
        """What an attacker knows of one number. More than a reader can: which of the [c] stand for 1 to 4."""
        if place in self.unprinted:
            return Span(0, None)
        if place not in self.withheld:
            return self.rule.possible(rounded(self.grid.at(place)))
        if place in self.vague and self.grid.at(place) < self.rule.threshold:
            return Span(0, self.rule.threshold - 1)
        if self._is_small(place):
            return Span(1, self.rule.threshold - 1)
        return Span(self.rule.threshold, self._cap(self.partners.get(place, [])))

    def _cap(self, group: Sequence[Place]) -> int | None:
        """The most that a partner can be, since the smallest was chosen: no more than any part that is shown."""
        shown = [self.grid.at(place) for place in group if place not in self.withheld and self.grid.at(place)]
        return self.rule.possible(rounded(min(shown))).high if shown else None
