"""An entry as a file tells it, and what bringing it in would do. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from core.errors import Refused
from core.paging import Page
from core.words import listed
from directory.facts import PlaceWords, place_is_sound, stays_unsaid, texts_of
from directory.hours import opening_words
from directory.models import ServiceStatus
from directory.rules import STATUS_WORDS, category_words

MOST_ENTRIES = 2_000
MOST_PROBLEMS = 200

FIELD_WORDS = {
    "name": "name", "description": "what it does", "eligibility": "for whom", "status": "whether it runs",
    "categories": "helps with", "phones": "numbers", "urls": "web addresses", "email": "e-mail", "fees": "cost",
    "alert": "to know before going", "minimum_age": "youngest age", "maximum_age": "oldest age",
    "languages": "languages", "areas": "area", "schedules": "hours",
}  # fmt: skip
COLUMNS = tuple(FIELD_WORDS)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file, and where: a row, and a column or a name."""

    row: str
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class BroughtPlace:
    """A place of an entry, by its id in the file."""

    brought_id: str
    words: PlaceWords


@dataclass(frozen=True, slots=True)
class Brought:
    """One service as a file tells it. `said` holds what the file says, by column; what it is silent on is not in it."""

    row: str
    brought_id: str
    organisation_id: str
    organisation: str
    about_organisation: str
    organisation_url: str | None
    said: dict[str, Any]
    places: tuple[BroughtPlace, ...] = ()
    confidential: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the service is called."""
        return str(self.said["name"])

    def kept(self) -> dict[str, Any]:
        """As it is kept until somebody says yes."""
        return asdict(self)


def unpacked(row: Mapping[str, Any]) -> Brought:
    """An entry that was kept."""
    places = tuple(BroughtPlace(each["brought_id"], PlaceWords(**each["words"])) for each in row["places"])
    return Brought(**{**row, "places": places, "left_out": tuple(row["left_out"])})


class Outcome(StrEnum):
    """What bringing an entry in would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


OUTCOME_WORDS = {
    Outcome.NEW: "New", Outcome.CHANGED: "Changes", Outcome.SAME: "As it stands already",
    Outcome.REFUSED: "Not taken",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry of the directory that one in the file is about: its columns as they stand, and who keeps it."""

    values: Mapping[str, Any]
    confidential: bool
    may_keep: bool
    kept_by: str
    places: Mapping[str, PlaceWords] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """What would happen to one entry: the columns that would change, before and after, or why it is not taken."""

    entry: Brought
    outcome: Outcome
    changes: tuple[tuple[str, str, str], ...] = ()
    why: str = ""


def plan_one(entry: Brought, standing: Standing | None, keeper_of_organisation: str) -> Planned:
    """What bringing one entry in would do.

    `standing`: the entry that it is about, None when there is none. `keeper_of_organisation`: the member who keeps
    what its organisation offers, empty when it is the coordinator's. An entry that a member keeps is never touched.
    """
    kept_by = standing.kept_by if standing and not standing.may_keep else keeper_of_organisation
    if kept_by:
        return Planned(entry, Outcome.REFUSED, why=f"{kept_by} keeps its own entries")
    refusal = _says_too_much(entry, confidential=entry.confidential or bool(standing and standing.confidential))
    if refusal is not None:
        return Planned(entry, Outcome.REFUSED, why=refusal.reason)
    if standing is None:
        return Planned(entry, Outcome.NEW)
    changes = tuple(_changes(entry, standing))
    return Planned(entry, Outcome.CHANGED if changes else Outcome.SAME, changes)


def _says_too_much(entry: Brought, *, confidential: bool) -> Refused | None:
    if not confidential:
        return None
    texts = {name: str(entry.said.get(name) or "") for name in ("name", "description", "eligibility", "fees", "alert")}
    texts["phones"] = texts_of(entry.said.get("phones", ()), "description")
    texts["urls"] = texts_of(entry.said.get("urls", ()), "label")
    texts["hours"] = texts_of(entry.said.get("schedules", ()), "description", "notes")
    places = (place_is_sound(place.words, confidential=True) for place in entry.places)
    return stays_unsaid(texts) or next((refusal for refusal in places if refusal is not None), None)


def _changes(entry: Brought, standing: Standing) -> Iterable[tuple[str, str, str]]:
    for column, after in entry.said.items():
        before = standing.values.get(column)
        if (before or None) != (after or None) and spoken(column, before) != spoken(column, after):
            yield FIELD_WORDS[column], spoken(column, before), spoken(column, after)
    for place in entry.places:
        before_place = standing.places.get(place.brought_id)
        if before_place != place.words:
            yield "place", _place(before_place), _place(place.words)


def _place(words: PlaceWords | None) -> str:
    if words is None:
        return ""
    return ", ".join(filter(None, (words.name, words.address, words.city, words.postcode, words.access)))


def spoken(column: str, value: Any) -> str:
    """A column's value in words."""
    if not value and value != 0:
        return ""
    if column == "status":
        return STATUS_WORDS[ServiceStatus(value)]
    if column == "categories":
        return ", ".join(category_words(value))
    if column == "schedules":
        return "; ".join(opening_words(value))
    if column == "phones":
        return "; ".join(f"{row['number']} {row.get('description') or ''}".strip() for row in value)
    if column == "urls":
        return "; ".join(str(row["url"]) for row in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def digest(planned: Iterable[Planned]) -> str:
    """A short sum of what was shown, so that a yes is a yes to exactly that."""
    shown = [(each.entry.brought_id, each.outcome.value, list(map(list, each.changes)), each.why) for each in planned]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:24]


def counts_words(planned: Sequence[Planned]) -> str:
    """“3 new, 2 changes, 1 not taken”."""
    numbers = {each: sum(one.outcome is each for one in planned) for each in Outcome}
    said = {
        Outcome.NEW: "new", Outcome.CHANGED: "with changes", Outcome.SAME: "as they stand already",
        Outcome.REFUSED: "not taken",
    }  # fmt: skip
    return listed([f"{numbers[each]} {words}" for each, words in said.items() if numbers[each]])


def slice_of(planned: Sequence[Planned], number: int, size: int) -> Page[Planned]:
    """One page of a plan that is held whole."""
    begins = (number - 1) * size
    return Page(list(planned[begins : begins + size]), number, len(planned), size)
