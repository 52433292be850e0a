"""The pages of measures and of cited statistics."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from actionplan.measures import queries
from actionplan.sheets.reading import grid_of
from tests.actionplan.measures.test_service import SECOND, added, bring
from tests.house import House

pytestmark = pytest.mark.usefixtures("frozen")
FIGURE = {"figure": "190", "says": "people murdered", "source": "A later count", "dated": "2024"}


def answers(house: House, **changed: str) -> dict[str, str]:
    """A whole measure, as its page sends it."""
    return {
        "title": "Officers trained", "definition": "Officers who took part in a session.", "kind": "count",
        "unit": "officers", "direction": "up", "frequency": "quarter", "first_period": "1/4/2026",
        "baseline": "1,200", "baseline_period": "2019", "target": "", "target_by": "", "source": "The training log",
        "commitment": "", "agency": str(house.agency("GMP").id), "owner_name": "Training lead", **changed,
    }  # fmt: skip


def test_a_measure_is_added_valued_corrected_and_ended_on_its_pages(house: House) -> None:
    keeper, owner = house.client("mcc_coordinator"), house.client("gmp_representative")
    sent = answers(house, target="900", target_by="31/3/2028")
    answer = keeper.post("/action-plan/measures/new", sent)
    assert answer.status_code == 422
    assert "The target must be above where it began" in answer.get_data(as_text=True)
    page = keeper.post("/action-plan/measures/new", answers(house)).location
    waiting = owner.get("/").get_data(as_text=True)
    assert "Give the value of M-01 for April to June 2026" in waiting
    assert "1,200 officers" in owner.get(page).get_data(as_text=True)
    form = owner.get(f"{page}/values/new").get_data(as_text=True)
    assert '<option selected value="2026-04-01">April to June 2026</option>' in form
    assert owner.post(f"{page}/values/new", {"period": "2026-04-01", "value": "1,250"}).status_code == 303
    late = keeper.post(f"{page}/values/new", {"period": "2026-04-01", "value": "1,300"})
    assert late.status_code in (409, 422)
    assert 'value="1,300"' in late.get_data(as_text=True)
    shown = owner.get(page).get_data(as_text=True)
    assert "1,250 officers" in shown
    correct = re.search(r"/action-plan/measures/values/[^/]+/correct", shown)[0]  # type: ignore[index]  # the link is there
    assert owner.post(correct, {"value": "1,260", "reason": "A session was left out."}).status_code == 303
    clash = keeper.post(correct, {"value": "1,270", "reason": "Two sessions were left out."})
    assert clash.status_code == 409
    both = clash.get_data(as_text=True)
    assert "1,260 officers" in both
    assert 'value="1,270"' in both
    shown = owner.get(page).get_data(as_text=True)
    assert "A session was left out." in shown
    assert "Corrected since" in shown
    assert owner.get(f"{page}/change").status_code == 404  # police are told of no page that is not theirs
    assert house.client("mash_member").get(f"{page}/change").status_code == 403
    assert (
        keeper.post(f"{page}/change", {**answers(house), "title": "Officers taught", "version": "1"}).status_code == 303
    )
    stale = keeper.post(f"{page}/change", {**answers(house), "title": "Officers told", "version": "1"})
    assert stale.status_code == 409
    assert "Officers taught" in stale.get_data(as_text=True)
    assert 'value="Officers told"' in stale.get_data(as_text=True)
    assert keeper.post(f"{page}/end", {"reason": "Counted by the college now.", "version": "2"}).status_code == 303
    assert "Counted by the college now." in keeper.get(page).get_data(as_text=True)
    assert keeper.post(f"{page}/resume", {"version": "3"}).status_code == 303


def test_the_list_draws_each_line_says_it_aloud_and_asks_the_same_of_the_database(
    house: House, count_queries: Callable[[], Any]
) -> None:
    first = added(house)
    bring(house, "mash_member", first)
    bring(house, "mash_member", first, SECOND, value=60.0)
    client = house.client("mcc_chair")
    page = client.get("/action-plan/measures").get_data(as_text=True)
    assert (
        'aria-label="2 values, from 50 reports in April to June 2026 to 60 reports in July to September 2026"' in page
    )
    assert page.count("<polyline") == 1
    with count_queries() as one:
        client.get("/action-plan/measures")
    for number in range(4):
        bring(house, "mash_member", added(house, title=f"Reports of kind {number}"))
    with count_queries() as five:
        client.get("/action-plan/measures")
    assert len(five) <= len(one)
    found = grid_of(client.get("/action-plan/measures/values.ods").data)
    assert found[0] == list(queries.HEADINGS)
    assert len(found) == 7
    assert client.get("/action-plan/measures/values.pdf").status_code == 404
    assert "No measure has ended" in client.get("/action-plan/measures?show=ended").get_data(as_text=True)


def test_figures_are_cited_side_by_side_checked_and_retired_on_their_pages(house: House) -> None:
    keeper, reader = house.client("mcc_coordinator"), house.client("tmr_lived")
    page = reader.get("/action-plan/statistics?q=murdered in the UK").get_data(as_text=True)
    assert page.index(">184<") < page.index(">183<")
    assert "Sources differ" in page
    assert "Cite a figure" not in page
    assert "No figure matches" in reader.get("/action-plan/statistics?q=zzz").get_data(as_text=True)
    new = re.search(
        r"/action-plan/statistics/[^/]+/figures/new",
        keeper.get("/action-plan/statistics?q=murdered in the UK").get_data(as_text=True),
    )[0]  # type: ignore[index]  # the link is there
    assert reader.get(new).status_code == 403
    assert "Give the date of the source" in keeper.post(new, {**FIGURE, "dated": ""}).get_data(as_text=True)
    assert keeper.post(new, FIGURE).status_code == 303
    page = keeper.get("/action-plan/statistics?q=murdered in the UK").get_data(as_text=True)
    assert [page.count(f">{figure}<") for figure in ("184", "183", "190")] == [1, 1, 1]
    figure = re.findall(r"/action-plan/figures/[0-9a-f-]+", page)[2]
    assert "Cite these beside it" in reader.get(figure).get_data(as_text=True)
    assert keeper.post(f"{figure}/check", {"version": "1"}).status_code == 303
    changed = {**FIGURE, "caveat": "Counts homicides only."}
    assert keeper.post(f"{figure}/change", {**changed, "version": "2"}).status_code == 303
    stale = keeper.post(f"{figure}/change", {**FIGURE, "caveat": "Mine.", "version": "2"})
    assert stale.status_code == 409
    assert "Counts homicides only." in stale.get_data(as_text=True)
    assert keeper.post(f"{figure}/retire", {"reason": "Withdrawn by its author.", "version": "3"}).status_code == 303
    assert "Not cited since 23 November 2026" in reader.get(figure).get_data(as_text=True)
    assert keeper.get(f"{figure}/retire").status_code == 422
    question = new.replace("figures/new", "change")
    words = {"question": "How many were murdered?", "difference": "They were counted at other times.", "version": "1"}
    assert keeper.post(question, words).status_code == 303
    asked = {**FIGURE, "question": "How many reports led to a charge?"}
    assert keeper.post("/action-plan/statistics/new", asked).status_code == 303
    assert "led to a charge" in reader.get("/action-plan/statistics?q=charge").get_data(as_text=True)
    assert reader.get(f"/action-plan/figures/{UUID(int=0)}").status_code == 404
