"""The one writer of spreadsheets: XLSX and CSV in which no cell can become a formula (security.md T13)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

from core import clock

Cell = str | int | float | date | None

TRIGGERS = tuple("=+-@|%＝＋－＠﹢﹣﹦﹫−\t\r\n")
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767


def safe_cell(value: Cell) -> str:
    """A CSV cell that no spreadsheet runs: an apostrophe stands before anything that could start a formula.

    What a spreadsheet skips before it looks (spaces, controls, invisible marks) is skipped here too.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    opening = next((letter for letter in value if not _is_skipped(letter)), "")
    return "'" + value if opening in TRIGGERS or value.startswith(TRIGGERS) else value


def _is_skipped(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Mn")


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A UTF-8 CSV with a byte-order mark, every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX of one sheet with bold, frozen headings; text is always text, never a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        looks = {date: book.add_format({"num_format": "d mmm yyyy"}),
                 datetime: book.add_format({"num_format": "d mmm yyyy hh:mm"})}  # fmt: skip
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, looks)
        sheet.autofit(320)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    """The title without what a sheet's name may not hold."""
    return NOT_IN_A_SHEET_NAME.sub(" ", title)[:LONGEST_SHEET_NAME].strip("' ") or "Sheet 1"


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, looks: dict[type[date], object]
) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        wall = clock.london(cell).replace(tzinfo=None) if cell.tzinfo else cell
        sheet.write_datetime(row, column, wall, looks[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, looks[date])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        # A longer string would be dropped without a word.
        sheet.write_string(row, column, cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…")
