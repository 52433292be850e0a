"""Working days against a calendar read by eye (gov.uk/bank-holidays, England and Wales)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import add_working_days, is_working_day, working_days_between

BANK_HOLIDAYS = [
    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28",
    "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28",
    "2028-01-03", "2028-04-14", "2028-04-17", "2028-05-01", "2028-05-29", "2028-08-28", "2028-12-25", "2028-12-26",
]  # fmt: skip

ADDED = [
    # an ordinary week
    ("2026-11-23", 0, "2026-11-23"), ("2026-11-23", 1, "2026-11-24"), ("2026-11-23", 4, "2026-11-27"),
    ("2026-11-23", 5, "2026-11-30"), ("2026-11-23", 10, "2026-12-07"), ("2026-11-27", 1, "2026-11-30"),
    # from a weekend
    ("2026-11-28", 0, "2026-11-30"), ("2026-11-28", 1, "2026-11-30"), ("2026-11-29", 1, "2026-11-30"),
    ("2026-11-28", 2, "2026-12-01"), ("2026-11-29", 5, "2026-12-04"),
    # Christmas 2026: Boxing Day falls on a Saturday, its substitute is Monday 28
    ("2026-12-24", 1, "2026-12-29"), ("2026-12-25", 0, "2026-12-29"), ("2026-12-23", 2, "2026-12-29"),
    ("2026-12-24", 4, "2027-01-04"), ("2026-12-31", 1, "2027-01-04"),
    # Christmas 2027: both fall on the weekend, the substitutes are Monday 27 and Tuesday 28
    ("2027-12-24", 1, "2027-12-29"), ("2027-12-23", 2, "2027-12-29"), ("2027-12-27", 0, "2027-12-29"),
    ("2027-12-31", 1, "2028-01-04"),
    # Christmas 2028, and New Year's Day 2028 on a Saturday
    ("2028-12-22", 1, "2028-12-27"), ("2028-01-01", 0, "2028-01-04"), ("2027-12-30", 2, "2028-01-04"),
    # Easter
    ("2026-04-02", 1, "2026-04-07"), ("2026-04-03", 1, "2026-04-07"), ("2026-04-01", 2, "2026-04-07"),
    ("2027-03-25", 1, "2027-03-30"), ("2028-04-13", 1, "2028-04-18"),
    # May and August
    ("2026-05-01", 1, "2026-05-05"), ("2026-05-22", 1, "2026-05-26"), ("2026-08-28", 1, "2026-09-01"),
    # across the change of the clocks: 29 March and 25 October 2026 are Sundays like any other
    ("2026-03-27", 1, "2026-03-30"), ("2026-10-23", 1, "2026-10-26"), ("2026-10-22", 5, "2026-10-29"),
]  # fmt: skip

BETWEEN = [
    ("2026-11-23", "2026-11-23", 0), ("2026-11-23", "2026-11-24", 1), ("2026-11-27", "2026-11-30", 1),
    ("2026-11-27", "2026-11-29", 0), ("2026-11-28", "2026-11-29", 0), ("2026-11-20", "2026-11-27", 5),
    ("2026-12-24", "2026-12-29", 1), ("2026-12-24", "2026-12-28", 0), ("2026-04-02", "2026-04-07", 1),
    ("2026-11-24", "2026-11-23", -1), ("2026-11-30", "2026-11-27", -1), ("2026-01-01", "2026-12-31", 253),
]  # fmt: skip


@pytest.mark.parametrize("day", BANK_HOLIDAYS)
def test_a_bank_holiday_is_no_working_day(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


def test_every_other_weekday_of_three_years_is_a_working_day() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365 + 365 + 366)]
    closed = [str(day) for day in days if day.weekday() < 5 and not is_working_day(day)]
    assert closed == BANK_HOLIDAYS
    assert not any(is_working_day(day) for day in days if day.weekday() >= 5)


@pytest.mark.parametrize(("start", "days", "end"), ADDED)
def test_working_days_are_added(start: str, days: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(("start", "end", "days"), BETWEEN)
def test_working_days_are_counted(start: str, end: str, days: int) -> None:
    assert working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == days


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_counting_undoes_adding(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert working_days_between(start, end) == days
    assert is_working_day(end)


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_in_two_steps_is_adding_at_once(start: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(start, first + 1), second) == add_working_days(start, first + 1 + second)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 11, 23), -1)
