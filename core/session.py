"""The session: it knows its actor, and marks the statements that come through the ORM.

The mark lets `core.scoping` refuse statements on owned tables that went round the ORM, and so round the scope.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask_sqlalchemy.session import Session

from core.actor import Actor

through_orm: ContextVar[bool] = ContextVar("through_orm", default=False)
write_intent: ContextVar[bool] = ContextVar("write_intent", default=True)


@contextmanager
def marked() -> Iterator[None]:
    """Mark the statements run inside as coming through the ORM."""
    token = through_orm.set(True)
    try:
        yield
    finally:
        through_orm.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Open transactions inside as readers: on SQLite they do not queue for the one writer's place."""
    token = write_intent.set(False)
    try:
        yield
    finally:
        write_intent.reset(token)


class ScopedSession(Session):
    """One actor a session; every flush is marked as the ORM's own work."""

    @property
    def actor(self) -> Actor | None:
        """Who this session reads and writes for; None until the gate or a job has said."""
        return self.info.get("actor")

    def flush(self, objects: Any = None) -> None:
        with marked():
            super().flush(objects)
