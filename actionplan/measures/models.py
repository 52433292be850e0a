"""Indicators with their values, and statistics that others published. No row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class MeasureKind(StrEnum):
    """What a value is: people are counted more carefully than things."""

    COUNT = "count"
    PEOPLE = "people"
    PERCENT = "percent"
    DAYS = "days"
    MONEY = "money"


class Direction(StrEnum):
    """Which way is better; watched means that neither is."""

    UP = "up"
    DOWN = "down"
    WATCHED = "watched"


class Frequency(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PlanMeasure(Base):
    """An indicator of the plan: what is counted, from where to where, and who brings its values."""

    __tablename__ = "plan_measure"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_plan_measure_commitment", "commitment_id"),
        Index("ix_plan_measure_owner", "owner_agency_id", "ended_on"),
        CheckConstraint("length(definition) > 0", name="a_measure_says_what_is_counted"),
        CheckConstraint("(ended_on is null) = (ended_reason is null)", name="a_measure_ends_with_a_reason"),
        CheckConstraint("target is null or target_by is not null", name="a_target_has_a_day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))
    reference: Mapped[str]
    title: Mapped[str]
    definition: Mapped[str]
    unit: Mapped[str]
    kind: Mapped[MeasureKind] = choice(MeasureKind, "measure_has_a_known_kind")
    direction: Mapped[Direction] = choice(Direction, "direction_is_known")
    frequency: Mapped[Frequency] = choice(Frequency, "frequency_is_known")
    baseline: Mapped[float | None]
    baseline_period: Mapped[str]
    target: Mapped[float | None]
    target_by: Mapped[date | None]
    source: Mapped[str]
    caveat: Mapped[str]
    owner_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    owner_name: Mapped[str]
    first_period: Mapped[date]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


#: Not a correction of an earlier value.
FIRST = column("corrects_id").is_(None)


class MeasureValue(Base):
    """The value of one period, or that it is withheld. Append-only: a correction is a further row that names it."""

    __tablename__ = "plan_measure_value"
    __table_args__ = (
        Index("ix_plan_measure_value_period", "measure_id", "period_begins", "at"),
        Index(
            "ix_plan_measure_value_once", "measure_id", "period_begins", unique=True,
            sqlite_where=FIRST, postgresql_where=FIRST,
        ),
        UniqueConstraint("corrects_id"),
        CheckConstraint("withheld = (value is null)", name="a_value_is_given_or_withheld"),
        CheckConstraint("(corrects_id is null) = (reason is null)", name="a_correction_says_why"),
        CheckConstraint("period_begins <= period_ends", name="a_period_runs_forwards"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    measure_id: Mapped[UUID] = mapped_column(ForeignKey("plan_measure.id"))
    period_begins: Mapped[date]
    period_ends: Mapped[date]
    value: Mapped[float | None]
    withheld: Mapped[bool] = mapped_column(default=False)
    out_of: Mapped[int | None]
    note: Mapped[str]
    corrects_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan_measure_value.id"))
    reason: Mapped[str | None]
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]


class StatisticTopic(Base):
    """One question that published figures answer, perhaps differently."""

    __tablename__ = "statistic_topic"
    __table_args__ = (UniqueConstraint("code"), Index("ix_statistic_topic_question", "question"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str | None]
    question: Mapped[str]
    difference: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class CitedStatistic(Base):
    """One figure as its source prints it. Two that differ stand side by side: nothing ever merges them."""

    __tablename__ = "cited_statistic"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_cited_statistic_topic", "topic_id", "id"),
        CheckConstraint("length(source) > 0", name="a_statistic_has_its_source"),
        CheckConstraint("length(dated) > 0", name="a_statistic_has_its_date"),
        CheckConstraint("(retired_on is null) = (retired_reason is null)", name="a_statistic_is_retired_with_a_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("statistic_topic.id"))
    code: Mapped[str | None]
    figure: Mapped[str]
    says: Mapped[str]
    period: Mapped[str]
    area: Mapped[str]
    source: Mapped[str]
    author: Mapped[str]
    dated: Mapped[str]
    place_in_source: Mapped[str]
    url: Mapped[str]
    caveat: Mapped[str]
    checked_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    retired_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
