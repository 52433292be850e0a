"""Handing over a copy of what a person said about sharing: it leaves the system, so it stands in the ledger."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from core import audit
from core.actor import Actor
from people import queries
from people.models import DisclosureKind
from people.queries import ConsentReceipt
from people.service.ledger import record_disclosure


class CopyKind(StrEnum):
    """The two shapes of a copy: pages to read, and a record for another system."""

    PAGES = "pdf"
    RECORD = "json"


REASONS = {
    CopyKind.PAGES: "A copy of what they said about sharing, as pages to print",
    CopyKind.RECORD: "A copy of what they said about sharing, as a file",
}


def hand_over_receipt(*, actor: Actor, consent_id: UUID, kind: CopyKind) -> ConsentReceipt:
    """The receipt of a conversation, to be made into a file; the trail and the person's ledger keep that it was made.

    Raises NotVisible when the actor's agency has no such consent.
    """
    receipt = queries.consent_receipt(actor, consent_id)
    person_id = receipt.chosen.record.row.person_id
    verb = "downloaded" if kind is CopyKind.PAGES else "exported"
    audit.record(actor=actor, verb=verb, kind="consent", row_id=consent_id, subject_id=person_id)
    record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.PRINT, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=(), consent_id=consent_id, reason=REASONS[kind],
    )  # fmt: skip
    return receipt
