"""Counting in SQL for tallies: moments of a quarter, lists grouped without reading rows, waits as histograms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, cast, func
from sqlalchemy.orm import InstrumentedAttribute

from core import clock
from core.calendar import working_days_between
from core.tallies import Period

LONGEST = 30


def moments(period: Period) -> tuple[datetime, datetime]:
    """The first moment of a period and the first after it, in Manchester."""
    after = period.end + timedelta(days=1)
    return (datetime.combine(period.start, time(), clock.LONDON), datetime.combine(after, time(), clock.LONDON))


def grouped_list(column: InstrumentedAttribute[Any]) -> Any:
    """A column that holds a list of codes, as text that either engine can group by."""
    return func.coalesce(cast(column, Text), "[]")


def spread(rows: Iterable[tuple[str, int]], place: Callable[[str], str] = str) -> Counter[str]:
    """How many rows hold each code, from (list as text, how many rows hold just that list).

    `place` says which category a code counts in; a row counts once in each, however many of its codes fall there.
    """
    found: Counter[str] = Counter()
    for text, number in rows:
        for category in {place(code) for code in json.loads(text) or ()}:
            found[category] += number
    return found


def within(numbers: Mapping[str, int], known: Mapping[str, str], otherwise: str | None = None) -> dict[str, int]:
    """Numbers by the known categories in their order; what is in none of them counts `otherwise`, or nowhere."""
    found = dict.fromkeys(known, 0)
    for code, number in numbers.items():
        place = code if code in found else otherwise
        if place is not None:
            found[place] += number
    return found


def histogram(waits: Iterable[int]) -> dict[str, int]:
    """Waits in working days as a histogram: “0” to “30”, then “31+”; a nought where nobody waited for anything."""
    return dict(Counter(bucket(days) for days in waits)) or {"0": 0}


def bucket(days: int) -> str:
    """The step of a histogram that a number of working days falls in."""
    return str(max(0, days)) if days <= LONGEST else f"{LONGEST + 1}+"


def working_days(start: datetime, end: datetime) -> int:
    """Working days from one moment to another, as days in Manchester."""
    return _between(clock.london(start).date(), clock.london(end).date())


@lru_cache(maxsize=20_000)
def _between(start: date, end: date) -> int:
    """The same pair of days comes up thousands of times in a quarter."""
    return working_days_between(start, end)
