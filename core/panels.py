"""Panels: what a lower floor's page shows of a higher floor, registered upwards and never imported.

Each panel brings its own scoped query, so a page can never show what its reader may not see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import current_app

from core.actor import Actor


class Place(StrEnum):
    """The pages that take panels."""

    PERSON = "person"
    CASE = "case"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and its values; `where` is main or aside, smaller `order` stands higher."""

    template: str
    values: dict[str, Any]
    order: int = 50
    where: str = "main"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the reader, in words that say who does what by when."""

    title: str
    detail: str
    url: str
    button: str
    clock: Any
    due: datetime
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """How much of one kind of work is late, for a dashboard: a number, its words, and the list behind it.

    The number is exact, so it is given only to somebody who may open that list and count for themselves.
    """

    count: int
    words: str
    url: str
    order: int = 50
    one: str = ""

    @property
    def said(self) -> str:
        """Its words, those for one where it is one."""
        return self.one if self.count == 1 and self.one else self.words


@dataclass(slots=True)
class Registry:
    """What `app.py` registered: panels by place, and the sources of “what waits for me”, of what is late, of counts."""

    panels: dict[Place, list[Callable[[Actor, UUID], Panel | None]]] = field(default_factory=dict)
    home: list[Callable[[Actor], Panel | None]] = field(default_factory=list)
    waiting: list[Callable[[Actor], list[Waiting]]] = field(default_factory=list)
    counts: dict[str, Callable[[Actor], int]] = field(default_factory=dict)
    late: list[Callable[[Actor], list[Late]]] = field(default_factory=list)
    agency_desk: list[Callable[[Actor], Panel | None]] = field(default_factory=list)
    forum_desk: list[Callable[[Actor], Panel | None]] = field(default_factory=list)


def registry() -> Registry:
    """The running service's registry."""
    found: Registry = current_app.extensions["panels"]
    return found


def panels_for(place: Place, actor: Actor, row_id: UUID) -> list[Panel]:
    """The panels of a person's or case's page, in order."""
    made = (make(actor, row_id) for make in registry().panels.get(place, []))
    return sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order)


def home_panels(actor: Actor) -> list[Panel]:
    """The panels of the reader's home page, in order."""
    made = (make(actor) for make in registry().home)
    return sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order)


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for the reader, most urgent first."""
    found = [item for source in registry().waiting for item in source(actor)]
    return sorted(found, key=lambda item: item.due)


def late_for(actor: Actor) -> list[Late]:
    """What is late of the work that the reader answers for, the most pressing kind first; nothing that is nought."""
    found = [item for source in registry().late for item in source(actor) if item.count]
    return sorted(found, key=lambda item: (item.order, -item.count))
