"""The pages of spreadsheets: the plan as a file, and actions from one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from actionplan.queries import PlanView
from actionplan.sheets import queries, rules
from actionplan.sheets.reading import grid_of
from core.tables import to_csv
from tests.actionplan.sheets.test_service import cells, sheet
from tests.house import Browser, House


def send(client: Browser, content: bytes, name: str = "plan.xlsx") -> TestResponse:
    return client.post("/action-plan/sheets", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_wrong_cells_are_shown_by_row_and_column_and_a_right_sheet_goes_through_its_preview(house: House) -> None:
    client = house.client("mcc_coordinator")
    made = to_csv([*rules.TEMPLATE, "Colour"], [cells(1), cells(2, Due="soon"), cells(3, Commitment="Z1")])
    answer = send(client, made, "plan.csv")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2 cells to mend" in page
    assert "H, Due" in page
    assert "“Z1” is no commitment" in page
    assert "not read: Colour" in page
    for content, words in ((b"", "nothing in this file"), (b"%PDF\x00", "not a spreadsheet")):
        assert words in send(client, content).get_data(as_text=True)
    assert "Choose a spreadsheet" in client.post("/action-plan/sheets").get_data(as_text=True)

    answer = send(client, sheet(60))
    assert answer.status_code == 303
    preview = client.get(answer.location).get_data(as_text=True)
    assert "60 actions from plan.xlsx" in preview
    assert preview.count('role="rowheader"') == queries.ROWS_SHOWN
    assert "evening 61" in client.get(f"{answer.location}?page=2").get_data(as_text=True)
    assert "Say yes or no to plan.xlsx" in client.get("/").get_data(as_text=True)
    stored = client.post(answer.location, {"version": "1"})
    assert (stored.status_code, stored.location) == (303, "/action-plan")
    assert client.post(answer.location, {"version": "1"}).status_code == 409
    assert "In the plan" in client.get("/action-plan/sheets").get_data(as_text=True)


def test_a_name_in_a_sheet_is_shown_with_its_row_before_it_is_stored(house: House) -> None:
    client = house.client("mcc_coordinator")
    made = to_csv(rules.TEMPLATE, [cells(1, Action="Move Angelique Fairweather to MA-0427")])
    address = send(client, made, "plan.csv").location
    answer = client.post(address, {"version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Row 2, Action" in page
    assert "MA-0427" in page
    assert client.post(f"{address}/drop", {"version": "1"}).status_code == 303
    assert "Nothing waits here" in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_the_plan_and_the_template_come_as_each_kind(plan: PlanView, house: House, kind: str) -> None:
    client = house.client("mcc_coordinator")
    answer = client.get(f"/action-plan/sheets/plan.{kind}")
    assert re.fullmatch(
        rf'attachment; filename="action-plan-\d{{4}}-\d\d-\d\d\.{kind}"', answer.headers["Content-Disposition"]
    )
    found = grid_of(answer.data)
    assert found[0] == list(queries.HEADINGS)
    assert {row[0] for row in found[1:]} == {row.reference for row in plan.actions}
    empty = grid_of(client.get(f"/action-plan/sheets/template.{kind}").data)
    assert empty == [list(rules.TEMPLATE)]


def test_members_take_the_plan_with_them_and_send_nothing(
    plan: PlanView, house: House, count_queries: Callable[[], Any]
) -> None:
    client = house.client("mash_member")
    page = client.get("/action-plan/sheets").get_data(as_text=True)
    assert "plan.ods" in page
    assert "Send and check" not in page
    with count_queries() as seen:
        assert client.get("/action-plan/sheets/plan.csv").status_code == 200
    assert len(seen) <= 25
    assert send(client, sheet(1)).status_code == 403
    assert client.get("/action-plan/sheets/template.csv").status_code == 403
    assert client.get("/action-plan/sheets/plan.pdf").status_code == 404
