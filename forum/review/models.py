"""The annual review of the strategy: its questions, a decision for each commitment, and what the members say."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from actionplan.models import Outcome
from core.db import Base, choice, uuid7


class ReviewState(StrEnum):
    """Written together, then signed by the chair. A signed review is never changed."""

    DRAFT = "draft"
    SIGNED = "signed"


class AnnualReview(Base):
    """One review of one strategy over one year. Signing freezes `copy`, and makes the next strategy."""

    __tablename__ = "annual_review"
    __table_args__ = (
        UniqueConstraint("strategy_id", "begins"),
        Index("ix_annual_review_ends", "ends"),
        CheckConstraint("begins < ends", name="a_reviewed_year_runs_forwards"),
        CheckConstraint(
            "(state = 'signed') = (signed_at is not null) and (signed_at is null) = (signed_by is null) "
            "and (signed_at is null) = (sha256 is null)",
            name="a_signed_review_says_who_and_what",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    begins: Mapped[date]
    ends: Mapped[date]
    state: Mapped[ReviewState] = choice(ReviewState, "review_has_a_known_state")
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    begun_by_name: Mapped[str]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    signed_by_name: Mapped[str | None]
    next_strategy_id: Mapped[UUID | None] = mapped_column(ForeignKey("strategy.id"))
    copy: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sha256: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ReviewAnswer(Base):
    """The answer to one question of a review: two people can write two answers at once."""

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("review_id", "question"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("annual_review.id"))
    question: Mapped[str]
    words: Mapped[str]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ReviewDecision(Base):
    """What becomes of one commitment, with the reason. An amended one has its new words."""

    __tablename__ = "review_decision"
    __table_args__ = (
        UniqueConstraint("review_id", "commitment_id"),
        CheckConstraint("length(reason) > 0", name="each_outcome_has_a_reason"),
        CheckConstraint("(outcome = 'amend') = (new_words is not null)", name="an_amended_commitment_has_new_words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("annual_review.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    outcome: Mapped[Outcome] = choice(Outcome, "outcome_is_known")
    reason: Mapped[str]
    new_words: Mapped[str | None]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SurveyAnswer(Base):
    """What one member agency says of the forum: marks from 1 to 5 by question, and its own words. One to an agency."""

    __tablename__ = "review_survey_answer"
    __table_args__ = (UniqueConstraint("review_id", "agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("annual_review.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    marks: Mapped[dict[str, int]] = mapped_column(JSON)
    keeps: Mapped[str]
    changes: Mapped[str]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ReviewFile(Base):
    """The PDF of a signed review, made once of its frozen copy and kept as it was made."""

    __tablename__ = "annual_review_file"
    __table_args__ = (CheckConstraint("pages > 0", name="a_review_on_file_has_pages"),)

    review_id: Mapped[UUID] = mapped_column(ForeignKey("annual_review.id"), primary_key=True)
    made_at: Mapped[datetime]
    pages: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
