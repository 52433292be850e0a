"""Strategy, priority, commitment, action, update. Shared by the forum's members; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class Rag(StrEnum):
    """Red, amber, green, grey (not started), blue (complete): always with the word (domain.md 6.2)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"
    BLUE = "blue"


class Strategy(Base):
    """A strategy and its period."""

    __tablename__ = "strategy"
    __table_args__ = (UniqueConstraint("code"), CheckConstraint("begins <= ends", name="strategy_runs_forwards"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    owner: Mapped[str]
    begins: Mapped[date]
    ends: Mapped[date]


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


class Action(Base):
    """One piece of work with one owner agency, one owner, and a date. Its impact on people is always stated."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_action_commitment", "commitment_id"),
        Index("ix_action_due", "due_on"),
        CheckConstraint("starts_on <= due_on", name="an_action_runs_forwards"),
        CheckConstraint("done_percent between 0 and 100", name="done_is_0_to_100"),
        CheckConstraint("length(impact) > 0", name="impact_on_people_is_stated"),
        CheckConstraint("progress <> 'complete' or completed_on is not null", name="a_complete_action_says_when"),
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
