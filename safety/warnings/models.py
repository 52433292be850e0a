"""Tables of warnings: the draft and the reports behind it (the maker's own), and a sealed copy for each agency."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, TwoParty, choice, owned_key, uuid7
from safety.vocabulary import DescriptorKind, Grade


class DraftState(StrEnum):
    """Where a draft stands: being written, with the second person, released, or dropped and its words destroyed."""

    WRITING = "writing"
    CHECKING = "checking"
    RELEASED = "released"
    DROPPED = "dropped"


class WarningState(StrEnum):
    """Whether a warning is out: current, taken back, or over because its time ran out."""

    CURRENT = "current"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class CopyState(StrEnum):
    """Where one agency's copy of one edition stands: current, replaced by a correction, taken back, or run out."""

    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class WhyWithdrawn(StrEnum):
    """Why a warning was taken back."""

    CONSENT = "consent"
    WRONG = "wrong"
    POINTS = "points"
    OVER = "over"
    ERASED = "erased"


class ShownHow(StrEnum):
    """How somebody came to see a warning."""

    SCREEN = "screen"
    ALOUD = "aloud"
    SHEET = "sheet"


class IssuedWarning(AgencyOwned, Base):
    """The maker's file of a warning that went out. What it says is in the copies.

    `draft_id` is the draft that the latest edition was released from. It is no foreign key: see `WarningSource`.
    """

    __tablename__ = "warning"
    __table_args__ = (
        UniqueConstraint("agency_id", "reference"),
        owned_key("released_by", "user_account"),
        Index("ix_warning_state", "agency_id", "state", "expires_on"),
        Index("ix_warning_released_from", "agency_id", "draft_id"),
        CheckConstraint("edition >= 1", name="a_warning_counts_its_editions"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at is not null)", name="a_withdrawn_warning_says_when"),
        CheckConstraint("(state = 'withdrawn') = (why is not null)", name="a_withdrawn_warning_says_why"),
    )

    reference: Mapped[str]
    state: Mapped[WarningState] = choice(WarningState, "warning_has_a_known_state", default=WarningState.CURRENT)
    edition: Mapped[int] = mapped_column(default=1)
    draft_id: Mapped[UUID]
    released_by: Mapped[UUID]
    released_at: Mapped[datetime]
    expires_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    why: Mapped[WhyWithdrawn | None] = choice(WhyWithdrawn, "warning_is_withdrawn_for_a_known_reason", nullable=True)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class WarningDraft(Sealable, Base):
    """What is being written, and what the second person decides about. Sealed by a key of its own.

    `report_id` is the report that it began with; `writers` everyone who wrote a word of it: none of them releases it.
    """

    __tablename__ = "warning_draft"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("warning_id", "warning"),
        owned_key("drafted_by", "user_account"),
        Index("ix_warning_draft_state", "agency_id", "state", "changed_at"),
        Index("ix_warning_draft_report", "agency_id", "report_id"),
        Index("ix_warning_draft_warning", "agency_id", "warning_id"),
        CheckConstraint("released_by is null or released_by <> drafted_by", name="a_second_person_releases_a_warning"),
        CheckConstraint("(state = 'released') = (released_by is not null)", name="who_released_a_warning_is_known"),
        CheckConstraint("months between 1 and 12", name="a_warning_lasts_twelve_months_at_most"),
    )

    report_id: Mapped[UUID]
    warning_id: Mapped[UUID | None]
    state: Mapped[DraftState] = choice(DraftState, "draft_has_a_known_state", default=DraftState.WRITING)
    content_sealed: Mapped[bytes | None]
    content = SealedText("content_sealed")
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    back_sealed: Mapped[bytes | None]
    back_words = SealedText("back_sealed")
    grade: Mapped[Grade] = choice(Grade, "draft_says_where_it_comes_from")
    months: Mapped[int] = mapped_column(default=6)
    drafted_by: Mapped[UUID]
    writers: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    back_by: Mapped[UUID | None]
    back_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """Its own key: a dropped draft is destroyed with it."""
        return self.id


class WarningSource(AgencyOwned, Base):
    """One report that a draft was written from.

    It hangs on the report alone: whoever may open that one finds what rests on it, and can end it, even when another
    report behind the same draft is about somebody whom they are kept away from.
    """

    __tablename__ = "warning_source"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        UniqueConstraint("agency_id", "draft_id", "report_id"),
        Index("ix_warning_source_report", "agency_id", "report_id"),
    )

    draft_id: Mapped[UUID]
    report_id: Mapped[UUID]


class WarningCopy(TwoParty, Base):
    """One edition of a warning as one agency holds it. Content and facets alike are sealed in the edition's envelope.

    The maker has a copy of its own, from itself to itself.
    """

    __tablename__ = "warning_copy"
    __table_args__ = (
        UniqueConstraint("warning_id", "edition", "to_agency_id"),
        Index("ix_warning_copy_held", "to_agency_id", "state", "made_at"),
        Index("ix_warning_copy_made", "from_agency_id", "warning_id"),
        CheckConstraint("edition >= 1", name="a_copy_counts_its_edition"),
        CheckConstraint("(state in ('current', 'replaced')) = (closed_at is null)", name="a_closed_copy_says_when"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    warning_id: Mapped[UUID]
    edition: Mapped[int]
    envelope_id: Mapped[UUID]
    reference: Mapped[str]
    state: Mapped[CopyState] = choice(CopyState, "copy_has_a_known_state", default=CopyState.CURRENT)
    grade: Mapped[Grade] = choice(Grade, "copy_says_where_it_comes_from")
    content_sealed: Mapped[bytes]
    first_at: Mapped[datetime]
    made_at: Mapped[datetime]
    expires_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    why: Mapped[WhyWithdrawn | None] = choice(WhyWithdrawn, "copy_is_closed_for_a_known_reason", nullable=True)


class WarningIdentifier(TwoParty, Base):
    """One identifier of a reported offender, indexed by the holder's own key; forgotten when the warning is over."""

    __tablename__ = "warning_identifier"
    __table_args__ = (
        Index("ix_warning_identifier_key", "to_agency_id", "kind", "key"),
        Index("ix_warning_identifier_copy", "copy_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    copy_id: Mapped[UUID] = mapped_column(ForeignKey("warning_copy.id"))
    kind: Mapped[DescriptorKind] = choice(DescriptorKind, "warning_identifier_has_a_known_kind")
    key: Mapped[str | None]


class WarningShown(AgencyOwned, Base):
    """That somebody was shown a warning: on a screen, read aloud, or on a sheet. It need not say who they are."""

    __tablename__ = "warning_shown"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("shown_by", "user_account"),
        Index("ix_warning_shown_warning", "agency_id", "warning_id", "shown_at"),
        Index("ix_warning_shown_person", "agency_id", "person_id", "shown_at"),
        CheckConstraint("people >= 1", name="a_warning_is_shown_to_somebody"),
    )

    warning_id: Mapped[UUID]
    reference: Mapped[str]
    person_id: Mapped[UUID | None]
    people: Mapped[int] = mapped_column(default=1)
    how: Mapped[ShownHow] = choice(ShownHow, "warning_is_shown_in_a_known_way")
    shown_by: Mapped[UUID]
    shown_at: Mapped[datetime]
