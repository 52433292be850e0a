"""The demonstration's meetings and plan, loaded as of a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from actionplan.reference import load_actions
from core import clock
from core.db import db
from forum import queries
from forum.reference import load_meetings
from tests.house import House

TODAY = date(2026, 11, 23)


@pytest.fixture
def frozen() -> Iterator[None]:
    """Monday 23 November 2026, 9am."""
    with clock.frozen_at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def next_id(house: House, frozen: None) -> UUID:
    """The next meeting, with a plan to report on."""
    load_actions(TODAY)
    load_meetings(TODAY)
    db.session.commit()
    found = queries.next_meeting(house.actor("mcc_chair"))
    assert found is not None
    meeting_id = found.id
    db.session.rollback()
    return meeting_id
