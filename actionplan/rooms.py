"""The rooms of the action plan put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from actionplan import panels as plan_panels
from actionplan import reference as plan_reference
from actionplan import views as plan_views
from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting

#: Their pages stand under the blueprint of the action plan, which they fill as they are imported.
VIEWS = (plan_views,)

HOME: tuple[Callable[[Actor], Panel | None], ...] = (plan_panels.home,)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (plan_panels.waiting,)

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (plan_reference.load,)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
