"""What every journey starts from: one browser for all of them, and a running Roundtable."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from core.web import Roundtable
from tests.browser import browser, live_server
from tests.house import House
from tests.journeys.visitor import passed


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all journeys."""
    with browser() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the workers of one run note which pages axe passed."""
    own = tmp_path_factory.getbasetemp()
    passed.folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "passed-by-axe"


@pytest.fixture
def served(app: Roundtable, house: House) -> Iterator[str]:
    """A running Roundtable with the cast and nothing else."""
    with live_server(app) as url:
        yield url
