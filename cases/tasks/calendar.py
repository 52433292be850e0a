"""A worker's days as a calendar outside the service reads them (iCalendar, RFC 5545): a date and neutral words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from icalendar import Calendar, Event

from cases.tasks.rules import Item

AHEAD = timedelta(days=90)
REFRESH = "PT1H"


def calendar_of(items: Iterable[Item], seed: str, now: datetime, address: str) -> bytes:
    """One event a day, whatever it holds: no name, no case, no kind of support, and no number of things.

    `seed` is the hash of the calendar's secret: an event keeps its UID as long as the address lives, and no longer.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Roundtable//Roundtable//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Roundtable")
    calendar.add("refresh-interval;value=duration", REFRESH)
    ordered = sorted(items, key=lambda item: item.on)
    for day, on_the_day in groupby(ordered, key=lambda item: item.on):
        words = sorted({item.neutral for item in on_the_day})
        calendar.add_component(_event(day, words, seed, now, address))
    return bytes(calendar.to_ical())


def _event(day: date, words: list[str], seed: str, now: datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{seed}|{day}'.encode()).hexdigest()[:32]}@roundtable")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", ", ".join(words))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
