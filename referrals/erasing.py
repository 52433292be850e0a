"""What referrals forget of somebody whose record is erased, and what of theirs must be settled first.

Only the agency's own side goes: what another agency was sent is that agency's to keep or to erase.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from people.models import ConsentState
from referrals import package
from referrals.models import (
    LetterState,
    OutgoingLetter,
    Referral,
    ReferralReceipt,
    ReferralState,
    ReferralSubject,
    StopReason,
)
from referrals.outside.models import LIVE, OutsideConsent, OutsideDoor, OutsideLetter
from referrals.outside.models import LetterState as OutsideState
from referrals.requests.models import InformationRequest, RequestFile

UNDER_WAY = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
HOW = "The record was erased"


def blockers(actor: Actor, person_ids: Sequence[UUID]) -> list[str]:
    """What of these people's is under way with others: a referral that waits, a request for information."""
    sent = (
        select(func.count(Referral.id))
        .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
        .where(belongs_to(actor, Referral), belongs_to(actor, ReferralSubject))
        .where(ReferralSubject.person_id.in_(person_ids), Referral.state.in_(UNDER_WAY))
    )
    asked = (
        select(func.count(InformationRequest.id))
        .join(RequestFile, RequestFile.request_id == InformationRequest.id)
        .where(belongs_to(actor, InformationRequest), belongs_to(actor, RequestFile))
        .where(RequestFile.person_id.in_(person_ids), InformationRequest.answered_at.is_(None))
        .where(InformationRequest.withdrawn_at.is_(None))
    )
    found = ["A referral still waits for an answer."] if current_session().scalar(sent) else []
    return found + (["A request for information is not answered yet."] if current_session().scalar(asked) else [])


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Destroy the agency's own wrap of every package about somebody, end what is held, and forget drafts."""
    for table in (ReferralSubject, ReferralReceipt):
        found = select(table.referral_id).where(belongs_to(actor, table), table.person_id == person_id)
        for referral_id in current_session().scalars(found).all():
            package.close_for(actor, referral_id, actor.agency_id)
    _end_letters(actor, person_id)
    _end_outside(actor, person_id)


def _end_letters(actor: Actor, person_id: UUID) -> None:
    mine = (OutgoingLetter.agency_id == actor.agency_id, OutgoingLetter.person_id == person_id)
    _run(delete(OutgoingLetter).where(*mine, OutgoingLetter.state == LetterState.DRAFT))
    _run(
        update(OutgoingLetter)
        .where(*mine, OutgoingLetter.state == LetterState.HELD)
        .values(
            state=LetterState.STOPPED, stopped_why=StopReason.ERASED, ended_at=clock.now(), ended_by=actor.user_id,
            package_sealed=None, choices_sealed=None, version=OutgoingLetter.version + 1,
        )
    )  # fmt: skip


def _end_outside(actor: Actor, person_id: UUID) -> None:
    letters = select(OutsideLetter.id).where(
        belongs_to(actor, OutsideLetter), OutsideLetter.person_id == person_id, OutsideLetter.state.in_(LIVE)
    )
    live = list(current_session().scalars(letters))
    _run(delete(OutsideDoor).where(OutsideDoor.letter_id.in_(live)))
    _run(
        update(OutsideLetter)
        .where(OutsideLetter.agency_id == actor.agency_id, OutsideLetter.id.in_(live))
        .values(state=OutsideState.STOPPED, locked=None, reading_hash=None, ended_at=clock.now())
    )
    _run(
        update(OutsideConsent)
        .where(OutsideConsent.agency_id == actor.agency_id, OutsideConsent.person_id == person_id)
        .where(OutsideConsent.state == ConsentState.GIVEN)
        .values(state=ConsentState.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_how=HOW, withdrawn_by=actor.user_id)
    )


def _run(statement: Any) -> None:
    current_session().execute(statement.execution_options(synchronize_session=False))
