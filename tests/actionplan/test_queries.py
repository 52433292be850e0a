"""The strategy as loaded, and the plan as read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from actionplan import queries, reference
from actionplan.models import Action, ActionUpdate, Commitment, Priority, Rag
from actionplan.queries import PlanView
from config import ROOT
from core.db import db
from core.errors import NotVisible
from tests.actionplan.conftest import TODAY
from tests.house import House


def test_strategy_has_four_priorities_and_32_commitments_in_its_own_words(plan: PlanView) -> None:
    assert [len(priority.commitments) for priority in plan.priorities] == [15, 5, 6, 6]
    assert (len(plan.delivery), len(plan.cross_cutting)) == (6, 5)
    source = json.loads((ROOT / "reference/strategy_2020_22.json").read_text())
    said = [entry["commitment"] for priority in source["priorities"] for entry in priority["commitments"]]
    assert [commitment.words for priority in plan.priorities for commitment in priority.commitments] == said


def test_every_candidate_action_is_in_the_plan_with_owner_date_and_impact(plan: PlanView) -> None:
    assert len(plan.actions) == 49
    assert sum(len(priority.actions) for priority in plan.priorities) == 38
    assert all(row.impact and row.owner_agency and row.owner_name and row.due_on for row in plan.actions)
    assert len({row.reference for row in plan.actions}) == 49


def test_plan_of_the_demonstration_is_alive(plan: PlanView) -> None:
    counts = queries.rag_counts(plan.actions)
    assert all(counts[code] >= 3 for code in Rag)
    assert sum(counts.values()) == 49
    assert {row.trend for row in plan.actions} == {"up", "down", "same"}


def test_loading_again_changes_nothing_and_keeps_edits(plan: PlanView) -> None:
    priority = db.session.scalars(
        select(Priority).where(Priority.number == 2, Priority.strategy_id == plan.strategy.id)
    ).one()
    priority.title, priority_id = "Shape policy", priority.id
    db.session.commit()
    before = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Commitment, Action, ActionUpdate)]
    reference.load()
    reference.load_actions(TODAY)
    db.session.commit()
    after = [db.session.scalar(select(func.count()).select_from(kind)) for kind in (Commitment, Action, ActionUpdate)]
    assert after == before
    assert db.session.scalars(select(Priority.title).where(Priority.id == priority_id)).one() == "Shape policy"


def test_plan_takes_the_same_few_statements_whatever_its_size(plan: PlanView, count_queries: Callable[[], Any]) -> None:
    db.session.expire_all()
    with count_queries() as seen:
        queries.plan(plan.strategy.id)
    assert len(seen) <= 10


def test_last_report_and_arrow_come_from_the_newest_two(plan: PlanView, house: House) -> None:
    overdue = next(row for row in plan.actions if row.commitment_code == "P1.5")
    assert overdue.rag is Rag.RED
    assert overdue.last is not None
    assert overdue.last.words.startswith("Fees review moved")
    row, commitment, reports = queries.action(house.actor("mcc_chair"), overdue.id)
    assert [report.done_percent for report in reports] == [60, 60, 40]
    assert reports[0].at > reports[1].at > reports[2].at
    assert commitment.startswith("The Forum will work with partners")
    assert row.is_overdue


def test_unknown_action_and_strategy_are_not_visible(house: House) -> None:
    with pytest.raises(NotVisible):
        queries.action(house.actor("mcc_chair"), uuid4())
    with pytest.raises(NotVisible):
        queries.plan(uuid4())


def test_actions_of_one_agency_come_soonest_first(plan: PlanView, house: House) -> None:
    actor = house.actor("num_manager")
    rows = queries.agency_actions(actor, actor.agency_id)
    assert rows
    assert {row.owner_agency for row in rows} == {"National Ugly Mugs"}
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
