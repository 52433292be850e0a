"""A spreadsheet of actions between its preview and its storing. Its rows are forgotten when it is stored or dropped."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class SheetState(StrEnum):
    """Where a sheet stands: shown and waiting for a yes, stored in the plan, or thrown away."""

    WAITING = "waiting"
    STORED = "stored"
    DROPPED = "dropped"


class PlanSheet(Base):
    """A spreadsheet in which every row was right, as its sender saw it in the preview."""

    __tablename__ = "plan_sheet"
    __table_args__ = (
        Index("ix_plan_sheet_state", "state", "at"),
        Index("ix_plan_sheet_sender", "by_user_id", "at"),
        CheckConstraint("(state = 'waiting') = (settled_at is null)", name="a_settled_sheet_says_when"),
        CheckConstraint("row_count > 0", name="a_sheet_holds_a_row"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy.id"))
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]
    file_name: Mapped[str]
    digest: Mapped[str]
    row_count: Mapped[int]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[SheetState] = choice(SheetState, "sheet_has_a_known_state")
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
