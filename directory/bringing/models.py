"""A file that was read and waits for a yes. Nothing of it stands in the directory before that."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class DraftState(StrEnum):
    """What became of a file that was read."""

    WAITING = "waiting"
    BROUGHT = "brought"
    DROPPED = "dropped"


class DirectoryDraft(Base):
    """The entries of one file as they were read, kept until somebody says yes or no, or a week has gone by."""

    __tablename__ = "directory_draft"
    __table_args__ = (
        Index("ix_directory_draft_state_read_at", "state", "read_at"),
        CheckConstraint("(state = 'waiting') = (ended_at is null)", name="a_draft_ends_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    source: Mapped[str]
    file_name: Mapped[str]
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    state: Mapped[DraftState] = choice(DraftState, "a_draft_has_a_known_state")
    read_at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    by_agency_id: Mapped[UUID]
    ended_at: Mapped[datetime | None]
