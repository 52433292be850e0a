"""Writes of counted hours: rule, change, audit. A night has one count for each hour and ward."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach import queries as outreach
from outreach.hours import queries, rules
from outreach.hours.models import HourCount
from outreach.models import OutreachSession
from outreach.rules import LONGEST_OUTING

CHANGED_MEANWHILE = "Somebody counted while you were writing. Both are below; nothing is lost."


def count_hours(
    *, actor: Actor, session_id: UUID, ward: str, seen: Mapping[int, int | None], version: int
) -> queries.Counted:
    """Write how many people were seen working in each hour of a session, in one ward, as read at `version`.

    `seen` is hour (0 to 23) to number; None is an hour that nobody counted, 0 one in which nobody was seen. Refuses an
    hour that is not the session's, more than 999, and a place finer than a ward; Clash when it changed since.
    """
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")
    session = _locked(actor, session_id)
    slots = rules.slots_of(clock.london(session.began_at), session.ended_at, clock.now(), LONGEST_OUTING)
    refusal = rules.counts_may_be(seen, slots, ward, catalogue.wards())
    if refusal is not None:
        raise refusal
    if queries.counted(actor, session_id, ward).version != version:
        raise Clash(CHANGED_MEANWHILE)
    _store(actor, session, ward, seen)
    audit.record(actor=actor, verb="counted hours of", kind="outreach session", row_id=session_id)
    return queries.counted(actor, session_id, ward)


def _store(actor: Actor, session: OutreachSession, ward: str, seen: Mapping[int, int | None]) -> None:
    found = select(HourCount).where(
        belongs_to(actor, HourCount), HourCount.session_id == session.id, HourCount.ward == ward
    )
    there = {row.hour: row for row in current_session().scalars(found)}
    for hour, number in seen.items():
        row = there.get(hour)
        if number is None:
            if row is not None:
                current_session().delete(row)
        elif row is None:
            current_session().add(_new(actor, session, ward, hour, number))
        elif row.seen != number:
            row.seen, row.counted_by, row.counted_at = number, actor.user_id, clock.now()
            row.version += 1
    current_session().flush()


def _new(actor: Actor, session: OutreachSession, ward: str, hour: int, number: int) -> HourCount:
    return HourCount(
        agency_id=actor.agency_id, session_id=session.id, night=session.held_on, hour=hour, ward=ward, seen=number,
        counted_by=actor.user_id, counted_at=clock.now(),
    )  # fmt: skip


def _locked(actor: Actor, session_id: UUID) -> OutreachSession:
    """The session, held until the transaction ends: two phones that count the same hour take turns."""
    found = outreach.visible_to(actor).where(OutreachSession.id == session_id).with_for_update()
    session = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if session is None:
        raise NotVisible
    return session
