"""Questions about the directory, in words: what a category is called, when a service opens, whether it was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from core.words import listed, long_day

CATEGORY_WORDS = {
    "advocacy_isva": "ISVA and advocacy",
    "casework": "Casework",
    "drop_in": "Drop-in",
    "emotional_support": "Someone to talk to",
    "homelessness": "Homelessness",
    "housing": "Housing",
    "lgbtq_support": "LGBTQ+ support",
    "local_authority": "Council",
    "outreach": "Outreach",
    "pathway": "National pathway",
    "peer_support": "Peer support",
    "police": "Police",
    "probation": "Probation",
    "reporting": "Reporting a crime",
    "rights": "Rights",
    "safeguarding": "Safeguarding",
    "safety_tools": "Safety tools",
    "sexual_health": "Sexual health",
    "sexual_violence": "Sexual violence",
    "stalking": "Stalking",
    "support": "General support",
}

CHECKED_FOR = timedelta(days=183)
DAY_WORDS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}


@dataclass(frozen=True, slots=True)
class Check:
    """How far an entry can be trusted: `kind` is green, amber or grey; `words` say it."""

    kind: str
    words: str


def check_of(checked_on: date | None, today: date) -> Check:
    """Whether an entry has been checked with the service itself.

    Takes the day of the last check; returns the tag to show. A check holds for six months (action P3.1.a of the
    2020-22 plan; `assured_date` of Open Referral UK, domain.md 8.1). An unchecked entry is never shown as checked.
    """
    if checked_on is None:
        return Check("grey", "Not yet checked")
    if today - checked_on > CHECKED_FOR:
        return Check("amber", f"Check again: last checked {long_day(checked_on)}")
    return Check("green", f"Checked {long_day(checked_on)}")


def category_words(categories: Iterable[str]) -> list[str]:
    """The words of each category, in their own order; an unknown code is shown as it is."""
    return [CATEGORY_WORDS.get(code, code.replace("_", " ").capitalize()) for code in categories]


def opening_words(schedules: Sequence[Mapping[str, Any]]) -> list[str]:
    """Weekly schedules of Open Referral UK as people say them: “Mon to Fri, 9am to 5pm”."""
    return [f"{_days(row['byday'])}, {_hour(row['opens_at'])} to {_hour(row['closes_at'])}" for row in schedules]


def _days(byday: str) -> str:
    codes = byday.split(",")
    order = list(DAY_WORDS)
    places = [order.index(code) for code in codes]
    runs_on = places == list(range(places[0], places[0] + len(places)))
    if len(codes) > 2 and runs_on:
        return f"{DAY_WORDS[codes[0]]} to {DAY_WORDS[codes[-1]]}"
    return listed([DAY_WORDS[code] for code in codes])


def _hour(clock_time: str) -> str:
    at = time.fromisoformat(clock_time)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"
