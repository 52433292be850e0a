"""Planning a meeting, and issuing its report."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from actionplan.models import Action, Rag
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused
from forum import queries, service
from forum.models import IssuedReport, Meeting
from reports.documents import check_sum
from tests.house import House

WHEN = datetime(2027, 1, 28, 10, tzinfo=UTC)
NEW: dict[str, Any] = {"title": "Forum meeting", "starts_at": WHEN, "place": "Online", "chair_name": "Vice-chair"}


def test_a_planned_meeting_has_the_standard_agenda(frozen: None, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        made = service.plan_meeting(actor=actor, **NEW)
        meeting_id = made.id
        view = queries.meeting_view(actor, meeting_id)
        assert (len(view.agenda), view.meeting.chair_name) == (15, "Vice-chair")
    with house.acting("mcc_coordinator"):
        assert db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == meeting_id)).all() == ["planned"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"place": ""}, "place"), ({"starts_at": datetime(2026, 1, 1, tzinfo=UTC)}, "day")],
)
def test_incomplete_meetings_are_refused(frozen: None, house: House, changes: dict[str, Any], field: str) -> None:
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused) as refusal:
        service.plan_meeting(actor=actor, **NEW | changes)
    assert refusal.value.field == field
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 0


@pytest.mark.parametrize("persona", ["gmp_liaison", "mash_manager"])
def test_others_neither_plan_nor_issue(next_id: UUID, house: House, persona: str) -> None:
    with house.acting(persona) as actor, pytest.raises(Refused):
        service.plan_meeting(actor=actor, **NEW)
    with house.acting(persona) as actor, pytest.raises(Refused):
        service.issue_report(actor=actor, meeting_id=next_id)


def test_editions_count_up_and_carry_the_sum_of_their_own_figures(next_id: UUID, house: House) -> None:
    for edition in (1, 2):
        with house.acting("mcc_coordinator") as actor:
            assert service.issue_report(actor=actor, meeting_id=next_id).edition == edition
    with house.acting("mcc_chair") as actor:
        assert [row.edition for row in queries.editions(next_id)] == [2, 1]
        for row in db.session.scalars(select(IssuedReport)):
            assert check_sum(row.figures) == row.sha256
            assert row.figures["meeting_day"] == "2026-11-26"


def test_an_issued_report_stays_as_it_was_when_the_plan_moves(next_id: UUID, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        before = dict(service.issue_report(actor=actor, meeting_id=next_id).figures)
    for row in db.session.scalars(select(Action)):
        row.stated_rag = Rag.RED
    db.session.commit()
    with house.acting("mcc_chair") as actor:
        issued = queries.issued_report(actor, next_id)
        assert issued is not None
        assert issued.figures == before
    with house.acting("mcc_coordinator") as actor:
        assert service.issue_report(actor=actor, meeting_id=next_id).figures["plan"] != before["plan"]


def test_a_named_edition_is_found_and_an_unknown_one_is_not(next_id: UUID, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        service.issue_report(actor=actor, meeting_id=next_id)
    with house.acting("mcc_chair") as actor:
        found = queries.issued_report(actor, next_id, 1)
        assert found is not None
        assert found.edition == 1
        assert queries.issued_report(actor, next_id, 2) is None


def test_no_report_for_a_meeting_that_is_not_there(house: House) -> None:
    with house.acting("mcc_coordinator") as actor, pytest.raises(NotVisible):
        service.issue_report(actor=actor, meeting_id=uuid4())
