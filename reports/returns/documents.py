"""A return as chapters, as a tagged PDF and as tables: all of them made of its figures alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from core import pdf
from reports import documents
from reports.blocks import Block, Chapter, Column, chapter, heading, note, table, terms
from reports.returns.figures import BY_QUARTER, NO_TOTALS, Figures
from reports.sheets import Sheet, from_json

STYLESHEET = "report.css"
#: What stands in place of a number where there is none.
WORDS = frozenset({NO_TOTALS, BY_QUARTER})
#: How the first columns of a table are printed; all others are numbers.
KINDS = {0: "head", 1: "text"}
LEFT_OUT = "Asked for, and not in this return"
MEANING = "What each figure counts. What is counted of ISVA support and of casework is counted alike, and apart."


def return_pdf(figures: Figures, *, about: list[tuple[str, str]], check: str) -> bytes:
    """The return as PDF/UA-1 in A4, with who prepared, checked and sent it on its cover."""
    page = documents.document_html(
        "reports/returns/return_pdf.html", figures=figures, about=about, check=check, contents=contents_of(figures),
        body=documents.chapters_html(chapters_of(figures), paper=True),
    )  # fmt: skip
    return pdf.render(page, stylesheet=STYLESHEET)


def return_body(figures: Figures) -> Markup:
    """The same return for a page of the service: its chapters from their headings down, every value escaped."""
    return documents.chapters_html(chapters_of(figures), paper=False)


def contents_of(figures: Figures) -> list[tuple[str, str]]:
    """The chapters of a return: the place of each on its page, and its title."""
    return [(each["code"], each["title"]) for each in chapters_of(figures)]


def chapters_of(figures: Figures) -> list[Chapter]:
    """Each part of the funder's form, then what every line means."""
    return [*map(_part, figures["parts"]), _definitions(figures)]


def sheets_of(figures: Figures) -> tuple[Sheet, ...]:
    """Every table of a return, and what its lines mean."""
    kept = [sheet for part in figures["parts"] for sheet in from_json(part["sheets"])]
    rows = tuple((title, words) for title, words in figures["definitions"])
    meaning = Sheet("definitions", "Definitions", MEANING, ("Figure", "What it counts"), rows)
    out = tuple((asked, why) for asked, why in figures.get("left_out", []))
    left = Sheet("left-out", "Not in this return", f"{LEFT_OUT}.", ("Asked for", "Why not"), out)
    return (*kept, left, meaning) if out else (*kept, meaning)


def _part(part: dict[str, Any]) -> Chapter:
    """The tables of a part; those that hold nothing but noughts, or no totals at all, are named in a sentence."""
    blocks: list[Block] = []
    noughts, silent = [], []
    for sheet in from_json(part["sheets"]):
        shown = {cell for row in sheet.rows for cell in row[2:]}
        if shown <= WORDS:
            silent.append(sheet.title)
        elif shown <= {0, *WORDS}:
            noughts.append(sheet.title)
        else:
            blocks += [heading(sheet.title), _table(sheet)]
    return chapter(part["code"], part["title"], [
        *blocks,
        note(f"{'; '.join(noughts)}.", "Counted, and 0 in every line:") if noughts else None,
        note(f"{'; '.join(silent)}.", "No totals, because nothing of it was ever written down here:")
        if silent else None,
    ])  # fmt: skip


def _table(sheet: Sheet) -> Block:
    """A table without the columns that say one thing all the way down: the words below or above it say it once."""
    heads, rows = sheet.headings, sheet.rows
    alike = {at: rows[0][at] for at in range(1, len(heads)) if len({row[at] for row in rows}) == 1}
    unit = f" In {alike[1]}." if 1 in alike else ""
    gone = {at: value for at, value in alike.items() if at > 1 and value in WORDS}
    kept = [at for at in range(len(heads)) if at not in gone and not (at == 1 and unit)]
    columns = [Column(heads[at], KINDS.get(at, "number"), "half" if at == 0 else "") for at in kept]
    notes = [f"{heads[at]}: {value}." for at, value in gone.items()]
    return table(sheet.code, sheet.title, sheet.caption + unit, columns, [[row[at] for at in kept] for row in rows],
                 notes=[*notes, *sheet.notes])  # fmt: skip


def _left_out(figures: Figures) -> list[Block]:
    """What the funder asks for and no return holds, with the reason; nothing in a return of before it was said."""
    told = figures.get("left_out", [])
    return [heading(LEFT_OUT), terms(told), heading("Definitions")] if told else []


def _definitions(figures: Figures) -> Chapter:
    columns = [Column("Figure", "head", "third"), Column("What it counts")]
    return chapter("definitions", "What each figure counts", [
        *_left_out(figures),
        note(figures["rule"], "Small numbers."),
        note("People, cases, contacts and referrals are counted apart, and each line says which. One person can have "
             "several cases and many contacts.", "Units."),
        table("meaning", "Definitions", MEANING, columns, _told_once(figures["definitions"])),
    ], fresh=True)  # fmt: skip


def _told_once(definitions: Iterable[Sequence[str]]) -> list[list[str]]:
    """Figures with the same definition in one row, where the first of them stood."""
    titles: dict[str, list[str]] = {}
    for title, told in definitions:
        titles.setdefault(told, []).append(title)
    return [["; ".join(each), told] for told, each in titles.items()]
