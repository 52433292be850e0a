"""Exclusions: colleagues who are kept away from somebody's records for a conflict of interest (security.md T3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, owned_key


class Exclusion(Sealable, Base):
    """A colleague who is kept away from a person, and from every record linked to theirs, from a day until another.

    Nothing that the colleague can reach says that the person, or this row, exists.
    """

    __tablename__ = "exclusion"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("user_id", "user_account"),
        owned_key("set_by", "user_account"),
        Index("ix_exclusion_user", "agency_id", "user_id", "ended_at"),
        Index("ix_exclusion_person", "agency_id", "person_id"),
        CheckConstraint("user_id <> set_by", name="nobody_excludes_themselves"),
        CheckConstraint("until_on is null or until_on >= from_on", name="an_exclusion_runs_forwards"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="an_ended_exclusion_says_who"),
        CheckConstraint("ended_by is null or ended_by <> user_id", name="nobody_ends_their_own_exclusion"),
    )

    person_id: Mapped[UUID]
    user_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    set_by: Mapped[UUID]
    set_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_reason_sealed: Mapped[bytes | None]
    ended_reason = SealedText("ended_reason_sealed")
    version: Mapped[int] = mapped_column(default=1)
