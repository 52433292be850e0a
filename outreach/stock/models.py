"""Tables of stock: what is kept, its batches, every movement, and which batch a session gives from."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, choice, owned_key


class MovementKind(StrEnum):
    """Why a number changed."""

    RECEIVED = "received"
    GIVEN = "given"
    COUNTED = "counted"
    THROWN_AWAY = "thrown_away"
    BATCH_NAMED = "batch_named"


class StockItem(AgencyOwned, Base):
    """One item that an agency counts. What was given before the shelf was counted makes it less than nothing."""

    __tablename__ = "stock_item"
    __table_args__ = (
        UniqueConstraint("agency_id", "item"),
        CheckConstraint("low_at >= 0", name="low_stock_is_not_negative"),
    )

    item: Mapped[str]
    on_hand: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[int] = mapped_column(default=0)
    low_since: Mapped[datetime | None]
    counted_on: Mapped[date | None]
    kept: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class StockBatch(AgencyOwned, Base):
    """A batch of an item, by the number on its box, with the day it expires. A recalled one is given to nobody."""

    __tablename__ = "stock_batch"
    __table_args__ = (
        owned_key("stock_item_id", "stock_item"),
        owned_key("recalled_by", "user_account"),
        UniqueConstraint("agency_id", "stock_item_id", "number"),
        Index("ix_stock_batch_expiry", "agency_id", "expires_on"),
        CheckConstraint("(recalled_at is null) = (recalled_by is null)", name="who_recalled_a_batch_is_known"),
    )

    stock_item_id: Mapped[UUID]
    number: Mapped[str]
    expires_on: Mapped[date]
    on_hand: Mapped[int] = mapped_column(default=0)
    recalled_at: Mapped[datetime | None]
    recalled_by: Mapped[UUID | None]
    told_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class StockMovement(AgencyOwned, Base):
    """One change of a number, and why. Append-only. It knows the session, never the person it was given to."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        owned_key("stock_item_id", "stock_item"),
        owned_key("batch_id", "stock_batch"),
        owned_key("session_id", "outreach_session"),
        owned_key("moved_by", "user_account"),
        Index("ix_stock_movement_item", "agency_id", "stock_item_id", "at"),
        Index("ix_stock_movement_session", "agency_id", "session_id", "stock_item_id"),
        Index("ix_stock_movement_batch", "agency_id", "batch_id", "kind"),
        CheckConstraint("kind <> 'given' or session_id is not null", name="what_was_given_names_its_session"),
    )

    stock_item_id: Mapped[UUID]
    batch_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    kind: Mapped[MovementKind] = choice(MovementKind, "movement_has_a_known_kind")
    quantity: Mapped[int]
    after: Mapped[int]
    at: Mapped[datetime]
    moved_by: Mapped[UUID]


class SessionBatch(AgencyOwned, Base):
    """Which batch of an item a session gives from. A later choice holds for what is given from then on."""

    __tablename__ = "session_batch"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("stock_item_id", "stock_item"),
        owned_key("batch_id", "stock_batch"),
        owned_key("chosen_by", "user_account"),
        UniqueConstraint("agency_id", "session_id", "stock_item_id"),
    )

    session_id: Mapped[UUID]
    stock_item_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    chosen_by: Mapped[UUID]
    chosen_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
