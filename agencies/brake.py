"""The brake on tries from outside: so many in an hour, by what is tried and by where it comes from.

A try is stored before it is judged, in a transaction of its own, so that parallel tries cannot slip under the limit.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from agencies.apart import apart, let_go
from agencies.throttle import hidden, network
from core import clock
from core.db import Base, uuid7
from core.scoping import current_session

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)


class OutsideTry(Base):
    """A try from outside, counted by what was tried and by where it came from, both as keyed hashes; kept a day."""

    __tablename__ = "outside_try"
    __table_args__ = (Index("ix_outside_try_about", "about_hash", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    about_hash: Mapped[str]
    at: Mapped[datetime]


def may_try(limits: dict[str, int], *, address: str) -> bool:
    """Count a try against one limit after the other, and say whether it is within all of them.

    `limits`: what is counted to how many an hour; “{address}” in a name stands for the network it comes from. What the
    first limit stops does not count for those after it: one place cannot use up what all places share.
    """
    let_go()
    return all(
        _is_within(hidden("outside", name.replace("{address}", network(address))), most)
        for name, most in limits.items()
    )


def forget_old() -> None:
    """Drop tries after a day; a job of the worker."""
    old = delete(OutsideTry).where(OutsideTry.at < clock.now() - KEPT)
    current_session().execute(old.execution_options(synchronize_session=False))


def _is_within(about: str, most: int) -> bool:
    with apart(writing=True) as database:
        database.execute(insert(OutsideTry).values(id=uuid7(), about_hash=about, at=clock.now()))
    with apart(writing=False) as database:
        return _count(database, about) <= most


def _count(database: Session, about: str) -> int:
    since = clock.now() - WINDOW
    mine = select(func.count()).select_from(OutsideTry).where(OutsideTry.about_hash == about, OutsideTry.at > since)
    return database.scalar(mine) or 0
