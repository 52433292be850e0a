"""What the demonstration shows of the forum's year, room by room, told by the verbs that the pages call."""

from __future__ import annotations

from collections.abc import Callable

from demonstration.stage import Cast
from demonstration.year import (
    bulletin,
    directory,
    exports,
    groups,
    last_review,
    logs,
    measures,
    meetings,
    minutes,
    papers,
    plan,
    review,
    voice,
)

#: In the order in which one builds on another.
TELLINGS: tuple[Callable[[Cast], None], ...] = (
    plan.tell,
    directory.tell,
    meetings.tell,
    papers.tell,
    minutes.tell,
    groups.tell,
    logs.tell,
    bulletin.tell,
    measures.tell,
    voice.tell,
    last_review.tell,
    review.tell,
    exports.tell,
)


def tell(cast: Cast) -> None:
    """Fill the plan, the forum and the directory."""
    for telling in TELLINGS:
        telling(cast)
