"""What the tests of accounts share: a service that is live, and the database behind the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Mode
from core import clock
from core.db import db
from tests.house import Browser, House

HOST = "roundtable.example"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def live(app: Flask) -> Flask:
    """The same service, live: over https, with the second factor required."""
    settings = replace(app.config["SETTINGS"], mode=Mode.LIVE, public_base_url=f"https://{HOST}")
    app.config.update(SETTINGS=settings, TRUSTED_HOSTS=[HOST], PREFERRED_URL_SCHEME="https")
    return app


class SecureBrowser(Browser):
    """A browser that reaches the live service over https."""

    def get(self, url: str, **options: Any) -> Any:
        return super().get(url, base_url=f"https://{HOST}", **options)

    def post(self, url: str, form: dict[str, Any] | None = None, **options: Any) -> Any:
        return super().post(url, form, base_url=f"https://{HOST}", **options)


@pytest.fixture
def secure_browser(live: Flask) -> Callable[[], SecureBrowser]:
    """Make browsers that reach the live service."""
    return lambda: SecureBrowser(live.test_client())


@pytest.fixture
def database(app: Flask) -> Callable[[], Any]:
    """`with database() as rows:` a plain session, for tables that no agency owns; it commits."""

    @contextmanager
    def opened() -> Iterator[Session]:
        with Session(db.engine) as session, session.begin():
            yield session

    return opened


@pytest.fixture
def later() -> Callable[..., Any]:
    """`with later(minutes=5):` the same morning, so much later than nine."""
    return lambda **past: clock.frozen_at(START + timedelta(**past))


@pytest.fixture
def strangers(house: House) -> Callable[[], Browser]:
    """Make browsers in which nobody has signed in."""
    return house.stranger
