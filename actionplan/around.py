"""What the floors above tell the action plan: the forum's decisions. Filled by `forum/rooms.py`.

The plan knows no meeting: it asks here, and the forum brings its own query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.actor import Actor
from core.errors import NotVisible


@dataclass(frozen=True, slots=True)
class DecisionRef:
    """A numbered decision of a meeting: what an approval, an extension or an end points at."""

    id: UUID
    reference: str
    words: str
    day: date


def _no_decisions(actor: Actor) -> list[DecisionRef]:
    return []


def _no_decision(actor: Actor, decision_id: UUID) -> DecisionRef:
    raise NotVisible


@dataclass(slots=True)
class Around:
    """The forum's queries: recent decisions, the latest first (at most 50), and one decision (NotVisible if none)."""

    decisions: Callable[[Actor], list[DecisionRef]] = _no_decisions
    decision: Callable[[Actor, UUID], DecisionRef] = _no_decision


around = Around()
