"""The one writer of spreadsheets: XLSX, ODS and CSV in which no cell can become a formula (security.md T13)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from itertools import chain

import xlsxwriter

from core import clock

Cell = str | int | float | date | None

TRIGGERS = tuple("=+-@|%＝＋－＠﹢﹣﹦﹫−\t\r\n")
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
CSV_TYPE = "text/csv; charset=utf-8"
ZIP_TYPE = "application/zip"

NOT_IN_UNICODE = re.compile("[\ud800-\udfff]")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SEVERAL_SPACES = re.compile("^ | {2,}")
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
#: What a sheet of OpenDocument needs around its rows: two ways to write a date, and bold headings.
ODS_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
    + " ".join(f'xmlns:{short}="{ODF}{name}:1.0"' for short, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
    ))
    + '><office:automatic-styles><number:date-style style:name="d"><number:day/><number:text> </number:text>'
    '<number:month number:textual="true"/><number:text> </number:text><number:year number:style="long"/>'
    '</number:date-style><number:date-style style:name="m"><number:day/><number:text> </number:text>'
    '<number:month number:textual="true"/><number:text> </number:text><number:year number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="d"/>'
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="m"/>'
    '<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="narrow" style:family="table-column"><style:table-column-properties '
    'style:column-width="3cm"/></style:style><style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="8cm"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)  # fmt: skip
ODS_CLOSING = "</office:spreadsheet></office:body></office:document-content>"
ODS_MANIFEST = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{ODF}manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
    f'manifest:media-type="{ODS_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
WIDE_FROM = 24


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a book: the name on its tab, its headings, and its rows, which are read once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def book(kind: str, sheets: Sequence[Sheet]) -> bytes:
    """Several tables in one file, in which no cell can become a formula.

    Takes "xlsx", "ods", "csv" or "zip", and the sheets in their order; returns the bytes of the file. A CSV can hold
    one table only: several come as one archive of CSV files, called by their titles, as "zip" always does.
    Raises KeyError for another kind and ValueError when there is no sheet.
    """
    if not sheets:
        raise ValueError("A book has at least one sheet")
    return {"xlsx": _xlsx_book, "ods": _ods_book, "csv": _csv_book, "zip": _csv_archive}[kind](sheets)


def safe_cell(value: Cell) -> str:
    """A CSV cell that no spreadsheet runs: an apostrophe stands before anything that could start a formula.

    What a spreadsheet skips before it looks (spaces, controls, invisible marks) is skipped here too.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    words = NOT_IN_UNICODE.sub("", value)
    opening = next((letter for letter in words if not _is_skipped(letter)), "")
    return "'" + words if opening in TRIGGERS or words.startswith(TRIGGERS) else words


