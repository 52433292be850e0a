"""Invitations that were sent, and secret addresses that a calendar program reads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class Method(StrEnum):
    """What an invitation says (RFC 5546 1.4): this meeting is at this time, or it is off."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class MeetingInvitation(Base):
    """One invitation that left for one account, with its sequence. Append-only: whoever was asked can be told."""

    __tablename__ = "meeting_invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "user_id", "sequence", "method"),
        Index("ix_meeting_invitation_user", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    sequence: Mapped[int]
    method: Mapped[Method] = choice(Method, "an_invitation_has_a_known_method")
    sent_at: Mapped[datetime]


class MeetingFeed(Base):
    """One account's secret address for its calendar program: only a hash is kept. A new one ends the one before."""

    __tablename__ = "meeting_feed"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_meeting_feed_user", "user_id", "ended_at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_hash: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
