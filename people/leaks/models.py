"""What stayed in a shared text although it was found, and what the coordinator made of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class LeakKind(StrEnum):
    """What in a shared text may point at one person, or hurts by its wording."""

    NAME = "name"
    ALIAS = "alias"
    REFERENCE = "reference"
    NUMBER = "number"
    PLACE = "place"
    BIRTH = "birth"
    DETAIL = "detail"
    IMMIGRATION = "immigration"
    LANGUAGE = "language"


class LeakVerdictKind(StrEnum):
    """What the coordinator or the chair says of words that stayed."""

    MAY_STAY = "may_stay"
    TAKE_OUT = "take_out"


class LeakNote(Base):
    """One find that its author let stand, with the reason. Shared: the text that it stands in is read by all anyway.

    `kind` and `row_id` name the text, `field` the part of it. `found` and `excerpt` are emptied once the words are out
    of the text: they may name a person, and nobody needs them any longer. The reason, and who gave it, stay.
    """

    __tablename__ = "leak_note"
    __table_args__ = (
        Index("ix_leak_note_text", "kind", "row_id"),
        Index("ix_leak_note_at", "at"),
        Index("ix_leak_note_author", "by_user_id", "at"),
        CheckConstraint("length(reason) >= 10", name="what_stays_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    row_id: Mapped[UUID]
    field: Mapped[str]
    finding: Mapped[LeakKind] = choice(LeakKind, "leak_has_a_known_kind")
    found: Mapped[str]
    excerpt: Mapped[str]
    reason: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]


class LeakVerdict(Base):
    """One answer of the coordinator or the chair to a note: it may stay, or it must go. Append-only, one to a note."""

    __tablename__ = "leak_verdict"
    __table_args__ = (
        UniqueConstraint("note_id"),
        CheckConstraint("verdict <> 'take_out' or length(words) > 0", name="who_wants_it_out_says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    note_id: Mapped[UUID] = mapped_column(ForeignKey("leak_note.id"))
    verdict: Mapped[LeakVerdictKind] = choice(LeakVerdictKind, "leak_verdict_is_known")
    words: Mapped[str]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]


class LeakMending(Base):
    """Words that had to come out are settled: gone from the text, or let stand again with another reason."""

    __tablename__ = "leak_mending"
    __table_args__ = (UniqueConstraint("note_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    note_id: Mapped[UUID] = mapped_column(ForeignKey("leak_note.id"))
    gone: Mapped[bool]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
