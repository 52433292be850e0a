"""A meeting of the forum that takes place today, and who is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from agencies.queries import agency_by_code
from core import clock
from core.db import db
from forum import queries
from forum.attendance import service as attendance
from forum.attendance.rules import Mark
from forum.bodies.models import Body
from forum.models import Meeting
from forum.service import add_standard_agenda
from tests.house import House

#: Thursday 26 November 2026, 10am, and the meeting before and after it.
MORNING = datetime(2026, 11, 26, 10, tzinfo=UTC)


def meeting_at(starts_at: datetime) -> UUID:
    """A meeting of the forum with its standard agenda."""
    row = Meeting(
        forum_id=queries.forum().id, title="Forum meeting", place="Room 3 and online", chair_name="Cllr Bell",
        starts_at=starts_at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    add_standard_agenda(row)
    found = row.id
    db.session.commit()
    return found


def today(days: int = 0) -> UUID:
    """A meeting that began an hour ago, or on another day at the same time."""
    return meeting_at(clock.now() + timedelta(days=days, hours=-1))


def seat(house: House, meeting_id: UUID, *codes: str) -> None:
    """Write down that somebody came for each of some agencies; two of them are a quorum here."""
    rule = {"quorum_one_in": None, "quorum_least": 2, "quorum_chair": False, "quorum_voluntary": False,
            "quorum_statutory": False, "quorum_lived_experience": False}  # fmt: skip
    db.session.execute(update(Body).where(Body.code == "forum").values(**rule))
    db.session.commit()
    with house.acting("mcc_coordinator") as actor:
        for code in codes:
            home = agency_by_code(code).id
            attendance.add_guest(
                actor=actor, meeting_id=meeting_id, name=f"{code} member", agency_id=home, mark=Mark.ROOM
            )
        db.session.commit()


def items(house: House, meeting_id: UUID) -> list[UUID]:
    """The items of a meeting's agenda, in order."""
    found = [item.id for item in queries.agenda(house.actor("mcc_chair"), meeting_id)]
    db.session.rollback()
    return found
