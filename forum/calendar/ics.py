"""Meetings as calendar programs read them: iCalendar (RFC 5545), invitations by iTIP (RFC 5546).

A calendar shows on lock screens and in shared offices: the title is neutral, and nothing says what the meeting is
about. Times are Europe/London, with its summer time, so a meeting at 10am stays at 10am.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from core import clock
from forum.calendar.models import Method

ZONE = "Europe/London"
PUBLISH = "PUBLISH"
REFRESH = timedelta(hours=6)
PRODUCT = "-//Roundtable//Roundtable meetings//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting as a calendar shows it. `sequence` counts its editions; `is_off` says it is cancelled."""

    meeting_id: UUID
    summary: str
    place: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    is_off: bool
    address: str

    @property
    def uid(self) -> str:
        """What stays the same through every edition: it lets a program find the event it has."""
        return f"{self.meeting_id}@roundtable"


@dataclass(frozen=True, slots=True)
class Parties:
    """Who sends an invitation, and whom it invites: two e-mail addresses."""

    organiser: str
    invited: str


def invitation(entry: Entry, method: Method, parties: Parties, now: datetime) -> str:
    """One meeting for one person: a request (also an update, by its sequence), or a cancellation."""
    calendar = _calendar(method.value)
    calendar.add_component(_event(entry, now, parties))
    return _text(calendar)


def called_off(entry: Entry) -> Entry:
    """The event as it is told to somebody who need not come."""
    return replace(entry, is_off=True)


def published(entries: Iterable[Entry], now: datetime) -> str:
    """Some meetings, to be read and not answered: a feed, or one file to put into a calendar."""
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", "Roundtable")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry, now, None))
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_london())
    return calendar


def _london() -> Timezone:
    """The rules of Europe/London since 1996: summer time from the last Sunday of March to the last of October."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add("x-lic-location", ZONE)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    none, hour = timedelta(0), timedelta(hours=1)
    for part, name, begins, before, after, month in (
        (summer, "BST", datetime(1996, 3, 31, 1), none, hour, 3),
        (winter, "GMT", datetime(1996, 10, 27, 2), hour, none, 10),
    ):
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _event(entry: Entry, now: datetime, parties: Parties | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.replace(microsecond=0))
    event.add("dtstart", clock.london(entry.starts_at))
    event.add("dtend", clock.london(entry.ends_at))
    event.add("summary", entry.summary)
    event.add("location", entry.place)
    event.add("description", f"Open in Roundtable: {entry.address}")
    event.add("url", entry.address)
    event.add("status", "CANCELLED" if entry.is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_off else "OPAQUE")
    event.add("class", "PRIVATE")
    if parties is not None:
        event["organizer"] = _person(parties.organiser, "Roundtable")
        event.add("attendee", _attendee(parties.invited), encode=False)
    return event


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = vText(name)
    return person


def _attendee(address: str) -> vCalAddress:
    """Who is invited; answers are given in Roundtable, since nobody reads the mail of the sender."""
    person = _person(address, address)
    person.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    return person


def _text(calendar: Calendar) -> str:
    return bytes(calendar.to_ical()).decode("utf-8")
