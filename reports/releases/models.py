"""What was taken away: each table as it was shown, with who took it, in which shape, for what and why.

Both ledgers only grow. A release of one agency's figures is that agency's own row, which nobody else reads; one of the
forum's figures is the forum's.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key, uuid7


class ReleasePurpose(StrEnum):
    """What a table is taken away for."""

    FORUM = "forum"
    FUNDER = "funder"
    MANAGEMENT = "management"
    PUBLIC = "public"
    OTHER = "other"


class ReleaseShape(StrEnum):
    """The file that was made of it."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"
    PDF = "pdf"


class Taken:
    """What both ledgers say of a release."""

    #: Its column is not called after an owned table: the scope would take an INSERT for a statement about that one.
    document: Mapped[str] = mapped_column("document_code")
    title: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    shape: Mapped[ReleaseShape] = choice(ReleaseShape, "a_release_has_a_known_shape")
    purpose: Mapped[ReleasePurpose] = choice(ReleasePurpose, "a_release_has_a_known_purpose")
    by_name: Mapped[str]
    at: Mapped[datetime]
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    sha256: Mapped[str]


class Release(Taken, Sealable, Base):
    """One agency's own figures, taken away by one of its people."""

    __tablename__ = "agency_release"
    __table_args__ = (
        owned_key("by_user_id", "user_account"),
        CheckConstraint("period_start <= period_end", name="a_release_period_runs_forwards"),
        Index("ix_agency_release_at", "agency_id", "at"),
    )

    by_user_id: Mapped[UUID]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: a release is about no one."""
        return self.agency_id


class ForumRelease(Taken, Base):
    """The forum's figures, taken away by one of its members."""

    __tablename__ = "forum_release"
    __table_args__ = (
        CheckConstraint("length(why) >= 10", name="a_forum_release_says_why"),
        CheckConstraint("period_start <= period_end", name="a_forum_release_period_runs_forwards"),
        Index("ix_forum_release_at", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    why: Mapped[str]
