"""Monitoring returns: what was prepared for a funder, frozen as it was shown, and the steps that followed.

All three tables only grow. A return stands where its last step leaves it, and each step takes the next place once.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, choice, owned_key


class StepKind(StrEnum):
    """What is done with a return, in order; a return that is set aside is followed by a new one."""

    PREPARED = "prepared"
    CHECKED = "checked"
    SENT = "sent"
    SET_ASIDE = "set_aside"


class MonitoringReturn(AgencyOwned, Base):
    """One return of one period as it was prepared: its tables in figures that were shown, never the counts behind."""

    __tablename__ = "monitoring_return"
    __table_args__ = (
        UniqueConstraint("agency_id", "template", "period_start", "period_end", "edition"),
        Index("ix_monitoring_return_period", "agency_id", "period_end", "template"),
        CheckConstraint("period_start < period_end", name="a_return_period_runs_forwards"),
        CheckConstraint("edition > 0", name="a_return_edition_counts_from_one"),
    )

    template: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    edition: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]


class ReturnStep(AgencyOwned, Base):
    """Who did what with a return, and when. The place is taken once: two who act at the same moment do not both."""

    __tablename__ = "monitoring_return_step"
    __table_args__ = (
        owned_key("return_id", "monitoring_return"),
        owned_key("by_user_id", "user_account"),
        UniqueConstraint("agency_id", "return_id", "place"),
        CheckConstraint("(kind = 'prepared') = (place = 1)", name="a_return_begins_by_being_prepared"),
        CheckConstraint("kind in ('prepared', 'checked') or length(words) > 0", name="what_ends_a_return_says_how"),
    )

    return_id: Mapped[UUID]
    place: Mapped[int]
    kind: Mapped[StepKind] = choice(StepKind, "a_step_of_a_return_is_known")
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    by_name: Mapped[str]


class ReturnFile(AgencyOwned, Base):
    """The PDF of a return as it stood after one of its steps, made once and kept as it was made."""

    __tablename__ = "monitoring_return_file"
    __table_args__ = (
        owned_key("return_id", "monitoring_return"),
        UniqueConstraint("agency_id", "return_id", "place"),
        CheckConstraint("pages > 0", name="a_return_on_file_has_pages"),
    )

    return_id: Mapped[UUID]
    place: Mapped[int]
    made_at: Mapped[datetime]
    pages: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
