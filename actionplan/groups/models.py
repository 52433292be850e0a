"""Task and finish groups and their highlight reports. Shared by the forum; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, and_, column
from sqlalchemy.orm import Mapped, mapped_column

from actionplan.models import Rag
from core.db import Base, choice, uuid7

LEADING = and_(column("role") == "lead", column("left_on").is_(None))


class GroupState(StrEnum):
    """Where a group stands (domain.md 6.3); a proposal that the forum did not want is declined."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    APPROVED = "approved"
    ACTIVE = "active"
    EXTENDED = "extended"
    REPORTING = "reporting"
    CLOSED = "closed"


class MemberRole(StrEnum):
    """What somebody does in a group."""

    LEAD = "lead"
    DEPUTY = "deputy"
    MEMBER = "member"
    ADVISER = "adviser"


class OutputState(StrEnum):
    """How far an output is."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class StepKind(StrEnum):
    """What happened to a group as a whole."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    APPROVED = "approved"
    STARTED = "started"
    TERMS_CHANGED = "terms_changed"
    EXTENDED = "extended"
    REPORTING = "reporting"
    CLOSED = "closed"


class ReportState(StrEnum):
    """A highlight report is written, then issued; an issued one never changes."""

    DRAFT = "draft"
    ISSUED = "issued"


