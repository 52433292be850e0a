"""The rooms of reports put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from reports import hours_views
from reports import views as reports_views
from reports.cuts import jobs as cuts_jobs
from reports.dashboards import views as dashboards_views
from reports.releases import views as releases_views
from reports.returns import files as returns_files
from reports.returns import panels as returns_panels
from reports.returns import views as returns_views

#: Their pages stand under the blueprint of reports, which they fill as they are imported.
VIEWS = (dashboards_views, reports_views, hours_views, releases_views, returns_views)

HOME: tuple[Callable[[Actor], Panel | None], ...] = ()
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (returns_panels.waiting,)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = ()

#: What is done once, for all agencies: name, how often, the work.
JOBS: tuple[tuple[str, timedelta, Callable[[], object]], ...] = (
    ("settle the figures", timedelta(hours=1), cuts_jobs.settle_due),
)


def listen() -> None:
    """Make the work known that the worker does for these rooms; again is harmless."""
    returns_files.register()
