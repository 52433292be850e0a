"""The demonstration's plan, loaded as of a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from actionplan import queries, reference
from actionplan.queries import PlanView
from core import clock
from core.db import db
from tests.house import House

TODAY = date(2026, 11, 23)


@pytest.fixture
def frozen() -> Iterator[None]:
    """Monday 23 November 2026, 9am."""
    with clock.frozen_at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def plan(house: House, frozen: None) -> PlanView:
    """The plan with its 49 actions."""
    reference.load_actions(TODAY)
    db.session.commit()
    view = queries.plan(queries.current_strategy().id)
    db.session.rollback()
    return view
