"""Bodies of the forum, who sits in them and until when, and the interests that members declared.

No row is about a person who is supported: members are named as they want to be named at the table.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class BodyKind(StrEnum):
    """The forum, its subgroup, or a task and finish group."""

    FORUM = "forum"
    SUBGROUP = "subgroup"
    GROUP = "group"


class SeatRole(StrEnum):
    """What a member does in a body."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    LEAD = "lead"
    MEMBER = "member"
    LIVED_EXPERIENCE = "lived_experience"
    OBSERVER = "observer"


class Body(Base):
    """A body that meets. Its quorum is data: a share of its agencies, a least number, and who must be among them."""

    __tablename__ = "body"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("group_id"),
        Index("ix_body_kind", "kind", "name"),
        CheckConstraint("(kind = 'group') = (group_id is not null)", name="a_group_body_has_its_group"),
        CheckConstraint("quorum_one_in is null or quorum_one_in >= 1", name="a_quorum_share_is_one_in_some"),
        CheckConstraint("quorum_least >= 1", name="a_quorum_is_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    kind: Mapped[BodyKind] = choice(BodyKind, "a_body_has_a_known_kind")
    group_id: Mapped[UUID | None]
    name: Mapped[str]
    purpose: Mapped[str]
    reports_to: Mapped[str | None]
    quorum_one_in: Mapped[int | None]
    quorum_least: Mapped[int] = mapped_column(default=4)
    quorum_chair: Mapped[bool] = mapped_column(default=False)
    quorum_voluntary: Mapped[bool] = mapped_column(default=False)
    quorum_statutory: Mapped[bool] = mapped_column(default=False)
    quorum_lived_experience: Mapped[bool] = mapped_column(default=False)
    term_months: Mapped[int | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class BodyMember(Base):
    """One person's seat in a body, with their deputy and their term. A seat that ended stays in the list of before.

    Who has no agency sits for themselves (lived experience, independent members). `source_id` is the seat in a task and
    finish group that this one follows.
    """

    __tablename__ = "body_member"
    __table_args__ = (
        Index("ix_body_member_body", "body_id", "ended_on", "name"),
        Index("ix_body_member_agency", "agency_id"),
        Index("ix_body_member_user", "user_id"),
        Index("ix_body_member_deputy", "deputy_user_id"),
        CheckConstraint("term_ends is null or term_ends >= term_begins", name="a_term_runs_forwards"),
        CheckConstraint("(ended_on is null) = (ended_reason is null)", name="a_seat_that_ended_says_why"),
        UniqueConstraint("source_id"),
        CheckConstraint("deputy_user_id is null or deputy_name is not null", name="a_deputy_has_a_name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    role: Mapped[SeatRole] = choice(SeatRole, "a_seat_has_a_known_role")
    deputy_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    deputy_name: Mapped[str | None]
    term_begins: Mapped[date]
    term_ends: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str | None]
    source_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


class Interest(Base):
    """An interest that a member declared: the register, open to every member. It ends, and is never removed."""

    __tablename__ = "member_interest"
    __table_args__ = (
        Index("ix_member_interest_body", "body_id", "ended_on"),
        Index("ix_member_interest_member", "member_id"),
        CheckConstraint("length(words) > 0", name="an_interest_is_told"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("body_member.id"))
    words: Mapped[str]
    declared_on: Mapped[date]
    declared_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
