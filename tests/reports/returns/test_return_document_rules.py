"""What a return says once: units, columns without totals, noughts, like definitions, and what it does not hold."""

from __future__ import annotations

from typing import Any

from reports.returns.documents import chapters_of, contents_of, return_body, sheets_of
from reports.returns.figures import BY_QUARTER, NO_TOTALS
from reports.returns.templates import templates
from reports.sheets import Sheet, as_json

HEADINGS = ("Line", "Unit", "April to June 2026", "July to September 2026", "April to September 2026")


def figures(*rows: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    """A return of one table with these rows."""
    sheets = as_json([Sheet("part-1-x", "How people came", "Cases opened.", HEADINGS, rows)])
    return {
        "parts": [{"code": "part-1", "title": "Demand", "sheets": sheets}], "rule": "Small numbers are withheld.",
        "definitions": [["Age", "Said by people."], ["Time", "In minutes."], ["Gender", "Said by people."]], **more,
    }  # fmt: skip


def drawn(told: dict[str, Any]) -> dict[str, Any]:
    """The one table of its part, as it is drawn."""
    return next(block for block in chapters_of(told)[0]["blocks"] if block["kind"] == "table")


def test_one_unit_and_a_column_of_nothing_but_words_are_said_once() -> None:
    told = figures(("From outreach", "cases", NO_TOTALS, 10, BY_QUARTER), ("All", "cases", NO_TOTALS, 0, BY_QUARTER))
    shown = drawn(told)
    assert shown["caption"] == "Cases opened. In cases."
    assert [column["heading"] for column in shown["columns"]] == ["Line", "July to September 2026"]
    assert shown["rows"] == [["From outreach", 10], ["All", 0]]
    assert shown["notes"] == ["April to June 2026: no totals.", "April to September 2026: by quarter only."]
    assert len(sheets_of(told)[0].headings) == len(HEADINGS)  # the spreadsheet keeps every column


def test_two_units_stay_in_their_column_and_numbers_that_are_alike_are_no_words() -> None:
    shown = drawn(figures(("Sessions", "sessions", 5, 5, 10), ("Met", "meetings", 5, 15, 20)))
    assert shown["caption"] == "Cases opened."
    assert [column["kind"] for column in shown["columns"]] == ["head", "text", "number", "number", "number"]


def test_a_table_of_noughts_and_one_of_silence_are_two_sentences() -> None:
    noughts = chapters_of(figures(("All", "cases", NO_TOTALS, 0, 0)))[0]["blocks"]
    assert [block["lead"] for block in noughts] == ["Counted, and 0 in every line:"]
    silent = chapters_of(figures(("All", "cases", NO_TOTALS, NO_TOTALS, NO_TOTALS)))[0]["blocks"]
    assert silent[0]["lead"].startswith("No totals")
    assert drawn(figures(("All", "cases", NO_TOTALS, 0, "[c]")))["rows"]  # what is withheld is not nothing


def test_what_the_form_asks_and_no_return_holds_is_said_with_the_reason() -> None:
    asked = {name for name, _ in templates()["pcc-gmca"].left_out}
    assert {"Longest wait", "Feedback", "Case study"} <= asked
    told = figures(("All", "cases", 5, 5, 10), left_out=[["Longest wait", "It is one person’s own wait."]])
    assert "It is one person’s own wait." in return_body(told)
    assert [sheet.code for sheet in sheets_of(told)] == ["part-1-x", "left-out", "definitions"]


def test_a_return_of_before_that_was_said_prints_what_it_has() -> None:
    told = figures(("All", "cases", 5, 5, 10))
    assert [code for code, _ in contents_of(told)] == ["part-1", "definitions"]
    assert "not in this return" not in return_body(told)
    assert [sheet.code for sheet in sheets_of(told)] == ["part-1-x", "definitions"]


def test_figures_with_one_definition_stand_in_one_row() -> None:
    blocks = chapters_of(figures(("All", "cases", 5, 5, 10)))[-1]["blocks"]
    rows = next(block["rows"] for block in blocks if block["kind"] == "table")
    assert rows == [["Age; Gender", "Said by people."], ["Time", "In minutes."]]
