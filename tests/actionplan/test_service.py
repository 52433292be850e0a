"""Adding actions and reporting on them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from actionplan import queries, service
from actionplan.models import Action, ActionUpdate, Commitment, Progress, Rag
from actionplan.queries import ActionRow, PlanView
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from tests.house import House

REPORT: dict[str, Any] = {
    "progress": Progress.IN_PROGRESS, "done_percent": 70, "stated_rag": None, "stated_reason": "", "words": "Going on.",
}  # fmt: skip


def row_of(plan: PlanView, code: str) -> ActionRow:
    """The first action under a commitment."""
    return next(row for row in plan.actions if row.commitment_code == code)


def new(house: House, **changes: Any) -> dict[str, Any]:
    """A whole new action, with changes."""
    commitment = db.session.scalars(select(Commitment.id).where(Commitment.code == "P3.1")).one()
    values: dict[str, Any] = {
        "commitment_id": commitment, "title": "Ring every service twice a year", "output": "Checked entries",
        "impact": "The number on the card is answered.", "owner_agency_id": house.agency("MASH").id,
        "owner_name": "Outreach lead", "starts_on": date(2026, 12, 1), "due_on": date(2027, 3, 26),
    }  # fmt: skip
    return values | changes


def test_coordinator_adds_an_action_with_the_next_reference(plan: PlanView, house: House) -> None:
    values = new(house)
    with house.acting("mcc_coordinator") as actor:
        made = service.add_action(actor=actor, **values)
        assert (made.reference, made.first_due_on, made.progress) == ("A-050", date(2027, 3, 26), Progress.NOT_STARTED)
        made_id = made.id
    row, _, reports = queries.action(house.actor("mcc_coordinator"), made_id)
    assert (row.rag, reports) == (Rag.GREY, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due_on": date(2026, 11, 30)}, "due_on"),
        ({"impact": "  "}, "impact"),
        ({"commitment_id": uuid4()}, "commitment"),
        ({"owner_agency_id": uuid4()}, "agency"),
    ],
)
def test_incomplete_actions_are_refused_beside_the_field(house: House, changes: dict[str, Any], field: str) -> None:
    values = new(house, **changes)
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused) as refusal:
        service.add_action(actor=actor, **values)
    assert refusal.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Action)) == 0


def test_inactive_member_cannot_own_an_action(house: House) -> None:
    values = new(house, owner_agency_id=house.agency("CGMCRC").id)
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused, match="member now"):
        service.add_action(actor=actor, **values)


def test_chair_cannot_add_actions(house: House) -> None:
    values = new(house)
    with house.acting("mcc_chair") as actor, pytest.raises(Refused, match="cannot add"):
        service.add_action(actor=actor, **values)


def test_report_moves_the_action_and_stands_beside_earlier_ones(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    with house.acting("mcc_coordinator") as actor:
        made = service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT)
        assert (made.by_name, made.rag) == ("Sam Whitlock", Rag.GREEN)
    after, _, reports = queries.action(house.actor("mcc_coordinator"), row.id)
    assert (after.done_percent, after.version, len(reports)) == (70, row.version + 1, 3)
    assert reports[0].words == "Going on."


def test_report_is_audited_without_content(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    with house.acting("mcc_coordinator") as actor:
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT)
    with house.acting("mcc_coordinator"):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.row_id == row.id)).one()
        assert (entry.verb, entry.kind) == ("reported", "action")
        assert "Going on" not in entry.fields


def test_second_writer_meets_a_clash_and_the_first_report_stays(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    with house.acting("mcc_coordinator") as actor:
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT)
    with house.acting("mcc_coordinator") as actor, pytest.raises(Clash):
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT | {"done_percent": 10})
    after, _, reports = queries.action(house.actor("mcc_coordinator"), row.id)
    assert (after.done_percent, len(reports)) == (70, 3)


def test_complete_says_when_and_reopening_forgets_it(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    done = REPORT | {
        "progress": Progress.COMPLETE,
        "done_percent": 100,
        "evidence": "The template, in use at four members",
    }
    with house.acting("mcc_coordinator") as actor:
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **done)
    after, _, _ = queries.action(house.actor("mcc_coordinator"), row.id)
    assert (after.rag, after.completed_on) == (Rag.BLUE, date(2026, 11, 23))
    with house.acting("mcc_coordinator") as actor:
        service.report_progress(actor=actor, action_id=row.id, version=after.version, **REPORT)
    again, _, _ = queries.action(house.actor("mcc_coordinator"), row.id)
    assert again.completed_on is None


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("P1.3", {"progress": Progress.COMPLETE, "done_percent": 90}, "done_percent"),
        ("P1.3", {"progress": Progress.NOT_STARTED, "done_percent": 90}, "done_percent"),
        ("P1.5", {"stated_rag": Rag.GREEN}, "stated_reason"),
        ("P1.5", {"stated_rag": Rag.AMBER, "stated_reason": "   "}, "stated_reason"),
    ],
)
def test_contradictions_are_refused_and_store_nothing(
    plan: PlanView, house: House, code: str, changes: dict[str, Any], field: str
) -> None:
    row = row_of(plan, code)
    before = db.session.scalar(select(func.count()).select_from(ActionUpdate))
    db.session.rollback()
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused) as refusal:
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT | changes)
    assert refusal.value.field == field
    assert db.session.scalar(select(func.count()).select_from(ActionUpdate)) == before


def test_overdue_action_may_be_called_amber_with_a_reason(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.5")
    stated = REPORT | {"stated_rag": Rag.AMBER, "stated_reason": "The pass is signed on Friday."}
    with house.acting("mcc_coordinator") as actor:
        assert service.report_progress(actor=actor, action_id=row.id, version=row.version, **stated).rag is Rag.AMBER
    after, _, _ = queries.action(house.actor("mcc_coordinator"), row.id)
    assert after.rag is Rag.AMBER


@pytest.mark.parametrize("persona", ["mcc_chair", "gmp_liaison", "mash_outreach"])
def test_those_who_do_not_keep_the_plan_cannot_report(plan: PlanView, house: House, persona: str) -> None:
    row = row_of(plan, "P1.9")
    with house.acting(persona) as actor, pytest.raises(Refused, match="owns this action"):
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **REPORT)


def test_unknown_action_is_not_visible(house: House) -> None:
    with house.acting("mcc_coordinator") as actor, pytest.raises(NotVisible):
        service.report_progress(actor=actor, action_id=uuid4(), version=1, **REPORT)


def test_owner_agency_s_staff_are_told_of_a_new_action_without_content(house: House) -> None:
    values = new(house, owner_agency_id=house.agency("MCC").id)
    with house.acting("mcc_coordinator") as actor:
        made = service.add_action(actor=actor, **values)
        notices = db.session.scalars(select(Notice)).all()
        assert [notice.address for notice in notices] == ["sam@mcc.example"]
        assert notices[0].path == f"/action-plan/actions/{made.id}"
        assert values["title"] not in notices[0].subject
