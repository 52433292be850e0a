"""The working-hours map as it may be published: whole quarters, rounded, and small numbers withheld."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core import clock
from reports import hours


@pytest.mark.parametrize(
    ("asked", "start"),
    [("2026-04", date(2026, 4, 1)), ("2026-05", date(2026, 4, 1)), ("2026-11", date(2026, 7, 1)),
     ("2027-01", date(2026, 7, 1)), ("", date(2026, 7, 1)), ("July", date(2026, 7, 1))],
)  # fmt: skip
def test_a_quarter_is_shown_once_it_is_over(asked: str, start: date) -> None:
    with clock.frozen_at(datetime(2026, 11, 23, tzinfo=UTC)):
        assert hours.quarter_asked_for(asked).start == start
