"""The progress report as a file: tagged, named, complete, and no reader is left out."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pikepdf
import pypdf
import pytest

from reports.documents import check_sum, progress_html, progress_pdf
from tests.reports import made_up

MEETING = date(2026, 11, 26)


HOSTILE = '<link rel=attachment href="file:///etc/passwd"><img src=x>'


def made(figures: dict[str, Any], edition: int | None = 1) -> bytes:
    return progress_pdf(figures, edition=edition, meeting_title="Forum meeting", meeting_day=MEETING)


@pytest.fixture(scope="module")
def issued() -> bytes:
    return made(made_up.figures())


@pytest.fixture(scope="module")
def words(issued: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(issued)).pages)


@dataclass(frozen=True)
class Element:
    """One element of the structure tree: its kind, its words for the blind, and the names of its attributes."""

    kind: str
    alt: str
    attributes: frozenset[str]


@pytest.fixture(scope="module")
def structure(issued: bytes) -> list[Element]:
    with pikepdf.open(io.BytesIO(issued)) as document:
        return [element(each) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each]


def element(found: pikepdf.Dictionary) -> Element:
    parts = found.get("/A", pikepdf.Array())
    named = [parts] if isinstance(parts, pikepdf.Dictionary) else list(parts)
    return Element(str(found.S), str(found.get("/Alt", "")), frozenset().union(*(part.keys() for part in named)))


def test_the_file_says_what_it_is_and_in_which_language(issued: bytes) -> None:
    with pikepdf.open(io.BytesIO(issued)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as about:
            assert about["dc:title"] == "Progress report, July to September 2026 – Halewick Sex Work Forum"
            assert about["pdfuaid:part"] == "1"


def test_every_table_has_heads_for_its_rows_and_columns(structure: list[Element]) -> None:
    kinds = Counter(each.kind for each in structure)
    assert kinds["/Table"] >= 10
    assert kinds["/TH"] > 100
    assert kinds["/TD"] > 200
    assert all("/Headers" in each.attributes for each in structure if each.kind == "/TD")


def test_every_picture_that_tells_has_words(structure: list[Element]) -> None:
    said = [each.alt for each in structure if each.kind == "/Figure"]
    assert "2 red, 2 amber, 8 green, 1 not started and 5 complete" in said
    assert any(words.startswith("Referrals by receiving agency") for words in said)
    assert all(said), "A picture that decorates is an artifact, one that tells needs its words."


def test_headings_run_in_order_and_are_bookmarks(issued: bytes) -> None:
    outline = pypdf.PdfReader(io.BytesIO(issued)).outline
    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    assert titles == [
        "Progress report", "In short", "Red and amber actions", "Task and finish groups", "Are referrals answered?",
        "What agencies did", "Outreach", "ISVA support", "How people chose to report harm", "The Victims’ Code",
        "What people who sex work said", "Is the directory up to date?", "Figures that others published",
        "Every action", "Notes on the numbers",
    ]  # fmt: skip


def test_pages_are_a4_and_numbered(issued: bytes) -> None:
    pages = pypdf.PdfReader(io.BytesIO(issued)).pages
    assert all((round(page.mediabox.width), round(page.mediabox.height)) == (595, 842) for page in pages)
    for number, page in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in page.extract_text()
        assert "For members. Version 1. Numbers under 5 withheld." in page.extract_text()
    assert "Page 1" not in pages[0].extract_text()


def test_heads_repeat_where_a_table_runs_on(issued: bytes) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(issued)).pages]
    running_on = [text for text in pages if "A-102" in text and "Complete" in text and "Page" in text][-1]
    assert "Owner" in running_on
    assert "Status" in running_on


@pytest.mark.parametrize(
    "said",
    ["31 of 44 actions are complete or on track.", "3 actions are past the due date.",
     "Longest: A-088, due 30 October 2026.",
     "Member agencies sent each other about 320 referrals.", "Half of the answers came within 5 working days.",
     "Version 1", "1, made by Roundtable", "Numbers under 5 withheld", "23 November 2026, 5:00pm",
     "Forum meeting, 26 November 2026", "No totals from Probation", "The Tuesday Room", "[c]", "1,420"],
)  # fmt: skip
def test_the_report_says(words: str, said: str) -> None:
    assert said in words


def test_an_issued_report_is_no_draft(words: str) -> None:
    assert "Draft" not in words


def test_a_draft_with_nothing_in_it_is_still_a_report_and_says_on_every_page_what_it_is() -> None:
    empty = made_up.figures(made_up.plan_view({}))
    draft = made(empty, None)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(draft)).pages]
    assert all("Draft, not issued" in text for text in pages)
    assert "Version" in pages[0]
    assert "No referrals between member agencies" in "".join(pages)
    assert "The plan holds no action yet" in "".join(pages)
    assert made(json.loads(json.dumps(empty)), None) == draft, "the same figures make the same pages"


def test_the_check_sum_is_of_the_figures_whatever_their_order() -> None:
    figures = made_up.figures()
    assert check_sum(figures) == check_sum(dict(reversed(list(figures.items()))))
    assert check_sum(figures) != check_sum({**figures, "snapshot": "2026-11-23T17:00:01+00:00"})


def test_the_cover_shows_the_whole_check_sum(words: str) -> None:
    assert check_sum(made_up.figures()) in words.replace(" ", "")


def test_what_an_owner_writes_is_text_and_never_markup() -> None:
    figures = made_up.figures(made_up.plan_view({"One priority": "r"}))
    figures["chapters"][1]["blocks"][0]["rows"][0][0]["below"] = HOSTILE
    page = progress_html(figures, edition=1, meeting_title="<script>", meeting_day=MEETING)
    assert "<link rel=attachment" not in page
    assert "<img" not in page
    assert "<script>" not in page


def test_a_page_of_ours_carries_no_style_of_its_own() -> None:
    page = progress_html(made_up.figures(), edition=1, meeting_title="Forum meeting", meeting_day=MEETING)
    assert " style=" not in page
    assert "<style" not in page
