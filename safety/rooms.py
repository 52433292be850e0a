"""The rooms of safety put together. Only `app.py` imports this: rooms hear of each other by `safety.events` alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting

#: Their pages stand under the blueprint of safety, which they fill as they are imported.
VIEWS = ()

PERSON_PANELS: tuple[Callable[[Actor, UUID], Panel | None], ...] = ()
CASE_PANELS: tuple[Callable[[Actor, UUID], Panel | None], ...] = ()
HOME: tuple[Callable[[Actor], Panel | None], ...] = ()
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = ()

#: What each floor below forgets when a record is erased.
ERASERS: tuple[Callable[[Actor, UUID], None], ...] = ()

#: What each agency has done for it: name, how often, what, with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()


def listen() -> None:
    """Let rooms hear of each other's events; connecting twice is connecting once."""
