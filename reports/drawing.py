"""What a chart is made of, and what charts share: values as they are printed, scales, keys, text alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from reports.disclosure import WITHHELD, Shown

#: What a caller gives for one number.
Value = int | str | Shown | None
Row = Sequence[Any]

#: The drawing is as wide as a telephone shows it, so that its words keep their size there.
WIDTH = 360
TYPE = 11
#: The mean width of a letter of the typeface, as a share of its size; a little more than measured.
LETTER = 0.54
HATCHED = 24
BAR = 14
NO_TOTALS = "no totals"
#: Fills that stay apart in black and white, in order of use. Each has its pattern in the macros.
FILLS = ("solid", "stripes", "pale", "white", "dots", "lines")
DASHES = ("", "6 3", "2 3", "9 3 2 3")
INK, SOFT, PAPER = "#14201f", "#475457", "#ffffff"


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: where it stands, which end of it stands there, and in which weight and colour."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    bold: bool = False
    ink: str = INK


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle; “hatch” is the fill of what is withheld, “paper” has no edge."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "solid"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, thin and grey for a grid, strong for a series."""

    points: tuple[tuple[float, float], ...]
    strong: bool = False
    dash: str = ""

    @property
    def path(self) -> str:
        """For the attribute `points`."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a series: each series has a shape of its own."""

    x: float
    y: float
    shape: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that is drawn, and what it says to somebody who does not see it."""

    id: str
    title: str
    told: str
    height: float
    blocks: tuple[Block, ...] = ()
    words: tuple[Words, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    width: int = WIDTH

    @property
    def fills(self) -> tuple[str, ...]:
        """The patterns that have to be defined beside it."""
        return tuple(sorted({block.fill for block in self.blocks} - {"solid", "pale", "white", "paper"}))


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pieces of a drawing as it grows downwards."""

    blocks: tuple[Block, ...] = ()
    words: tuple[Words, ...] = ()
    height: float = 0


def valued(value: Value) -> int | str:
    """What is printed for a value: a number, “[c]”, or words; None is “no totals”."""
    shown = value.value if isinstance(value, Shown) else value
    return NO_TOTALS if shown is None else shown


def in_figures(value: int | str) -> str:
    """“1,250”, or the words that stand instead."""
    return f"{value:,}" if isinstance(value, int) else value


def scale_of(largest: int) -> list[int]:
    """Round numbers from 0 to at least the largest, three to six of them, for the lines of a grid."""
    step = next((each for each in (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000) if largest <= each * 5), 10_000)
    return [step * at for at in range(max(2, ceil(largest / step) + 1))]


def width_of(text: str, size: float = TYPE) -> float:
    """About how wide a line of text is, in the units of the drawing."""
    return len(text) * size * LETTER


def longest_of(values: Iterable[int | str]) -> int:
    return max([5, *(value for value in values if isinstance(value, int))])


def in_words(title: str, rows: Iterable[tuple[str, int | str]], unit: str) -> str:
    """The text alternative: every number of the drawing, “withheld” for [c]."""
    said = [f"{name}: {in_figures(value)}".replace(WITHHELD, "withheld") for name, value in rows]
    return f"{title}, in {unit}. {'; '.join(said)}." if said else f"{title}. Nothing to show."


def each_of(keys: Sequence[str], values: Sequence[int | str]) -> str:
    return ", ".join(f"{key} {in_figures(value)}" for key, value in zip(keys, values, strict=True))


def flow(names: Sequence[str]) -> list[tuple[float, float]]:
    """Where each entry of a key starts, from left to right and then below."""
    places, x, y = [], 0.0, 0.0
    for name in names:
        width = width_of(name) + 28
        if x and x + width > WIDTH:
            x, y = 0.0, y + 17
        places.append((round(x, 1), y))
        x += width
    return places
