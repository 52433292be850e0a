"""How someone can be reached, as values: safe ways and safe hours, read from what is sealed and written back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from core import clock
from core.crypto.fields import packed, unpacked
from core.words import listed
from people.models import Answer, ContactMethod, SafeContact

DAYS: Mapping[int, str] = {
    0: "Monday", 1: "Tuesday", 2: "Wednesday", 3: "Thursday", 4: "Friday", 5: "Saturday", 6: "Sunday",
}  # fmt: skip
WEEK = timedelta(days=7)


class When(StrEnum):
    """Whether safe hours are known. “Not asked” is not “any time”."""

    NOT_ASKED = "not_asked"
    ANY = "any"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Way:
    """One safe way, with its number or address; in person needs none."""

    method: ContactMethod
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Safe hours on some days of the week (Monday is 0), by the clock in Manchester.

    Equal start and end mean the whole day; an end before the start runs into the next day.
    """

    days: tuple[int, ...]
    start: time = time.min
    end: time = time.min

    @property
    def whole_day(self) -> bool:
        """True when every hour of its days is safe."""
        return self.start == self.end

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """The first and last moment that begin on a day; None when it is not one of its days."""
        if day.weekday() not in self.days:
            return None
        last = day if self.start < self.end else day + timedelta(days=1)
        return datetime.combine(day, self.start, clock.LONDON), datetime.combine(last, self.end, clock.LONDON)


@dataclass(frozen=True, slots=True)
class Hours:
    """When it is safe: any time, only in some windows, or nobody has asked."""

    when: When = When.NOT_ASKED
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A safe contact as the rules read it. `contact_id` and `version` say which one, and which edition of it."""

    contact_id: UUID
    version: int
    ways: tuple[Way, ...]
    hours: Hours
    voicemail: Answer
    code_word: str | None = None
    never: str | None = None

    def way(self, method: ContactMethod) -> Way | None:
        """The safe way of this kind, None when it is not safe."""
        return next((way for way in self.ways if way.method is method), None)


def facts_of(contact: SafeContact | None) -> ContactFacts | None:
    """A stored safe contact as facts; None when nobody has asked. The person's key must be loaded."""
    if contact is None:
        return None
    return ContactFacts(
        contact_id=contact.id, version=contact.version, ways=ways_of(contact), hours=hours_of(contact),
        voicemail=contact.voicemail, code_word=contact.code_word, never=contact.never,
    )  # fmt: skip


def ways_of(contact: SafeContact) -> tuple[Way, ...]:
    """The safe ways, the best first; a record from before several could be kept has one."""
    if contact.method is ContactMethod.NOT_ASKED:
        return ()
    kept = unpacked(contact.ways)
    if kept is None:
        return (Way(contact.method, contact.address),)
    return tuple(Way(ContactMethod(method), address) for method, address in kept)


def hours_of(contact: SafeContact) -> Hours:
    """The safe hours; “not asked” when they were never written as days and times."""
    return unpacked_hours(contact.hours)


def packed_ways(ways: Sequence[Way]) -> str | None:
    """Ways as text to be sealed; None when there is none."""
    return packed([[way.method.value, way.address] for way in ways]) if ways else None


def unpacked_ways(words: str | None) -> tuple[Way, ...]:
    """The reverse of `packed_ways`."""
    return tuple(Way(ContactMethod(method), address) for method, address in unpacked(words) or [])


def packed_hours(hours: Hours) -> str | None:
    """Hours as text to be sealed; None when nobody has asked."""
    if hours.when is When.NOT_ASKED:
        return None
    windows = [[list(each.days), each.start.isoformat("minutes"), each.end.isoformat("minutes")]
               for each in hours.windows]  # fmt: skip
    return packed({"when": hours.when.value, "windows": windows})


def unpacked_hours(words: str | None) -> Hours:
    """The reverse of `packed_hours`."""
    kept: dict[str, Any] | None = unpacked(words)
    if kept is None:
        return Hours()
    windows = tuple(Window(tuple(days), time.fromisoformat(start), time.fromisoformat(end))
                    for days, start, end in kept["windows"])  # fmt: skip
    return Hours(When(kept["when"]), windows)


def hours_words(hours: Hours) -> str:
    """“Monday to Friday, 1pm to 6pm; Sunday”, “any time”, or nothing when nobody has asked."""
    if hours.when is When.ANY:
        return "any time"
    return "; ".join(_window_words(window) for window in hours.windows)


def _window_words(window: Window) -> str:
    days = _day_words(window.days)
    return days if window.whole_day else f"{days}, {_time_words(window.start)} to {_time_words(window.end)}"


def _day_words(days: Sequence[int]) -> str:
    """“Every day”, “Monday to Friday and Sunday”: three days or more in a row become one stretch."""
    if len(set(days)) == len(DAYS):
        return "every day"
    runs = [[day for _, day in run] for _, run in groupby(enumerate(sorted(set(days))), lambda each: each[1] - each[0])]
    said: list[str] = []
    for run in runs:
        said += [f"{DAYS[run[0]]} to {DAYS[run[-1]]}"] if len(run) > 2 else [DAYS[day] for day in run]
    return listed(said)


def _time_words(moment: time) -> str:
    half, minutes = ("am" if moment.hour < 12 else "pm"), f":{moment.minute:02}" if moment.minute else ""
    if not minutes and moment.hour in (0, 12):
        return "midnight" if moment.hour == 0 else "noon"
    return f"{moment.hour % 12 or 12}{minutes}{half}"
