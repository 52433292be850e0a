"""A spreadsheet read by its content, and every wrong cell named by row and column."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from actionplan.models import Progress
from actionplan.sheets import rules
from actionplan.sheets.packing import packed, unpacked
from actionplan.sheets.reading import MOST_ROWS, Grid, grid_of, letter_of
from core import tables
from core.errors import Refused

MASH, NUM, P13 = uuid4(), uuid4(), uuid4()
KNOWN = rules.Known(
    commitments={"p1.3": P13}, agencies={"mash": MASH, "manchester action on street health": MASH, "num": NUM},
    former=frozenset({"cgm crc"}), taken={(P13, "print the leaflet"): "A-007"}, references=frozenset({"a-007"}),
)  # fmt: skip
HEAD = list(rules.TEMPLATE)
GOOD: dict[str, object] = {
    "Commitment": "P1.3", "Action": "Open a room two nights a week", "Output": "A room", "Impact on people": "Warmth.",
    "Owner agency": "MASH", "Owner": "Outreach lead", "Starts": date(2026, 12, 1), "Due": "26 March 2027",
    "Progress": None, "Done %": None, "Supporters": "NUM; ", "Themes": "Reducing stigma;rights",
    "Resources and funding": "",
}  # fmt: skip


def row(**changed: object) -> list[object]:
    """A right row, with some cells changed; keywords have _ for what a name cannot hold."""
    cells = {**GOOD, **{key.replace("_", " "): value for key, value in changed.items()}}
    return [cells[heading] for heading in HEAD]


def check(*rows: list[object], head: list[str] | None = None) -> rules.Checked:
    return rules.checked([head or HEAD, *rows], KNOWN)  # type: ignore[list-item]  # cells as a reader gives them


def test_a_right_row_makes_an_action_and_comes_back_from_json() -> None:
    found = check([None] * len(HEAD), row(Progress="in progress", **{"Done %": 0.4}))
    assert found.errors == ()
    [line] = found.rows
    assert (line.number, line.action.commitment_id, line.action.owner_agency_id) == (3, P13, MASH)
    assert (line.action.starts_on, line.action.due_on) == (date(2026, 12, 1), date(2027, 3, 26))
    assert (line.action.progress, line.action.done_percent) == (Progress.IN_PROGRESS, 40)
    assert (line.action.supporters, line.action.themes) == ((NUM,), ("stigma", "rights"))
    assert unpacked(packed(line)) == line


@pytest.mark.parametrize(
    ("heading", "said", "reason"),
    [
        ("Commitment", "P9.9", "“P9.9” is no commitment"),
        ("Commitment", None, "Give the code"),
        ("Action", None, "Say what will be done."),
        ("Action", "x" * 201, "This has 201 characters"),
        ("Action", "Print  the LEAFLET", "The plan has this action already: A-007"),
        ("Output", None, "Say what there will be to show."),
        ("Impact on people", None, "Say what this changes for people who sex work."),
        ("Owner agency", "Lantern", "“Lantern” is not a member"),
        ("Owner agency", "CGM CRC", "is not a member any more"),
        ("Owner", None, "Name the owner’s job."),
        ("Starts", "1/12", "Enter a real date with its year"),
        ("Starts", "31/2/2027", "Enter a real date"),
        ("Starts", 46357, "Enter a real date"),
        ("Due", date(1926, 3, 1), "Check the year of 1 March 1926"),
        ("Due", date(2026, 11, 30), "This is before the start, 1 December 2026"),
        ("Progress", "Complete", "Choose Not started, In progress or On hold"),
        ("Done %", "half", "Enter a whole number, 0 to 99"),
        ("Done %", 40, "An action that has not started is 0% done"),
        ("Supporters", "NUM; Lantern", "“Lantern” is not a member"),
        ("Supporters", "MASH", "owns it"),
        ("Themes", "Kindness", "“Kindness” is not one of the themes"),
    ],
)
def test_a_wrong_cell_is_one_error_at_its_place(heading: str, said: object, reason: str) -> None:
    found = check(
        row(), [cell if head != heading else said for head, cell in zip(HEAD, row(Action="Other"), strict=True)]
    )
    [error] = found.errors
    assert (error.row, error.letter, error.heading) == (3, letter_of(HEAD.index(heading)), heading)
    assert reason in error.reason
    assert len(found.rows) == 1
    assert not found.is_right


def test_the_same_action_twice_and_a_filled_reference_are_errors() -> None:
    assert "the same action as in row 2" in check(row(), row()).errors[0].reason
    head = [*HEAD, "Ref", "Colour"]
    found = rules.checked([head, [*row(), "A-007", "red"], [*row(Action="Other"), "X1", ""]], KNOWN)  # type: ignore[list-item]
    assert ["A-007 is in the plan already" in each.reason for each in found.errors] == [True, False]
    assert found.unread == ("Colour",)


def test_headings_are_understood_in_other_words_and_missed_when_they_are_not_there() -> None:
    other = [{"Owner agency": "LEAD AGENCY", "Due": " due  date "}.get(head, head) for head in HEAD]
    assert check(row(), head=other).is_right
    missing = check(row(), head=["Colour" if head == "Impact on people" else head for head in HEAD])
    assert [error.heading for error in missing.errors] == ["Impact on people"]
    assert "stands in column A too" in check(row(), head=["Commitment", *HEAD[1:-1], "commitment"]).errors[0].reason
    assert not rules.checked([], KNOWN).is_right
    assert "at least one action" in check().errors[0].reason


def test_letters_of_columns() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_what_members_will_read_is_looked_through() -> None:
    texts = rules.texts_of(check(row(), row(Action="Other")).rows)
    assert [place for place in texts if place.startswith("Row 3")] == ["Row 3, Action"]
    assert texts["Row 2, Impact on people"] == "Warmth."
    assert {place.split(", ")[1] for place in texts} == {"Action", "Output", "Impact on people", "Owner"}


WRITTEN: Grid = [["a", "=1+1", None], ["b", date(2026, 12, 1), 4], ["c", "x;y", 1.5]]


@pytest.mark.parametrize(
    "write",
    [lambda rows: tables.to_xlsx("S", rows[0], rows[1:]), lambda rows: tables.to_ods("S", rows[0], rows[1:])],
    ids=["xlsx", "ods"],
)
def test_our_own_files_come_back_as_they_were(write: Callable[[Grid], bytes]) -> None:
    assert grid_of(write([["h", "i", "j"], *WRITTEN])) == [["h", "i", "j"], *WRITTEN]


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (tables.to_csv(["h"], [["=1+1"], ["’tis"]]), [["h"], ["=1+1"], ["’tis"]]),
        (b"a;b\n1;caf\xe9\n\n", [["a", "b"], ["1", "café"]]),
        (b"\xef\xbb\xbfa\tb\r\n'quoted'\t2\r\n", [["a", "b"], ["'quoted'", "2"]]),
        (b'a,"b, and\nc"\n', [["a", "b, and\nc"]]),
    ],
    ids=["ours", "Excel here", "tabs", "lines in a cell"],
)
def test_csv_is_read_however_it_was_written(content: bytes, cells: Grid) -> None:
    assert grid_of(content) == cells


def altered(content: bytes, entry: str, old: bytes, new: bytes) -> bytes:
    """A file whose entry says something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            words = before.read(name)
            assert name != entry or old in words
            after.writestr(name, words.replace(old, new) if name == entry else words)
    return out.getvalue()


