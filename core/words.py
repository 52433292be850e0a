"""Dates, times and numbers in the words of the house: “Wed 25 Nov”, “4:30pm”, “2 working days”."""

from __future__ import annotations

from datetime import date, datetime

from core import clock


def short_day(value: date | datetime) -> str:
    """“Wed 25 Nov”, with the year when it is not this year."""
    day = _london_date(value)
    year = "" if day.year == clock.today().year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def long_day(value: date | datetime) -> str:
    """“25 November 2026”."""
    day = _london_date(value)
    return f"{day.day} {day:%B %Y}"


def full_day(value: date | datetime) -> str:
    """“Wednesday 25 November 2026”."""
    day = _london_date(value)
    return f"{day:%A} {long_day(day)}"


def clock_time(value: datetime) -> str:
    """“4:30pm”."""
    there = clock.london(value)
    return f"{there.hour % 12 or 12}:{there:%M}{'am' if there.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """“today, 4:30pm” or “Fri 20 Nov, 4:30pm”."""
    day = _london_date(value)
    return f"{'today' if day == clock.today() else short_day(day)}, {clock_time(value)}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """“1 day”, “3 days”: figures, and the right plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """“a, b and c”."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def _london_date(value: date | datetime) -> date:
    return clock.london(value).date() if isinstance(value, datetime) else value


FILTERS = {
    "short_day": short_day, "long_day": long_day, "full_day": full_day, "clock_time": clock_time,
    "moment": moment, "counted": counted, "listed": listed,
}  # fmt: skip
