"""Tables of what its sender still keeps: drafts and letters held back, and what was sent to the wrong place.

A letter that is held is a row of the sender's alone. Nothing of it stands where the receiver could see it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, TwoParty, choice, owned_key
from referrals.models.referral import Urgency


class LetterState(StrEnum):
    """A draft becomes a letter that is held; a held letter is sent, undone by a person, or stopped by a rule."""

    DRAFT = "draft"
    HELD = "held"
    SENT = "sent"
    UNDONE = "undone"
    STOPPED = "stopped"


class StopReason(StrEnum):
    """Why a held letter did not leave."""

    CONSENT = "consent"
    FIREWALL = "firewall"
    AGREEMENT = "agreement"
    SERVICE = "service"
    FIRST = "first"
    ACCOUNT = "account"
    ERASED = "erased"


class OutgoingLetter(Sealable, Base):
    """A referral before it leaves, sealed by the person's key: what was chosen, and the words as they were shown.

    A draft has choices alone, for any number of services; there is one a person and writer. A held letter is for one
    team, and its package is frozen. Once it has ended, its words are gone: sent, they are in the referral's package.
    """

    __tablename__ = "outgoing_letter"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("written_by", "user_account"),
        Index("ix_outgoing_letter_person", "agency_id", "person_id", "state"),
        Index("ix_outgoing_letter_due", "agency_id", "state", "leaves_at"),
        Index("ix_outgoing_letter_writer", "agency_id", "written_by", "state"),
        CheckConstraint(
            "state = 'draft' or (to_agency_id is not null and to_team_id is not null and service_id is not null)",
            name="a_letter_has_a_receiver",
        ),
        CheckConstraint("state <> 'held' or package_sealed is not null", name="a_held_letter_has_its_words"),
        CheckConstraint("state = 'draft' or leaves_at is not null", name="a_letter_says_when_it_leaves"),
        CheckConstraint(
            "state in ('draft', 'held') or (ended_at is not null and package_sealed is null)",
            name="a_letter_that_ended_keeps_no_words",
        ),
        CheckConstraint("(state = 'sent') = (referral_id is not null)", name="a_sent_letter_is_a_referral"),
        CheckConstraint("(state = 'stopped') = (stopped_why is not null)", name="a_stopped_letter_says_why"),
    )

    person_id: Mapped[UUID]
    written_by: Mapped[UUID]
    state: Mapped[LetterState] = choice(LetterState, "letter_has_a_known_state")
    batch_id: Mapped[UUID]
    to_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    to_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id"))
    purpose: Mapped[str | None]
    urgency: Mapped[Urgency] = choice(Urgency, "letter_has_a_known_urgency", default=Urgency.STANDARD)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    choices_sealed: Mapped[bytes | None]
    choices = SealedText("choices_sealed")
    package_sealed: Mapped[bytes | None]
    package = SealedText("package_sealed")
    hurry_sealed: Mapped[bytes | None]
    hurry = SealedText("hurry_sealed")
    changed_at: Mapped[datetime]
    leaves_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    referral_id: Mapped[UUID | None] = mapped_column(ForeignKey("referral.id"))
    stopped_why: Mapped[StopReason | None] = choice(StopReason, "letter_stopped_for_a_known_reason")
    seen_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CopyState(StrEnum):
    """What the receiver's data protection lead says became of what was sent to them by mistake."""

    NOTHING_KEPT = "nothing_kept"
    COPY_DESTROYED = "copy_destroyed"
    RECORD_CLOSED = "record_closed"


class RiskAssessed(StrEnum):
    """How likely it is that a breach harms someone: the question of Articles 33 and 34 UK GDPR."""

    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


class MisdirectedRecord(TwoParty, Base):
    """A referral that was sent to the wrong place, as both sides know it: facts and times, and no person."""

    __tablename__ = "misdirected_record"
    __table_args__ = (
        CheckConstraint("(copy is null) = (confirmed_at is null)", name="a_confirmation_says_what_and_when"),
    )

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    found_at: Mapped[datetime]
    found_by_name: Mapped[str]
    ico_by: Mapped[datetime]
    had_opened: Mapped[bool]
    copy: Mapped[CopyState | None] = choice(CopyState, "misdirected_copy_has_a_known_end")
    confirmed_at: Mapped[datetime | None]
    confirmed_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class MisdirectedNote(Sealable, Base):
    """The sender's own side of it: what happened, the risk, and who was told; sealed by the agency's key.

    By the agency's and not the person's: the record of a breach is kept (Article 33(5)) when a person is erased.
    """

    __tablename__ = "misdirected_note"
    __table_args__ = (
        UniqueConstraint("agency_id", "referral_id"),
        CheckConstraint("ico_told is null or risk is not null", name="the_ico_is_decided_on_a_risk"),
        CheckConstraint("not ico_told or ico_told_at is not null", name="the_ico_was_told_at_a_time"),
    )

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    happened_sealed: Mapped[bytes | None]
    happened = SealedText("happened_sealed")
    risk: Mapped[RiskAssessed | None] = choice(RiskAssessed, "misdirected_risk_is_a_known_one")
    risk_words_sealed: Mapped[bytes | None]
    risk_words = SealedText("risk_words_sealed")
    ico_told: Mapped[bool | None]
    ico_told_at: Mapped[datetime | None]
    ico_words_sealed: Mapped[bytes | None]
    ico_words = SealedText("ico_words_sealed")
    person_told: Mapped[bool | None]
    person_words_sealed: Mapped[bytes | None]
    person_words = SealedText("person_words_sealed")
    kept_by: Mapped[UUID | None]
    kept_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key."""
        return self.agency_id
