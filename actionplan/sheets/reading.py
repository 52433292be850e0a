"""A spreadsheet that came from outside, told by its content, as rows of cells: XLSX, ODS or CSV. Pure.

The reader of XLSX and ODS makes room for every cell up to the last: one cell far away would take all memory there is
(measured), so how far a sheet reaches is looked at first. Source: security.md T12; OWASP ASVS 5.0, 5.2.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from python_calamine import CalamineWorkbook

from core.errors import Refused
from core.tables import TRIGGERS

Raw = str | int | float | date | bool | None
Grid = list[list[Raw]]

LARGEST = 2 * 1024 * 1024
MOST_ENTRIES = 400
MOST_UNPACKED = 24 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 100
READ_AT_ONCE = 64 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,6})([0-9]{1,12})[\"']")
DELIMITERS = ",;\t"
FILE = "file"


def grid_of(content: bytes) -> Grid:
    """The cells of the first sheet, the first row of the file first; what is empty is None.

    Refuses, with what to do, a file that is empty, too large, locked, broken, of another kind, or that reaches
    further than a plan does.
    """
    if not content.strip():
        raise _refusal("There is nothing in this file.", "Choose another.")
    if len(content) > LARGEST:
        raise _refusal("This file is larger than 2 MB.", "Take pictures and other sheets out, or split it.")
    if content.startswith(OLD_EXCEL):
        raise _refusal("This is an old or locked Excel file.", "Save it as .xlsx without a password, and add that.")
    if content.startswith(b"PK"):
        _look_through(content)
        return _bounded(_opened(content))
    return _bounded(_csv(content))


def letter_of(column: int) -> str:
    """The letters of a column as a spreadsheet shows them: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _refusal(reason: str, instead: str = "") -> Refused:
    return Refused(reason, instead=instead, field=FILE)


def _does_not_open() -> Refused:
    return _refusal("This file does not open.", "Save it afresh as .xlsx, .ods or .csv, and add that.")


def _too_far() -> Refused:
    words = f"This sheet reaches further than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns."
    return _refusal(words, "Copy the rows that count into the template, and add that.")


def _look_through(content: bytes) -> None:
    entries = _unpacked(content)
    if any(b"<!DOCTYPE" in words or b"\x00" in words[:64] for name, words in entries.items() if name.endswith(".xml")):
        raise _does_not_open()
    if "xl/workbook.xml" in entries:
        for words in entries.values():
            _check_places(words)
    elif entries.get("mimetype", b"").strip() == b"application/vnd.oasis.opendocument.spreadsheet":
        _check_repeats(entries.get("content.xml", b""))
    else:
        raise _refusal("This is not a spreadsheet.", "Save it as .xlsx, .ods or .csv, and add that.")


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            if len(listed) > MOST_ENTRIES or len({entry.filename for entry in listed}) != len(listed):
                raise _does_not_open()
            if any(entry.flag_bits & 1 for entry in listed):
                raise _refusal("This file is locked.", "Save it without a password, and add that.")
            return _read_all(packed, listed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise _does_not_open() from None


def _read_all(packed: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Every entry, counted while it is unpacked: what a zip says of its own size is not believed."""
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in listed:
        pieces = []
        with packed.open(entry) as opened:
            while piece := opened.read(READ_AT_ONCE):
                left -= len(piece)
                if left < 0:
                    raise _too_far()
                pieces.append(piece)
        found[entry.filename] = b"".join(pieces)
    return found


def _check_places(words: bytes) -> None:
    """XLSX: the furthest cell or row that is named anywhere in a sheet, whatever its entry is called."""
    if b"sheetData" not in words:  # a theme's measures look like rows
        return
    for found in PLACE.finditer(words):
        if int(found[2]) > MOST_ROWS or _number_of(found[1]) > MOST_COLUMNS:
            raise _too_far()


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


@dataclass(slots=True)
class _Reach:
    """How many cells an ODS asks for when its repeats are written out; empty ones at the end count for nothing."""

    rows: int = 0
    times: int = 1
    wide: int = 0
    filled: int = 0
    skipped: int = 0

    def begin(self, name: str, marks: dict[str, str]) -> None:
        """A row or a cell begins."""
        if name == "table:table-row":
            self.times, self.wide, self.filled = _repeats(marks.get("table:number-rows-repeated")), 0, 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self.wide += _repeats(marks.get("table:number-columns-repeated"))
            if "office:value-type" in marks:
                self.filled = self.wide
        elif name == "text:p":
            self.filled = self.wide

    def end(self, name: str) -> None:
        """A row ends: empty ones count only when a filled one follows."""
        if name != "table:table-row":
            return
        if not self.filled:
            self.skipped += self.times
            return
        self.rows += self.skipped + self.times
        self.skipped = 0
        if self.rows > MOST_ROWS or self.filled > MOST_COLUMNS:
            raise _too_far()


def _repeats(said: str | None) -> int:
    return int(said) if said is not None and said.isdecimal() and len(said) < 10 else 1


def _check_repeats(content: bytes) -> None:
    reach = _Reach()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reach.begin
    parser.EndElementHandler = reach.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise _does_not_open() from None


def _opened(content: bytes) -> Grid:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except BaseException as broken:  # the reader's own panics are no Exception
        if isinstance(broken, KeyboardInterrupt | SystemExit):
            raise
        raise _does_not_open() from None
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell: object) -> Raw:
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell if isinstance(cell, bool | int | float | date) else None


def _csv(content: bytes) -> Grid:
    words = _decoded(content)
    first = next((line for line in words.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _does_not_open() from None
    return [[_unguarded(cell.strip()) or None for cell in row] for row in rows]


def _decoded(content: bytes) -> str:
    """UTF-8, or what Excel in this country writes when it is not."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in words:
            return words
    raise _refusal("This is not a spreadsheet.", "Save it as .xlsx, .ods or .csv, and add that.")


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that our own CSV puts before what could start a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip().startswith(TRIGGERS) else cell


def _bounded(rows: Grid) -> Grid:
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise _too_far()
    return rows
