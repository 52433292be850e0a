"""The brake on tries from outside: so many in an hour, by what is tried and by where it comes from.

A try is stored before it is judged, in a transaction of its own, so that parallel tries cannot slip under the limit.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from agencies.apart import apart, let_go
from agencies.throttle import hidden, network
from core import clock
from core.db import uuid7
from core.scoping import current_session
from referrals.outside.models import OutsideDoor, OutsideTry
from referrals.outside.rules import MOST_TRIES

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)


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


def claim_try(token_hash: str) -> int:
    """Use up one of the five tries at a door, before the words are judged; returns which it was, 0 when none is left.

    Right words need no giving back: the letter is open then.
    """
    let_go()
    mine = update(OutsideDoor).where(OutsideDoor.token_hash == token_hash, OutsideDoor.tries < MOST_TRIES)
    with apart(writing=True) as database:
        return database.scalar(mine.values(tries=OutsideDoor.tries + 1).returning(OutsideDoor.tries)) or 0


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
