"""What the floors above tell the action plan: the forum's decisions, and the meetings of groups.

The plan knows no meeting: it asks here, and the forum brings its own queries (`forum/rooms.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
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


@dataclass(frozen=True, slots=True)
class MeetingRef:
    """A meeting of a group: when, what it is called, and where it stands in words (“planned”, “held”)."""

    id: UUID
    title: str
    starts_at: datetime
    words: str


def _no_meetings(actor: Actor, group_id: UUID) -> list[MeetingRef]:
    return []


def _no_decisions(actor: Actor) -> list[DecisionRef]:
    return []


def _no_decision(actor: Actor, decision_id: UUID) -> DecisionRef:
    raise NotVisible


@dataclass(slots=True)
class Around:
    """The forum's queries: recent decisions, the latest first (at most 50), one decision (NotVisible if none), and the
    meetings of a task and finish group, the latest first."""

    decisions: Callable[[Actor], list[DecisionRef]] = _no_decisions
    decision: Callable[[Actor, UUID], DecisionRef] = _no_decision
    meetings: Callable[[Actor, UUID], list[MeetingRef]] = _no_meetings


around = Around()
