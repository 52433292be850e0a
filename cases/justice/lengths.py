"""Lengths of time: what a limit adds to a day, how that is said in words, and when to remind. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import add_working_days, bank_holidays_in, is_working_day
from core.errors import Refused
from core.words import counted, listed, long_day

UNITS = {"working_days": "working day", "days": "day", "months": "month", "years": "year"}
LEAD = re.compile(r"(\d{1,3}) (working day|day|month|year)s? (before|after)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Length:
    """So many working days, days, months or years."""

    value: int
    unit: str

    def __str__(self) -> str:
        return counted(self.value, UNITS[self.unit])


@dataclass(frozen=True, slots=True)
class Lead:
    """When to remind: a length before the last day, or after the start."""

    length: Length
    side: str


def after(start: date, length: Length) -> date:
    """The last day of a limit that starts on `start`, which is not counted itself.

    Working days leave out weekends and the bank holidays of England and Wales. Months and years keep the number of the
    day; where the month is too short, it is the last day of that month (29 February and 2 years: 28 February).
    """
    if length.unit == "working_days":
        return add_working_days(start, length.value)
    if length.unit == "days":
        return start + timedelta(days=length.value)
    return months_after(start, length.value * (12 if length.unit == "years" else 1))


def months_after(start: date, months: int) -> date:
    """The same day so many months later (earlier, below 0); the last day of a month that is too short."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def reminders(leads: Iterable[Lead], start: date, due: date) -> tuple[date, ...]:
    """The days to remind on, in order, each after the start and not after the last day."""
    days = {_reminder(lead, start, due) for lead in leads}
    return tuple(sorted(day for day in days if start < day <= due))


def lead(words: str) -> Lead:
    """A lead from words such as “7 days before” or “18 months after”. Refused when they say something else."""
    found = LEAD.fullmatch(re.sub(r"\s+", " ", words.strip()))
    if found is None or int(found[1]) == 0:
        raise Refused(
            f"“{words.strip()}” is no time to remind.", instead="Write “7 days before” or “18 months after”.",
            field="leads",
        )  # fmt: skip
    unit = {one: code for code, one in UNITS.items()}[found[2].lower()]
    return Lead(Length(int(found[1]), unit), found[3].lower())


def told(start: date, length: Length, due: date, what: str) -> str:
    """How a last day was worked out, in words: from what, how long, what was left out, and what the day falls on."""
    said = [f"{length} after {what}, {long_day(start)}: {due:%A} {long_day(due)}."]
    if length.unit == "working_days":
        said.append(_left_out(start, due))
    elif length.unit in ("months", "years") and due.day != start.day:
        said.append(f"{due:%B} has no day {start.day}, so it is the last day of the month.")
    if length.unit != "working_days" and not is_working_day(due):
        said.append(
            f"That is not a working day: act by {_working_day_before(due):%A} {long_day(_working_day_before(due))}."
        )
    return " ".join(said)


def _left_out(start: date, due: date) -> str:
    holidays = [f"{long_day(day)} ({name})" for day, name in bank_holidays_in(start, due)]
    if not holidays:
        return "Weekends are left out; no bank holiday falls between."
    return f"Weekends are left out, and bank holidays: {listed(holidays)}."


def _reminder(lead: Lead, start: date, due: date) -> date:
    if lead.side == "after":
        return after(start, lead.length)
    if lead.length.unit == "working_days":
        day, left = due, lead.length.value
        while left:
            day -= timedelta(days=1)
            left -= is_working_day(day)
        return day
    if lead.length.unit == "days":
        return due - timedelta(days=lead.length.value)
    return months_after(due, -lead.length.value * (12 if lead.length.unit == "years" else 1))


def _working_day_before(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
