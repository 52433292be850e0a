"""Charts as wide as a sheet of paper: the name of each row on its left. The same pieces as `reports.charts` draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any

from reports.disclosure import WITHHELD
from reports.drawing import (
    FILLS,
    HATCHED,
    INK,
    LETTER,
    PAPER,
    SOFT,
    TYPE,
    Block,
    Chart,
    Stroke,
    Words,
    each_of,
    in_figures,
    in_words,
    scale_of,
    valued,
    width_of,
)  # fmt: skip

WIDTH = 660
NAMES = 210
#: Room at the end of the longest row for the words that follow it.
AFTER = 96
ROW, BAR = 27, 17
PLAIN = ("solid", "pale", "white")
ALL_HIDDEN = "All withheld: too few to show safely"


def drawn_wide(block: dict[str, Any]) -> Chart:
    """A chart block of shape bars or stacked; the same words for somebody who does not see it."""
    if block["shape"] == "bars":
        rows = [(str(name), [valued(value)]) for name, value in block["rows"]]
        said = in_words(block["title"], [(name, values[0]) for name, values in rows], block["unit"])
    else:
        rows = [(str(name), [valued(value) for value in values]) for name, values in block["rows"]]
        said = in_words(
            block["title"], [(name, each_of(block["keys"], values)) for name, values in rows], block["unit"]
        )
    return _chart(block, rows, said)


def _chart(block: dict[str, Any], rows: Sequence[tuple[str, list[int | str]]], said: str) -> Chart:
    sums = [sum(value for value in values if isinstance(value, int)) for _, values in rows]
    ticks = scale_of(max([5, *sums]))
    scale = (WIDTH - NAMES - AFTER) / ticks[-1]
    blocks, words = _key(block["keys"], hidden=any(WITHHELD in values for _, values in rows))
    top = round(max((each.y for each in words), default=-7) + 11)
    ground = top + ROW * len(rows)
    for at, (name, values) in enumerate(rows):
        drawn, said_beside = _row(name, values, top + ROW * at, scale, bool(block["keys"]))
        blocks, words = [*blocks, *drawn], [*words, *said_beside]
    lines = [Stroke(((_at(tick, scale), top), (_at(tick, scale), ground))) for tick in ticks]
    words += [Words(_at(tick, scale), ground + 13, in_figures(tick), "middle", ink=SOFT) for tick in ticks]
    chart = Chart(block["code"], block["title"], said, ground + 20, tuple(blocks), tuple(words), tuple(lines))
    return replace(chart, width=WIDTH)


def _at(tick: int, scale: float) -> float:
    return round(NAMES + tick * scale, 1)


def _row(
    name: str, values: Sequence[int | str], y: float, scale: float, several: bool
) -> tuple[list[Block], list[Words]]:
    told_on = wrap(name, int((NAMES - 10) / (TYPE * LETTER)))[:2] or [""]
    first = y + 15 - 6 * (len(told_on) - 1)
    words = [Words(NAMES - 10, first + 12 * at, line, "end") for at, line in enumerate(told_on)]
    blocks: list[Block] = []
    x = float(NAMES)
    for at, value in enumerate(values):
        if isinstance(value, int) and value > 0:
            fill = FILLS[at % len(FILLS)] if several else "solid"
            blocks.append(Block(round(x, 1), y + 2, round(max(value * scale - 1, 1), 1), BAR, fill))
            plate, number = _number(in_figures(value), x, y, value * scale, fill) if several else ([], [])
            blocks, words = [*blocks, *plate], [*words, *number]
            x += value * scale
    hatched, after = _rest(values, x, y, several)
    return [*blocks, *hatched], [*words, *after]


def _number(number: str, x: float, y: float, width: float, fill: str) -> tuple[list[Block], list[Words]]:
    """The number in its part, where there is room; on a patterned part it stands on a plate of paper."""
    wide = width_of(number) + 6
    if width < wide:
        return [], []
    middle = round(x + (width - 1) / 2, 1)
    plate = [] if fill in PLAIN else [Block(round(middle - wide / 2, 1), y + 3.5, wide, BAR - 3, "paper")]
    return plate, [Words(middle, y + 14.5, number, "middle", bold=True, ink=PAPER if fill == "solid" else INK)]


def _rest(values: Sequence[int | str], x: float, y: float, several: bool) -> tuple[list[Block], list[Words]]:
    """What follows the drawn parts: a hatched end, a number, or the words that stand instead of one."""
    if WITHHELD in values:
        if x == NAMES and len(values) > 1 and all(value in (WITHHELD, 0) for value in values):
            plate = Block(NAMES + 3, y + 3, width_of(ALL_HIDDEN) + 6, BAR - 2, "paper")
            return [plate], [Words(NAMES + 6, y + 14.5, ALL_HIDDEN, ink=SOFT)]
        note = "part withheld" if several else WITHHELD
        after = round(x + HATCHED + 7, 1)
        plate = Block(after - 2, y + 3, min(width_of(note) + 2, WIDTH - after + 2), BAR - 2, "paper")
        return [plate, Block(round(x + 1, 1), y + 2, HATCHED, BAR, "hatch")], [Words(after, y + 14.5, note, ink=SOFT)]
    if several:
        words = next((str(value) for value in values if isinstance(value, str)), "0") if x == NAMES else ""
        return [], [Words(NAMES + 6, y + 14.5, words, ink=SOFT)] if words else []
    return [], [Words(round(x + 6, 1), y + 14.5, in_figures(values[0]), bold=isinstance(values[0], int))]


def _key(names: Sequence[str], *, hidden: bool) -> tuple[list[Block], list[Words]]:
    """What the fills mean, in rows that fit the width."""
    fills = [FILLS[at % len(FILLS)] for at in range(len(names))]
    told_of = [
        *zip(names, fills, strict=True),
        *([("Withheld. Its width means nothing", "hatch")] if hidden and names else []),
    ]
    blocks: list[Block] = []
    words: list[Words] = []
    x, y = 0.0, 1.0
    for name, fill in told_of:
        wide = width_of(name) + 38
        if x and x + wide > WIDTH + 20:
            x, y = 0.0, y + 18
        blocks.append(Block(x, y, 12, 12, fill))
        words.append(Words(x + 18, y + 10, name))
        x = round(x + wide, 1)
    return blocks, words
