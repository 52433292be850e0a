"""Who keeps an entry, and what a check may say. Pure: each rule answers with the refusal, or None when it allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from core.errors import Refused
from core.words import long_day
from directory.facts import ages_are_sound, stays_unsaid, texts_of
from directory.hours import opening_words
from directory.models import CheckedHow, Location, Service, ServiceStatus
from directory.rules import STATUS_WORDS, ages_words, category_words

#: A check is written down while it is fresh in somebody's mind.
WRITTEN_WITHIN = timedelta(days=31)
SAID_TO_THOSE_WHO_COME = "Said only to people who come"


class Standing(StrEnum):
    """How current an entry is, to narrow the list of what is kept."""

    WANTS = "wants"
    UNVERIFIED = "unverified"
    CURRENT = "current"
    ENDED = "ended"


STANDING_WORDS = {
    Standing.WANTS: "Check again", Standing.UNVERIFIED: "To be verified", Standing.CURRENT: "Checked",
    Standing.ENDED: "Ended",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a service is and does, as written."""

    name: str
    description: str
    eligibility: str = ""
    status: ServiceStatus = ServiceStatus.ACTIVE
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    fees: str = ""
    alert: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    unlisted: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """Every text that the world would read, by its field."""
        return {
            "name": self.name, "description": self.description, "eligibility": self.eligibility, "fees": self.fees,
            "alert": self.alert,
        }  # fmt: skip

    @property
    def columns(self) -> dict[str, Any]:
        """What is stored, by column."""
        return {
            "name": self.name.strip(), "description": self.description.strip(),
            "eligibility": self.eligibility.strip() or None, "status": self.status,
            "categories": list(self.categories), "languages": list(self.languages), "areas": list(self.areas),
            "fees": self.fees.strip() or None, "alert": self.alert.strip() or None, "minimum_age": self.minimum_age,
            "maximum_age": self.maximum_age, "unlisted": self.unlisted,
        }  # fmt: skip


def about_is_sound(about: About, *, confidential: bool) -> Refused | None:
    """Refuse ages that cannot be, and any text of confidential premises that says where they are."""
    ages = ages_are_sound(about.minimum_age, about.maximum_age)
    return ages or (stays_unsaid(about.texts) if confidential else None)


def premises_can_be_confidential(texts: Mapping[str, str]) -> Refused | None:
    """Refuse to call premises confidential while another part of the entry says where they are."""
    found = stays_unsaid(texts)
    if found is None:
        return None
    return Refused(
        f"{found.reason} It stands elsewhere in this entry.", instead="Take it out there first, then say so."
    )


def texts_beside_about(
    phones: list[dict[str, Any]], urls: list[dict[str, Any]], schedules: list[dict[str, Any]]
) -> dict[str, str]:
    """The texts of an entry's numbers, links and hours, by the field that they stand in."""
    return {
        "phones": texts_of(phones, "description"), "urls": texts_of(urls, "label"),
        "other": texts_of(schedules, "description", "notes"),
    }  # fmt: skip


def check_may_be_noted(on: date, how: CheckedHow, *, last: date | None, today: date, is_own: bool) -> Refused | None:
    """Refuse a check in the future, one from too long ago, one before the last, and a stranger's “our own service”."""
    if on > today:
        return Refused("The check cannot be in the future", field="on")
    if today - on > WRITTEN_WITHIN:
        return Refused("That is more than a month ago: check it again, then say so", field="on")
    if last is not None and on < last:
        return Refused(f"It was checked later than that, on {long_day(last)}", field="on")
    if how is CheckedHow.OWN and not is_own:
        return Refused("It is not your agency’s service. Say how you checked it with them", field="how")
    return None


def spoken(service: Service, places: Iterable[Location]) -> list[tuple[str, str]]:
    """A whole entry in words, part by part, as it is shown beside what somebody else was writing."""
    said = [
        ("Name", service.name),
        ("What it does", service.description),
        ("For whom", service.eligibility or ""),
        ("Ages", ages_words(service.minimum_age, service.maximum_age)),
        ("Helps with", ", ".join(category_words(service.categories))),
        ("Languages", ", ".join(service.languages)),
        ("Area", ", ".join(service.areas)),
        ("Cost", service.fees or ""),
        ("To know before going", service.alert or ""),
        ("Running", STATUS_WORDS[service.status]),
        ("Numbers", "; ".join(f"{row['number']} {row.get('description') or ''}".strip() for row in service.phones)),
        ("Web", "; ".join(row["url"] for row in service.urls)),
        ("E-mail", service.email or ""),
        ("Open", "; ".join(opening_words(service.schedules))),
        ("Premises", "Confidential" if service.confidential else "May be known"),
        ("Places", "; ".join(place_words(place) for place in places)),
        ("Checked on", long_day(service.checked_on) if service.checked_on else "To be verified"),
    ]
    return [(label, words) for label, words in said if words]


def place_words(place: Location) -> str:
    """A place on one line."""
    return ", ".join(filter(None, (place.name, place.address, place.city, place.postcode)))
