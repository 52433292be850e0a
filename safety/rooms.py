"""The rooms of safety put together. Only `app.py` imports this: rooms hear of each other by `safety.events` alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel, Waiting
from safety import events, outflows
from safety.checker import counting as checker_counting
from safety.checker import panels as checker_panels
from safety.checker import service as checker_service
from safety.checker import views as checker_views
from safety.outflows import CameOf
from safety.outside import jobs as outside_jobs
from safety.outside import panels as outside_panels
from safety.outside import service as outside_service
from safety.outside import views as outside_views
from safety.patterns import jobs as pattern_jobs
from safety.patterns import panels as pattern_panels
from safety.patterns import service as pattern_service
from safety.patterns import views as pattern_views
from safety.police import observed as police_observed
from safety.police import panels as police_panels
from safety.police import service as police_service
from safety.police import views as police_views
from safety.reports import erasing as report_erasing
from safety.reports import panels as report_panels
from safety.reports import part as report_part
from safety.reports import register_views as report_register_views
from safety.reports import step_views as report_step_views
from safety.reports import views as report_views
from safety.warnings import draft_views as warning_draft_views
from safety.warnings import jobs as warning_jobs
from safety.warnings import panels as warning_panels
from safety.warnings import service as warning_service
from safety.warnings import views as warning_views

#: Their pages stand under the blueprint of safety, which they fill as they are imported.
VIEWS = (
    report_views,
    report_step_views,
    report_register_views,
    warning_views,
    warning_draft_views,
    police_views,
    checker_views,
    pattern_views,
    outside_views,
)

PERSON_PANELS: tuple[Callable[[Actor, UUID], Panel | None], ...] = (
    report_panels.person_panel,
    warning_panels.person_panel,
    checker_panels.person_panel,
)
CASE_PANELS: tuple[Callable[[Actor, UUID], Panel | None], ...] = (
    report_panels.case_panel,
    checker_panels.case_panel,
)
HOME: tuple[Callable[[Actor], Panel | None], ...] = (
    warning_panels.home,
    checker_panels.home,
    checker_panels.stopped,
    outside_panels.settings,
    police_panels.home,
)
WAITING: tuple[Callable[[Actor], list[Waiting]], ...] = (
    report_panels.waiting,
    warning_panels.waiting,
    police_panels.waiting,
    pattern_panels.waiting,
)

#: What the rooms give to a case file, and to the copy of all that is held about a person.
CASE_PARTS = (report_part.PART,)
PERSON_SECTIONS = (report_part.person_sections,)

#: What each floor below forgets when a record is erased.
ERASERS: tuple[Callable[[Actor, UUID], None], ...] = (checker_service.forget_person, report_erasing.forget_person)

#: What goes by itself when it hangs on no record and is older than the agency's schedule keeps it.
FORGETTERS: tuple[Callable[[Actor, datetime], int], ...] = (report_erasing.forget_old,)

#: What each agency has done for it: name, how often, what, with which permissions.
AGENCY_JOBS: tuple[tuple[str, timedelta, Callable[[Actor], object], tuple[Permission, ...]], ...] = (
    (
        "keep reports from the public page",
        timedelta(minutes=1),
        outside_jobs.keep_written,
        (Permission.REPORT_TAKE, Permission.REPORT_RELEASE),
    ),
    (
        "look for patterns",
        timedelta(hours=1),
        pattern_jobs.look_for_patterns,
        (Permission.REPORT_TAKE, Permission.REPORT_RELEASE),
    ),
    ("look after warnings", timedelta(hours=1), warning_jobs.look_after, (Permission.WARNING_READ,)),
    ("forget tries at the checker", timedelta(hours=6), checker_counting.forget_old, ()),
)

#: What came of a report by each scope, as each room that lets something out tells it; the report's page draws them.
OUTFLOWS: tuple[CameOf, ...] = (
    warning_panels.came_of,
    police_panels.came_of,
    pattern_panels.came_of,
)

#: What stands on the page of an outreach observation (`outreach.around`, filled by `app.py`).
OBSERVATION_PANELS: tuple[Callable[[Actor, UUID], Panel | None], ...] = (police_observed.observation_panel,)


def listen() -> None:
    """Let rooms hear of each other's events; connecting twice is connecting once."""
    outflows.sources[:] = OUTFLOWS
    events.scope_ended.connect(warning_service.on_scope_ended)
    events.report_erased.connect(warning_service.on_report_erased)
    events.scope_ended.connect(police_service.on_scope_ended)
    events.report_erased.connect(police_service.on_report_erased)
    events.scope_ended.connect(pattern_service.on_scope_ended)
    events.report_erased.connect(pattern_service.on_report_erased)
    events.report_erased.connect(outside_service.on_report_erased)
