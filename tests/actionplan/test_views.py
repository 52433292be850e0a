"""The pages of the plan."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from actionplan.models import Commitment
from actionplan.queries import ActionRow, PlanView
from core.db import db
from tests.actionplan.conftest import TODAY
from tests.actionplan.test_service import row_of
from tests.browser import inspect_html
from tests.house import Browser, House

PLAIN_REPORT = {"words": "Half of it is printed.", "progress": "in_progress", "done_percent": "65", "rag": "by-dates"}


def text(client: Browser, path: str, code: int = 200) -> str:
    """A page that answered as expected and is whole HTML."""
    answer = client.get(path)
    assert answer.status_code == code
    page = answer.get_data(as_text=True)
    assert inspect_html(page) == []
    return page


def new_action(house: House) -> dict[str, str]:
    """A whole new action, as the page sends it."""
    commitment = db.session.scalars(select(Commitment.id).where(Commitment.code == "P2.2")).one()
    agency = house.agency("LIFESHARE").id
    db.session.rollback()  # the browser writes on a connection of its own
    return {
        "title": "Ask people what to buy", "commitment": str(commitment), "output": "A list",
        "impact": "Money is spent on what people ask for.", "agency": str(agency), "owner_name": "Outreach lead",
        "starts_on": "1/12/2026", "due_on": "26 March 2027",
    }  # fmt: skip


def update_of(row: ActionRow) -> str:
    """The address of the report form."""
    return f"/action-plan/actions/{row.id}/update"


@pytest.mark.parametrize(
    "query",
    ["", "?view=agency", "?view=overdue", "?show=red&show=amber", "?show=soon", "?view=nonsense&show=nonsense"],
)
def test_plan_is_whole_html(plan: PlanView, house: House, query: str) -> None:
    text(house.client("mcc_chair"), f"/action-plan{query}")


def test_plan_shows_every_action_with_owner_due_and_colour(plan: PlanView, house: House) -> None:
    page = text(house.client("mcc_chair"), "/action-plan")
    assert page.count('class="govuk-table__row"') == 49
    for priority in plan.priorities:
        assert f"{priority.number}. {priority.title}" in page
    assert "30 October 2026" in page
    assert "carried forward" in page


def test_chips_narrow_the_table(plan: PlanView, house: House) -> None:
    client = house.client("mcc_coordinator")
    red = [row for row in plan.actions if row.rag == "red"]
    assert text(client, "/action-plan?show=red").count('class="govuk-table__row"') == len(red)
    ours = [row for row in red if row.owner_agency == "Manchester City Council"]
    assert text(client, "/action-plan?show=red&show=ours").count('class="govuk-table__row"') == len(ours)
    assert len(ours) < len(red)


def test_overdue_view_holds_the_overdue_only(plan: PlanView, house: House) -> None:
    page = text(house.client("mcc_chair"), "/action-plan?view=overdue")
    assert page.count('class="govuk-table__row"') == sum(row.is_overdue for row in plan.actions) > 0


def test_strategy_is_read_as_text(plan: PlanView, house: House) -> None:
    page = text(house.client("mcc_chair"), "/action-plan/commitments")
    assert "4 priorities, 32 commitments" in page
    assert "P4.6" in page


def test_action_page_has_impact_and_reports(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.5")
    page = text(house.client("mcc_chair"), f"/action-plan/actions/{row.id}")
    assert "A swim or a show costs less" in page
    assert page.count("moj-timeline__item") == 3
    assert "Report on it" not in page
    assert "Report on it" in text(house.client("mcc_coordinator"), f"/action-plan/actions/{row.id}")


def test_no_personal_name_of_an_owner_is_invented(plan: PlanView) -> None:
    assert all(re.fullmatch(r"[A-Z][a-z’ -]+|ISVA lead", row.owner_name) for row in plan.actions)


def test_coordinator_reports_in_one_page(plan: PlanView, house: House) -> None:
    row, client = row_of(plan, "P1.3"), house.client("mcc_coordinator")
    text(client, update_of(row))
    answer = client.post(update_of(row), {**PLAIN_REPORT, "version": row.version})
    assert (answer.status_code, answer.location) == (303, f"/action-plan/actions/{row.id}")
    page = text(client, answer.location)
    assert "Half of it is printed." in page
    assert "Sam Whitlock" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": ""}, "Say what happened"),
        ({"words": "x" * 1001}, "must be 1,000 characters or fewer"),
        ({"done_percent": "101"}, "must be a whole number, 0 to 100"),
        ({"done_percent": "most"}, "must be a whole number, 0 to 100"),
        ({"progress": "complete"}, "A complete action is 100% done."),
        ({"progress": "nonsense"}, "Choose one of these"),
        ({"rag": "blue"}, "Choose one of these"),
        ({"rag": "green"}, "The dates make this red. Say why it is better than that."),
    ],
)
def test_a_report_with_problems_is_shown_again_with_what_was_typed(
    plan: PlanView, house: House, changes: dict[str, str], words: str
) -> None:
    row, client = row_of(plan, "P1.5"), house.client("mcc_coordinator")
    answer = client.post(update_of(row), {**PLAIN_REPORT, "version": row.version, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert inspect_html(page) == []
    assert words in page
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>Error: " in page
    assert changes.get("words", "Half of it is printed.") in page


def test_clash_shows_both_texts_and_the_second_try_goes_through(plan: PlanView, house: House) -> None:
    row, client = row_of(plan, "P1.3"), house.client("mcc_coordinator")
    client.post(update_of(row), {**PLAIN_REPORT, "version": row.version})
    answer = client.post(update_of(row), {**PLAIN_REPORT, "words": "My own words.", "version": row.version})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert inspect_html(page) == []
    assert "Half of it is printed." in page
    assert "My own words." in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version is not None
    assert int(version[1]) == row.version + 1
    again = client.post(update_of(row), {**PLAIN_REPORT, "words": "My own words.", "version": version[1]})
    assert again.status_code == 303


def test_roles_that_cannot_report_or_add(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.9")
    chair = house.client("mcc_chair")
    assert chair.get(update_of(row)).status_code == 403
    assert chair.get("/action-plan/actions/new").status_code == 403
    assert house.client("mash_auditor").get("/action-plan").status_code == 403
    assert house.stranger().get("/action-plan").status_code == 302
    assert chair.get(f"/action-plan/actions/{uuid4()}").status_code == 404


def test_coordinator_adds_an_action(plan: PlanView, house: House) -> None:
    client = house.client("mcc_coordinator")
    text(client, "/action-plan/actions/new")
    answer = client.post("/action-plan/actions/new", new_action(house))
    assert answer.status_code == 303
    page = text(client, "/action-plan")
    assert "Ask people what to buy" in page
    assert "A-050" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"impact": ""}, "Say what this changes for people who sex work"),
        ({"commitment": ""}, "Choose a commitment"),
        ({"agency": "somewhere"}, "Choose one of these"),
        ({"due_on": "26 March"}, "Due must include a year"),
        ({"due_on": "30/11/2026"}, "Due must be on or after the start."),
        ({"starts_on": "31/2/2027"}, "Start must be a real date"),
    ],
)
def test_an_action_with_problems_is_shown_again(
    plan: PlanView, house: House, changes: dict[str, str], words: str
) -> None:
    answer = house.client("mcc_coordinator").post("/action-plan/actions/new", new_action(house) | changes)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert inspect_html(page) == []
    assert words in page
    assert "Ask people what to buy" in page


def test_spreadsheets_hold_the_whole_plan(plan: PlanView, house: House) -> None:
    client = house.client("mcc_chair")
    answer = client.get("/action-plan/sheets/plan.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="action-plan-2026-11-23.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet.max_row == 50
    rows = list(csv.reader(io.StringIO(client.get("/action-plan/sheets/plan.csv").data.decode("utf-8-sig"))))
    assert len(rows) == 50
    assert rows[1][0] == "A-001"


def test_plan_takes_few_statements(plan: PlanView, house: House, count_queries: Callable[[], Any]) -> None:
    client = house.client("mcc_chair")
    for path in ("/action-plan", "/action-plan/commitments", f"/action-plan/actions/{plan.actions[0].id}"):
        with count_queries() as seen:
            client.get(path)
        assert len([statement for statement in seen if statement.lower().startswith("select")]) <= 17, path


def test_home_shows_the_plan_to_the_chair_and_its_own_overdue_actions_to_the_council(
    plan: PlanView, house: House
) -> None:
    chair = text(house.client("mcc_chair"), "/")
    assert "Action plan: red and amber" in chair
    coordinator = text(house.client("mcc_coordinator"), "/")
    for row in plan.actions:
        waits = row.is_open and (row.due_on - TODAY).days <= 3 and row.owner_agency == "Manchester City Council"
        assert (f"Report on {row.reference}" in coordinator) is waits
        assert f"Report on {row.reference}" not in chair
    assert "Our actions: red and amber" in text(house.client("gmp_representative"), "/")
