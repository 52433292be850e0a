"""The count of look-ups: stored before it is judged, in a transaction of its own, so that parallel ones cannot slip by.

It says how often an account asked: never what for, and never what the answer was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from agencies.apart import apart, let_go
from agencies.throttle import hidden
from core import clock
from core.actor import Actor
from core.db import uuid7
from core.scoping import current_session
from safety.checker.models import CheckerTry
from safety.checker.rules import too_many

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEPT = timedelta(days=2)


def stopped_because(actor: Actor) -> str:
    """Count one look-up of the actor's account; why it is stopped, in words, or nothing when it may be made.

    A look-up that is stopped does not count for the next: the hour is over an hour after the thirtieth.
    """
    let_go()
    about, this = hidden("checker", str(actor.user_id)), uuid7()
    with apart(writing=True) as database:
        database.execute(insert(CheckerTry).values(id=this, about_hash=about, at=clock.now()))
    with apart(writing=False) as database:
        now = clock.now()
        before = [_others(database, about, this, since) for since in (now - HOUR, now - DAY)]
    reason = too_many(*before)
    if reason:
        with apart(writing=True) as database:
            database.execute(delete(CheckerTry).where(CheckerTry.id == this))
    return reason


def _others(database: Session, about: str, this: UUID, since: datetime) -> int:
    mine = select(func.count()).select_from(CheckerTry).where(CheckerTry.about_hash == about, CheckerTry.id != this)
    return database.scalar(mine.where(CheckerTry.at > since)) or 0


def forget_old(_: Actor) -> None:
    """Drop tries after two days; done by each agency's worker, though they are nobody's."""
    old = delete(CheckerTry).where(CheckerTry.at < clock.now() - KEPT)
    current_session().execute(old.execution_options(synchronize_session=False))
