"""What time it is. UTC in, Europe/London out; tests can freeze it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in Manchester, which is the date that a worker would write."""
    return london(now()).date()


def london(moment: datetime) -> datetime:
    """The same moment on a clock in Manchester."""
    return moment.astimezone(LONDON)


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment: for tests, and for the dated history of the demonstration."""
    if moment.tzinfo is None:
        raise ValueError("Give a moment with its time zone.")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
