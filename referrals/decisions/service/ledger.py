"""The rows of the ledger that a decision writes, and what holds them back from the person's own copy.

A row is never changed, so a later day needs a row of its own, and so does the telling that ends it:
`people.queries.ledger.to_tell` keeps all of a decision back until that row stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.actor import Actor
from core.words import long_day
from people import service as people_service
from people.models import Category, DisclosureKind
from people.telling import TOLD
from referrals.decisions import queries
from referrals.decisions.models import SharingDecision
from referrals.decisions.queries import Opened

WITHHELD = "withheld until"
KNOWS = f"{TOLD}: they were told"
NOT_AGREED = "A second person did not agree"


def ledger_reason(row: SharingDecision) -> str | None:
    """“withheld until 1 December 2026”, while it is not safe that the person reads of it; None once they were told."""
    if row.told_at is not None or row.tell_on is None:
        return None
    return f"{WITHHELD} {long_day(row.tell_on)}"


def ending_words(row: SharingDecision, why: str = NOT_AGREED) -> str:
    """Why something ended or stayed: held back from the person's copy as long as the decision itself is."""
    withheld = ledger_reason(row)
    return f"{withheld}. {why}".rstrip() if withheld else why


def write_outside(actor: Actor, opened: Opened) -> None:
    """A body outside was told what was decided."""
    _write(actor, opened, DisclosureKind.DECISION, opened.categories, ledger_reason(opened.row))


def write_kept(actor: Actor, opened: Opened) -> None:
    """It was settled that nothing is shared."""
    _write(actor, opened, DisclosureKind.NOT_SHARED, [], ending_words(opened.row, ""))


def write_not_agreed(actor: Actor, opened: Opened) -> None:
    """A second person said no, so nothing left."""
    _write(actor, opened, DisclosureKind.REFUSAL, opened.categories, ending_words(opened.row))


def write_refusal(*, actor: Actor, decision_id: UUID, reason: str) -> None:
    """What the firewall held back: what would have left, for whom, and why it did not."""
    opened = queries.decision(actor, decision_id)
    _write(actor, opened, DisclosureKind.REFUSAL, opened.categories, reason)


def write_telling(actor: Actor, opened: Opened) -> None:
    """They know, so that their copy tells all of this decision from now on; or not yet, so that it goes on leaving it
    out.
    """
    if reason := KNOWS if opened.row.told_at is not None else ledger_reason(opened.row):
        _write(actor, opened, DisclosureKind.UNTOLD, [], reason)


def _write(
    actor: Actor, opened: Opened, kind: DisclosureKind, categories: Sequence[Category], reason: str | None
) -> None:
    offer = opened.offer
    people_service.record_disclosure(
        actor=actor, person_id=opened.row.person_id, kind=kind,
        recipient_agency_id=offer.agency_id if offer else actor.agency_id,
        recipient_team_id=offer.team_id if offer else None, categories=categories,
        referral_id=opened.row.referral_id, decision_id=opened.row.id, outside=None if offer else opened.recipient,
        reason=reason,
    )  # fmt: skip
