"""What a floor above offers to be taken out: its list in words, who may take it, and its rows, which are read late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select

from agencies.permissions import Permission
from core.actor import Actor
from core.scoping import current_session
from core.tables import Cell

EXTENSION = "list_offers"
BATCH = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list, and the person whom it bears on, if it does on one."""

    cells: tuple[Cell, ...]
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """How long a list is for its reader just now, and about how many people it is."""

    rows: int
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOffer:
    """A list that may be taken out, by holders of any of the permissions.

    `says` tells in a sentence what is in it, and what is not. `size` and `lines` start from what the actor may see;
    `lines` reads in batches and opens only what the list shows. `whole_caseload`: nobody takes it without the yes of a
    second colleague. `alone` is about how many people somebody may take one on their own otherwise, None for any.
    """

    code: str
    title: str
    says: str
    headings: tuple[str, ...]
    permissions: tuple[Permission, ...]
    size: Callable[[Actor], Size]
    lines: Callable[[Actor], Iterator[Line]]
    about_people: bool = True
    whole_caseload: bool = False
    alone: int | None = None


def offers() -> tuple[ListOffer, ...]:
    """Every list of the running service, in the order of the floors."""
    found: tuple[ListOffer, ...] = current_app.extensions[EXTENSION]
    return found


def offer_of(code: str) -> ListOffer | None:
    """The list of a code, None when there is none: it was offered once, and is no more."""
    return next((each for each in offers() if each.code == code), None)


def batches(found: Select[Any], key: Any, size: int = BATCH) -> Iterator[list[Any]]:
    """The rows of a statement of one entity by its key, so many at a time: none is read twice, none is left out."""
    last: UUID | None = None
    while True:
        after = found if last is None else found.where(key > last)
        rows = list(current_session().scalars(after.order_by(key).limit(size)))
        if not rows:
            return
        yield rows
        last = rows[-1].id
