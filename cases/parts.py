"""What the parts of a case file give to its pages: registered by `app.py`, so that no part imports another.

A part is a room of casework (contacts, assessment, justice, documents, ...) or of a higher floor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from flask import current_app

from agencies.permissions import Permission
from cases.models import Case
from core import clock
from core.actor import Actor
from core.dial import Dial


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `author` is named by the page, for all entries in one query; `own` marks own words."""

    kind: str
    title: str
    at: datetime | date
    row_id: UUID
    author: UUID | None = None
    byline: str = ""
    length: str = ""
    paragraphs: Sequence[str] = ()
    own: bool = False
    url: str = ""

    @property
    def order(self) -> tuple[datetime, UUID]:
        """Newest last: a day without an hour counts as its noon."""
        moment = self.at if isinstance(self.at, datetime) else datetime.combine(self.at, time(12), clock.LONDON)
        return moment, self.row_id


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do on a case by a day, derived from what is written there (a review, a clock, a step)."""

    case_id: UUID
    title: str
    detail: str
    on: date
    url: str
    button: str = "Open"
    face: Dial | None = None
    #: Words for a calendar outside the service: they name nobody and no kind of support.
    neutral: str = "Something to look at"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact for the identity bar: words, the tone of its tag and, when it leads somewhere, a link."""

    words: str
    tone: str = "plain"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a printed section: a heading, words or rows. `third_party` is reviewed before the person gets it;
    `restricted` (counselling material) is never printed."""

    heading: str = ""
    words: str = ""
    own: bool = False
    rows: Sequence[tuple[str, str]] = ()
    third_party: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the printed file; `key` is what a reader chooses by."""

    key: str
    title: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Part:
    """What a part gives; every function takes cases that the actor has opened, and runs a fixed number of statements.

    `endpoint` takes `case_id` and stands in the sub-navigation as `label`, for those who hold `permission` when there
    is one; `kinds` are the filters of the timeline.
    """

    key: str
    label: str = ""
    endpoint: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    timeline: Callable[[Actor, Case, str, int], list[Entry]] | None = None
    due: Callable[[Actor, Sequence[Case]], list[Due]] | None = None
    facts: Callable[[Actor, Case], list[Fact]] | None = None
    paper: Callable[[Actor, Case], list[Section]] | None = None
    permission: Permission | None = None


def parts() -> tuple[Part, ...]:
    """The parts of the running service, in the order of the sub-navigation."""
    found: tuple[Part, ...] = current_app.extensions["case_parts"]
    return found


def sections_of(actor: Actor) -> list[tuple[str, str]]:
    """The sub-navigation of a case for this reader: label and endpoint."""
    shown = (part for part in parts() if part.endpoint and (part.permission is None or actor.may(part.permission)))
    return [(part.label, part.endpoint) for part in shown]


def facts_of(actor: Actor, case: Case) -> list[Fact]:
    """What the parts put in the identity bar of a case."""
    return [fact for part in parts() if part.facts for fact in part.facts(actor, case)]


def due_on(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """What the parts say is due on these cases, the soonest first; the same number of statements for one or many."""
    found = [due for part in parts() if part.due for due in part.due(actor, cases)] if cases else []
    return sorted(found, key=lambda due: due.on)
