"""The rooms of outreach put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Waiting
from outreach import events
from outreach import panels as outreach_panels
from outreach import views as outreach_views
from outreach.around import Maker, around
from outreach.brief import erasing as brief_erasing
from outreach.brief import panels as brief_panels
from outreach.brief import views as brief_views
from outreach.hours import panels as hours_panels
from outreach.hours import views as hours_views
from outreach.observations import panels as observations_panels
from outreach.observations import views as observations_views
from outreach.offline import jobs as offline_jobs
from outreach.offline import panels as offline_panels
from outreach.offline import views as offline_views
from outreach.rota import jobs as rota_jobs
from outreach.rota import panels as rota_panels
from outreach.rota import report as rota_report
from outreach.rota import report_views as rota_report_views
from outreach.rota import strip as rota_strip
from outreach.rota import views as rota_views
from outreach.rota import watch_views as rota_watch_views
from outreach.stock import jobs as stock_jobs
from outreach.stock import panels as stock_panels
from outreach.stock import service as stock_service
from outreach.stock import views as stock_views

#: Their pages stand under the blueprint of outreach, which they fill as they are imported.
VIEWS = (
    outreach_views,
    brief_views,
    hours_views,
    observations_views,
    offline_views,
    rota_views,
    rota_watch_views,
    rota_report_views,
    rota_strip,
    stock_views,
)

PERSON_PANELS = (outreach_panels.person_panel, brief_panels.person_panel)
HOME = (outreach_panels.home, offline_panels.home, rota_panels.home, stock_panels.home)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (
    outreach_panels.waiting, offline_panels.waiting, rota_panels.waiting, observations_panels.waiting,
    brief_panels.waiting,
)  # fmt: skip

#: What the rooms put on the page of a session and of a contact: each takes the actor and the row's id.
SESSION_PANELS: tuple[Maker, ...] = (
    rota_panels.session_panel, stock_panels.session_panel, brief_panels.session_panel,
    observations_panels.session_panel, hours_panels.session_panel,
)  # fmt: skip
CONTACT_PANELS: tuple[Maker, ...] = (observations_panels.contact_panel, brief_panels.contact_panel)

#: What each room forgets when a record is erased, before the contacts are untied from it.
ERASERS: tuple[Callable[[Actor, UUID], None], ...] = (brief_erasing.forget_person,)
#: What is forgotten of contacts without a record from before a moment (the retention schedule).
FORGETTERS: tuple[Callable[[Actor, datetime], int], ...] = (brief_erasing.forget_old,)

#: What each agency has done for it: name, how often, what, with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    (
        "raise the alarm for lone workers",
        timedelta(minutes=1),
        rota_jobs.raise_alarms,
        (Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE),
    ),
    (
        "look after phones without signal",
        timedelta(hours=6),
        offline_jobs.look_after,
        (Permission.OUTREACH_MANAGE, Permission.ACCOUNTS_MANAGE),
    ),
    ("tell of stock that expires", timedelta(hours=6), stock_jobs.tell_of_expiry, (Permission.OUTREACH_READ,)),
)


def listen() -> None:
    """Let rooms hear of each other's events (`outreach.events`); connecting twice is connecting once."""
    around.session, around.contact = SESSION_PANELS, CONTACT_PANELS
    events.item_given.connect(stock_service.on_item_given)
    rota_report.parts[:] = [stock_panels.report_part]
