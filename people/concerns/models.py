"""Tables of child safeguarding concerns. Each is sealed by a key of its own: it outlives the record it hangs on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class ConcernAbout(StrEnum):
    """Which child: the person themself, a child of theirs, or another."""

    PERSON = "person"
    THEIR_CHILD = "their_child"
    OTHER_CHILD = "other_child"


class ConcernState(StrEnum):
    """Where a concern stands: raised, checked by a manager, told to children's services, closed with an outcome."""

    RAISED = "raised"
    CHECKED = "checked"
    TOLD = "told"
    CLOSED = "closed"


class CheckAnswer(StrEnum):
    """What the manager who checked it says: tell children's services, or do not."""

    TELL = "tell"
    KEEP = "keep"


class ConcernOutcome(StrEnum):
    """What came of it."""

    ASSESSED = "assessed"
    PROTECTED = "protected"
    HELPED = "helped"
    NO_ACTION = "no_action"
    NOT_TOLD = "not_told"
    ADULT = "adult"


class ChildConcern(Sealable, Base):
    """One concern about one child. What was seen stays as it was written; later words are notes.

    `about_person_id` is the record that it hangs on, when there is one: a child needs none. It is no `person_id`: the
    concern is sealed by a key of its own, and outlives the erasure of a parent's record.
    """

    __tablename__ = "child_concern"
    __table_args__ = (
        owned_key("about_person_id", "person"),
        owned_key("raised_by", "user_account"),
        UniqueConstraint("agency_id", "reference"),
        Index("ix_child_concern_person", "agency_id", "about_person_id"),
        Index("ix_child_concern_state", "agency_id", "state", "raised_at"),
        Index("ix_child_concern_raised_by", "agency_id", "raised_by", "state"),
        CheckConstraint("(told_at is null) = (told_by is null)", name="who_told_childrens_services_is_known"),
        CheckConstraint("state <> 'told' or told_at is not null", name="a_told_concern_says_when"),
        CheckConstraint("(checked_at is null) = (checked_by is null)", name="who_checked_a_concern_is_known"),
        CheckConstraint("checked_by is null or checked_by <> raised_by", name="another_person_checks_a_concern"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="a_closed_concern_says_when_it_closed"),
        CheckConstraint("state <> 'closed' or outcome is not null", name="a_closed_concern_has_an_outcome"),
    )

    reference: Mapped[str]
    about: Mapped[ConcernAbout] = choice(ConcernAbout, "concern_is_about_a_child")
    about_person_id: Mapped[UUID | None]
    state: Mapped[ConcernState] = choice(ConcernState, "concern_has_a_known_state")
    who_sealed: Mapped[bytes | None]
    who = SealedText("who_sealed")
    age_sealed: Mapped[bytes | None]
    age = SealedText("age_sealed")
    seen_sealed: Mapped[bytes | None]
    seen = SealedText("seen_sealed")
    risk_sealed: Mapped[bytes | None]
    risk = SealedText("risk_sealed")
    views_sealed: Mapped[bytes | None]
    views = SealedText("views_sealed")
    danger: Mapped[bool] = mapped_column(default=False)
    rang_999_at: Mapped[datetime | None]
    raised_by: Mapped[UUID]
    raised_at: Mapped[datetime]
    check_answer: Mapped[CheckAnswer | None] = choice(CheckAnswer, "check_has_a_known_answer", nullable=True)
    check_words_sealed: Mapped[bytes | None]
    check_words = SealedText("check_words_sealed")
    checked_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    told_whom_sealed: Mapped[bytes | None]
    told_whom = SealedText("told_whom_sealed")
    told_reference_sealed: Mapped[bytes | None]
    told_reference = SealedText("told_reference_sealed")
    told_by: Mapped[UUID | None]
    told_at: Mapped[datetime | None]
    outcome: Mapped[ConcernOutcome | None] = choice(ConcernOutcome, "concern_has_a_known_outcome", nullable=True)
    outcome_words_sealed: Mapped[bytes | None]
    outcome_words = SealedText("outcome_words_sealed")
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ConcernNote(Sealable, Base):
    """Something written into a concern after it was raised. Append-only; sealed by the concern's key."""

    __tablename__ = "child_concern_note"
    __table_args__ = (
        owned_key("concern_id", "child_concern"),
        owned_key("written_by", "user_account"),
        Index("ix_child_concern_note_concern", "agency_id", "concern_id", "written_at"),
    )

    concern_id: Mapped[UUID]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The concern that it is written into."""
        return self.concern_id
