"""Strategy, priority, commitment, action, update. Shared by the forum's members; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class CommitmentKind(StrEnum):
    """Under a priority, or across all of them."""

    PRIORITY = "priority"
    DELIVERY = "delivery"
    CROSS_CUTTING = "cross_cutting"


class Progress(StrEnum):
    """What an action's owner says of it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Standing(StrEnum):
    """What became of a draft of an action that waits for the forum."""

    WAITING = "waiting"
    APPROVED = "approved"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """What an annual review decides about a commitment (domain.md 6.6)."""

    CONTINUE = "continue"
    AMEND = "amend"
    COMPLETE = "complete"
    STOP = "stop"


class Rag(StrEnum):
    """Red, amber, green, grey (not started), blue (complete): always with the word (domain.md 6.2)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"
    BLUE = "blue"


class Strategy(Base):
    """A strategy and its period. A version that follows another names it; the one that began last is in force."""

    __tablename__ = "strategy"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_strategy_begins", "begins"),
        CheckConstraint("begins <= ends", name="strategy_runs_forwards"),
        CheckConstraint("edition >= 1", name="strategy_edition_counts_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    owner: Mapped[str]
    begins: Mapped[date]
    ends: Mapped[date]
    edition: Mapped[int] = mapped_column(default=1)
    follows_id: Mapped[UUID | None]
    guidance: Mapped[str | None]
    agreed_at: Mapped[datetime | None]


class StrategyChapter(Base):
    """A section of a strategy's text, under its chapter, in the document's order."""

    __tablename__ = "strategy_chapter"
    __table_args__ = (UniqueConstraint("strategy_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    position: Mapped[int]
    number: Mapped[int]
    chapter: Mapped[str]
    section: Mapped[str]
    words: Mapped[str]


class StrategyCitation(Base):
    """A work that a strategy cites, under its number there."""

    __tablename__ = "strategy_citation"
    __table_args__ = (UniqueConstraint("strategy_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    number: Mapped[int]
    words: Mapped[str]
    cited_for: Mapped[str]


class Achievement(Base):
    """What was achieved under a strategy: who led it, what it measured, what followed.

    `priority_numbers` are inferred by whoever loaded it, not by the document: pages say so.
    """

    __tablename__ = "achievement"
    __table_args__ = (UniqueConstraint("strategy_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    code: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    words: Mapped[str]
    year: Mapped[int | None]
    led_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    metrics: Mapped[list[str]] = mapped_column(JSON, default=list)
    followed_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    priority_numbers: Mapped[list[int]] = mapped_column(JSON, default=list)


class Priority(Base):
    """One of a strategy's numbered priorities."""

    __tablename__ = "priority"
    __table_args__ = (UniqueConstraint("strategy_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    number: Mapped[int]
    title: Mapped[str]


class Commitment(Base):
    """What the forum said it would do, in the strategy's own words."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("strategy_id", "code"),
        CheckConstraint(
            "(kind = 'priority') = (priority_id is not null)", name="a_commitment_stands_under_its_priority"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    priority_id: Mapped[UUID | None] = mapped_column(ForeignKey("priority.id"), index=True)
    kind: Mapped[CommitmentKind] = choice(CommitmentKind, "commitment_has_a_known_kind")
    code: Mapped[str]
    position: Mapped[int]
    words: Mapped[str]
    follows_id: Mapped[UUID | None]
    outcome: Mapped[Outcome | None] = choice(Outcome, "commitment_has_a_known_outcome", nullable=True)
    outcome_reason: Mapped[str | None]


class ActionDraft(Base):
    """A draft of an action: from the strategy's pack or put forward by a member. The forum approves it, or drops it.

    An approved draft points at its action and at the decision; a dropped one says why. `decision_id` is a minute of
    the floor above, which the plan does not know, so it is no foreign key.
    """

    __tablename__ = "action_draft"
    __table_args__ = (
        Index("ix_action_draft_standing", "standing", "commitment_id"),
        Index("ix_action_draft_commitment", "commitment_id"),
        CheckConstraint("(standing = 'approved') = (action_id is not null)", name="an_approved_draft_has_its_action"),
        CheckConstraint("(standing = 'waiting') = (settled_at is null)", name="a_settled_draft_says_when"),
        CheckConstraint("standing <> 'dropped' or length(reason) > 0", name="a_dropped_draft_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    code: Mapped[str | None]
    title: Mapped[str]
    output: Mapped[str]
    suggested_owner: Mapped[str]
    impact: Mapped[str] = mapped_column(default="")
    put_forward_by: Mapped[str]
    by_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    standing: Mapped[Standing] = choice(Standing, "draft_standing_is_known", default=Standing.WAITING)
    action_id: Mapped[UUID | None] = mapped_column(ForeignKey("action.id"), index=True)
    decision_id: Mapped[UUID | None]
    decision_reference: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)


class Action(Base):
    """One piece of work with one owner agency, one owner, and a date. Its impact on people is always stated."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_action_commitment", "commitment_id"),
        Index("ix_action_due", "due_on"),
        Index("ix_action_owner_user", "owner_user_id"),
        Index("ix_action_source", "source_id"),
        CheckConstraint("starts_on <= due_on", name="an_action_runs_forwards"),
        CheckConstraint("done_percent between 0 and 100", name="done_is_0_to_100"),
        CheckConstraint("length(impact) > 0", name="impact_on_people_is_stated"),
        CheckConstraint("progress <> 'complete' or completed_on is not null", name="a_complete_action_says_when"),
        CheckConstraint("confirmed_at is null or progress = 'complete'", name="only_a_complete_action_is_confirmed"),
        CheckConstraint("(confirmed_at is null) = (confirmed_by_id is null)", name="a_confirmation_says_who_and_when"),
        CheckConstraint(
            "confirmed_by_id is null or owner_user_id is null or confirmed_by_id <> owner_user_id",
            name="an_owner_does_not_confirm_their_own",
        ),
        CheckConstraint("moves >= 0", name="dates_moved_is_a_count"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    reference: Mapped[str]
    title: Mapped[str]
    output: Mapped[str]
    impact: Mapped[str]
    owner_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    owner_name: Mapped[str]
    starts_on: Mapped[date]
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    progress: Mapped[Progress] = choice(Progress, "progress_is_known")
    done_percent: Mapped[int] = mapped_column(default=0)
    stated_rag: Mapped[Rag | None] = choice(Rag, "stated_rag_is_known", nullable=True)
    stated_reason: Mapped[str | None]
    completed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    owner_user_id: Mapped[UUID | None]
    source: Mapped[str | None]
    source_id: Mapped[UUID | None]
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    funding: Mapped[str | None]
    problem: Mapped[str | None]
    recovery: Mapped[str | None]
    moves: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[UUID | None]
    confirmed_by_name: Mapped[str | None]
    created_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None]


class ActionUpdate(Base):
    """What an owner reported, when. Append-only."""

    __tablename__ = "action_update"
    __table_args__ = (Index("ix_action_update_action", "action_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    words: Mapped[str]
    progress: Mapped[Progress] = choice(Progress, "reported_progress_is_known")
    done_percent: Mapped[int]
    rag: Mapped[Rag] = choice(Rag, "reported_rag_is_known")
    problem: Mapped[str | None]
    recovery: Mapped[str | None]
    stated_reason: Mapped[str | None]


class ActionSupporter(Base):
    """An agency that supports an action: it helps, the owner answers."""

    __tablename__ = "action_supporter"

    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True, index=True)


class DateMove(Base):
    """A due date that moved: from, to, why, by whom. Append-only."""

    __tablename__ = "date_move"
    __table_args__ = (
        Index("ix_date_move_action", "action_id", "at"),
        CheckConstraint("from_on <> to_on", name="a_moved_date_moved"),
        CheckConstraint("length(reason) > 0", name="a_moved_date_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime]
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]


class ActionMilestone(Base):
    """A step on an action's way, with the date first planned, the date forecast now, and the date it was reached."""

    __tablename__ = "action_milestone"
    __table_args__ = (Index("ix_action_milestone_action", "action_id", "planned_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"))
    title: Mapped[str]
    planned_on: Mapped[date]
    forecast_on: Mapped[date]
    reached_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class ActionEvidence(Base):
    """What shows that an action was done, or how far: what it is, and where it lies. Append-only."""

    __tablename__ = "action_evidence"
    __table_args__ = (
        Index("ix_action_evidence_action", "action_id", "at"),
        CheckConstraint("length(words) > 0", name="evidence_says_what_it_is"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime]
    words: Mapped[str]
    kept_at: Mapped[str]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]


class ActionDependency(Base):
    """One action waits for another. Never in a circle."""

    __tablename__ = "action_dependency"
    __table_args__ = (CheckConstraint("action_id <> needs_id", name="an_action_does_not_wait_for_itself"),)

    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"), primary_key=True)
    needs_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"), primary_key=True, index=True)
    why: Mapped[str]


class CarriedAction(Base):
    """An unfinished action that a new version took over: from which commitment to which. Append-only."""

    __tablename__ = "carried_action"
    __table_args__ = (Index("ix_carried_action_from", "from_commitment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"), index=True)
    from_commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    to_commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    at: Mapped[datetime]
