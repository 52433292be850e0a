"""What came of a report by each scope: rooms that let something out say so here, and the report's page draws it.

`safety/rooms.py` puts the rooms' answers together, so that no room knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from safety.vocabulary import Scope


@dataclass(frozen=True, slots=True)
class Outflow:
    """One thing that came, or may come next, of a scope: words, and a page. `is_next` marks what can be begun now."""

    scope: Scope
    words: str
    url: str = ""
    is_next: bool = False


CameOf = Callable[[Actor, UUID], Iterable[Outflow] | Outflow | None]

#: Filled by `safety.rooms.listen`; every room checks what its reader may see.
sources: list[CameOf] = []


def came_of(actor: Actor, report_id: UUID) -> dict[Scope, list[Outflow]]:
    """All that came of a report that the actor has opened, by scope."""
    found: dict[Scope, list[Outflow]] = {scope: [] for scope in Scope}
    for source in sources:
        for outflow in _each(source(actor, report_id)):
            found[outflow.scope].append(outflow)
    return found


def _each(said: Iterable[Outflow] | Outflow | None) -> Iterable[Outflow]:
    if said is None:
        return ()
    return (said,) if isinstance(said, Outflow) else said
