"""How a measure's line is drawn, and what it says aloud. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actionplan.measures.models import MeasureKind
from actionplan.measures.rules import Period, shown
from core.words import counted


@dataclass(frozen=True, slots=True)
class Dot:
    """One value on a line; `y` is None where a value is withheld."""

    x: float
    y: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be drawn: dots, the runs of dots that touch, and the heights of target and baseline."""

    dots: tuple[Dot, ...]
    runs: tuple[str, ...]
    target_y: float | None
    baseline_y: float | None
    low: float
    high: float


def line_of(
    values: Sequence[float | None], *, baseline: float | None, target: float | None, width: float, height: float,
    margin: float = 4,
) -> Line:  # fmt: skip
    """A line through a measure's values, oldest first, scaled to hold baseline and target too.

    What is withheld leaves a gap, so that nothing can be read off between two dots.
    """
    known = [value for value in (*values, baseline, target) if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    spread = (high - low) or 1.0

    def up(value: float | None) -> float | None:
        if value is None:
            return None
        share = 0.5 if high == low else (value - low) / spread
        return round(height - margin - share * (height - 2 * margin), 1)

    step = (width - 2 * margin) / max(1, len(values) - 1)
    alone = len(values) == 1
    dots = tuple(
        Dot(round(width / 2 if alone else margin + place * step, 1), up(value)) for place, value in enumerate(values)
    )
    return Line(dots, _runs(dots), up(target), up(baseline), low, high)


def _runs(dots: Iterable[Dot]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for dot in dots:
        if dot.y is None:
            runs.append([])
        else:
            runs[-1].append(f"{dot.x},{dot.y}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)


def said_of(values: Sequence[tuple[Period, float | None]], kind: MeasureKind, unit: str) -> str:
    """What a line says aloud: how many values, the first and the last, and what lies between in words."""
    known = [(period, value) for period, value in values if value is not None]
    hidden = len(values) - len(known)
    if not known:
        return "No value yet" if not hidden else f"{counted(hidden, 'value')} withheld"
    (first, began), (last, ended) = known[0], known[-1]
    words = f"{counted(len(known), 'value')}"
    if len(known) == 1:
        words += f": {shown(ended, kind, unit)}, {last.words}"
    else:
        words += f", from {shown(began, kind, unit)} in {first.words} to {shown(ended, kind, unit)} in {last.words}"
    return words + (f"; {hidden} withheld" if hidden else "")
