"""A return as chapters, as a tagged PDF and as tables: all of them made of its figures alone."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from core import pdf
from reports import documents
from reports.blocks import Block, Chapter, Column, chapter, heading, note, table
from reports.returns.figures import BY_QUARTER, NO_TOTALS, Figures
from reports.sheets import Sheet, from_json

STYLESHEET = "report.css"
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
    return (*kept, Sheet("definitions", "Definitions", MEANING, ("Figure", "What it counts"), rows))


def _part(part: dict[str, Any]) -> Chapter:
    """The tables of a part; those in which nothing was ever counted are named in a sentence instead."""
    blocks: list[Block] = []
    silent = []
    for sheet in from_json(part["sheets"]):
        if _is_silent(sheet):
            silent.append(sheet.title)
        else:
            blocks += [heading(sheet.title), _table(sheet)]
    told = note(f"{'; '.join(silent)}.", "No totals, because nothing of it was ever written down here:")
    return chapter(part["code"], part["title"], [*blocks, told] if silent else blocks)


def _is_silent(sheet: Sheet) -> bool:
    return all(cell in (NO_TOTALS, BY_QUARTER) for row in sheet.rows for cell in row[2:])


def _table(sheet: Sheet) -> Block:
    line, unit, *shown = sheet.headings
    columns = [Column(line, "head", "half"), Column(unit), *(Column(each, "number") for each in shown)]
    return table(sheet.code, sheet.title, sheet.caption, columns, sheet.rows, notes=sheet.notes)


def _definitions(figures: Figures) -> Chapter:
    columns = [Column("Figure", "head", "third"), Column("What it counts")]
    return chapter("definitions", "What each figure counts", [
        note(figures["rule"], "Small numbers."),
        note("People, cases, contacts and referrals are counted apart, and each line says which. One person can have "
             "several cases and many contacts.", "Units."),
        table("meaning", "Definitions", MEANING, columns, figures["definitions"]),
    ], fresh=True)  # fmt: skip
