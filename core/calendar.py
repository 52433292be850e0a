"""Working days: Monday to Friday without the bank holidays of England (domain.md 2.3).

The bank holidays come from the `holidays` library, kept current by its maintainers.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _bank_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def is_working_day(day: date) -> bool:
    """True on Monday to Friday unless the day is a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def add_working_days(start: date, days: int) -> date:
    """The date that lies `days` working days after `start`; the start itself is not counted.

    Zero gives the start, or the next working day when the start is not one.
    """
    if days < 0:
        raise ValueError("Working days are counted forwards.")
    day = start
    while days or not is_working_day(day):
        day += timedelta(days=1)
        days -= is_working_day(day) and days > 0
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days passed after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in span)


def bank_holidays_in(start: date, end: date) -> list[tuple[date, str]]:
    """The bank holidays after `start` up to and including `end` that fall on Monday to Friday, each with its name."""
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    known = _bank_holidays()
    return [(day, known[day]) for day in span if day.weekday() < 5 and day in known]
