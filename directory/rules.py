"""Questions about the directory, in words: what a category is called, when a service opens, whether it was checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from core.errors import Refused
from core.words import counted, long_day
from directory.hours import opening_words as opening_words
from directory.models import CheckedHow as CheckedHow
from directory.models import PlaceKind as PlaceKind
from directory.models import ServiceStatus as ServiceStatus
from directory.models import Standing as Standing

CATEGORY_WORDS = {
    "advocacy_isva": "ISVA and advocacy",
    "casework": "Casework",
    "drop_in": "Drop-in",
    "emotional_support": "Someone to talk to",
    "homelessness": "Homelessness",
    "housing": "Housing",
    "lgbtq_support": "LGBTQ+ support",
    "immigration_advice": "Immigration advice",
    "legal_advice": "Legal advice",
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
#: After this long the keepers are reminded, well before the check runs out.
REMINDED_AFTER = timedelta(days=90)
#: After this long, what a service said about its capacity is shown as old.
SAID_FOR = timedelta(days=30)
#: Below this many answers no typical time is given (domain.md 6.7).
FEWEST_ANSWERS = 5
LONGEST_LIST_WEEKS = 104
STATUS_WORDS = {
    ServiceStatus.ACTIVE: "Running",
    ServiceStatus.TEMPORARILY_CLOSED: "Closed for now",
    ServiceStatus.INACTIVE: "Not running",
    ServiceStatus.DEFUNCT: "Ended",
}
PLACE_WORDS = {
    PlaceKind.PHYSICAL: "A place people go to",
    PlaceKind.POSTAL: "A postal address",
    PlaceKind.VIRTUAL: "By phone, online, or a place whose address stays unsaid",
}
CHECKED_WORDS = {
    CheckedHow.OWN: "It is our own service",
    CheckedHow.RANG: "We rang them",
    CheckedHow.WROTE: "They wrote to us",
    CheckedHow.VISITED: "We went there",
}
STANDING_WORDS = {
    Standing.OPEN: "Open",
    Standing.LIMITED: "Limited places",
    Standing.WAITING_LIST: "Waiting list",
    Standing.CLOSED: "Closed for now",
}
STANDING_TAGS = {
    Standing.OPEN: "green",
    Standing.LIMITED: "amber",
    Standing.WAITING_LIST: "amber",
    Standing.CLOSED: "grey",
}


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
        return Check("grey", "To be verified")
    if not is_assured(checked_on, today):
        return Check("amber", f"Check again: last checked {long_day(checked_on)}")
    return Check("green", f"Checked {long_day(checked_on)}")


def is_assured(checked_on: date | None, today: date) -> bool:
    """Whether a check still holds: only such an entry is published (domain.md 8.1)."""
    return checked_on is not None and today - checked_on <= CHECKED_FOR


def leaves_on(checked_on: date | None) -> date | None:
    """The first day on which a check no longer holds; None when there is none to run out."""
    return checked_on + CHECKED_FOR + timedelta(days=1) if checked_on else None


def wants_a_check(checked_on: date | None, today: date) -> bool:
    """Whether its keepers should check an entry again: never checked, or more than 90 days ago."""
    return checked_on is None or today - checked_on > REMINDED_AFTER


def category_words(categories: Iterable[str]) -> list[str]:
    """The words of each category, in their own order; an unknown code is shown as it is."""
    return [CATEGORY_WORDS.get(code, code.replace("_", " ").capitalize()) for code in categories]


def ages_words(youngest: int | None, oldest: int | None) -> str:
    """“18 and over”, “16 to 25”; empty when no age is said."""
    if youngest is not None and oldest is not None:
        return f"{youngest} to {oldest}"
    if youngest is not None:
        return f"{youngest} and over"
    return f"Up to {oldest}" if oldest is not None else ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a service last said about itself, and when."""

    standing: Standing
    weeks: int | None
    said_on: date

    @property
    def words(self) -> str:
        """“Open”, “Waiting list of about 6 weeks”."""
        weeks = f" of about {counted(self.weeks, 'week')}" if self.weeks else ""
        return f"{STANDING_WORDS[self.standing]}{weeks}"

    def is_old(self, today: date) -> bool:
        """True when it was said more than 30 days ago, and should be asked again."""
        return today - self.said_on > SAID_FOR


def capacity_check(capacity: Capacity | None, today: date) -> Check:
    """What a service can take now, as a tag: `kind` and `words`. What nobody said, or said long ago, is grey."""
    if capacity is None:
        return Check("grey", "Capacity not said")
    return Check("grey" if capacity.is_old(today) else STANDING_TAGS[capacity.standing], capacity.words)


def capacity_note(capacity: Capacity | None, today: date) -> str:
    """When it was said, to stand beside the tag; that it is old, once it is; empty when nobody said anything."""
    if capacity is None:
        return ""
    ask = ": over 30 days ago, so ask them" if capacity.is_old(today) else ""
    return f"Said {long_day(capacity.said_on)}{ask}."


def typical_days(histogram: Mapping[str, int], fewest: int = FEWEST_ANSWERS) -> int | None:
    """In how many working days half of the answers came, from tallies by day (“0” to “30”, “31+”).

    None below 5 answers (`fewest` may raise that, and not lower it), and when the median is the longest wait itself,
    for that is one person's wait (domain.md 6.7, security.md T16). 31 stands for more than 30.
    """
    waits = sorted((31 if days == "31+" else int(days), number) for days, number in histogram.items() if number)
    total = sum(number for _, number in waits)
    rank = ceil(total / 2)
    if total < max(fewest, FEWEST_ANSWERS) or rank >= total:
        return None
    reached = accumulate(number for _, number in waits)
    return next(days for (days, _), so_far in zip(waits, reached, strict=True) if so_far >= rank)


def response_words(days: int | None) -> str:
    """“Half of answers come within 3 working days”."""
    if days is None:
        return "Not enough answers to say"
    if days > 30:
        return "Half of answers take more than 30 working days"
    within = counted(days, "working day") if days else "the same day"
    return f"Half of answers come within {within}" if days else f"Half of answers come {within}"


def capacity_is_sound(standing: Standing, weeks: int | None) -> Refused | None:
    """Refuse a waiting list without its length, or one longer than two years: that is closed."""
    if standing is not Standing.WAITING_LIST:
        return None
    if weeks is None:
        return Refused("Enter about how many weeks people wait", field="weeks")
    if not 1 <= weeks <= LONGEST_LIST_WEEKS:
        return Refused(f"Weeks must be 1 to {LONGEST_LIST_WEEKS}", field="weeks")
    return None


def service_is_open(name: str, closed_since: date | None) -> Refused | None:
    """Refuse to refer to a service that its own agency has closed for now, an emergency included.

    Nobody is there to read it: a letter that lies unread while its sender believes that help is coming is worse than
    a refusal that says to ring someone now. `closed_since`: `ServiceOffer.closed_since`.
    """
    if closed_since is None:
        return None
    return Refused(
        f"{name} is closed for now: they said so on {long_day(closed_since)}. Nobody there would read this.",
        instead="Choose another service. If someone is in danger now, ring 999.",
        field="service",
    )
