"""Who was at a meeting, how and for whom; what they declared; and the quorum as it was noted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class Standing(StrEnum):
    """The five of domain.md 6.1, and what holds until somebody says."""

    NOT_KNOWN = "not_known"
    PRESENT = "present"
    DEPUTY = "deputy"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    OBSERVER = "observer"


class Way(StrEnum):
    """How somebody takes part."""

    IN_PERSON = "in_person"
    ONLINE = "online"


class Reply(StrEnum):
    """What somebody answered to the invitation."""

    COMING = "coming"
    ONLINE = "online"
    DEPUTY = "deputy"
    APOLOGIES = "apologies"


class Step(StrEnum):
    """What was done about an interest."""

    STAYED = "stayed"
    NO_VOTE = "no_vote"
    LEFT = "left"


class Attendance(Base):
    """One line of a meeting's attendance: a member's seat, or a guest. Who leaves early no longer counts for quorum."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("meeting_id", "member_id"),
        Index("ix_attendance_meeting", "meeting_id", "name"),
        Index("ix_attendance_agency", "agency_id", "standing"),
        CheckConstraint("left_at is null or arrived_at is not null", name="who_left_had_arrived"),
        CheckConstraint("left_at is null or left_at >= arrived_at", name="nobody_leaves_before_arriving"),
        CheckConstraint("standing <> 'deputy' or deputy_name is not null", name="a_deputy_who_came_has_a_name"),
        CheckConstraint(
            "way is null or standing in ('present', 'deputy', 'observer')", name="only_who_is_there_has_a_way"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("body_member.id"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str]
    deputy_name: Mapped[str | None]
    standing: Mapped[Standing] = choice(Standing, "a_standing_is_known", default=Standing.NOT_KNOWN)
    way: Mapped[Way | None] = choice(Way, "a_way_is_known", nullable=True)
    reply: Mapped[Reply | None] = choice(Reply, "a_reply_is_known", nullable=True)
    replied_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)


class Declaration(Base):
    """An interest declared at a meeting, for one item or for all of it, and what was done about it. Append-only."""

    __tablename__ = "meeting_declaration"
    __table_args__ = (
        Index("ix_meeting_declaration_meeting", "meeting_id", "at"),
        CheckConstraint("length(words) > 0", name="a_declaration_is_told"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    agenda_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("agenda_item.id"))
    attendance_id: Mapped[UUID | None] = mapped_column(ForeignKey("attendance.id"))
    name: Mapped[str]
    words: Mapped[str]
    step: Mapped[Step] = choice(Step, "a_step_is_known")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))


class QuorumNote(Base):
    """The quorum as it was at a moment: at the start, at a decision, at the end. Append-only."""

    __tablename__ = "quorum_note"
    __table_args__ = (Index("ix_quorum_note_meeting", "meeting_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    occasion: Mapped[str]
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    met: Mapped[bool]
    present: Mapped[int]
    needed: Mapped[int]
    out_of: Mapped[int]
    words: Mapped[str]