XLSX = tables.to_xlsx("S", ["a"], [["x"]])
ODS = tables.to_ods("S", ["a"], [["x"]])
SHEET = "xl/worksheets/sheet1.xml"
FILLED = b'<table:table-cell office:value-type="string" table:number-columns-repeated="%d"/>'
FAR = "reaches further"


def ods_row(times: int, cell: bytes) -> bytes:
    """One row more in an ODS."""
    more = b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row></table:table>' % (times, cell)
    return altered(ODS, "content.xml", b"</table:table>", more)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n", "nothing in this file"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old or locked"),
        (b"%PDF-1.7\x00\x00", "not a spreadsheet"),
        (b"PK\x03\x04 but no more", "does not open"),
        (altered(ODS, "mimetype", b"spreadsheet", b"text"), "not a spreadsheet"),
        (
            altered(XLSX, SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
            FAR,
        ),
        (
            altered(XLSX, SHEET, b"</sheetData>", b'<row r="1048576"><c><v>1</v></c></row></sheetData>'),
            FAR,
        ),
        (altered(XLSX, SHEET, b"<sheetData>", b"<!DOCTYPE a><sheetData>"), "does not open"),
        (altered(XLSX, "xl/workbook.xml", b"<sheet ", b"<shoot "), "does not open"),
        (ods_row(3_000_000, FILLED % 1), FAR),
        (ods_row(1, FILLED % 16_384), FAR),
        (altered(ODS, "content.xml", b"</table:table>", b"</table:tabl>"), "does not open"),
        (b"a\n" * (MOST_ROWS + 1), FAR),
        (b"a," * 200, FAR),
    ],
)
def test_what_could_hurt_or_is_no_sheet_is_refused_before_it_is_read(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        grid_of(content)
    assert refusal.value.field == "file"


def test_empty_rows_and_columns_to_the_end_of_the_sheet_count_for_nothing() -> None:
    assert grid_of(ods_row(1_048_550, b'<table:table-cell table:number-columns-repeated="16384"/>')) == [["a"], ["x"]]


def test_a_zip_that_unpacks_to_more_than_a_plan_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_up:
        packed_up.writestr("xl/workbook.xml", b"0" * (25 * 1024 * 1024))
    with pytest.raises(Refused, match=FAR):
        grid_of(out.getvalue())
