"""Tables of the logs. Shared by the forum's members; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from actionplan.logs.kinds import (
    AssessmentState,
    Audience,
    EnforcementState,
    PolicyKind,
    PolicyStage,
    Rating,
    ResearchKind,
    ResearchStage,
    ResourceKind,
    ResourceStage,
    SignUpKind,
    SignUpStage,
    TrainingMode,
)
from core.db import Base, choice, uuid7


class Logged:
    """What every entry has: a title, the agency that keeps it, who wrote it, and why it was taken off, if it was."""

    @declared_attr
    def id(cls) -> Mapped[UUID]:
        return mapped_column(primary_key=True, default=uuid7, sort_order=-20)

    @declared_attr
    def title(cls) -> Mapped[str]:
        return mapped_column(sort_order=-10)

    @declared_attr
    def owner_agency_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("agency.id"), index=True, sort_order=-10)

    @declared_attr
    def commitment_id(cls) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("commitment.id"), index=True, sort_order=-10)

    @declared_attr
    def recorded_by_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("user_account.id"), sort_order=10)

    @declared_attr
    def recorded_at(cls) -> Mapped[datetime]:
        return mapped_column(index=True, sort_order=10)

    @declared_attr
    def taken_off_at(cls) -> Mapped[datetime | None]:
        return mapped_column(sort_order=10)

    @declared_attr
    def taken_off_why(cls) -> Mapped[str | None]:
        return mapped_column(sort_order=10)

    @declared_attr
    def version(cls) -> Mapped[int]:
        return mapped_column(default=1, sort_order=10)


def _says_why(kind: str) -> CheckConstraint:
    return CheckConstraint(
        "(taken_off_at is null) = (taken_off_why is null)", name=f"a_{kind}_entry_taken_off_says_why"
    )


class PolicyEntry(Logged, Base):
    """A law, policy, guidance or consultation: what it means for people who sex work, and what the forum said."""

    __tablename__ = "policy_entry"
    __table_args__ = (
        Index("ix_policy_entry_closing", "closes_on"),
        CheckConstraint("stage <> 'open' or closes_on is not null", name="an_open_consultation_says_when_it_closes"),
        CheckConstraint("length(impact) > 0", name="a_policy_entry_states_its_impact"),
        CheckConstraint(
            "responded_on is null or length(response) > 0", name="an_answer_that_was_sent_says_what_it_said"
        ),
        _says_why("policy"),
    )

    kind: Mapped[PolicyKind] = choice(PolicyKind, "policy_has_a_known_kind")
    stage: Mapped[PolicyStage] = choice(PolicyStage, "policy_has_a_known_stage")
    body: Mapped[str]
    summary: Mapped[str]
    impact: Mapped[str]
    dated: Mapped[date | None]
    closes_on: Mapped[date | None]
    response: Mapped[str] = mapped_column(default="")
    responded_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(default="")


class ResearchEntry(Logged, Base):
    """A piece of research: how people who sex work shape it, who passed its ethics, what it found."""

    __tablename__ = "research_entry"
    __table_args__ = (
        CheckConstraint("begins_on <= ends_on", name="research_runs_forwards"),
        CheckConstraint("length(involvement) > 0", name="research_says_how_people_shape_it"),
        CheckConstraint(
            "stage in ('proposed', 'ethics', 'stopped') or (length(ethics) > 0 and consent_apart)",
            name="research_under_way_has_ethics_and_its_own_consent",
        ),
        CheckConstraint("stage <> 'published' or published_on is not null", name="published_research_says_when"),
        _says_why("research"),
    )

    kind: Mapped[ResearchKind] = choice(ResearchKind, "research_has_a_known_kind")
    stage: Mapped[ResearchStage] = choice(ResearchStage, "research_has_a_known_stage")
    lead: Mapped[str]
    question: Mapped[str]
    method: Mapped[str] = mapped_column(default="")
    involvement: Mapped[str]
    ethics: Mapped[str] = mapped_column(default="")
    consent_apart: Mapped[bool] = mapped_column(default=False)
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    findings: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    link: Mapped[str] = mapped_column(default="")


class TrainingEntry(Logged, Base):
    """Training that was given or is booked: by whom, for whom, how many."""

    __tablename__ = "training_entry"
    __table_args__ = (
        Index("ix_training_entry_held", "held_on"),
        CheckConstraint("trained is null or trained >= 1", name="somebody_was_trained"),
        CheckConstraint("minutes >= 1", name="training_takes_time"),
        _says_why("training"),
    )

    held_on: Mapped[date]
    trainer: Mapped[str]
    audience: Mapped[Audience] = choice(Audience, "training_has_a_known_audience")
    audience_words: Mapped[str]
    mode: Mapped[TrainingMode] = choice(TrainingMode, "training_has_a_known_mode")
    minutes: Mapped[int]
    trained: Mapped[int | None]
    led_by_experience: Mapped[bool] = mapped_column(default=False)
    topics: Mapped[str]
    learned: Mapped[str] = mapped_column(default="")


class ResourceEntry(Logged, Base):
    """Money, time, a place or goods that the work rests on: wanted, asked for, agreed, in use, ended."""

    __tablename__ = "resource_entry"
    __table_args__ = (
        Index("ix_resource_entry_ending", "ends_on"),
        CheckConstraint("begins_on <= ends_on", name="a_resource_runs_forwards"),
        CheckConstraint("amount_pence is null or amount_pence > 0", name="an_amount_is_more_than_nothing"),
        CheckConstraint("kind <> 'funding' or amount_pence is not null", name="funding_says_how_much"),
        CheckConstraint(
            "kind <> 'funding' or stage not in ('agreed', 'in_use', 'ended') or ends_on is not null",
            name="agreed_funding_says_until_when",
        ),
        _says_why("resource"),
    )

    kind: Mapped[ResourceKind] = choice(ResourceKind, "resource_has_a_known_kind")
    stage: Mapped[ResourceStage] = choice(ResourceStage, "resource_has_a_known_stage")
    source: Mapped[str]
    amount_pence: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str]
    begins_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    conditions: Mapped[str] = mapped_column(default="")


class EnforcementPlan(Logged, Base):
    """An operation that partners plan: its impact on people who sex work and its firewall are always stated."""

    __tablename__ = "enforcement_plan"
    __table_args__ = (
        Index("ix_enforcement_plan_begins", "begins_on"),
        CheckConstraint("begins_on <= ends_on", name="an_operation_runs_forwards"),
        CheckConstraint("length(impact) > 0", name="an_operation_states_its_impact"),
        CheckConstraint("length(safeguards) > 0", name="an_operation_states_how_harm_is_reduced"),
        CheckConstraint("length(firewall) > 0 and firewall_promised", name="an_operation_states_its_firewall"),
        CheckConstraint(
            "not border_officers or length(border_words) > 0", name="why_border_officers_take_part_is_stated"
        ),
        CheckConstraint("state <> 'reviewed' or length(review) > 0", name="a_reviewed_operation_says_what_happened"),
        _says_why("enforcement"),
    )

    state: Mapped[EnforcementState] = choice(EnforcementState, "operation_has_a_known_state")
    led_by: Mapped[str]
    partners: Mapped[str] = mapped_column(default="")
    area: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    purpose: Mapped[str]
    impact: Mapped[str]
    safeguards: Mapped[str]
    support: Mapped[str]
    alternatives: Mapped[str] = mapped_column(default="")
    communications: Mapped[str] = mapped_column(default="")
    border_officers: Mapped[bool]
    border_words: Mapped[str] = mapped_column(default="")
    firewall_promised: Mapped[bool]
    firewall: Mapped[str]
    firewall_practice: Mapped[str] = mapped_column(default="")
    review: Mapped[str] = mapped_column(default="")


class EnforcementStep(Base):
    """One step of a planned operation, who took it, on which decision. Append-only."""

    __tablename__ = "enforcement_step"
    __table_args__ = (
        Index("ix_enforcement_step_plan", "plan_id", "at"),
        CheckConstraint("length(words) > 0", name="a_step_of_an_operation_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_plan.id"))
    state: Mapped[EnforcementState] = choice(EnforcementState, "step_of_an_operation_is_known")
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    words: Mapped[str]
    decision_id: Mapped[UUID | None]
    decision_reference: Mapped[str] = mapped_column(default="")


class SignUp(Logged, Base):
    """An organisation that was asked to join National Ugly Mugs, and what it said. Never an individual."""

    __tablename__ = "num_sign_up"
    __table_args__ = (
        Index("ix_num_sign_up_member", "member_agency_id"),
        CheckConstraint("stage <> 'joined' or joined_on is not null", name="who_joined_says_when"),
        CheckConstraint(
            "stage <> 'left' or (joined_on is not null and left_on is not null and joined_on <= left_on)",
            name="who_left_says_when",
        ),
        CheckConstraint("not takes_warnings or length(warnings_to) > 0", name="warnings_go_to_somebody"),
        _says_why("sign_up"),
    )

    member_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[SignUpKind] = choice(SignUpKind, "sign_up_has_a_known_kind")
    stage: Mapped[SignUpStage] = choice(SignUpStage, "sign_up_has_a_known_stage")
    asked_on: Mapped[date]
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    takes_warnings: Mapped[bool] = mapped_column(default=False)
    warnings_to: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class GuidanceEdition(Base):
    """One edition of the national police guidance, with its statements. Editions stay beside one another."""

    __tablename__ = "guidance_edition"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    title: Mapped[str]
    dated: Mapped[date]
    source: Mapped[str]


class GuidanceStatement(Base):
    """One numbered statement of an edition, in its own words."""

    __tablename__ = "guidance_statement"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("guidance_edition.id"))
    number: Mapped[int]
    theme: Mapped[str] = mapped_column(default="")
    words: Mapped[str]


class SelfAssessment(Base):
    """A force's own account of itself against one edition, on one day."""

    __tablename__ = "self_assessment"
    __table_args__ = (
        UniqueConstraint("force_id", "edition_id", "assessed_on"),
        CheckConstraint("(state = 'shared') = (shared_at is not null)", name="a_shared_assessment_says_when"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    force_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("guidance_edition.id"), index=True)
    assessed_on: Mapped[date]
    scope: Mapped[str]
    state: Mapped[AssessmentState] = choice(AssessmentState, "self_assessment_has_a_known_state")
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class AssessedStatement(Base):
    """What a force says of one statement: how far, the evidence, what people who sex work say, and what is next."""

    __tablename__ = "assessed_statement"
    __table_args__ = (
        UniqueConstraint("assessment_id", "statement_id"),
        CheckConstraint("length(evidence) > 0", name="a_rating_gives_its_evidence"),
        CheckConstraint("rating = 'fully' or length(next_step) > 0", name="what_is_not_done_says_what_is_next"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("self_assessment.id"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("guidance_statement.id"), index=True)
    rating: Mapped[Rating] = choice(Rating, "rating_is_known")
    evidence: Mapped[str]
    voice: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