class Trend(StrEnum):
    """How the colour moved since the report before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class RiskKind(StrEnum):
    """Something that may happen, or something that has."""

    RISK = "risk"
    ISSUE = "issue"


class TaskGroup(Base):
    """A group with one task and an end date: its terms of reference, where it stands, and its final report."""

    __tablename__ = "task_group"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_task_group_state", "state", "ends_on"),
        CheckConstraint("starts_on < ends_on", name="a_group_ends_after_it_starts"),
        CheckConstraint("first_ends_on <= ends_on", name="a_group_is_only_ever_extended"),
        CheckConstraint(
            "state = 'proposed' or decision_reference is not null", name="what_the_forum_decided_of_a_group_is_known"
        ),
        CheckConstraint(
            "state <> 'closed' or (closed_on is not null and report_done is not null"
            " and report_changed is not null and report_next is not null)",
            name="a_closed_group_has_its_final_report",
        ),
        CheckConstraint("report_every_weeks between 1 and 26", name="a_group_reports_at_least_twice_a_year"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reference: Mapped[str]
    title: Mapped[str]
    reason: Mapped[str]
    aim: Mapped[str]
    scope: Mapped[str]
    out_of_scope: Mapped[str]
    reporting_line: Mapped[str]
    meeting_frequency: Mapped[str]
    resources: Mapped[str]
    risks: Mapped[str]
    confidentiality: Mapped[str]
    success_measures: Mapped[str]
    report_every_weeks: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    first_ends_on: Mapped[date]
    state: Mapped[GroupState] = choice(GroupState, "group_state_is_known")
    decision_reference: Mapped[str | None]
    closed_on: Mapped[date | None]
    report_done: Mapped[str | None]
    report_changed: Mapped[str | None]
    report_learned: Mapped[str | None]
    report_voice: Mapped[str | None]
    report_spent: Mapped[str | None]
    report_next: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class GroupCommitment(Base):
    """A commitment of the strategy that a group serves."""

    __tablename__ = "group_commitment"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("task_group.id"), primary_key=True)
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"), primary_key=True, index=True)


class GroupMember(Base):
    """A seat in a group. A lived-experience seat may stand without anybody's name."""

    __tablename__ = "group_member"
    __table_args__ = (
        Index("ix_group_member_group", "group_id"),
        Index("ix_group_member_user", "user_id"),
        Index(
            "ix_group_has_one_lead", "group_id", unique=True,
            sqlite_where=LEADING, postgresql_where=LEADING,
        ),
        CheckConstraint("left_on is null or left_on >= joined_on", name="a_member_leaves_after_joining"),
        CheckConstraint("length(name) > 0 or lived_experience", name="only_a_lived_experience_seat_has_no_name"),
        CheckConstraint("agency_id is not null or length(organisation) > 0", name="a_member_comes_from_somewhere"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("task_group.id"))
    role: Mapped[MemberRole] = choice(MemberRole, "member_role_is_known")
    lived_experience: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    organisation: Mapped[str]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class GroupOutput(Base):
    """What a group will leave behind, and by when. The first date is kept beside the one that holds now."""

    __tablename__ = "group_output"
    __table_args__ = (
        Index("ix_group_output_group", "group_id", "due_on"),
        CheckConstraint("(state = 'done') = (done_on is not null)", name="a_done_output_says_when"),
        CheckConstraint("state <> 'done' or length(evidence) > 0", name="a_done_output_says_where_to_see_it"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("task_group.id"))
    title: Mapped[str]
    owner: Mapped[str]
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    state: Mapped[OutputState] = choice(OutputState, "output_state_is_known")
    evidence: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class GroupStep(Base):
    """What happened to a group, when, by whom, and which decision of the forum it rests on. Append-only."""

    __tablename__ = "group_step"
    __table_args__ = (
        Index("ix_group_step_group", "group_id", "at"),
        CheckConstraint(
            "kind not in ('approved', 'declined', 'extended', 'closed', 'terms_changed')"
            " or decision_reference is not null",
            name="a_step_that_needs_a_decision_has_one",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID] = mapped_column(ForeignKey("task_group.id"))
    kind: Mapped[StepKind] = choice(StepKind, "group_step_is_known")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    reason: Mapped[str]
    decision_id: Mapped[UUID | None]
    decision_reference: Mapped[str | None]
    decision_words: Mapped[str | None]
    decision_on: Mapped[date | None]
    ends_on: Mapped[date]


class HighlightReport(Base):
    """What a group, or the work under a priority, tells the forum of a period (domain.md 6.4)."""

    __tablename__ = "highlight_report"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        UniqueConstraint("priority_id", "number"),
        Index("ix_highlight_report_issued", "state", "issued_at"),
        CheckConstraint("(group_id is null) <> (priority_id is null)", name="a_report_is_of_a_group_or_a_priority"),
        CheckConstraint("period_from <= period_to", name="a_report_covers_a_period"),
        CheckConstraint("(state = 'issued') = (issued_at is not null)", name="an_issued_report_says_when"),
        CheckConstraint("state <> 'issued' or length(impact) > 0", name="an_issued_report_states_its_impact"),
        CheckConstraint(
            "state <> 'issued' or rag not in ('red', 'amber') or length(rag_reason) > 0",
            name="a_troubled_report_says_why",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    group_id: Mapped[UUID | None] = mapped_column(ForeignKey("task_group.id"))
    priority_id: Mapped[UUID | None] = mapped_column(ForeignKey("priority.id"))
    number: Mapped[int]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("highlight_report.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    rag: Mapped[Rag] = choice(Rag, "highlight_rag_is_known")
    trend: Mapped[Trend | None] = choice(Trend, "highlight_trend_is_known", nullable=True)
    rag_reason: Mapped[str]
    done: Mapped[str]
    planned: Mapped[str]
    decisions_needed: Mapped[str]
    resources: Mapped[str]
    voice: Mapped[str]
    impact: Mapped[str]
    communications: Mapped[str]
    state: Mapped[ReportState] = choice(ReportState, "highlight_state_is_known")
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    author: Mapped[str]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class HighlightRisk(Base):
    """A risk or an issue in a highlight report: likelihood and impact from 1 to 5, and whose it is."""

    __tablename__ = "highlight_risk"
    __table_args__ = (
        Index("ix_highlight_risk_report", "report_id", "position"),
        CheckConstraint("likelihood between 1 and 5 and impact between 1 and 5", name="a_risk_is_scored_1_to_5"),
        CheckConstraint("kind <> 'issue' or likelihood = 5", name="an_issue_has_happened"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("highlight_report.id"))
    position: Mapped[int]
    kind: Mapped[RiskKind] = choice(RiskKind, "risk_kind_is_known")
    words: Mapped[str]
    likelihood: Mapped[int]
    impact: Mapped[int]
    owner: Mapped[str]
    answer: Mapped[str]


class HighlightMilestone(Base):
    """What was due by when, as it stood on the day that a report was issued. Append-only."""

    __tablename__ = "highlight_milestone"
    __table_args__ = (Index("ix_highlight_milestone_report", "report_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("highlight_report.id"))
    position: Mapped[int]
    title: Mapped[str]
    baseline_on: Mapped[date]
    forecast_on: Mapped[date]
    actual_on: Mapped[date | None]
    dropped: Mapped[bool] = mapped_column(default=False)
