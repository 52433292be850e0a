"""Telling workers that a consent is about to end. A notice names no person, no reference and no agency."""

from __future__ import annotations

from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import audit, clock, outbox
from core.actor import Actor
from core.scoping import current_session
from people import queries

ENDING = "Something that you recorded ends soon"
ENDING_LEFT = "Something ends soon that a former colleague recorded"


def remind_of_endings(*, actor: Actor) -> int:
    """Tell who recorded a consent that it ends within 14 days: once for each, one notice for one conversation.

    When that account is closed the agency's managers are told instead; when there is none, it is tried again later.
    Returns how many consents somebody was told of. Source: domain.md 4.1 (“expiry, review”).
    """
    managers = addresses_of(actor.agency_id, Permission.PEOPLE_ALL)
    told = 0
    for row, address in queries.unreminded(actor):
        addresses, subject, path = ([address], ENDING, "/") if address else (managers, ENDING_LEFT, "/consents/ending")
        for each in addresses:
            outbox.put(agency_id=actor.agency_id, address=each, subject=subject, path=path,
                       about=row.person_id,
                       once=f"consent-ends:{row.occasion_id or row.id}:{row.valid_until}")  # fmt: skip
        if addresses:
            row.reminded_at = clock.now()
            audit.record(actor=actor, verb="reminded", kind="consent", row_id=row.id, subject_id=row.person_id)
            told += 1
    current_session().flush()
    return told
