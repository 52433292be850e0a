"""The database: base class, column types, and one session for a request, a job or a command."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, ForeignKeyConstraint, MetaData, String, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from core.session import ScopedSession

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def uuid7() -> UUID:
    """A new time-ordered identifier (RFC 9562, version 7): 48 bits of milliseconds, the rest random."""
    milliseconds = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10))
    value = (milliseconds << 80) | (0x7 << 76) | ((noise >> 68 & 0xFFF) << 64) | (0b10 << 62) | (noise & (1 << 62) - 1)
    return UUID(int=value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: kept in UTC, refused when it has no time zone, given back aware on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES, info={"bind_key": None})
    type_annotation_map = {datetime: UtcDateTime(), UUID: Uuid(), str: String()}


def choice(kind: type[StrEnum], constraint: str, **options: Any) -> Mapped[Any]:
    """A column that holds one value of a StrEnum, by a CHECK constraint named for the rule it keeps."""
    stored = Enum(
        kind,
        name=constraint,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(stored, **options)


def owned_key(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key that carries the agency: the row and what it points at belong to the same one."""
    return ForeignKeyConstraint(["agency_id", column], [f"{table}.agency_id", f"{table}.id"])


class AgencyOwned:
    """A row that belongs to one agency: key (agency, id), scoped in every read, under a database policy.

    Foreign keys between owned tables carry `agency_id`, so that a row cannot hang on another agency's row.
    """

    @declared_attr
    def agency_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("agency.id"), primary_key=True, sort_order=-20)

    @declared_attr
    def id(cls) -> Mapped[UUID]:
        return mapped_column(primary_key=True, default=uuid7, sort_order=-10)


class TwoParty:
    """A row that exactly two agencies see, the sender and the receiver; it names no one."""

    @declared_attr
    def from_agency_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("agency.id"), index=True)

    @declared_attr
    def to_agency_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("agency.id"), index=True)


db = SQLAlchemy(session_options={"class_": ScopedSession})
db.metadatas[None] = Base.metadata
