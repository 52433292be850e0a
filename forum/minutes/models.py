"""Minutes: what was noted and decided under each item, by whom, and how the minutes became the forum's own.

Shared by the members; no row is about a person.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class MinutesState(StrEnum):
    """How far the minutes are: each step follows the one before (domain.md 6.1)."""

    DRAFT = "draft"
    WITH_CHAIR = "with_chair"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PUBLISHED = "published"


class EntryKind(StrEnum):
    """What a line of the minutes is."""

    NOTE = "note"
    DECISION = "decision"


class MinutesPart(StrEnum):
    """What every member reads, and the confidential annex apart from it."""

    MINUTES = "minutes"
    ANNEX = "annex"


class Minutes(Base):
    """The minutes of one meeting: begun in it, sent to the chair, reviewed, approved at a later meeting, published."""

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("meeting_id"),
        Index("ix_minutes_state", "state"),
        CheckConstraint(
            "state in ('draft', 'with_chair') or (reviewed_at is not null and reviewed_by is not null)",
            name="reviewed_minutes_say_by_whom",
        ),
        CheckConstraint(
            "state not in ('approved', 'published') or "
            "(approved_at is not null and approved_by is not null and approved_meeting_id is not null)",
            name="approved_minutes_name_the_meeting",
        ),
        CheckConstraint("approved_meeting_id <> meeting_id", name="minutes_are_approved_at_another_meeting"),
        CheckConstraint(
            "state <> 'published' or (published_at is not null and published_by is not null)",
            name="published_minutes_say_when",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    state: Mapped[MinutesState] = choice(MinutesState, "minutes_have_a_known_state", default=MinutesState.DRAFT)
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    returned_words: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    approved_meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    corrections: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)


class MinutesItem(Base):
    """How an item of the agenda goes: when it began and was done, and the next note as it is being typed.

    Words that are being typed are everybody's who takes the minutes; they are no part of the minutes until added.
    """

    __tablename__ = "minutes_item"
    __table_args__ = (UniqueConstraint("minutes_id", "agenda_item_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id"))
    agenda_item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    begun_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    next_words: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime | None]
    saved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)


class MinutesEntry(Base):
    """A note or a decision under an item. It is changed while the minutes are a draft, and struck out, never deleted.

    A confidential one stands in the annex, which the chair and the coordinator alone read.
    """

    __tablename__ = "minutes_entry"
    __table_args__ = (
        UniqueConstraint("minutes_id", "agenda_item_id", "kind", "number"),
        Index("ix_minutes_entry_item", "agenda_item_id"),
        CheckConstraint("length(words) > 0", name="a_minute_says_something"),
        CheckConstraint(
            "(struck_at is null) = (struck_by is null) and (struck_at is null) = (struck_reason is null)",
            name="a_struck_minute_says_who_and_why",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id"))
    agenda_item_id: Mapped[UUID] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[EntryKind] = choice(EntryKind, "a_minute_is_a_note_or_a_decision")
    number: Mapped[int]
    words: Mapped[str]
    confidential: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    struck_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class Decision(Base):
    """A decision's running number in its year (D-2026-03), who moved it, and the quorum at that moment."""

    __tablename__ = "forum_decision"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        UniqueConstraint("year", "number"),
        Index("ix_forum_decision_meeting", "meeting_id"),
        CheckConstraint("number >= 1", name="decisions_are_numbered_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("minutes_entry.id"))
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    year: Mapped[int]
    number: Mapped[int]
    decided_on: Mapped[date]
    moved_by: Mapped[str] = mapped_column(default="")
    seconded_by: Mapped[str] = mapped_column(default="")
    quorum_met: Mapped[bool]
    quorum_words: Mapped[str]
    quorum_present: Mapped[int]
    quorum_needed: Mapped[int]


class MinuteAction(Base):
    """An action of the plan that was made from a minute. Append-only."""

    __tablename__ = "minute_action"
    __table_args__ = (UniqueConstraint("action_id"), Index("ix_minute_action_entry", "entry_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("minutes_entry.id"))
    action_id: Mapped[UUID] = mapped_column(ForeignKey("action.id"))
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class MinutesEdition(Base):
    """Published minutes, frozen: their content and check sum never change. Append-only."""

    __tablename__ = "minutes_edition"
    __table_args__ = (UniqueConstraint("minutes_id", "part"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    minutes_id: Mapped[UUID] = mapped_column(ForeignKey("minutes.id"))
    part: Mapped[MinutesPart] = choice(MinutesPart, "an_edition_is_minutes_or_annex")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
