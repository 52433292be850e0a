"""A plan with its demonstration actions, and a review of its last year."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

import pikepdf
import pytest

from actionplan.reference import load_actions
from core import clock
from core.db import db
from forum.review import service
from tests.house import House

TODAY = date(2026, 11, 23)


@pytest.fixture
def frozen() -> Iterator[None]:
    """Monday 23 November 2026, 9am."""
    with clock.frozen_at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def review_id(house: House, frozen: None) -> UUID:
    """A review of the last year, begun by the coordinator."""
    load_actions(TODAY)
    db.session.commit()
    with house.acting("mcc_coordinator") as actor:
        made = service.begin(actor=actor, begins=TODAY - timedelta(days=364), ends=TODAY).id
    return made


@cache
def blank() -> bytes:
    """A PDF of one empty page."""
    with pikepdf.new() as paper:
        paper.add_blank_page()
        kept = io.BytesIO()
        paper.save(kept)
    return kept.getvalue()