def _is_skipped(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf", "Zs", "Mn")


def to_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A UTF-8 CSV with a byte-order mark, every cell quoted."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_book(sheets: Sequence[Sheet]) -> bytes:
    only = sheets[0]
    return to_csv(only.headings, only.rows) if len(sheets) == 1 else _csv_archive(sheets)


def _csv_archive(sheets: Sequence[Sheet]) -> bytes:
    names = [f"{number} {name}.csv" for number, name in enumerate(_sheet_names(sheets), 1)]
    written = (to_csv(sheet.headings, sheet.rows) for sheet in sheets)
    return _packed(zip(names, written, strict=True))


def to_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An XLSX of one sheet with bold, frozen headings; text is always text, never a formula or a link."""
    return _xlsx_book([Sheet(title, headings, rows)])


def _xlsx_book(sheets: Sequence[Sheet]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as made:
        made.set_properties({"created": clock.now().replace(tzinfo=None)})
        looks = {date: made.add_format({"num_format": "d mmm yyyy"}),
                 datetime: made.add_format({"num_format": "d mmm yyyy hh:mm"})}  # fmt: skip
        bold = made.add_format({"bold": True, "text_wrap": True})
        for name, sheet in zip(_sheet_names(sheets), sheets, strict=True):
            _fill(made.add_worksheet(name), sheet, bold, looks)
    return out.getvalue()


def _fill(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, bold: object, looks: dict[type[date], object]) -> None:
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, NOT_IN_UNICODE.sub("", heading), bold)
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write(page, number, column, cell, looks)
    page.autofit(320)


def _sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """The titles without what a tab's name may not hold, each another one, as a spreadsheet compares them."""
    names: list[str] = []
    for sheet in sheets:
        name, number = _sheet_name(sheet.title), 1
        while name.casefold() in (taken.casefold() for taken in names):
            number += 1
            ending = f" ({number})"
            name = _sheet_name(sheet.title)[: LONGEST_SHEET_NAME - len(ending)] + ending
        names.append(name)
    return names


def _sheet_name(title: str) -> str:
    """The title without what a sheet's name may not hold; "History" is a name that Excel keeps for itself."""
    name = NOT_IN_A_SHEET_NAME.sub(" ", NOT_IN_XML.sub("", title))[:LONGEST_SHEET_NAME].strip("' ") or "Sheet 1"
    return f"{name} 1" if name.casefold() == "history" else name


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
        words = NOT_IN_UNICODE.sub("", cell)
        sheet.write_string(row, column, words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…")


def to_ods(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An OpenDocument sheet with bold headings that repeat on paper; text is always text, never a formula or a link.

    Written here and not by a library: a file of 1,000 rows takes a moment instead of seconds, and holds nothing else.
    """
    return _ods_book([Sheet(title, headings, rows)])


def _ods_book(sheets: Sequence[Sheet]) -> bytes:
    tables = (_ods_table(name, sheet) for name, sheet in zip(_sheet_names(sheets), sheets, strict=True))
    content = "".join((ODS_OPENING, *tables, ODS_CLOSING))
    return _packed([("mimetype", ODS_TYPE), ("content.xml", content), ("META-INF/manifest.xml", ODS_MANIFEST)])


def _ods_table(name: str, sheet: Sheet) -> str:
    listed = [[_ods_cell(cell) for cell in row] for row in sheet.rows]
    return "".join(chain(
        (f'<table:table table:name="{_xml(name)}">',),
        (_ods_column(heading, [row[place] for row in listed if place < len(row)])
         for place, heading in enumerate(sheet.headings)),
        ("<table:table-header-rows>", _ods_row(_ods_text(heading, "head") for heading in sheet.headings),
         "</table:table-header-rows>"),
        (_ods_row(row) for row in listed),
        ("</table:table>",),
    ))  # fmt: skip


def _packed(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip that is the same bytes whenever it is made of the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, words in parts:  # a file's kind is read from outside, so it stands unpacked
            kept = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, FIRST_DAY_OF_ZIP), words, kept)
    return out.getvalue()


def _ods_column(heading: str, cells: Sequence[str]) -> str:
    """A column as wide as its words ask for: a cell's markup grows with its words, and is enough to tell."""
    bare = len(_ods_text(""))
    wide = max((len(cell) - bare for cell in cells), default=0) > WIDE_FROM or len(heading) > WIDE_FROM
    return f'<table:table-column table:style-name="{"wide" if wide else "narrow"}"/>'


def _ods_row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, datetime):
        wall = clock.london(cell).replace(tzinfo=None) if cell.tzinfo else cell
        return _ods_value("moment", "date", f"{wall:%Y-%m-%dT%H:%M:%S}")
    if isinstance(cell, date):
        return _ods_value("day", "date", cell.isoformat())
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return _ods_text(cell)


def _ods_value(look: str, kind: str, value: str) -> str:
    named = f'table:style-name="{look}" office:value-type="{kind}"'
    return f'<table:table-cell {named} office:{kind}-value="{value}"/>'


def _ods_text(words: str, look: str = "") -> str:
    styled = f' table:style-name="{look}"' if look else ""
    shown = words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1] + "…"
    lines = "".join(f"<text:p>{_spaced(_xml(line))}</text:p>" for line in shown.split("\n"))
    return f'<table:table-cell{styled} office:value-type="string">{lines}</table:table-cell>'


def _xml(words: str) -> str:
    return escape(NOT_IN_XML.sub("", words))


def _spaced(words: str) -> str:
    """Spaces that a reader of OpenDocument would fold into one, said one by one."""
    return SEVERAL_SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', words)
