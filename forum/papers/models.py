"""Papers of a meeting: what is awaited, what came, in which version, and who reads it. No row is about a person."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class PaperPurpose(StrEnum):
    """What a paper asks of the meeting (domain.md 6.1)."""

    DECISION = "decision"
    DISCUSSION = "discussion"
    INFORMATION = "information"


class Classification(StrEnum):
    """Who reads a paper: whoever asks, the forum's members, or the agencies that it names."""

    OPEN = "open"
    MEMBERS = "members"
    RESTRICTED = "restricted"


class PaperMedia(StrEnum):
    """Words that were written here, or a PDF that was sent in."""

    WORDS = "words"
    PDF = "pdf"


class Paper(Base):
    """A paper of a meeting. It may be awaited before its first version comes; it is late when that came after its day.

    `number` counts within the meeting and is never given twice; `newest` is the number of the newest version.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        Index("ix_paper_agency", "author_agency_id", "due_on"),
        CheckConstraint("number >= 1 and newest >= 0", name="papers_and_versions_are_numbered"),
        CheckConstraint("(newest = 0) = (received_on is null)", name="a_paper_that_came_says_when"),
        CheckConstraint("not destroyed or withdrawn_at is not null", name="only_a_withdrawn_paper_is_destroyed"),
        CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)",
            name="a_withdrawn_paper_says_who_and_why",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    number: Mapped[int]
    title: Mapped[str]
    author_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    author_name: Mapped[str]
    purpose: Mapped[PaperPurpose] = choice(PaperPurpose, "a_paper_is_for_something")
    classification: Mapped[Classification] = choice(Classification, "a_paper_says_who_reads_it")
    due_on: Mapped[date]
    received_on: Mapped[date | None]
    newest: Mapped[int] = mapped_column(default=0)
    in_short: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_reason: Mapped[str | None]
    destroyed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class PaperReader(Base):
    """An agency that reads a restricted paper."""

    __tablename__ = "paper_reader"

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"), primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)


class PaperVersion(Base):
    """One version of a paper, as it was sent. Append-only: a later one stands beside it.

    `sha256` is of what is kept. The content lies in pieces, so that it can be destroyed while its row stays.
    """

    __tablename__ = "paper_version"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        CheckConstraint("pieces >= 1 and size >= 1", name="a_version_of_a_paper_has_content"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    media: Mapped[PaperMedia] = choice(PaperMedia, "a_paper_is_of_a_known_kind")
    size: Mapped[int]
    pages: Mapped[int]
    pieces: Mapped[int]
    sha256: Mapped[str]
    taken_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_words: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class PaperPiece(Base):
    """A piece of a version's content: UTF-8 words or a PDF. Deleted when a paper is withdrawn for what it says."""

    __tablename__ = "paper_piece"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("paper_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
