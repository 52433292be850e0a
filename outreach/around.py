"""What rooms put on the pages of a session, of a contact and of an observation; filled by `outreach/rooms.py`.

The root of outreach knows none of its rooms: it asks here, and every room brings its own scoped query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.panels import Panel

Maker = Callable[[Actor, UUID], Panel | None]


@dataclass(slots=True)
class Around:
    """The makers of panels: of a session's page, of a contact's, and (from the floors above) of an observation's.

    Each takes the actor and the row's id.
    """

    session: tuple[Maker, ...] = ()
    contact: tuple[Maker, ...] = ()
    observation: tuple[Maker, ...] = ()


around = Around()


def panels_of(makers: Iterable[Maker], actor: Actor, row_id: UUID) -> list[Panel]:
    """The panels of one page in order; a room that has nothing to say answers None."""
    made = (make(actor, row_id) for make in makers)
    return sorted((panel for panel in made if panel is not None), key=lambda panel: panel.order)
