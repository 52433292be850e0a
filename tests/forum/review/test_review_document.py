"""A review as a document: what is frozen in it, the year before beside it, its PDF, and copies of the first shape."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pikepdf
import pytest

from actionplan.rules import OVER
from core import clock
from forum.review import before, queries, statistics
from forum.review.chapters import chapters_of
from forum.review.content import document
from forum.review.documents import contents_of, review_body, review_pdf
from forum.review.sheets import sheets_of
from reports.cuts.jobs import settle_due
from tests.house import House
from tests.reports.returns.conftest import write_tallies

#: A review as it was frozen before there were charts, comparison and statistics.
FIRST_SHAPE: dict[str, Any] = {
    "strategy": "A strategy", "begins": "2024-11-24", "ends": "2025-11-23",
    "numbers": [["Actions completed in the year", 7], ["Actions still open", 30], ["Updates by their owners", 41]],
    "outcomes": [["Continue", 1], ["Amend", 0], ["Complete", 1], ["Stop", 0]],
    "questions": [{"title": "Is it still current?", "words": "Mostly.\n\nRents changed."}],
    "parts": [{"title": "Priority 1. Safety", "commitments": [
        {"code": "P1.1", "words": "Agree on measures", "evidence": "1 action: 1 complete, 0 open. 3 updates.",
         "actions": [["A-001 Measures agreed", "Complete, 3 Mar"]], "lines": [["They said: more evenings", "Done"]],
         "outcome": "Complete", "reason": "Done and evidenced.", "new_words": ""},
        {"code": "P1.2", "words": "=cmd|' /C calc'!A0 <b>walk</b>", "evidence": "No action was under it.",
         "actions": [], "lines": [], "outcome": "Continue", "reason": "It goes on.", "new_words": ""}]}],
    "survey": [{"title": "The forum is worth the time it takes", "average": "4.0"}],
    "replies": [{"agency": "Lantern", "keeps": "The walk.", "changes": ""}], "members": 8,
}  # fmt: skip


def test_a_copy_of_the_first_shape_prints_what_it_has() -> None:
    assert [code for code, _ in contents_of(FIRST_SHAPE)] == ["short", "questions", "part-1", "members", "about"]
    page = str(review_body(FIRST_SHAPE))
    assert "Done and evidenced." in page
    assert "<b>walk</b>" not in page
    assert {sheet.code for sheet in sheets_of(FIRST_SHAPE)} >= {"decisions", "evidence", "answers", "outcomes"}


def test_the_pdf_is_tagged_named_and_bookmarked() -> None:
    made = review_pdf(FIRST_SHAPE, signed_by="Amara Bell", signed_at=None, check="ab" * 32)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert "Annual review of A strategy" in str(document.docinfo["/Title"])
        with document.open_outline() as outline:
            named = [item.title for item in outline.root]
            assert named[:2] == ["Annual review", "In short"] or named[0] == "In short"


@pytest.mark.usefixtures("frozen")
def test_a_review_freezes_charts_statistics_and_the_year_before(
    house: House, review_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tallies(house, "MASH", {"cases.opened": {"isva": 22, "casework": 41}})
    settle_due()
    with house.acting("mcc_chair") as actor:
        view = queries.view(actor, review_id)
        copy = document(actor, view)
        running = [action for action in view.plan.actions if action.progress not in OVER]
        assert sum(row["total"] for row in copy["standing"]) == len(running)
        assert copy["before"]["from"] == "counted"
        assert {title for title, _ in copy["before"]["numbers"]} < {title for title, _ in copy["numbers"]}
        assert len(copy["quarters"]) == 5
        assert [len(sheet["headings"]) for sheet in copy["statistics"]] == [5, 5]
        figures = {row[0]: row[1:] for row in copy["statistics"][0]["rows"]}
        assert figures["Cases opened"] == ("cases", "no totals", 65, 65)
        assert figures["Referrals between agencies"][1:] == ("no totals",) * 3
        before = _signed_before(actor, view, monkeypatch)
        assert (before["from"], before["decisions"]["P1.1"]) == ("signed", "Complete")
        after = {**copy, "before": before}
    rows = {row[0]: row for chapter in chapters_of(after) for block in chapter["blocks"]
            if block.get("code") == "compared" for row in block["rows"]}  # fmt: skip
    assert rows["Actions completed in the year"][2] == 7
    assert rows["Commitments: stop"][3] == "the same"


def _signed_before(actor: Any, view: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    class Signed:
        copy = FIRST_SHAPE

    monkeypatch.setattr(before, "_signed", lambda actor, row: Signed)
    found = before.year_before(actor, view)
    assert found is not None
    return found


def test_a_year_that_ends_today_leaves_out_the_quarter_that_is_not_over(house: House) -> None:
    """A quarter is released the day after its last: until then a review is signed without it, and not refused."""
    evening = datetime(2026, 9, 30, 18, 0, tzinfo=UTC)
    with clock.frozen_at(evening), house.acting("mcc_chair") as chair:
        this, earlier = statistics.of_year(chair, date(2025, 10, 1), date(2026, 9, 30))
    assert (this["headings"][2], this["headings"][-1]) == ("October to December 2025", "April to June 2026")
    assert (earlier["headings"][2], earlier["headings"][-1]) == ("October to December 2024", "April to June 2025")
