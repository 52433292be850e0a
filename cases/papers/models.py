"""Tables of papers: prints, letters, and people's requests for a copy of what is held about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key
from people.models import Purpose


class PrintFor(StrEnum):
    """Why a file is printed or exported, and so whether it leaves the agency."""

    OWN_WORK = "own_work"
    SUPERVISION = "supervision"
    CASE_REVIEW = "case_review"
    PERSON = "person"


class Shape(StrEnum):
    """What is made: pages, or a file for machines."""

    PDF = "pdf"
    JSON = "json"


class CasePrint(Sealable, Base):
    """A print or export of a case file: which parts, for what, by whom. Only grows."""

    __tablename__ = "case_print"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("made_by", "user_account"),
        Index("ix_case_print_case", "agency_id", "case_id", "made_at"),
        CheckConstraint(
            "purpose <> 'person' or disclosure_id is not null", name="what_goes_to_the_person_stands_in_the_ledger"
        ),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    sections: Mapped[list[str]] = mapped_column(JSON)
    shape: Mapped[Shape] = choice(Shape, "print_has_a_known_shape")
    purpose: Mapped[PrintFor] = choice(PrintFor, "print_has_a_purpose")
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    disclosure_id: Mapped[UUID | None]


class LetterTo(StrEnum):
    """Whom a letter is for."""

    PERSON = "person"
    AGENCY = "agency"


class LetterState(StrEnum):
    """A letter is written, then sent or dropped; what was sent is a document and never changes."""

    DRAFT = "draft"
    SENT = "sent"
    DROPPED = "dropped"


class CaseLetter(Sealable, Base):
    """A letter on a case, under the agency's own heading. To another agency it rests on one consent."""

    __tablename__ = "case_letter"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("written_by", "user_account"),
        Index("ix_case_letter_case", "agency_id", "case_id", "changed_at"),
        CheckConstraint("state <> 'sent' or document_id is not null", name="a_sent_letter_is_kept"),
        CheckConstraint("state <> 'sent' or disclosure_id is not null", name="a_sent_letter_stands_in_the_ledger"),
        CheckConstraint(
            "addressed_to <> 'agency' or recipient_agency_id is not null", name="a_letter_to_an_agency_names_it"
        ),
        CheckConstraint(
            "state <> 'sent' or addressed_to <> 'agency' or consent_id is not null",
            name="a_letter_to_an_agency_rests_on_consent",
        ),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    addressed_to: Mapped[LetterTo] = choice(LetterTo, "letter_is_for_somebody")
    recipient_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    recipient_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    purpose: Mapped[Purpose | None] = choice(Purpose, "letter_has_a_known_purpose", nullable=True)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    subject_sealed: Mapped[bytes | None]
    subject = SealedText("subject_sealed")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    state: Mapped[LetterState] = choice(LetterState, "letter_has_a_known_state")
    consent_id: Mapped[UUID | None]
    document_id: Mapped[UUID | None]
    disclosure_id: Mapped[UUID | None]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class IdentityCheck(StrEnum):
    """How we know that the one who asks is the person."""

    NOT_YET = "not_yet"
    KNOWN_TO_US = "known_to_us"
    QUESTIONS = "questions"
    PAPERS_SEEN = "papers_seen"
    ACTS_FOR_THEM = "acts_for_them"


class RequestState(StrEnum):
    """Where a request for a copy stands."""

    OPEN = "open"
    REVIEW = "review"
    RELEASED = "released"
    ENDED = "ended"


class PauseReason(StrEnum):
    """What stops the clock."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"


class PieceDecision(StrEnum):
    """What becomes of a piece in the pack."""

    WAITING = "waiting"
    KEEP = "keep"
    REDACT = "redact"
    WITHHOLD = "withhold"


class SubjectRequest(Sealable, Base):
    """A person's request for a copy of what is held about them (UK GDPR Article 15), with its clock."""

    __tablename__ = "subject_request"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("opened_by", "user_account"),
        UniqueConstraint("agency_id", "reference"),
        Index("ix_subject_request_state", "agency_id", "state", "received_on"),
        Index("ix_subject_request_person", "agency_id", "person_id"),
        CheckConstraint(
            "state not in ('review', 'released') or proof <> 'not_yet'", name="nothing_is_gathered_for_a_stranger"
        ),
        CheckConstraint("extended_on is null or extension_reason_sealed is not null", name="an_extension_says_why"),
    )

    person_id: Mapped[UUID]
    reference: Mapped[str]
    received_on: Mapped[date]
    asked_sealed: Mapped[bytes | None]
    asked = SealedText("asked_sealed")
    delivery_sealed: Mapped[bytes | None]
    delivery = SealedText("delivery_sealed")
    proof: Mapped[IdentityCheck] = choice(IdentityCheck, "request_says_how_identity_was_checked")
    proof_on: Mapped[date | None]
    proof_note_sealed: Mapped[bytes | None]
    proof_note = SealedText("proof_note_sealed")
    state: Mapped[RequestState] = choice(RequestState, "request_has_a_known_state")
    extended_on: Mapped[date | None]
    extension_reason_sealed: Mapped[bytes | None]
    extension_reason = SealedText("extension_reason_sealed")
    end_reason_sealed: Mapped[bytes | None]
    end_reason = SealedText("end_reason_sealed")
    gathered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SubjectPause(AgencyOwned, Base):
    """A stretch in which the clock stood still, waiting for the person."""

    __tablename__ = "subject_pause"
    __table_args__ = (
        owned_key("request_id", "subject_request"),
        owned_key("paused_by", "user_account"),
        Index("ix_subject_pause_request", "agency_id", "request_id", "from_on"),
        CheckConstraint("until_on is null or until_on >= from_on", name="a_pause_runs_forwards"),
    )

    request_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    why: Mapped[PauseReason] = choice(PauseReason, "a_pause_has_a_reason")
    paused_by: Mapped[UUID]


class SubjectPiece(Sealable, Base):
    """A piece of the pack as it was gathered, and what was decided about it."""

    __tablename__ = "subject_piece"
    __table_args__ = (
        owned_key("request_id", "subject_request"),
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "request_id", "place"),
        CheckConstraint(
            "decision not in ('redact', 'withhold') or ground is not null", name="what_is_held_back_has_a_ground"
        ),
        CheckConstraint("decision <> 'redact' or redacted_sealed is not null", name="a_redacted_piece_has_its_words"),
    )

    request_id: Mapped[UUID]
    person_id: Mapped[UUID]
    place: Mapped[int]
    section: Mapped[str]
    title: Mapped[str]
    third_party: Mapped[bool]
    restricted: Mapped[bool]
    shown_sealed: Mapped[bytes | None]
    shown = SealedText("shown_sealed")
    redacted_sealed: Mapped[bytes | None]
    redacted = SealedText("redacted_sealed")
    decision: Mapped[PieceDecision] = choice(PieceDecision, "piece_has_a_decision")
    ground: Mapped[str | None]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    version_id: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class SubjectPack(Sealable, Base):
    """What was released, frozen: the content as JSON, and the check sum that is printed on it. Only grows."""

    __tablename__ = "subject_pack"
    __table_args__ = (
        owned_key("request_id", "subject_request"),
        owned_key("person_id", "person"),
        owned_key("released_by", "user_account"),
        UniqueConstraint("agency_id", "request_id"),
    )

    request_id: Mapped[UUID]
    person_id: Mapped[UUID]
    check_sum: Mapped[str]
    content_sealed: Mapped[bytes | None]
    content = SealedText("content_sealed")
    disclosure_id: Mapped[UUID]
    released_by: Mapped[UUID]
    released_at: Mapped[datetime]
