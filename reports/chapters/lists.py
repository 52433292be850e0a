"""Tables that several chapters share: a family's categories, in this quarter and the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.words import listed
from reports.blocks import Block, Cell, Column, beside, heading, note, table
from reports.chapters.taken import Line, Taken, is_number

#: Of a family: its code, the table's title, what its rows are, and the words for its total; None for no total.
Wanted = tuple[str, str, str, str | None]


def side_by_side(taken: Taken, wanted: Iterable[Wanted]) -> list[Block]:
    """Families' tables side by side, then by name those of which every category is withheld.

    A table in which each line is withheld tells nothing; that it was withheld does. Nothing when no totals were sent.
    """
    told = [(each, taken.lines(each[0])) for each in wanted if taken.has(each[0]) and each[0] in taken.now]
    shown = [quarter_table(taken, *each) for each, lines in told if _has_number(lines)]
    hidden = [_named(taken, each) for each, lines in told if lines and not _has_number(lines)]
    said = note(f"Too few to show safely: {listed(hidden)}.") if hidden else None
    return [block for block in (beside(shown), said) if block]


def quarter_table(taken: Taken, code: str, title: str, first: str, whole: str | None = None) -> list[Block]:
    """A family's categories with something in them, under a heading of its own; `whole` names the last row, the total.

    The quarter before has a column only when totals of it were sent.
    """
    family = taken.family(code)
    lines: list[Sequence[Cell]] = list(taken.lines(code))
    has_total = whole is not None and "total" in family.shows
    if has_total:
        lines.append((whole or "", *taken.totals(code)))
    quarters = taken.headings[: 2 if taken.has_before(code) else 1]
    columns = (Column(first, "head", "half"), *(Column(quarter, "number") for quarter in quarters))
    rows = [line[: 1 + len(quarters)] for line in lines]
    said = f"{family.unit[:1].upper()}{family.unit[1:]}, to the nearest 5. {family.population}"
    return [heading(title), table(code.replace(".", "-"), title, said.strip(), columns, rows, whole=has_total)]


def _has_number(lines: Sequence[Line]) -> bool:
    return any(is_number(now) or is_number(before) for _, now, before in lines)


def _named(taken: Taken, each: Wanted) -> str:
    """“where ISVA cases came from (15 in all)”: the total where it may be shown."""
    code, title, _, whole = each
    total = taken.total(code) if whole and "total" in taken.family(code).shows else None
    return f"{title[:1].lower()}{title[1:]}{f' ({total:,} in all)' if isinstance(total, int) else ''}"
