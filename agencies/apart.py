"""A short transaction of its own, apart from the request's: sessions and throttles are stored whatever the view does.

On SQLite there is one writer, so a caller that writes here must not hold the request's transaction open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from core.db import db
from core.scoping import current_session
from core.session import write_intent


@contextmanager
def apart(*, writing: bool) -> Iterator[Session]:
    """Open a session on a connection of its own, commit on the way out. For tables that no agency owns."""
    token = write_intent.set(writing)
    try:
        with Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        write_intent.reset(token)


def let_go() -> None:
    """End the request's transaction, so that one of our own cannot wait for it for ever."""
    if current_session().in_transaction():
        current_session().rollback()
