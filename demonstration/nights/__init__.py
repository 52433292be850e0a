"""What the demonstration shows of outreach and safety, room by room, told by the verbs that the pages call."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from demonstration.nights import patterns, police, quick, reports, running, seen, unsent, warnings
from demonstration.stage import Cast

#: In the order in which one builds on another.
TELLINGS: tuple[Callable[[Cast, dict[str, UUID]], None], ...] = (
    quick.tell, seen.tell, unsent.tell, running.tell, reports.tell, warnings.tell, police.tell, patterns.tell,
)  # fmt: skip


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Fill outreach and safety. `known`: people by alias."""
    for telling in TELLINGS:
        telling(cast, known)
