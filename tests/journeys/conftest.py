"""What every journey starts from: one browser for all of them, and a running Roundtable."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from core.web import Roundtable
from tests.browser import browser, live_server
from tests.house import House


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    with browser() as running:
        yield running


@pytest.fixture
def served(app: Roundtable, house: House) -> Iterator[str]:
    """A running Roundtable with the cast and nothing else."""
    with live_server(app) as url:
        yield url
