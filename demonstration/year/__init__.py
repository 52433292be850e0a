"""What the demonstration shows of the forum's year, room by room, told by the verbs that the pages call."""

from __future__ import annotations

from collections.abc import Callable

from demonstration.stage import Cast

#: In the order in which one builds on another.
TELLINGS: tuple[Callable[[Cast], None], ...] = ()


def tell(cast: Cast) -> None:
    """Fill the plan, the forum and the directory."""
    for telling in TELLINGS:
        telling(cast)
