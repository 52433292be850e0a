"""Tables of the bulletin. Every member's staff may read an issue; no row is about a person who is supported."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class ItemKind(StrEnum):
    """The six kinds of news that members promised one another (strategy 2020-22, priority 3)."""

    SERVICE_CHANGE = "service_change"
    FUNDING = "funding"
    CONSULTATION = "consultation"
    POLICY = "policy"
    EVENT = "event"
    GOOD_PRACTICE = "good_practice"


class IssueState(StrEnum):
    """Being put together, or out."""

    DRAFT = "draft"
    ISSUED = "issued"


class Bulletin(Base):
    """One issue. Once it is out it stays as it is, under its number."""

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_bulletin_issued", "state", "issued_at"),
        CheckConstraint(
            "(state = 'issued') = (number is not null) and (state = 'issued') = (issued_at is not null)",
            name="an_issue_that_is_out_has_its_number_and_day",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int | None]
    title: Mapped[str]
    opening: Mapped[str]
    state: Mapped[IssueState] = choice(IssueState, "issue_has_a_known_state")
    begun_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    begun_at: Mapped[datetime]
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    issued_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BulletinItem(Base):
    """One piece of news: offered by an agency, taken into one issue, or left out with a reason."""

    __tablename__ = "bulletin_item"
    __table_args__ = (
        Index("ix_bulletin_item_issue", "bulletin_id", "kind", "position"),
        Index("ix_bulletin_item_offered", "offered_at"),
        CheckConstraint("kind <> 'event' or day is not null", name="an_event_says_its_day"),
        CheckConstraint("kind <> 'consultation' or day is not null", name="a_consultation_says_when_it_closes"),
        CheckConstraint("(left_out_at is null) = (left_out_why is null)", name="an_item_left_out_says_why"),
        CheckConstraint("left_out_at is null or bulletin_id is null", name="an_item_left_out_is_in_no_issue"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[ItemKind] = choice(ItemKind, "item_has_a_known_kind")
    title: Mapped[str]
    words: Mapped[str]
    day: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    owner_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    offered_by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    offered_at: Mapped[datetime]
    bulletin_id: Mapped[UUID | None] = mapped_column(ForeignKey("bulletin.id"))
    position: Mapped[int] = mapped_column(default=0)
    left_out_at: Mapped[datetime | None]
    left_out_why: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class BulletinReader(Base):
    """Whether somebody wants each issue by mail, and since when. Without a row: no."""

    __tablename__ = "bulletin_reader"
    __table_args__ = (UniqueConstraint("user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    wants: Mapped[bool]
    since: Mapped[datetime]


class BulletinMailing(Base):
    """That the readers of one agency were sent one issue, so that they are never sent it twice. Append-only."""

    __tablename__ = "bulletin_mailing"
    __table_args__ = (UniqueConstraint("bulletin_id", "told_agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    bulletin_id: Mapped[UUID] = mapped_column(ForeignKey("bulletin.id"))
    told_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    at: Mapped[datetime]
    readers: Mapped[int]
