"""What rooms put on the pages of meetings, and what they know that the root asks; filled by `forum/rooms.py`.

The root of the forum knows none of its rooms: it asks here, and every room brings its own query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.panels import Panel

Maker = Callable[[Actor, UUID], Panel | None]


def _no_names(actor: Actor) -> dict[UUID, str]:
    return {}


def _no_reports(actor: Actor, meeting_ids: Iterable[UUID]) -> set[UUID]:
    return set()


@dataclass(slots=True)
class Around:
    """The makers of panels. Each takes the actor and the row's id, and answers None when it has nothing to say.

    `meeting`: on a meeting's page (a panel says `where`: "main" below the agenda, "aside" beside it);
    `links`: buttons of its head (`Panel.template` renders links only);
    `item`: beside one item of a meeting while its minutes are taken (the id is the item's);
    `home`: under the next meeting on home pages;
    `body`: on the page of a body.
    `reported`: which of some meetings have a progress report in force.
    `bodies_open` and `body_names`: the bodies besides the forum itself that still meet, and all there ever were.
    """

    meeting: tuple[Maker, ...] = ()
    links: tuple[Maker, ...] = ()
    item: tuple[Maker, ...] = ()
    home: tuple[Maker, ...] = ()
    body: tuple[Maker, ...] = ()
    bodies_open: Callable[[Actor], dict[UUID, str]] = _no_names
    body_names: Callable[[Actor], dict[UUID, str]] = _no_names
    reported: Callable[[Actor, Iterable[UUID]], set[UUID]] = _no_reports


around = Around()


def panels_of(makers: Iterable[Maker], actor: Actor, row_id: UUID) -> list[Panel]:
    """The panels of one page in order; a room that has nothing to say answers None."""
    made = (make(actor, row_id) for make in makers)
    return sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order)
