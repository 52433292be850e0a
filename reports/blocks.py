"""What a chapter of a report is made of: pieces as JSON values, which page, paper and spreadsheet all print.

A report is frozen as these pieces, so that it reads the same for years, whatever the chapters become meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
Chapter = dict[str, Any]
#: A cell: a number, words, a day as ISO, or an action with its reference and a line below.
Cell = int | str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, how its cells are printed, and how wide it is.

    `kind` is head (the row's own name), text, number, days, day, status, bar or since; `width` is narrow, half,
    third or nothing. A bar is drawn on page and paper only.
    """

    heading: str
    kind: str = "text"
    width: str = ""


def chapter(code: str, title: str, blocks: Iterable[Block | None], *, fresh: bool = False) -> Chapter:
    """A chapter under a heading of its own; `fresh` starts it on a new page of paper."""
    return {"code": code, "title": title, "fresh": fresh, "blocks": [each for each in blocks if each]}


def table(
    code: str,
    title: str,
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    whole: bool = False,
    notes: Sequence[str] = (),
) -> Block:
    """A table. `code` and `title` name its sheet; `whole` says that the last row is the total of the others."""
    drawn = [{"heading": each.heading, "kind": each.kind, "width": each.width} for each in columns]
    return {
        "kind": "table", "code": code, "title": title, "caption": caption, "columns": drawn,
        "rows": [list(row) for row in rows], "whole": whole, "notes": list(notes),
    }  # fmt: skip


def chart(shape: str, code: str, title: str, rows: Sequence[Any], unit: str, *, keys: Sequence[str] = ()) -> Block:
    """A chart of numbers that stand in a table beside it. `shape` is bars, columns, stacked or lines."""
    return {
        "kind": "chart", "shape": shape, "code": code, "title": title, "rows": [list(row) for row in rows],
        "unit": unit, "keys": list(keys),
    }  # fmt: skip


def charts(each: Sequence[tuple[str, str, Sequence[Any], str]]) -> Block | None:
    """Small charts of columns over periods, side by side: code, title, points and unit of each; nothing for none."""
    drawn = [chart("columns", code, title, points, unit) for code, title, points, unit in each]
    return {"kind": "charts", "each": drawn} if drawn else None


def beside(parts: Iterable[Sequence[Block]]) -> Block | None:
    """Small parts that stand side by side where there is room, each with its heading; nothing for none."""
    kept = [list(part) for part in parts if part]
    return {"kind": "beside", "parts": kept} if kept else None


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block of a chapter in reading order, those that stand side by side one after the other."""
    for block in blocks:
        if block["kind"] == "beside":
            yield from (each for part in block["parts"] for each in part)
        else:
            yield block


def words(text: str) -> Block:
    """A paragraph."""
    return {"kind": "words", "text": text}


def heading(title: str) -> Block:
    """A heading below the chapter's."""
    return {"kind": "heading", "title": title}


def note(text: str, lead: str = "") -> Block:
    """A small paragraph below a table, perhaps with its first words in bold."""
    return {"kind": "note", "text": text, "lead": lead}


def box(lead: str, text: str) -> Block:
    """What the room must not miss, set apart."""
    return {"kind": "box", "lead": lead, "text": text}


def sentences(each: Iterable[dict[str, str]]) -> Block:
    """Plain sentences, each with its weight at the front."""
    return {"kind": "sentences", "each": list(each)}


def tiles(each: Iterable[dict[str, Any]]) -> Block:
    """Numbers of actions by status: rag, number and word."""
    return {"kind": "tiles", "each": list(each)}


def listing(each: Iterable[tuple[str, str]]) -> Block:
    """A list in two columns: reference and words."""
    return {"kind": "listing", "each": [list(pair) for pair in each]}


def terms(pairs: Iterable[Sequence[str]]) -> Block:
    """Words and what they mean."""
    return {"kind": "terms", "pairs": [list(pair) for pair in pairs]}
