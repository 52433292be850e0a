"""Questions about an agenda: how long an item takes, where it may stand, and whether it may go."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.errors import Refused

LONGEST = 240
MOST_ITEMS = 40


def item_refusal(title: str, minutes: int, items: int) -> Refused | None:
    """Why an item may not be put on an agenda: no title, no time or more than four hours, or 40 items already."""
    if not title.strip():
        return Refused("Say what the item is.", field="title")
    if not 1 <= minutes <= LONGEST:
        return Refused(f"An item takes 1 to {LONGEST} minutes.", field="minutes")
    if items >= MOST_ITEMS:
        return Refused(f"An agenda holds {MOST_ITEMS} items.", instead="Take one off first.", field="title")
    return None


def order_after(order: Sequence[UUID], moved: UUID, position: int) -> list[UUID]:
    """The order of items once one of them stands at a position from 1; beyond the end means last."""
    others = [each for each in order if each != moved]
    place = min(max(position, 1), len(order)) - 1
    return [*others[:place], moved, *others[place:]]
