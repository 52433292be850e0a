"""What the chapters say of figures: silence is no nought, order tells nothing, and every table is a sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from reports import earlier, sheets
from reports.blocks import flat
from reports.chapters import activity, forum, harm, isva, notes, referrals
from reports.chapters.taken import NO_TOTALS
from reports.documents import check_sum, progress_body, progress_contents
from reports.wide_charts import ALL_HIDDEN, drawn_wide
from tests.reports import made_up


def table(chapter: dict[str, Any] | None, code: str) -> dict[str, Any]:
    assert chapter
    return next(block for block in flat(chapter["blocks"]) if block.get("code") == code and block["kind"] == "table")


def test_every_table_of_a_report_is_a_sheet_and_every_sheet_has_a_name_of_its_own() -> None:
    figures = json.loads(json.dumps(made_up.figures()))
    made = sheets.of_progress(figures)
    assert len(made) > 20
    assert len({sheet.code for sheet in made}) == len(made)
    by_code = {sheet.code: sheet for sheet in made}
    assert by_code["priorities"].headings[:2] == ("Priority", "Red"), "what is drawn only is left out"
    assert str(by_code["attention"].rows[0][0]).startswith("A-088 ")
    assert all(isinstance(cell, int | str) for sheet in made for row in sheet.rows for cell in row)
    assert sheets.from_json(json.loads(json.dumps(sheets.as_json(made)))) == made
    first, *rest = sheets.to_tables(made, about=sheets.about_progress(figures))
    assert first.title == "About"
    assert [each.title for each in rest] == [each.title for each in made]
    told = {str(row[0]): row[1] for row in first.rows}
    assert told["Period"] == "July to September 2026"
    assert {"Rule", "Made", "Safe to share", by_code["waits"].title} <= set(told)


def test_a_sheet_with_a_ragged_row_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 cells"):
        sheets.Sheet("a", "A", "", ("One", "Two"), ((1,),))


def test_referrals_are_sorted_by_what_is_shown_and_add_no_number_of_their_own() -> None:
    rows = table(referrals.referrals(made_up.taken_of()), "referrals")["rows"]
    shown = [row[1] for row in rows[:-1]]
    assert shown == [*sorted((n for n in shown if n != "[c]"), reverse=True), *(n for n in shown if n == "[c]")]
    assert rows[-1][:2] == ["All agencies", 320]
    waits = table(referrals.referrals(made_up.taken_of()), "waits")["rows"]
    assert [row[0] for row in waits] == [row[0] for row in rows]


def test_a_quarter_without_referrals_says_so() -> None:
    quiet = made_up.taken_of([(0, 0, 0, 0, 0)], {})
    assert [block["kind"] for block in referrals.referrals(quiet)["blocks"]] == ["words"]
    assert referrals.sentence(quiet) == ("No referrals passed between member agencies this quarter.", "")
    assert referrals.wait_sentence(quiet) is None


def test_silence_is_not_a_nought() -> None:
    taken = made_up.taken_of([], {"outreach.sessions": {"street": 0}})
    rows = table(activity.activity(taken), "activity")["rows"]
    assert [row[2] for row in rows[:2]] == [0, NO_TOTALS]
    assert any("silence" in block.get("text", "") for block in activity.activity(taken)["blocks"])
    for nothing in (isva.isva(taken), isva.rights(taken), forum.groups([]), forum.cited([])):
        assert [block["kind"] for block in nothing["blocks"]] == ["words"], "each says that there is nothing"
    assert "No agency sent totals" in harm.harm(taken)["blocks"][0]["text"]


def test_a_row_of_noughts_is_left_out_and_the_total_stays() -> None:
    codes = {row[0] for row in table(isva.isva(made_up.taken_of()), "isva-milestones")["rows"]}
    assert "Verdict" not in codes
    assert len(codes) == 3
    closed = table(isva.isva(made_up.taken_of()), "isva-closed")
    assert closed["whole"]
    assert closed["rows"][-1][0] == "All closed"


def test_attrition_stands_beside_what_was_agreed() -> None:
    routes = table(harm.harm(made_up.taken_of()), "routes")["rows"]
    assert routes[3][:3] == ["A full report to police", 10, 5]
    assert routes[-1][1] == routes[-1][2] == 160
    assert harm.sentence(made_up.taken_of()) == (
        "Most people who told us about harm wanted nothing passed on.", "About 10 wanted a full police report.",
    )  # fmt: skip


def test_groups_tell_what_they_did_and_the_highest_risk_stands_on_top() -> None:
    low = {**made_up.GROUPS[1]["risks"][0], "words": "Rain", "score": 2}
    chapter = forum.groups([{**made_up.GROUPS[0], "risks": [low]}, made_up.GROUPS[1]])
    assert [row[0]["text"] for row in table(chapter, "risks")["rows"]] == ["The room is let to somebody else", "Rain"]


def test_a_list_of_which_nothing_may_be_shown_is_one_sentence_and_not_a_wall_of_c() -> None:
    few = {
        "referrals.declined-why": {"DECLINED_CAPACITY": 2, "DECLINED_CRITERIA": 3},
        "referrals.unmet": {"HOUSING": 21},
    }
    made = referrals.referrals(made_up.taken_of(numbers=few))
    assert {block["code"] for block in flat(made["blocks"]) if block["kind"] == "table"} == {
        "referrals", "waits", "referrals-unmet",
    }  # fmt: skip
    assert made["blocks"][-1]["text"] == "Too few to show safely: why referrals were declined (5 in all)."
    harmed = made_up.taken_of(numbers={"incidents.route": {"warning": 3, "anonymous": 4}})
    assert not [block for block in harm.harm(harmed)["blocks"] if block["kind"] == "chart"], "it would draw nothing"


def test_a_quarter_that_nobody_sent_has_no_column() -> None:
    taken = made_up.taken_of()
    alone = replace(taken, cuts=(taken.cuts[0], {}, *taken.cuts[2:]))
    assert len(table(harm.harm(taken), "routes")["columns"]) == 5
    assert len(table(harm.harm(alone), "routes")["columns"]) == 3
    assert [each["heading"] for each in table(isva.isva(alone), "isva-closed")["columns"]] == [
        "Reason",
        "July to September",
    ]


def test_who_is_referred_again_stands_by_the_agency_that_sent() -> None:
    rows = table(referrals.referrals(made_up.taken_of()), "referred-again")["rows"]
    assert [row[:3] for row in rows] == [["Harbour ISVA Service", 325, 270], ["All agencies", 325, 270]]


def test_figures_that_share_a_definition_are_defined_once() -> None:
    families = [made_up.family_of(f"made.{number}", ["a"]) for number in range(3)]
    rows = table(notes.notes([], "", families), "definitions")["rows"]
    assert [row[0] for row in rows] == ["Made.0; Made.1; Made.2"]


def test_a_wide_chart_hatches_what_is_withheld_and_tells_every_number() -> None:
    block = {
        "kind": "chart", "shape": "stacked", "code": "answers", "title": "Answers", "unit": "referrals",
        "rows": [["A long name of an agency that takes two lines", [50, "[c]"]], ["Small", ["[c]", "[c]"]],
                 ["Quiet", [0, 0]]],
        "keys": ["Yes", "No"],
    }  # fmt: skip
    drawn = drawn_wide(block)
    assert [each.fill for each in drawn.blocks].count("hatch") == 2  # the key's, and the end of the first row
    assert {"part withheld", ALL_HIDDEN, "0"} <= {each.text for each in drawn.words}
    assert "No withheld" in drawn.told
    assert all(each.x + each.width <= drawn.width for each in drawn.blocks)
    one = drawn_wide({**block, "shape": "bars", "rows": [["Here", 25], ["There", "[c]"]], "keys": []})
    assert {"25", "[c]"} <= {each.text for each in one.words}


def test_a_report_of_the_older_shape_reads_as_chapters() -> None:
    counts = {"red": 1, "amber": 0, "green": 2, "grey": 0, "blue": 1}
    action = {
        "reference": "A-001", "title": "Open a room", "agency": "Lantern", "owner": "Sam", "due": "2026-10-30",
        "first_due": "2026-10-30", "done_percent": 40, "completed": "2026-09-22", "rag": "red", "word": "Red",
        "why": "Late.", "next": "Staff.", "since": "same",
    }  # fmt: skip
    row = {"agency": "Lantern", "received": 70, "acknowledged": 70, "accepted": 50, "declined": 10, "withdrawn": "[c]",
           "waiting": "[c]", "acknowledge_days": "0", "acknowledge_most": "3", "decide_days": "2",
           "decide_most": "[c]"}  # fmt: skip
    old = {
        "title": "Progress report", "forum": "Halewick Forum", "snapshot": "2026-08-20T16:00:00+00:00",
        "statement": "Counts only.", "period": {"words": "April to June 2026"}, "quarter": "April to June",
        "before": {"words": "January to March"}, "in_short": [{"lead": "3 of 4.", "rest": ""}],
        "plan": {
            "counts": counts, "total": 4, "meanings": [{"rag": rag, "word": rag, "meaning": rag} for rag in counts],
            "priorities": [{"name": "1. Safer", "counts": counts, "total": 4, "words": "1 red", "since": "same"}],
            "attention": [action], "finished": [action], "finished_from": "2026-04-01",
            "groups": [{"name": "1. Safer", "actions": [action]}],
        },
        "referrals": {"rows": [row], "total": {**row, "agency": "All agencies"}, "quiet": []},
        "activity": [{"measure": "Outreach sessions", "unit": "sessions", "now": 60, "before": "no totals"}],
        "reporting": {"rows": [{"choice": "Reported", "now": 15, "before": 10}],
                      "total": {"choice": "All cases", "now": 75, "before": 60}},
        "definitions": [["Received", "Counted."]], "notes": [["Missing", "None."]],
    }  # fmt: skip
    before = check_sum(old)
    page = progress_body(old)
    assert [code for code, _ in progress_contents(old)] == [
        "short", "attention", "referrals", "activity", "actions", "notes",
    ]  # fmt: skip
    assert "A-001" in page
    assert "same day" in page
    assert {sheet.code for sheet in sheets.of_progress(old)} >= {"referrals", "waits", "activity", "reporting"}
    assert check_sum(old) == before, "reading changes nothing"
    assert earlier.in_chapters({"chapters": [{}]}) == [{}]


def test_a_page_of_the_report_is_safe_and_without_a_style_of_its_own() -> None:
    figures = made_up.figures(made_up.plan_view({"<b>One</b>": "r"}))
    page = progress_body(figures)
    assert "<b>One</b>" not in page
    assert "&lt;b&gt;One" in page
    assert " style=" not in page
    assert "<h1" not in page
    assert 'data-label="Due"' in page


def test_names_of_agencies_come_from_the_names_given() -> None:
    taken = made_up.taken_of()
    assert taken.agencies("no.such") == []
    assert (UUID(int=1), "Lantern") in taken.agencies(referrals.RECEIVED)
