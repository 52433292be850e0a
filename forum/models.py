"""Forum, membership, series, meetings and agenda.

Shared by the members; no row is about a person who is supported.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class MeetingState(StrEnum):
    """What became of a meeting. It is under way from `began_at` until it is held."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"


class ItemFor(StrEnum):
    """What the members are asked to do with an item."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"


class SeriesRhythm(StrEnum):
    """How often the meetings of a series come."""

    MONTHLY = "monthly"
    EVERY_SECOND_MONTH = "every_second_month"
    QUARTERLY = "quarterly"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"


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


class MeetingSeries(Base):
    """Meetings that come in a rhythm: their shape is kept here, each of them is a meeting of its own."""

    __tablename__ = "meeting_series"
    __table_args__ = (
        Index("ix_meeting_series_body", "body_id", "ended_on"),
        CheckConstraint("length_minutes between 15 and 600", name="a_series_has_a_length_in_a_day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    body_id: Mapped[UUID | None]
    title: Mapped[str]
    place: Mapped[str]
    chair_name: Mapped[str]
    rhythm: Mapped[SeriesRhythm] = choice(SeriesRhythm, "a_series_has_a_known_rhythm")
    begins: Mapped[time]
    length_minutes: Mapped[int]
    first_day: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Meeting(Base):
    """A meeting of a body (none: of the forum itself), planned, cancelled or held.

    `sequence` is the number of the invitation that stands (RFC 5545 3.8.7.4): it grows when day, time, place or title
    change, and when the meeting is cancelled.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index("ix_meeting_starts", "forum_id", "starts_at"),
        Index("ix_meeting_body", "body_id", "starts_at"),
        Index("ix_meeting_series_day", "series_id", "starts_at"),
        Index("ix_meeting_state", "state", "starts_at"),
        CheckConstraint("ends_at is null or ends_at > starts_at", name="a_meeting_runs_forwards"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at is not null)", name="a_cancelled_meeting_says_when"),
        CheckConstraint("cancelled_at is null or length(cancelled_reason) > 0", name="a_cancelled_meeting_says_why"),
        CheckConstraint("ended_at is null or began_at is not null", name="a_meeting_begins_before_it_ends"),
        CheckConstraint("state <> 'cancelled' or began_at is null", name="a_meeting_that_began_is_not_cancelled"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    forum_id: Mapped[UUID] = mapped_column(ForeignKey("forum.id"))
    title: Mapped[str]
    starts_at: Mapped[datetime]
    place: Mapped[str]
    chair_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    body_id: Mapped[UUID | None]
    series_id: Mapped[UUID | None]
    ends_at: Mapped[datetime | None]
    joining: Mapped[str | None]
    state: Mapped[MeetingState] = choice(MeetingState, "a_meeting_has_a_known_state", default=MeetingState.PLANNED)
    sequence: Mapped[int] = mapped_column(default=0)
    invited_at: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None]


class AgendaItem(Base):
    """One item of a meeting's agenda, in order. A standing item is on every agenda of its body."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str]
    minutes: Mapped[int]
    led_by: Mapped[str | None]
    asked_for: Mapped[ItemFor | None] = choice(ItemFor, "an_item_is_for_something_known", nullable=True)
    note: Mapped[str | None]
    standing: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
