"""Reads of counted hours, inside the actor's agency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.permissions import Permission
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach.hours.models import HourCount

READS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one session in one ward: seen by hour, and how often they were written (their version)."""

    seen: dict[int, int]
    version: int


@dataclass(frozen=True, slots=True)
class Nights:
    """Counts of a period: seen by (weekday of the evening, hour), and how many nights were counted on each weekday."""

    seen: dict[tuple[int, int], int]
    nights: Counter[int]


def visible_to(actor: Actor) -> Select[HourCount]:
    """The counts that the actor may read: their agency's, with permission to read outreach."""
    found = select(HourCount).where(belongs_to(actor, HourCount))
    return found if actor.may(*READS) else found.where(HourCount.id.is_(None))


def counted(actor: Actor, session_id: UUID, ward: str) -> Counted:
    """What was counted on a session in one ward."""
    found = visible_to(actor).where(HourCount.session_id == session_id, HourCount.ward == ward)
    rows = list(current_session().scalars(found.execution_options(populate_existing=True)))
    return Counted({row.hour: row.seen for row in rows}, sum(row.version for row in rows))


def wards_of(actor: Actor, session_id: UUID) -> list[str]:
    """The wards that were counted on a session, in order of their codes."""
    found = visible_to(actor).where(HourCount.session_id == session_id).with_only_columns(HourCount.ward).distinct()
    return sorted(current_session().scalars(found))


def of_session(actor: Actor, session_id: UUID) -> list[tuple[int, int]]:
    """Hour and people seen in all wards of a session, in the order of the night (from noon to noon)."""
    found = visible_to(actor).where(HourCount.session_id == session_id)
    sums = found.with_only_columns(HourCount.hour, func.sum(HourCount.seen)).group_by(HourCount.hour)
    rows = [(hour, int(number)) for hour, number in current_session().execute(sums)]
    return sorted(rows, key=lambda row: (row[0] - 12) % 24)


def nights_between(actor: Actor, start: date, end: date, ward: str | None = None) -> Nights:
    """Counts of the nights that began from `start` to `end`, in one ward or in all.

    One statement: it reads numbers by night and hour, whatever the number of sessions.
    """
    found = visible_to(actor).where(HourCount.night.between(start, end))
    if ward is not None:
        found = found.where(HourCount.ward == ward)
    sums = found.with_only_columns(HourCount.night, HourCount.hour, func.sum(HourCount.seen))
    seen: Counter[tuple[int, int]] = Counter()
    nights: set[date] = set()
    for night, hour, number in current_session().execute(sums.group_by(HourCount.night, HourCount.hour)):
        seen[night.weekday(), hour] += int(number)
        nights.add(night)
    return Nights(dict(seen), Counter(night.weekday() for night in nights))


def wards_between(actor: Actor, start: date, end: date) -> list[str]:
    """The wards that were counted in a period."""
    found = visible_to(actor).where(HourCount.night.between(start, end))
    return sorted(current_session().scalars(found.with_only_columns(HourCount.ward).distinct()))


def first_night(actor: Actor) -> date | None:
    """The first night that was ever counted."""
    found = visible_to(actor).with_only_columns(func.min(HourCount.night))
    return current_session().scalar(found)
