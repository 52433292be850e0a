"""The pages around the plan: its views, what an owner keeps, drafts, and the strategies."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from actionplan import queries
from actionplan.models import ActionDraft, Commitment
from actionplan.queries import PlanView
from core.db import db
from tests.actionplan.test_service import row_of
from tests.actionplan.test_views import new_action, text
from tests.house import Browser, House


def version_in(page: str) -> str:
    """The version that a form brings; empty when it changes no row."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    return found[1] if found else ""


def sent(client: Browser, path: str, **answers: str) -> str:
    """Fill in a page as it stands; the address that it leads to."""
    answer = client.post(path, {"version": version_in(text(client, path)), **answers})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location)


def test_every_view_of_the_plan_shows_its_actions(
    plan: PlanView, house: House, count_queries: Callable[[], Any]
) -> None:
    client = house.client("mcc_chair")
    for view, mark in (
        ("board", "rt-board__column"),
        ("timeline", "rt-timeline__svg"),
        ("impact", "changes for people"),
    ):
        with count_queries() as seen:
            page = text(client, f"/action-plan?view={view}")
        assert mark in page
        assert page.count("/action-plan/actions/") >= (35 if view == "board" else len(plan.actions))
        assert len([statement for statement in seen if statement.lower().startswith("select")]) <= 15, view
    assert "No theme yet" in text(client, "/action-plan?view=theme")
    assert "before" in text(client, "/action-plan?view=timeline&year=2030")
    quiet = [row for row in plan.actions if row.is_quiet]
    assert text(client, "/action-plan?show=quiet").count('class="govuk-table__row"') == len(quiet)


def test_an_agency_sees_its_own_first(plan: PlanView, house: House) -> None:
    page = text(house.client("num_lead"), "/action-plan/ours")
    wanted, rest = page.split("Under way and to come")
    late = next(row for row in plan.actions if row.owner_agency == "National Ugly Mugs" and row.is_overdue)
    assert f"/action-plan/actions/{late.id}/update" in wanted
    assert f"/action-plan/actions/{late.id}/update" not in rest
    assert "Agree access offers" not in page


def test_an_owner_keeps_dates_steps_evidence_and_what_it_waits_for(plan: PlanView, house: House) -> None:
    row, other = row_of(plan, "P1.8"), row_of(plan, "P1.2")
    client, base = house.client("num_lead"), f"/action-plan/actions/{row.id}"
    sent(client, f"{base}/date", to_on="26/3/2027", reason="Two members read it first.")
    sent(client, f"{base}/milestones/new", title="Barriers named", planned_on="1/2/2027")
    sent(client, f"{base}/evidence", words="Minutes, item 6", kept_at="https://forum.example/minutes")
    sent(client, f"{base}/waits-for", needs=str(other.id), why="Its figures")
    page = text(client, base)
    for words in (
        "moved once",
        "Barriers named",
        "Minutes, item 6",
        "Its figures",
        'href="https://forum.example/minutes"',
    ):
        assert words in page
    milestone = re.search(r"/action-plan/milestones/[0-9a-f-]+", page)
    assert milestone is not None
    sent(client, milestone[0], forecast_on="8/2/2027", reached_on="20/11/2026")
    assert "Reached 20 November 2026" in text(client, base)
    assert client.post(f"{base}/waits-for/{other.id}/end").status_code == 303
    refused = client.post(
        f"{base}/date", {"version": "9", "to_on": "26/3/2027", "reason": "Two members read it first."}
    )
    assert refused.status_code == 422
    stranger = house.client("gmp_representative")
    for path in ("/date", "/milestones/new", "/evidence", "/waits-for", "/update"):
        assert "Only the agency that owns this action" in text(stranger, base + path, 422)


