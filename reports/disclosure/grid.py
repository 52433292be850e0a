"""A two-way table with its totals, and the exact question an attacker asks of it: can this number be another?

A table with totals is a circulation: every number is a flow from its row to its column, and totals flow back. A number
can differ by one, with all that is known kept true, exactly when another path leads round it (the flows are whole
numbers, so a range of possible values has no gaps).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Place = tuple[int, int]
Node = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most that a number can be; None when there is no upper end."""

    low: int
    high: int | None

    def allows(self, number: int) -> bool:
        """True when the number lies inside."""
        return self.low <= number and (self.high is None or number <= self.high)


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts by row and column; the last row and the last column hold the totals."""

    numbers: list[list[int]]
    rows: int
    columns: int

    @classmethod
    def of(cls, counts: Sequence[Sequence[int]]) -> Grid:
        """The grid of a table without its totals. Refuses uneven rows, none at all, and negative counts."""
        widths = {len(row) for row in counts}
        if len(widths) != 1 or 0 in widths:
            raise ValueError("A table needs rows of one length.")
        if any(count < 0 for row in counts for count in row):
            raise ValueError("A count is not negative.")
        body = [[*row, sum(row)] for row in counts]
        return cls([*body, [sum(column) for column in zip(*body, strict=True)]], len(counts), widths.pop())

    def at(self, place: Place) -> int:
        """The count at a place."""
        return self.numbers[place[0]][place[1]]

    def places(self) -> Iterator[Place]:
        """Every place, totals included."""
        return ((i, j) for i in range(self.rows + 1) for j in range(self.columns + 1))

    def row(self, i: int) -> list[Place]:
        """The places of one row; its total is the last."""
        return [(i, j) for j in range(self.columns + 1)]

    def column(self, j: int) -> list[Place]:
        """The places of one column; its total is the last."""
        return [(i, j) for i in range(self.rows + 1)]

    def lines(self) -> list[list[Place]]:
        """Every row and every column, those of the totals too."""
        return [self.row(i) for i in range(self.rows + 1)] + [self.column(j) for j in range(self.columns + 1)]

    def can_move(self, place: Place, spans: Mapping[Place, Span]) -> bool:
        """True when the number at a place could be one more or one less, and every span still hold."""
        tail, head = self._ends(place)
        number, span = self.at(place), spans[place]
        more = span.allows(number + 1) and self._leads(head, tail, place, spans)
        return more or (span.allows(number - 1) and self._leads(tail, head, place, spans))

    def _ends(self, place: Place) -> tuple[Node, Node]:
        """From where to where a number flows: cells and the grand total from row to column, the others back."""
        i, j = place
        row, column = ("row", i), ("column", j)
        return (row, column) if (i < self.rows) == (j < self.columns) else (column, row)

    def _leads(self, start: Node, goal: Node, without: Place, spans: Mapping[Place, Span]) -> bool:
        """True when one unit can go from start to goal by changing other numbers."""
        seen, waiting = {start}, [start]
        while waiting:
            for node in self._next(waiting.pop(), without, spans):
                if node == goal:
                    return True
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        return False

    def _next(self, node: Node, without: Place, spans: Mapping[Place, Span]) -> Iterator[Node]:
        kind, index = node
        for place in self.row(index) if kind == "row" else self.column(index):
            tail, head = self._ends(place)
            step = 1 if tail == node else -1
            if place != without and spans[place].allows(self.at(place) + step):
                yield head if step == 1 else tail
