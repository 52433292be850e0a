"""Who is told of what happens to a referral. A notice names no person, no reference and no agency."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import outbox
from core.errors import Refused
from referrals.models import Referral

ARRIVED = "A referral waits for your agency"
ANSWERED = "A referral of yours was answered"
ENDED = "A referral to your agency has ended"


def refuse(answer: Refused | None) -> None:
    """Raise the refusal that a rule answered with, if it did."""
    if answer is not None:
        raise answer


def tell_receiver(referral: Referral, subject: str, act: str) -> None:
    """Tell those who answer referrals at the receiving agency, once for each act."""
    _tell(referral, referral.to_agency_id, Permission.REFERRAL_ANSWER, subject, act)


def tell_sender(referral: Referral, subject: str, act: str) -> None:
    """Tell those who send referrals at the sending agency, once for each act."""
    _tell(referral, referral.from_agency_id, Permission.REFERRAL_SEND, subject, act)


def _tell(referral: Referral, agency_id: UUID, permission: Permission, subject: str, act: str) -> None:
    for address in addresses_of(agency_id, permission):
        outbox.put(
            agency_id=agency_id, address=address, subject=subject, path=f"/referrals/{referral.id}",
            once=f"referral-{act}:{referral.id}",
        )  # fmt: skip
