"""Tables of assessments. What is answered is sealed by the person's own key; levels and days are not words."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class AssessmentKind(StrEnum):
    """Which form it is (domain.md 2.1 and 3)."""

    NEEDS = "needs"
    RISK = "risk"
    DASH = "dash"
    MARAC = "marac"
    SELF_HARM = "self_harm"
    ADULT = "adult"
    CHILD = "child"


class AssessmentState(StrEnum):
    """A draft can be continued; the complete one holds until a later one of its thread is complete."""

    DRAFT = "draft"
    COMPLETE = "complete"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


class RiskLevel(StrEnum):
    """How much danger there is, in one scale for every form of risk."""

    NONE = "none"
    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"
    IMMEDIATE = "immediate"


class Check(StrEnum):
    """What a manager said of a concern about a child."""

    AGREED = "agreed"
    NOT_YET = "not_yet"


NEVER_LOWERED = (
    "scored is null or level is null or level in ('high', 'immediate') or (level = 'medium' and scored <> 'high') "
    "or (level = 'standard' and scored = 'standard')"
)


class Assessment(Sealable, Base):
    """One written form about a person. `answers` holds everything said in it, page by page (`answers.py`).

    `thread_id` joins a form with the later ones that start from it; `number` counts them. `prompts`: criteria of MARAC
    that hold and wait for an answer.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "thread_id", "number"),
        Index("ix_assessment_case", "agency_id", "case_id", "state"),
        Index("ix_assessment_person", "agency_id", "person_id", "kind"),
        CheckConstraint("(state in ('draft', 'dropped')) = (completed_at is null)", name="a_complete_form_says_when"),
        CheckConstraint(NEVER_LOWERED, name="judgement_never_lowers_a_score"),
        CheckConstraint(
            "kind <> 'child' or sent_on is null or danger_now or coalesce(check_answer, '') = 'agreed'",
            name="a_manager_checks_before_a_child_is_referred",
        ),
        CheckConstraint("checked_by is null or checked_by <> completed_by", name="two_people_look_at_a_childs_concern"),
        CheckConstraint("(check_answer is null) = (checked_by is null)", name="a_check_has_its_manager"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[AssessmentKind] = choice(AssessmentKind, "assessment_has_a_known_kind")
    thread_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[AssessmentState] = choice(
        AssessmentState, "assessment_has_a_known_state", default=AssessmentState.DRAFT
    )
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    begun_by: Mapped[UUID]
    begun_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    completed_by: Mapped[UUID | None]
    completed_at: Mapped[datetime | None]
    level: Mapped[RiskLevel | None] = choice(RiskLevel, "assessment_has_a_known_level", nullable=True)
    score: Mapped[int | None]
    scored: Mapped[RiskLevel | None] = choice(RiskLevel, "score_has_a_known_band", nullable=True)
    happened_on: Mapped[date | None]
    review_on: Mapped[date | None]
    meeting_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    danger_now: Mapped[bool] = mapped_column(default=False)
    prompts: Mapped[list[str]] = mapped_column(JSON, default=list)
    check_answer: Mapped[Check | None] = choice(Check, "manager_gave_a_known_answer", nullable=True)
    check_words_sealed: Mapped[bytes | None]
    check_words = SealedText("check_words_sealed")
    checked_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class AssessmentVersion(Sealable, Base):
    """A form as it stood when it was completed, or saved after that. Only ever added, so any two can be compared."""

    __tablename__ = "assessment_version"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("assessment_id", "assessment"),
        owned_key("person_id", "person"),
        owned_key("by_user_id", "user_account"),
        UniqueConstraint("agency_id", "thread_id", "number"),
        Index("ix_assessment_version_case", "agency_id", "case_id", "at"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    assessment_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    kind: Mapped[AssessmentKind] = choice(AssessmentKind, "kept_version_has_a_known_kind")
    number: Mapped[int]
    at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    later: Mapped[bool]
    level: Mapped[RiskLevel | None] = choice(RiskLevel, "kept_version_has_a_known_level", nullable=True)
    score: Mapped[int | None]
    review_on: Mapped[date | None]
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")


class AssessmentSetting(AgencyOwned, Base):
    """What an agency chooses for its own assessments: when MARAC is prompted, how soon a review is due."""

    __tablename__ = "assessment_setting"
    __table_args__ = (
        UniqueConstraint("agency_id"),
        CheckConstraint("marac_threshold between 1 and 14", name="marac_is_prompted_at_14_or_sooner"),
        CheckConstraint("review_days between 1 and 92", name="a_review_is_due_within_three_months"),
    )

    marac_threshold: Mapped[int]
    review_days: Mapped[int]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
