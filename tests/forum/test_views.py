"""The forum's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.browser import inspect_html
from tests.house import Browser, House

NEW = {"title": "Forum meeting", "day": "28/1/2027", "begins": "10am", "place": "Online", "chair_name": "Vice-chair"}


def text(client: Browser, path: str) -> str:
    """A page that is there and is whole HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert inspect_html(page) == []
    return page


def test_meetings_come_next_first_then_past(next_id: UUID, house: House) -> None:
    page = text(house.client("mcc_chair"), "/forum/meetings")
    days = ["26 November 2026", "24 September 2026", "30 July 2026"]
    places = [page.index(f"Forum meeting, {day}") for day in days]
    assert places == sorted(places)
    assert f"/forum/meetings/{next_id}" in page


def test_meeting_page_has_rule_agenda_members_and_papers(next_id: UUID, house: House) -> None:
    page = text(house.client("mcc_chair"), f"/forum/meetings/{next_id}")
    for words in (
        "No case discussion.",
        "Voice of people who sex work",
        "Quorum: a third of the agencies",
        "Progress report, draft",
    ):
        assert words in page
    assert f"/forum/meetings/{next_id}/progress-report.pdf" in page
    reader = text(house.client("gmp_representative"), f"/forum/meetings/{next_id}")
    assert "Issue version" not in reader


def test_members_page(house: House) -> None:
    page = text(house.client("mcc_chair"), "/forum/members")
    assert "10 members" in page
    assert "Cheshire and Greater Manchester Community Rehabilitation Company, until 25 June 2021" in page


def test_coordinator_plans_a_meeting(next_id: UUID, house: House) -> None:
    client = house.client("mcc_coordinator")
    text(client, "/forum/meetings/new")
    answer = client.post("/forum/meetings/new", NEW)
    assert answer.status_code == 303
    page = text(client, answer.location)
    assert "Forum meeting, 28 January 2027" in page
    assert "10:00am" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": ""}, "Enter the day"),
        ({"day": "28 January"}, "Day must include a year"),
        ({"day": "23/11/2025"}, "Day must be in the future"),
        ({"begins": "morning"}, "Time must be a time of day"),
        ({"place": ""}, "Say where it is"),
    ],
)
def test_a_meeting_with_problems_is_shown_again(
    frozen: None, house: House, changes: dict[str, str], words: str
) -> None:
    answer = house.client("mcc_coordinator").post("/forum/meetings/new", NEW | changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert inspect_html(page) == []
    assert words in page
    assert "Vice-chair" in page


def test_roles_and_strangers(next_id: UUID, house: House) -> None:
    police = house.client("gmp_representative")  # to them, whatever is not theirs does not exist
    assert police.get("/forum/meetings/new").status_code == 404
    assert police.post(f"/forum/meetings/{next_id}/progress-report").status_code == 404
    auditor = house.client("mash_auditor")
    for path in ("/forum/meetings", f"/forum/meetings/{next_id}/progress-report.pdf", "/forum/members"):
        assert auditor.get(path).status_code == 403
    assert house.client("mcc_chair").get(f"/forum/meetings/{uuid4()}").status_code == 404
    assert house.stranger().get("/forum/meetings").status_code == 302


def test_pages_take_few_statements(next_id: UUID, house: House, count_queries: Callable[[], Any]) -> None:
    client = house.client("mcc_chair")
    for path, most in (("/forum/meetings", 12), (f"/forum/meetings/{next_id}", 30), ("/forum/members", 12)):
        with count_queries() as seen:
            client.get(path)
        assert len([statement for statement in seen if statement.lower().startswith("select")]) <= most, path


def test_home_shows_the_next_meeting(next_id: UUID, house: House) -> None:
    page = text(house.client("mcc_chair"), "/")
    assert "Thursday 26 November 2026" in page
    assert "In 3 working days" in page
