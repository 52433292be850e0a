"""Tables of referrals. The referral is the one row that two agencies see; it names no one."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, TwoParty, choice, owned_key, uuid7


class ReferralState(StrEnum):
    """Sent, acknowledged, then accepted, declined, withdrawn, or sent to the wrong place.

    A letter that its sender still holds back is no referral yet: it is the sender's own row (`OutgoingLetter`).
    """

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MISDIRECTED = "misdirected"


class RestsOn(StrEnum):
    """What a package was allowed to leave by: the person's consent, or an authorised decision to share without it."""

    CONSENT = "consent"
    DECISION = "decision"


class Outcome(StrEnum):
    """How a referral that was accepted came out for the person; said by the receiver at the end."""

    SUPPORTED = "supported"
    WAITING_LIST = "waiting_list"
    REDIRECTED = "redirected"
    UNABLE_CONTACT = "unable_contact"
    PERSON_DECLINED = "person_declined"
    ACTED_ON = "acted_on"
    NO_FURTHER_ACTION = "no_further_action"


class HandoverHow(StrEnum):
    """How a person met or spoke with the worker of the agency that accepted."""

    IN_PERSON = "in_person"
    BY_PHONE = "by_phone"
    WITH_SENDER = "with_sender"


class Urgency(StrEnum):
    """How soon an answer is needed."""

    STANDARD = "standard"
    HIGH = "high"
    EMERGENCY = "emergency"


class Escalation(StrEnum):
    """How far a late answer has been taken: a late acknowledgement, a late decision, then the forum, as a count."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    FORUM = "forum"


class Referral(TwoParty, Base):
    """From an agency to a team of another: purpose, clocks and answer."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_in", "to_agency_id", "state", "decide_by"),
        Index("ix_referral_out", "from_agency_id", "state", "sent_at"),
        Index("ix_referral_received", "to_agency_id", "sent_at"),
        Index("ix_referral_sent", "from_agency_id", "sent_at"),
        CheckConstraint("from_agency_id <> to_agency_id", name="a_referral_goes_to_another_agency"),
        CheckConstraint(
            "state <> 'accepted' or (decided_at is not null and worker_name is not null)",
            name="accepted_referral_names_its_worker",
        ),
        CheckConstraint(
            "state <> 'declined' or (reason_code is not null and (alternative_service_id is not null or none_found))",
            name="declined_referral_has_reason_and_alternative",
        ),
        CheckConstraint("state <> 'withdrawn' or withdrawn_at is not null", name="withdrawn_referral_says_when"),
        CheckConstraint("state <> 'misdirected' or misdirected_at is not null", name="misdirected_referral_says_when"),
        CheckConstraint("paused_days >= 0", name="a_pause_is_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    from_team_id: Mapped[UUID | None]
    to_team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    purpose: Mapped[str]
    urgency: Mapped[Urgency] = choice(Urgency, "referral_has_a_known_urgency")
    state: Mapped[ReferralState] = choice(ReferralState, "referral_has_a_known_state")
    rests_on: Mapped[RestsOn] = choice(RestsOn, "referral_rests_on_something_known", default=RestsOn.CONSENT)
    sender_name: Mapped[str]
    sent_at: Mapped[datetime]
    acknowledge_by: Mapped[date]
    decide_by: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_name: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_name: Mapped[str | None]
    worker_name: Mapped[str | None]
    expected_on: Mapped[date | None]
    reason_code: Mapped[str | None]
    alternative_service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id"))
    none_found: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    escalated_at: Mapped[datetime | None]
    escalation: Mapped[Escalation | None] = choice(Escalation, "referral_has_a_known_escalation")
    reminded_for: Mapped[date | None]
    redirect_service_id: Mapped[UUID | None]
    redirect_asked_at: Mapped[datetime | None]
    redirect_answered_at: Mapped[datetime | None]
    more_asked_at: Mapped[datetime | None]
    handover_confirmed_at: Mapped[datetime | None]
    handover_name: Mapped[str | None]
    handover_on: Mapped[date | None]
    handover_how: Mapped[HandoverHow | None] = choice(HandoverHow, "a_handover_happened_somehow")
    outcome: Mapped[Outcome | None] = choice(Outcome, "referral_has_a_known_outcome")
    outcome_at: Mapped[datetime | None]
    misdirected_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_seen_at: Mapped[datetime | None]
    sharing_ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class DisclosurePackage(TwoParty, Base):
    """The sealed copy: a triage part and the rest, each encrypted under the package's own key."""

    __tablename__ = "disclosure_package"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    triage_sealed: Mapped[bytes]
    parts_sealed: Mapped[bytes]
    categories: Mapped[list[str]] = mapped_column(JSON)
    sealed_at: Mapped[datetime]


class PackageKey(TwoParty, Base):
    """The package's key, wrapped for one of the two sides. Closing the package destroys the receiver's wrap."""

    __tablename__ = "package_key"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    holder_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    wrapped: Mapped[bytes | None]
    wrapping_version: Mapped[int]


class ReferralSubject(AgencyOwned, Base):
    """The sender's own note of whom a referral is about, and on which consents it rests."""

    __tablename__ = "referral_subject"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("sent_by", "user_account"),
        UniqueConstraint("agency_id", "referral_id"),
        Index("ix_referral_subject_person", "agency_id", "person_id"),
    )

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    person_id: Mapped[UUID]
    sent_by: Mapped[UUID]
    consent_ids: Mapped[list[str]] = mapped_column(JSON)
    decision_id: Mapped[UUID | None]


class ReferralReceipt(AgencyOwned, Base):
    """The receiver's own note of the person and case that it opened. One referral opens at most one case.

    Police and probation open neither: their receipt says only who accepted (`rules.opens_a_case`).
    """

    __tablename__ = "referral_receipt"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("case_id", "case_file"),
        UniqueConstraint("agency_id", "referral_id"),
        Index("ix_referral_receipt_case", "agency_id", "case_id"),
        CheckConstraint("(person_id is null) = (case_id is null)", name="a_receipt_has_both_or_neither"),
    )

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    person_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    accepted_by: Mapped[UUID]
    outcome: Mapped[Outcome | None] = choice(Outcome, "receipt_has_a_known_outcome")
