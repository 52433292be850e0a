"""Who is told of an opening by break-glass. A notice names no person, no case, no colleague and no reason."""

from __future__ import annotations

from uuid import UUID

from agencies import queries as agencies_queries
from agencies.models import User
from agencies.permissions import Permission
from cases.models import Case
from cases.openings import GlassOpening
from core import outbox
from core.actor import Actor
from people import queries as people_queries

OPENED = "Something at your agency is for you to look at"
NOT_REVIEWED = "Something at your agency still waits to be looked at"


def tell_of_opening(actor: Actor, case: Case, row: GlassOpening) -> None:
    """Tell the lead worker and those who review, each once; a lead who reviews as well is sent to the review.

    Never the one who opened, and never anyone who is kept away from the person.
    """
    away = people_queries.excluded_users(actor, case.person_id) | {actor.user_id}
    told = set()
    for reviewer in reviewers(actor, away):
        _put(row, reviewer, OPENED, f"/cases/openings/{row.id}", "opened")
        told.add(reviewer.id)
    lead = agencies_queries.user(case.lead_user_id)
    if lead.active and lead.id not in told | away:
        _put(row, lead, OPENED, f"/cases/{case.id}/openings", "opened")


def remind(actor: Actor, row: GlassOpening, day: str) -> int:
    """Tell those who review that an opening still waits, once a day; returns how many were told."""
    away = people_queries.excluded_users(actor, row.person_id) | {row.opened_by}
    found = reviewers(actor, away)
    for reviewer in found:
        _put(row, reviewer, NOT_REVIEWED, f"/cases/openings/{row.id}", f"waits:{day}")
    return len(found)


def reviewers(actor: Actor, away: set[UUID]) -> list[User]:
    """The managers who may review; the data protection leads where no manager is left."""
    for permission in (Permission.CASE_SUPERVISE, Permission.PROTECTION_LEAD):
        found = [user for user in agencies_queries.colleagues(actor, permission) if user.id not in away]
        if found:
            return found
    return []


def _put(row: GlassOpening, user: User, subject: str, path: str, act: str) -> None:
    outbox.put(
        agency_id=row.agency_id, address=user.email, subject=subject, path=path, once=f"opening-{act}:{row.id}",
        about=row.person_id,
    )  # fmt: skip
