"""The rooms of the directory put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from directory import print_views
from directory import reference as directory_reference
from directory import views as directory_views
from directory.bringing import jobs as bringing_jobs
from directory.bringing import views as bringing_views
from directory.feed import views as feed_views
from directory.keeping import jobs as keeping_jobs
from directory.keeping import panels as keeping_panels
from directory.keeping import views as keeping_views

HOUR = timedelta(hours=1)

#: Their pages stand under the blueprint of the directory, which they fill as they are imported.
VIEWS = (directory_views, print_views, keeping_views, feed_views, bringing_views)

HOME: tuple[Callable[[Actor], Panel | None], ...] = (keeping_panels.home,)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (keeping_panels.waiting,)

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (directory_reference.load,)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    ("remind of directory entries", HOUR, keeping_jobs.remind, (Permission.AGENCY_SETTINGS, Permission.DIRECTORY_KEEP)),
    ("forget files not brought in", 6 * HOUR, bringing_jobs.forget_old, (Permission.DIRECTORY_KEEP,)),
)


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
