"""The rooms of the action plan put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from actionplan import jobs as plan_jobs
from actionplan import panels as plan_panels
from actionplan import reference as plan_reference
from actionplan import views as plan_views
from actionplan.bulletin import jobs as bulletin_jobs
from actionplan.bulletin import panels as bulletin_panels
from actionplan.bulletin import views as bulletin_views
from actionplan.groups import jobs as groups_jobs
from actionplan.groups import panels as groups_panels
from actionplan.groups import views as groups_views
from actionplan.logs import assessment_views
from actionplan.logs import jobs as logs_jobs
from actionplan.logs import panels as logs_panels
from actionplan.logs import reference as logs_reference
from actionplan.logs import views as logs_views
from actionplan.measures import jobs as measures_jobs
from actionplan.measures import panels as measures_panels
from actionplan.measures import reference as measures_reference
from actionplan.measures import views as measures_views
from actionplan.sheets import jobs as sheets_jobs
from actionplan.sheets import panels as sheets_panels
from actionplan.sheets import views as sheets_views
from actionplan.voice import panels as voice_panels
from actionplan.voice import views as voice_views
from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting

#: Their pages stand under the blueprint of the action plan, which they fill as they are imported.
VIEWS = (
    plan_views,
    measures_views,
    sheets_views,
    groups_views,
    voice_views,
    logs_views,
    assessment_views,
    bulletin_views,
)

HOME: tuple[Callable[[Actor], Panel | None], ...] = (
    plan_panels.home,
    groups_panels.home,
    voice_panels.home,
    logs_panels.home,
    bulletin_panels.home,
)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (
    plan_panels.waiting,
    groups_panels.waiting,
    voice_panels.waiting,
    sheets_panels.waiting,
    measures_panels.waiting,
    logs_panels.waiting,
    bulletin_panels.waiting,
)

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (plan_reference.load, measures_reference.load, logs_reference.load)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    ("remind of actions", timedelta(hours=3), plan_jobs.remind, (Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN)),
    ("remind of the forum's logs", timedelta(hours=6), logs_jobs.remind,
     (Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN)),
    ("mail the bulletin", timedelta(minutes=5), bulletin_jobs.mail, (Permission.DIRECTORY_READ,)),
    ("remind of values", timedelta(hours=6), measures_jobs.remind, (Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN)),
    ("forget sheets", timedelta(days=1), sheets_jobs.forget_old, (Permission.PLAN_WRITE,)),
    (
        "warn of groups that end", timedelta(hours=12), groups_jobs.warn_of_ends,
        (Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN),
    ),
)  # fmt: skip


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
