"""Lines over time: several series, each with its dash and its shape, broken where a period is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from reports.disclosure import WITHHELD
from reports.drawing import (
    DASHES,
    LETTER,
    SOFT,
    TYPE,
    WIDTH,
    Chart,
    Dot,
    Drawn,
    Row,
    Stroke,
    Words,
    each_of,
    flow,
    in_figures,
    in_words,
    scale_of,
    valued,
)  # fmt: skip

SHAPES = ("disc", "square", "diamond", "ring")


def lines(series: Iterable[Row], id: str, title: str, unit: str, height: int = 130) -> Chart:
    """One line a series over the same periods, each with its dash and its shape. Series are (name, [(period, value)]).

    A withheld period breaks the line and stands as [c] on the ground; one without totals leaves a gap.
    """
    read = [(str(name), [(str(period), valued(value)) for period, value in points]) for name, points in series]
    ticks = scale_of(max([0, *(value for _, points in read for _, value in points if isinstance(value, int))]))
    key = _line_key([name for name, _ in read])
    top = key.height + 10
    frame = Frame(top, height, ticks[-1], max([1, *(len(points) for _, points in read)]))
    drawn = [_line(frame, at, points, len(read) == 1) for at, (_, points) in enumerate(read)]
    names = _period_names(frame, [period for period, _ in read[0][1]] if read else [])
    said = in_words(title, [(name, each_of(*_split(points))) for name, points in read], unit)
    return Chart(
        id, title, said, top + height + names.height + 6,
        words=(*key.words, *frame.numbers(ticks), *names.words, *(w for _, _, words in drawn for w in words)),
        strokes=(*frame.grid(ticks), *_key_strokes(key), *(s for strokes, _, _ in drawn for s in strokes)),
        dots=(*_key_dots(key), *(dot for _, dots, _ in drawn for dot in dots)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the lines of a chart over time are drawn."""

    top: float
    height: float
    largest: int
    periods: int
    left: float = 34

    def at(self, period: int, value: int) -> tuple[float, float]:
        return self.x(period), round(self.top + self.height * (1 - value / self.largest), 1)

    def x(self, period: int) -> float:
        return round(self.left + self.step * (period + 0.5), 1)

    @property
    def step(self) -> float:
        return (WIDTH - self.left) / self.periods

    def grid(self, ticks: Sequence[int]) -> list[Stroke]:
        return [Stroke(((self.left, self.at(0, tick)[1]), (WIDTH, self.at(0, tick)[1]))) for tick in ticks]

    def numbers(self, ticks: Sequence[int]) -> list[Words]:
        return [Words(self.left - 6, self.at(0, t)[1] + 4, in_figures(t), "end", ink=SOFT) for t in ticks]


def _line(
    frame: Frame, at: int, points: Sequence[tuple[str, int | str]], alone: bool
) -> tuple[list[Stroke], list[Dot], list[Words]]:
    """A series: its unbroken stretches, its points, and the numbers that are printed beside them."""
    places = [frame.at(i, value) if isinstance(value, int) else None for i, (_, value) in enumerate(points)]
    shape, dash = SHAPES[at % len(SHAPES)], DASHES[at % len(DASHES)]
    dots = [Dot(x, y, shape) for x, y in filter(None, places)]
    words = [_beside(frame, i, value) for i, (_, value) in enumerate(points) if _printed(points, i, alone)]
    return [Stroke(tuple(each), strong=True, dash=dash) for each in _stretches(places)], dots, words


def _printed(points: Sequence[tuple[str, int | str]], at: int, alone: bool) -> bool:
    """One line prints every number; of several, each prints its last and what is withheld."""
    return alone or points[at][1] == WITHHELD or at == len(points) - 1


def _beside(frame: Frame, at: int, value: int | str) -> Words:
    if isinstance(value, int):
        x, y = frame.at(at, value)
        return Words(x, y - 7, in_figures(value), "middle", bold=True)
    return Words(frame.x(at), frame.top + frame.height - 4, value if value == WITHHELD else "", "middle", ink=SOFT)


def _stretches(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The places of a line without its gaps: one list for each unbroken stretch of two or more."""
    found: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            found.append([])
        else:
            found[-1].append(place)
    return [stretch for stretch in found if len(stretch) > 1]


def _split(points: Sequence[tuple[str, int | str]]) -> tuple[list[str], list[int | str]]:
    """The periods, and their values."""
    return [period for period, _ in points], [value for _, value in points]


def _line_key(names: Sequence[str]) -> Drawn:
    """The names of several lines, with room for a piece of each; one line alone needs none."""
    if len(names) < 2:
        return Drawn()
    places = flow([name + "   " for name in names])
    words = [Words(x + 30, y + 11, name, ink=SOFT) for (x, y), name in zip(places, names, strict=True)]
    return Drawn((), tuple(words), words[-1].y + 6)


def _key_strokes(key: Drawn) -> list[Stroke]:
    return [
        Stroke(((w.x - 30, w.y - 4), (w.x - 6, w.y - 4)), strong=True, dash=DASHES[at % len(DASHES)])
        for at, w in enumerate(key.words)
    ]


def _key_dots(key: Drawn) -> list[Dot]:
    return [Dot(w.x - 18, w.y - 4, SHAPES[at % len(SHAPES)]) for at, w in enumerate(key.words)]


def _period_names(frame: Frame, names: Sequence[str]) -> Drawn:
    ground, letters = frame.top + frame.height, max(4, int(frame.step / (TYPE * LETTER)))
    told = [wrap(name, letters) or [""] for name in names]
    words = [
        Words(frame.x(i), ground + 14 + 13 * at, line, "middle", ink=SOFT)
        for i, parts in enumerate(told)
        for at, line in enumerate(parts)
    ]
    return Drawn((), tuple(words), 14 + 13 * max([0, *(len(parts) - 1 for parts in told)]))
