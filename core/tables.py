"""The one writer of spreadsheets: XLSX and CSV in which no cell can become a formula (security.md T13)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter

Cell = str | int | float | date | None

TRIGGERS = tuple("=+-@|%＝＋－＠\t\r\n")


def safe_cell(value: Cell) -> str:
    """A CSV cell that no spreadsheet runs: an apostrophe stands before anything that could start a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    opening = value.lstrip("\ufeff\u200b \u00a0").lstrip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f")
    return "'" + value if opening.startswith(TRIGGERS) or value.startswith(TRIGGERS) else value


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A UTF-8 CSV with a byte-order mark, every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX of one sheet with bold, frozen headings; text is always text, never a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(title[:31])
        day = book.add_format({"num_format": "d mmm yyyy"})
        sheet.write_row(0, 0, headings, book.add_format({"bold": True, "text_wrap": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, day)
        sheet.autofit(320)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, day: object) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, cell)
