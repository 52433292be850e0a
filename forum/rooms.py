"""The rooms of the forum put together. Only `app.py` imports this: rooms do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from actionplan.around import around as plan_around
from actionplan.events import group_changed
from actionplan.voice import panels as voice_panels
from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from forum import panels as forum_panels
from forum import reference as forum_reference
from forum import views as forum_views
from forum.agenda import views as agenda_views
from forum.around import around
from forum.attendance import panels as attendance_panels
from forum.attendance import service as attendance_service
from forum.attendance import views as attendance_views
from forum.bodies import following, group_meetings
from forum.bodies import queries as bodies_queries
from forum.bodies import reference as bodies_reference
from forum.bodies import views as bodies_views
from forum.calendar import panels as calendar_panels
from forum.calendar import service as calendar_service
from forum.calendar import views as calendar_views
from forum.events import meeting_changed, papers_changed
from forum.minutes import panels as minutes_panels
from forum.minutes import queries as minutes_queries
from forum.minutes import step_views as minutes_steps
from forum.minutes import views as minutes_views
from forum.pack import making as pack_making
from forum.pack import panels as pack_panels
from forum.pack import views as pack_views
from forum.papers import jobs as papers_jobs
from forum.papers import panels as papers_panels
from forum.papers import views as papers_views
from forum.reporting import jobs as reporting_jobs
from forum.reporting import making as reporting_making
from forum.reporting import panels as reporting_panels
from forum.reporting import schedule_views as reporting_schedules
from forum.reporting import views as reporting_views
from forum.review import files as review_files
from forum.review import panels as review_panels
from forum.review import table_views as review_tables
from forum.review import views as review_views
from forum.series import views as series_views
from forum.wording import panels as wording_panels
from forum.wording import views as wording_views

#: Their pages stand under the blueprint of the forum, which they fill as they are imported.
VIEWS = (
    forum_views, agenda_views, series_views, bodies_views, attendance_views, calendar_views,
    minutes_views, minutes_steps, papers_views, pack_views, review_views, review_tables, reporting_views,
    reporting_schedules, wording_views,
)  # fmt: skip

HOME: tuple[Callable[[Actor], Panel | None], ...] = (forum_panels.home, minutes_panels.home, forum_panels.late)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (
    reporting_panels.waiting,
    attendance_panels.waiting,
    minutes_panels.waiting,
    papers_panels.waiting,
    review_panels.waiting,
    wording_panels.waiting,
)

#: What the forum's dashboard shows of meetings: the answers that are late, and the next meeting with its report.
FORUM_DESK: tuple[Callable[[Actor], Panel | None], ...] = (forum_panels.late, forum_panels.home)

#: Loads what its rooms cannot start without, in order; loading again changes nothing.
LOADERS: tuple[Callable[[], None], ...] = (
    forum_reference.load,
    bodies_reference.load,
)

#: What each agency has done for it: name, how often, the work, and with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    ("remind-of-papers", timedelta(hours=12), papers_jobs.remind, (Permission.MEETING_READ,)),
)

#: What is done once, for all agencies: name, how often, the work.
JOBS: tuple[tuple[str, timedelta, Callable[[], object]], ...] = (
    ("plan progress reports", timedelta(minutes=1), reporting_jobs.plan_due),
    ("forget made packs", timedelta(hours=1), pack_making.forget_old),
)


def listen() -> None:
    """Connect the rooms to what other floors send; connecting twice is harmless."""
    review_files.register()
    reporting_making.register()
    pack_making.register()
    plan_around.decisions, plan_around.decision = minutes_queries.decisions, minutes_queries.decision
    plan_around.meetings = group_meetings.of_group
    around.item = (papers_panels.item, minutes_panels.open_from_last)
    around.bodies_open, around.body_names = bodies_queries.open_besides, bodies_queries.names
    around.links, around.home = (reporting_panels.link, pack_panels.link), (reporting_panels.home,)
    around.reported = reporting_panels.reported
    around.meeting = (
        attendance_panels.meeting_panel, calendar_panels.meeting_panel, minutes_panels.meeting, papers_panels.meeting,
        reporting_panels.meeting, voice_panels.meeting,
    )  # fmt: skip
    group_changed.connect(following.on_group_changed)
    papers_changed.connect(pack_making.on_papers_changed)
    meeting_changed.connect(following.on_meeting_changed)
    meeting_changed.connect(attendance_service.on_meeting_changed)
    meeting_changed.connect(calendar_service.on_meeting_changed)
