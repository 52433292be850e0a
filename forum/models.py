"""Forum, membership, meeting, agenda and issued reports. Shared by the members; no row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, uuid7


class Forum(Base):
    """The forum itself, with its former name and its purposes."""

    __tablename__ = "forum"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    name: Mapped[str]
    former_name: Mapped[str | None]
    established_year: Mapped[int]
    chair: Mapped[str]
    purposes: Mapped[list[str]] = mapped_column(JSON)
    collective_work: Mapped[list[str]] = mapped_column(JSON)


class Membership(Base):
    """An agency's seat in the forum, dated."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("forum_id", "agency_id", "since"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forum.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    since: Mapped[date]
    until: Mapped[date | None]


class Meeting(Base):
    """A meeting, planned or held."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_starts", "forum_id", "starts_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forum.id"))
    title: Mapped[str]
    starts_at: Mapped[datetime]
    place: Mapped[str]
    chair_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class AgendaItem(Base):
    """One item of a meeting's agenda, in order."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str]
    minutes: Mapped[int]


class IssuedReport(Base):
    """A progress report, frozen: its figures, version and check sum never change."""

    __tablename__ = "issued_report"
    __table_args__ = (UniqueConstraint("meeting_id", "edition"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    edition: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]
