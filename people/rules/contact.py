"""May a message go to this person, this way, at this moment? Denies by default; safe contact is a rule, not a note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import Refused
from core.words import listed, moment
from people.models import Answer, ContactMethod
from people.models import WordOutcome as WordOutcome
from people.reach import ContactFacts, Hours, Way, When
from people.words import WAY_WORDS

ASK_FIRST = "Ask them, and write it down under “Safe contact”."
LATE_NOTE = timedelta(minutes=30)
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """Allowed, or refused with the reason and, where there is one, the next safe moment."""

    allowed: bool
    reason: str = ""
    instead: str = ""
    way: Way | None = None
    next_moment: datetime | None = None

    def refusal(self, field: str = "") -> Refused:
        """The same answer as a refusal to raise."""
        return Refused(self.reason, instead=self.instead, field=field)


def may_contact(facts: ContactFacts | None, method: ContactMethod, now: datetime) -> ContactAnswer:
    """Whether this person may be reached this way at this moment, by what they themselves called safe.

    Refuses a way that they did not name, a text, call or e-mail without a number or address, hours that nobody has
    asked about, and a moment outside the hours: then it says the next safe one. A word in person is for when they
    come, so hours do not bind it. Source: domain.md 0 (safe contact), security.md T3.
    """
    if facts is None or not facts.ways:
        return ContactAnswer(False, "Nobody has asked how to reach them safely.", ASK_FIRST)
    way = facts.way(method)
    if way is None:
        return ContactAnswer(False, f"{WAY_WORDS[method]} is not a way that they called safe.", _safe_ways(facts))
    if method is ContactMethod.IN_PERSON:
        return ContactAnswer(True, way=way)
    if not way.address:
        return ContactAnswer(False, "No number or address is kept for it.", ASK_FIRST)
    return _at_this_hour(facts.hours, way, now)


def _at_this_hour(hours: Hours, way: Way, now: datetime) -> ContactAnswer:
    if hours.when is When.NOT_ASKED:
        return ContactAnswer(False, "Nobody has asked at what times it is safe.", ASK_FIRST)
    free = next_safe_moment(hours, now)
    if free == now:
        return ContactAnswer(True, way=way, next_moment=now)
    if free is None:
        return ContactAnswer(False, "No time is safe.", ASK_FIRST)
    return ContactAnswer(False, "Not safe at this hour.", f"Safe next: {moment(free)}.", way, free)


def next_safe_moment(hours: Hours, now: datetime) -> datetime | None:
    """This moment when it is safe, else the next one that is, within a week; None when nothing is.

    Hours are those of the clock in Manchester, summer and winter; a window may run past midnight.
    """
    if hours.when is When.ANY:
        return now
    today = now.astimezone(LONDON).date()
    days = [today + timedelta(days=number) for number in range(-1, 8)]
    opened = [opening for window in hours.windows for day in days if (opening := window.opening(day))]
    if any(start <= now < end for start, end in opened):
        return now
    return min((start for start, _ in opened if start > now), default=None)


def may_be_noted(facts: ContactFacts | None, method: ContactMethod, now: datetime) -> ContactAnswer:
    """Whether a text or call that a worker made may be noted: safe now, or half an hour ago when it was made."""
    answer = may_contact(facts, method, now)
    return answer if answer.allowed else may_contact(facts, method, now - LATE_NOTE)


def voicemail_words(facts: ContactFacts) -> str:
    """What to do when a machine answers: nothing is left unless they said that it is safe."""
    return "Voicemail is safe." if facts.voicemail is Answer.GIVEN else "Leave no voicemail."


def refuse_unsound_ways(ways: Sequence[Way], hours: Hours) -> None:
    """Refuses other ways beside an unasked best one, the same way twice, and “only at these times” without a day."""
    if ways[0].method is ContactMethod.NOT_ASKED and len(ways) > 1:
        raise Refused("Choose the best way first.", field="method")
    if len({way.method for way in ways}) < len(ways):
        raise Refused("Keep one number or address for each way.", field="method")
    if hours.when is When.HOURS and not hours.windows:
        raise Refused("Choose at least one day, or another answer.", field="days")


def _safe_ways(facts: ContactFacts) -> str:
    return f"Safe: {listed([WAY_WORDS[way.method].lower() for way in facts.ways])}."