def test_the_coordinator_changes_closes_and_the_chair_confirms(plan: PlanView, house: House) -> None:
    coordinator, chair = house.client("mcc_coordinator"), house.client("mcc_chair")
    done = next(row for row in plan.actions if row.is_unconfirmed)
    assert "To be confirmed" in text(chair, f"/action-plan/actions/{done.id}")
    sent(chair, f"/action-plan/actions/{done.id}/confirm")
    assert "Amara Bell" in text(chair, f"/action-plan/actions/{done.id}")
    open_one = row_of(plan, "P1.3")
    assert "Only a complete action can be confirmed" in text(chair, f"/action-plan/actions/{open_one.id}/confirm", 422)
    row = row_of(plan, "P1.3")
    path = f"/action-plan/actions/{row.id}/change"
    answers = {key: value for key, value in new_action(house).items() if key != "due_on"}
    stale = {**answers, "version": str(row.version), "starts_on": "1/7/2026"}
    assert coordinator.post(path, stale | {"funding": "£400, agreed"}).status_code == 303
    clash = coordinator.post(path, stale | {"title": "My own words"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert "My own words" in page
    assert "£400, agreed" in page
    sent(
        coordinator,
        f"/action-plan/actions/{row.id}/close",
        decision_words="Meeting of 4 June",
        reason="Another forum does it.",
    )
    page = text(coordinator, f"/action-plan/actions/{row.id}")
    assert "Meeting of 4 June: Another forum does it." in page
    assert "Report on it" not in page


def test_drafts_are_put_forward_approved_and_dropped(house: House) -> None:
    lived, coordinator = house.client("tmr_lived"), house.client("mcc_coordinator")
    values = new_action(house)
    path = sent(
        lived, "/action-plan/drafts/new", title="Ask before hours change", commitment=values["commitment"],
        output="A note", impact="Nobody finds a shut door.", suggested_owner="Every drop-in",
    )  # fmt: skip
    assert "Waits for the forum" in text(lived, path)
    assert "Approve it" not in text(lived, path)
    assert lived.get(f"{path}/approve").status_code == 403
    page = text(coordinator, f"{path}/approve")
    assert "Nobody finds a shut door." in page
    answers = {**values, "title": "Ask before hours change", "output": "A note", "decision_words": "Item 6"}
    sent(coordinator, f"{path}/approve", **answers)
    assert "It is in the plan as" in text(lived, path)
    draft = db.session.scalars(select(ActionDraft.id).where(ActionDraft.code == "P1.4.a")).one()
    sent(coordinator, f"/action-plan/drafts/{draft}/drop", decision_words="Item 7", reason="Another forum does it.")
    assert "Another forum does it." in text(lived, "/action-plan/drafts?standing=dropped")
    assert "Page 2" in text(lived, "/action-plan/drafts")


def test_strategies_are_read_whole(plan: PlanView, house: House) -> None:
    client = house.client("tmr_lived")
    assert text(client, "/strategies").count("/strategies/") >= 2
    now, before = queries.strategies()
    page = text(client, f"/strategies/{now.id}?part=text")
    assert "How we will deliver" in page
    assert "Weitzer" in page
    achieved = text(client, f"/strategies/{before.id}?part=achievements")
    assert "13.5 years" in achieved
    assert "Led by Manchester Action on Street Health" in achieved
    assert "4 priorities" in text(client, f"/strategies/{before.id}")


def test_a_commitment_has_its_page_and_one_can_be_added(plan: PlanView, house: House) -> None:
    commitment = db.session.scalars(select(Commitment.id).where(Commitment.code == "P1.2")).one()
    page = text(house.client("mash_member"), f"/action-plan/commitments/{commitment}")
    assert "Through drop-ins, outreach and online services" in page
    assert "Put an action forward" in page
    path = sent(
        house.client("mcc_coordinator"), "/action-plan/commitments/new", stands_under="delivery",
        words="Publish every answer within a month.", decision_words="Item 3",
    )  # fmt: skip
    assert "Commitment D7" in text(house.client("mash_member"), path)
