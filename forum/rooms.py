"""The rooms of the forum put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from forum import panels as forum_panels
from forum import reference as forum_reference
from forum import views as forum_views

#: Their pages stand under the blueprint of the forum, which they fill as they are imported.
VIEWS = (forum_views,)

HOME: tuple[Callable[[Actor], Panel | None], ...] = (forum_panels.home, forum_panels.late)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (forum_panels.waiting,)

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (forum_reference.load,)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
