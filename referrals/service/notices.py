"""Who is told of what happens to a referral. A notice names no person, no reference and no agency."""

from __future__ import annotations

from uuid import UUID

from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import addresses_of, user
from core import outbox
from core.errors import Refused
from referrals.models import OutgoingLetter, Referral

ARRIVED = "A referral waits for your agency"
ANSWERED = "A referral of yours was answered"
ENDED = "A referral to your agency has ended"
ASKS_YOU = "A referral of yours waits for your answer"
MOVED_ON = "A referral of yours has moved on"
REPLIED = "What you asked about a referral was answered"
YOURS = "A referral waits for you"
WRITTEN = "A message about a referral waits for your agency"
LATE_HERE = "Your agency is late with an answer"
LATE_THERE = "A referral from your agency has had no answer in time"
ASK_THEM = "A referral of yours has had no answer: ask them"
DUE_SOON = "An answer of yours is due on the next working day"
STOPPED = "Something you wrote did not leave"
OUTSIDE_NEWS = "Something you sent has news"
ENQUIRY_CAME = "Something waits for your agency to read"
ENQUIRY_LATE = "Something has waited too long for your agency"
ENQUIRY_FLOOD = "More waits for your agency than usual"
ENQUIRY_YOURS = "Something waits for you to read"
WRONG_PLACE = "Your agency has a data protection record to keep"


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


def tell_worker(referral: Referral, worker: User, act: str) -> None:
    """Tell one colleague that a referral is theirs to answer, once for each act."""
    outbox.put(
        agency_id=worker.agency_id, address=worker.email, subject=YOURS, path=f"/referrals/{referral.id}",
        once=f"referral-{act}:{referral.id}",
    )  # fmt: skip


def tell_written(referral: Referral, message_id: UUID, *, to_sender: bool) -> None:
    """Tell the other side that a message waits, once for each message."""
    tell = tell_sender if to_sender else tell_receiver
    tell(referral, WRITTEN, f"message-{message_id}")


def tell_managers(referral: Referral, stage: str) -> None:
    """Tell the managers of both sides that an answer is late, once for each stage.

    Where an agency has no manager here (police, probation), whoever answers or sends is told.
    """
    sides = (
        (referral.to_agency_id, Permission.REFERRAL_ANSWER, LATE_HERE),
        (referral.from_agency_id, Permission.REFERRAL_SEND, LATE_THERE),
    )
    for agency_id, otherwise, subject in sides:
        found = addresses_of(agency_id, Permission.CASE_ALL) or addresses_of(agency_id, otherwise)
        for address in found:
            _put(referral, agency_id, address, subject, f"late-{stage}")


def tell_one(referral: Referral, worker: User, subject: str, act: str) -> None:
    """Tell one colleague something about a referral, once for each act."""
    _put(referral, worker.agency_id, worker.email, subject, act)


def _put(referral: Referral, agency_id: UUID, address: str, subject: str, act: str) -> None:
    outbox.put(
        agency_id=agency_id, address=address, subject=subject, path=f"/referrals/{referral.id}",
        once=f"referral-{act}:{referral.id}",
    )  # fmt: skip


def _tell(referral: Referral, agency_id: UUID, permission: Permission, subject: str, act: str) -> None:
    for address in addresses_of(agency_id, permission):
        outbox.put(
            agency_id=agency_id, address=address, subject=subject, path=f"/referrals/{referral.id}",
            once=f"referral-{act}:{referral.id}",
        )  # fmt: skip


def tell_writer(letter: OutgoingLetter) -> None:
    """Tell whoever wrote a letter that it was stopped, if their account is still open."""
    writer = user(letter.written_by)
    if writer.active:
        outbox.put(
            agency_id=letter.agency_id, address=writer.email, subject=STOPPED, path="/referrals/letters",
            about=letter.id, once=f"letter-stopped:{letter.id}",
        )  # fmt: skip


def tell_protection_leads(agency_id: UUID, once: str) -> None:
    """Tell an agency's data protection leads; where it has none, those who may authorise sharing there."""
    found = addresses_of(agency_id, Permission.PROTECTION_LEAD)
    for address in found or addresses_of(agency_id, Permission.SHARING_AUTHORISE):
        outbox.put(agency_id=agency_id, address=address, subject=WRONG_PLACE, path="/referrals/wrong-place", once=once)
