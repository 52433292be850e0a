"""The picture of the way between: one line a measure, first score a ring, latest a disc. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.outcomes.rules import Travel

LEFT, RIGHT, ROW, TOP = 14, 300, 62, 16


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: its words, where its track and marks stand, and the same in words."""

    words: str
    y: int
    first: float
    last: float
    between: tuple[float, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All lines; `words` tells the whole picture to who does not see it."""

    lines: tuple[Line, ...]
    height: int
    ticks: tuple[tuple[int, float], ...]
    words: str


def chart_of(travels: Sequence[Travel]) -> Chart:
    """Draw the ways, in the order given."""
    lines = tuple(_line(travel, TOP + number * ROW) for number, travel in enumerate(travels))
    ticks = tuple((value, _x(value)) for value in range(1, 6))
    words = ". ".join(travel.words for travel in travels)
    return Chart(lines, TOP + len(lines) * ROW + 14, ticks, f"{words}.")


def _line(travel: Travel, y: int) -> Line:
    scores = travel.scores
    moved = f"{travel.change:+d}".replace("-", "−") if travel.change else "="
    return Line(
        travel.measure.words, y, _x(scores[0]), _x(scores[-1]), tuple(_x(value) for value in scores[1:-1]),
        moved if len(scores) > 1 else "",
    )  # fmt: skip


def _x(value: int) -> float:
    return LEFT + (value - 1) * (RIGHT - LEFT) / 4
