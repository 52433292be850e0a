"""Who is told that a decision waits. A notice names no person, no ground, no recipient and no other agency."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from agencies.queries import colleagues, user
from core import outbox
from core.actor import Actor
from referrals.decisions.models import SharingDecision

SECOND = "Something waits for a second person"
ANSWERED = "Something you wrote was answered"
FINISH = "Something you began must be finished"
LATE = "Something at your agency is late"
LOOK = "Something is due to be looked at again"


def tell_second(actor: Actor, row: SharingDecision, act: str) -> None:
    """Tell everyone who may answer as the second person, but not the one who wrote it."""
    for colleague in colleagues(actor, Permission.SHARING_AUTHORISE):
        if colleague.id != row.decided_by:
            _put(row, colleague.email, SECOND, f"{act}:{row.version}")


def tell_writer(row: SharingDecision, subject: str, act: str) -> None:
    """Tell the one who wrote it, while the account is open."""
    writer = user(row.decided_by)
    if writer.active:
        _put(row, writer.email, subject, act)


def tell_late(actor: Actor, row: SharingDecision, day: str) -> None:
    """Tell the writer, the managers and the data protection leads, once a day, that the rest was not written."""
    tell_writer(row, FINISH, f"late:{day}")
    leads: set[UUID] = set()
    for colleague in colleagues(actor, Permission.SHARING_AUTHORISE):
        if colleague.id not in {row.decided_by, *leads}:
            leads.add(colleague.id)
            _put(row, colleague.email, LATE, f"late:{day}")


def _put(row: SharingDecision, address: str, subject: str, act: str) -> None:
    outbox.put(
        agency_id=row.agency_id, address=address, subject=subject, path=f"/decisions/{row.id}",
        once=f"decision-{act}:{row.id}",
    )  # fmt: skip
