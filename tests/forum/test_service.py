"""Planning a meeting."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from core.audit import AuditEntry
from core.db import db
from core.errors import Refused
from forum import queries, service
from forum.models import Meeting
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
def test_others_plan_none(frozen: None, house: House, persona: str) -> None:
    with house.acting(persona) as actor, pytest.raises(Refused):
        service.plan_meeting(actor=actor, **NEW)
