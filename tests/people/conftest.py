"""One day for all tests of this floor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core import clock


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen_at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        yield
