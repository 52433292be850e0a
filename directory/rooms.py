"""The rooms of the directory put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from directory import reference as directory_reference
from directory import views as directory_views

#: Their pages stand under the blueprint of the directory, which they fill as they are imported.
VIEWS = (directory_views,)

HOME: tuple[Callable[[Actor], Panel | None], ...] = ()
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = ()

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (directory_reference.load,)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
