"""Tables of tasks, and of the calendars that read them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, owned_key


class CaseTask(Sealable, Base):
    """Something that a colleague will do on a case by a day."""

    __tablename__ = "case_task"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("assignee_id", "user_account"),
        owned_key("made_by", "user_account"),
        owned_key("done_by", "user_account"),
        Index("ix_case_task_assignee", "agency_id", "assignee_id", "done_at", "due_on"),
        Index("ix_case_task_case", "agency_id", "case_id", "done_at", "due_on"),
        Index("ix_case_task_waiting", "agency_id", "done_at", "due_on"),
        CheckConstraint("(done_at is null) = (done_by is null)", name="a_done_task_says_who_did_it"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    title_sealed: Mapped[bytes | None]
    title = SealedText("title_sealed")
    details_sealed: Mapped[bytes | None]
    details = SealedText("details_sealed")
    due_on: Mapped[date]
    assignee_id: Mapped[UUID]
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    from_contact_id: Mapped[UUID | None]
    reminded_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]
    reopened_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CalendarFeed(Base):
    """A calendar's way in: one address an account, kept as the hash of its secret. It names no case and no person."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("user_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
