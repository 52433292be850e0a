"""Charts as geometry: what stands where, from figures that are safe already. No colour without a word or a number.

Pure: numbers in, a `Chart` out, which `templates/reports/_charts.html` prints as SVG with presentation attributes only.
A withheld part is hatched at one fixed width, so that its length tells nothing (ux.md 9). A value is a number, “[c]”,
other words to print instead of a number, or None for “no totals”; a `Shown` of disclosure control is taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from reports.disclosure import WITHHELD
from reports.drawing import (
    BAR,
    FILLS,
    HATCHED,
    INK,
    LETTER,
    NO_TOTALS,
    PAPER,
    SOFT,
    TYPE,
    WIDTH,
    Block,
    Chart,
    Drawn,
    Row,
    Stroke,
    Words,
    each_of,
    flow,
    in_figures,
    in_words,
    longest_of,
    valued,
    width_of,
)  # fmt: skip
from reports.line_charts import lines

#: Names up to this wide stand before their bars.
BESIDE = 120


@dataclass(frozen=True, slots=True)
class Part:
    """One status in a bar of them: where it stands, how wide, and where its symbol goes if there is room."""

    rag: str
    x: float
    width: float

    @property
    def middle(self) -> float | None:
        """The middle, for the symbol; None where it would not fit."""
        return self.x + self.width / 2 if self.width >= 10 else None


def bars(rows: Iterable[Row], id: str, title: str, unit: str) -> Chart:
    """One horizontal bar a row, its number after it; its name before it if all are short, else above it.

    Rows are (name, value).
    """
    read = [(str(name), valued(value)) for name, value in rows]
    beside = max([0, *(width_of(name) for name, _ in read)])
    left = round(beside + 8) if beside <= BESIDE else 0
    scale = (WIDTH - left - 48) / longest_of(value for _, value in read)
    said = in_words(title, read, unit)
    return _listed(id, title, said, [_bar(name, value, scale, left) for name, value in read])


def stacked(rows: Iterable[Row], id: str, title: str, keys: Sequence[str], unit: str) -> Chart:
    """One horizontal bar a row, of as many parts as there are keys. Rows are (name, [a value a key])."""
    read = [(str(name), [valued(value) for value in values]) for name, values in rows]
    sums = [sum(value for value in values if isinstance(value, int)) for _, values in read]
    scale = (WIDTH - 112) / max([5, *sums])
    hidden = any(WITHHELD in values for _, values in read)
    key = _key([(name, FILLS[at % len(FILLS)]) for at, name in enumerate(keys)], hidden=hidden)
    said = in_words(title, [(name, each_of(keys, values)) for name, values in read], unit)
    return _listed(id, title, said, [key, *(_stack(name, values, scale) for name, values in read)])


def columns(points: Iterable[Row], id: str, title: str, unit: str, height: int = 120) -> Chart:
    """One column a period, from left to right, its number on top and its name below. Points are (name, value)."""
    read = [(str(name), valued(value)) for name, value in points]
    step = WIDTH / max(1, len(read))
    scale = (height - 18) / longest_of(value for _, value in read)
    drawn = [_column(step * at, step, height, name, value, scale) for at, (name, value) in enumerate(read)]
    foot = max([piece.height for piece in drawn], default=0)
    return Chart(
        id, title, in_words(title, read, unit), height + foot + 6,
        blocks=tuple(block for piece in drawn for block in piece.blocks),
        words=tuple(words for piece in drawn for words in piece.words),
        strokes=(Stroke(((0, height), (WIDTH, height)), strong=False),),
    )  # fmt: skip


def rag_parts(counts: Mapping[str, int], longest: int, width: int = 230) -> tuple[Part, ...]:
    """Statuses of actions as parts of one bar, as long as its share of the longest; the caller prints the numbers."""
    found, x = [], 0.0
    for rag in ("red", "amber", "green", "grey", "blue"):
        if counts.get(rag, 0):
            part = width * counts[rag] / max(1, longest)
            found.append(Part(rag, round(x, 1), round(max(part - 1.5, 1), 1)))
            x += part
    return tuple(found)


def _listed(id: str, title: str, told: str, pieces: Iterable[Drawn]) -> Chart:
    """Pieces under each other."""
    blocks: list[Block] = []
    words: list[Words] = []
    y = 0.0
    for piece in pieces:
        blocks += [Block(each.x, each.y + y, each.width, each.height, each.fill) for each in piece.blocks]
        words += [Words(w.x, w.y + y, w.text, w.anchor, w.bold, w.ink) for w in piece.words]
        y += piece.height
    return Chart(id, title, told, max(y, 1), tuple(blocks), tuple(words))


def _bar(name: str, value: int | str, scale: float, left: float) -> Drawn:
    names = (Words(left - 6, 14, name, "end"),) if left else _names(name)
    y = 3 if left else 14 * len(names) + 3
    block, after = _length(value, left, y, scale)
    number = Words(after, y + 11, in_figures(value), bold=isinstance(value, int))
    return Drawn((block,) if block else (), (*names, number), y + BAR + (3 if left else 7))


def _length(value: int | str, left: float, y: float, scale: float) -> tuple[Block | None, float]:
    """The bar of a value and where its number goes: nothing for 0, one fixed hatched width for [c]."""
    if value == WITHHELD:
        return Block(left, y, HATCHED, BAR, "hatch"), left + HATCHED + 5
    if isinstance(value, int) and value > 0:
        return Block(left, y, round(max(value * scale, 1), 1), BAR), round(left + value * scale + 5, 1)
    return None, left


def _names(name: str) -> tuple[Words, ...]:
    """A name above its bar, on as many lines as it needs."""
    told = wrap(name, int(WIDTH / (TYPE * LETTER))) or [""]
    return tuple(Words(0, 12 + 14 * at, line) for at, line in enumerate(told))


def _stack(name: str, values: Sequence[int | str], scale: float) -> Drawn:
    names = _names(name)
    y, x = 14 * len(names) + 3, 0.0
    blocks: list[Block] = []
    words: list[Words] = []
    for at, value in enumerate(values):
        if isinstance(value, int) and value > 0:
            fill = FILLS[at % len(FILLS)]
            blocks.append(Block(round(x, 1), y, round(max(value * scale - 1, 1), 1), BAR, fill))
            plate, number = _inside(in_figures(value), x, y, value * scale, fill)
            blocks += plate
            words += number
            x += value * scale
    hatched, note = _rest(values, x, y)
    return Drawn((*blocks, *hatched), (*names, *words, *note), y + BAR + 7)


def _inside(number: str, x: float, y: float, width: float, fill: str) -> tuple[list[Block], list[Words]]:
    """The number in its part, where there is room; on a patterned part it stands on a plate of paper."""
    if width < width_of(number) + 6:
        return [], []
    middle, plain = round(x + (width - 1) / 2, 1), fill in ("solid", "pale", "white")
    wide = round(width_of(number) + 4, 1)
    plate = [] if plain else [Block(round(middle - wide / 2, 1), y + 1.5, wide, BAR - 3, "paper")]
    return plate, [Words(middle, y + 11, number, "middle", bold=True, ink=PAPER if fill == "solid" else INK)]


def _rest(values: Sequence[int | str], x: float, y: float) -> tuple[list[Block], list[Words]]:
    """What follows the drawn parts: a hatched end and its words, or the words alone where nothing is shown."""
    if WITHHELD in values:
        note = "part withheld" if x else "withheld"
        return [Block(round(x + 1, 1), y, HATCHED, BAR, "hatch")], [
            Words(round(x + HATCHED + 6, 1), y + 11, note, ink=SOFT)
        ]
    note = "" if x else ("0" if 0 in values else NO_TOTALS)
    return [], [Words(0, y + 11, note, ink=SOFT)] if note else []


def _key(entries: Sequence[tuple[str, str]], *, hidden: bool) -> Drawn:
    """What the fills mean, in rows that fit the width."""
    told = [*entries, ("Withheld: its width means nothing", "hatch")] if hidden else list(entries)
    blocks: list[Block] = []
    words: list[Words] = []
    for (x, y), (name, fill) in zip(flow([name for name, _ in told]), told, strict=True):
        blocks.append(Block(x, y + 1, 11, 11, fill))
        words.append(Words(x + 16, y + 11, name, ink=SOFT))
    return Drawn(tuple(blocks), tuple(words), (words[-1].y if words else 0) + 10)


def _column(x: float, step: float, ground: float, name: str, value: int | str, scale: float) -> Drawn:
    middle, width = round(x + step / 2, 1), min(34, step - 6)
    left = round(middle - width / 2, 1)
    high = BAR if value == WITHHELD else round(value * scale, 1) if isinstance(value, int) else 0
    fill = "hatch" if value == WITHHELD else "solid"
    block = (Block(left, round(ground - high, 1), round(width, 1), high, fill),) if high else ()
    number = _on_top(middle, ground - high, value, step)
    below = wrap(name, max(4, int(step / (TYPE * LETTER)))) or [""]
    names = [Words(middle, ground + 14 + 13 * at, line, "middle", ink=SOFT) for at, line in enumerate(below)]
    return Drawn(block, (*number, *names), 14 + 13 * len(below))


def _on_top(middle: float, y: float, value: int | str, step: float) -> list[Words]:
    """The number over its column; words that stand instead go on several lines if they must."""
    told = wrap(in_figures(value), max(4, int(step / (TYPE * LETTER)))) or [""]
    first = y - 5 - 12 * (len(told) - 1)
    bold, ink = isinstance(value, int), INK if isinstance(value, int) or value == WITHHELD else SOFT
    return [Words(middle, round(first + 12 * at, 1), line, "middle", bold, ink) for at, line in enumerate(told)]


#: What the macros draw with. Every environment that prints a chart takes these: app.py, and each maker of documents.
FILTERS: dict[str, Callable[..., Any]] = {
    "drawn_bars": bars, "drawn_columns": columns, "drawn_stack": stacked, "drawn_lines": lines,
    "rag_parts": rag_parts,
}  # fmt: skip
