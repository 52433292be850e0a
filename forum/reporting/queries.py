"""Reads of progress reports, their schedules and runs. Aggregates only: no row about a person is near."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, select

from agencies.models import Role, RolePermission, User, UserRole
from agencies.permissions import Permission
from agencies.queries import holders
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import SIZE, Page
from core.scoping import current_session
from core.tallies import Period
from forum.models import Meeting, MeetingState
from forum.queries import FORUM_ITSELF
from forum.reporting import rules
from forum.reporting.models import ProgressReport, ProgressReportFile, ReportRun, ReportSchedule, ReportWithdrawal

#: Runs that a page of schedules looks back on.
LATEST_RUNS = 12


@dataclass(frozen=True, slots=True)
class Edition:
    """A report without its figures: what lists and the papers of a meeting show."""

    id: UUID
    version: int
    body_id: UUID | None
    meeting_id: UUID | None
    meeting_starts: datetime | None
    period_start: date
    period_end: date
    made_at: datetime
    made_by: str | None
    sha256: str
    pages: int | None
    withdrawn_at: datetime | None
    reason: str | None

    @property
    def period(self) -> Period:
        """The period that its figures cover."""
        return Period(self.period_start, self.period_end)

    @property
    def maker(self) -> str:
        """Who had it made."""
        return self.made_by or "Made on schedule"

    @property
    def in_force(self) -> bool:
        """True unless it was withdrawn."""
        return self.withdrawn_at is None

    @property
    def day(self) -> date:
        """The day of its meeting, or on which it was made."""
        return clock.london(self.meeting_starts or self.made_at).date()


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run of a schedule: its slot, and what came of it."""

    run: ReportRun
    meeting_starts: datetime | None
    report_id: UUID | None

    @property
    def state(self) -> str:
        """Where it stands: made, failed or asked."""
        return "made" if self.report_id else "failed" if self.run.failed_at else "asked"


def needs_reports(actor: Actor) -> None:
    """Refuses, as not visible, whoever may not read reports."""
    if not (actor.is_system or actor.may(Permission.REPORT_READ, Permission.MEETING_WRITE)):
        raise NotVisible


def visible_to(actor: Actor) -> Select[ProgressReport]:
    """The reports an actor may know of: all of them, for whoever reads reports."""
    needs_reports(actor)
    return select(ProgressReport)


def _editions(actor: Actor) -> Select[*tuple[Any, ...]]:
    found = visible_to(actor).with_only_columns(
        ProgressReport.id, ProgressReport.version, ProgressReport.body_id, ProgressReport.meeting_id, Meeting.starts_at,
        ProgressReport.period_start, ProgressReport.period_end, ProgressReport.made_at, User.name,
        ProgressReport.sha256, ProgressReport.pages, ReportWithdrawal.withdrawn_at, ReportWithdrawal.reason,
    )  # fmt: skip
    return (
        found.outerjoin(Meeting, Meeting.id == ProgressReport.meeting_id)
        .outerjoin(User, User.id == ProgressReport.made_by)
        .outerjoin(ReportWithdrawal, ReportWithdrawal.report_id == ProgressReport.id)
    )


def reports_page(actor: Actor, number: int, body_id: UUID | None = None, year: int | None = None) -> Page[Edition]:
    """One page of the reports, the latest first; of one body or one year of making when they are given."""
    wanted = [*_of_body(body_id), *_of_year(year)]
    session = current_session()
    counted = visible_to(actor).where(*wanted).with_only_columns(func.count(ProgressReport.id))
    total = session.scalar(counted) or 0
    number = min(max(1, number), max(1, -(-total // SIZE)))
    found = _editions(actor).where(*wanted).order_by(ProgressReport.made_at.desc(), ProgressReport.id.desc())
    rows = session.execute(found.limit(SIZE).offset((number - 1) * SIZE))
    return Page([Edition(*row) for row in rows], number, total)


def _of_body(body_id: UUID | None) -> list[ColumnElement[bool]]:
    if body_id is None:
        return []
    return [ProgressReport.body_id.is_(None) if body_id == FORUM_ITSELF else ProgressReport.body_id == body_id]


def _of_year(year: int | None) -> list[ColumnElement[bool]]:
    if year is None or not 2000 <= year <= 9998:
        return []
    begin, end = (datetime(each, 1, 1, tzinfo=clock.LONDON) for each in (year, year + 1))
    return [ProgressReport.made_at >= begin, ProgressReport.made_at < end]


def years(actor: Actor) -> list[int]:
    """The years in which reports were made, the latest first."""
    made = extract("year", ProgressReport.made_at)
    found = visible_to(actor).with_only_columns(made).distinct()
    return sorted((int(year) for year in current_session().scalars(found)), reverse=True)


def edition(actor: Actor, report_id: UUID) -> Edition:
    """One report without its figures; NotVisible when there is none."""
    row = current_session().execute(_editions(actor).where(ProgressReport.id == report_id)).one_or_none()
    if row is None:
        raise NotVisible
    return Edition(*row)


def editions(actor: Actor, meeting_ids: Iterable[UUID]) -> dict[UUID, list[Edition]]:
    """The reports of some meetings, the newest first, withdrawn ones among them. One statement."""
    if not actor.may(Permission.MEETING_READ, Permission.REPORT_READ, Permission.MEETING_WRITE):
        return {}
    wanted = list(meeting_ids)
    found: dict[UUID, list[Edition]] = defaultdict(list)
    if wanted and actor.may(Permission.REPORT_READ, Permission.MEETING_WRITE):
        rows = _editions(actor).where(ProgressReport.meeting_id.in_(wanted)).order_by(ProgressReport.version.desc())
        for row in current_session().execute(rows):
            found[row.meeting_id].append(Edition(*row))
    return found


def versions_of(actor: Actor, of: Edition) -> list[Edition]:
    """Every version of the same subject, the newest first."""
    subject = rules.subject_of(of.body_id, of.meeting_id, of.period_start)
    rows = _editions(actor).where(ProgressReport.subject == subject).order_by(ProgressReport.version.desc())
    return [Edition(*row) for row in current_session().execute(rows.limit(50))]


def newest(actor: Actor, meeting_id: UUID, version: int | None = None) -> ProgressReport | None:
    """The newest report of a meeting that is in force, or the version that is named; None when there is none."""
    found = visible_to(actor).where(ProgressReport.meeting_id == meeting_id)
    if version is not None:
        found = found.where(ProgressReport.version == version)
    else:
        withdrawn = select(ReportWithdrawal.report_id)
        found = found.where(ProgressReport.id.not_in(withdrawn))
    return current_session().scalars(found.order_by(ProgressReport.version.desc()).limit(1)).first()


def opened(actor: Actor, report_id: UUID) -> ProgressReport:
    """One report with its figures, for reading: noted in the trail. NotVisible when there is none, or it was withdrawn
    and the reader does not run the forum: they get the notice instead."""
    row = current_session().scalars(visible_to(actor).where(ProgressReport.id == report_id)).one_or_none()
    if row is None or not _may_open(actor, report_id):
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="progress report", row_id=report_id)
    return row


def _may_open(actor: Actor, report_id: UUID) -> bool:
    return actor.may(Permission.MEETING_WRITE) or current_session().get(ReportWithdrawal, report_id) is None


def file_of(actor: Actor, report_id: UUID) -> bytes | None:
    """The PDF of a report as it was made; None for those of before files were kept. NotVisible as for `opened`."""
    needs_reports(actor)
    if not _may_open(actor, report_id):
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="progress report", row_id=report_id)
    return current_session().scalar(
        select(ProgressReportFile.content).where(ProgressReportFile.report_id == report_id)
    )  # fmt: skip


def next_version(subject: str) -> int:
    """The number that the next report of a subject gets."""
    last = select(func.max(ProgressReport.version)).where(ProgressReport.subject == subject)
    return (current_session().scalar(last) or 0) + 1


def report_of_work(actor: Actor, making_id: UUID) -> UUID | None:
    """The report that a piece of work became; None while it is not made."""
    return current_session().scalar(
        visible_to(actor).where(ProgressReport.making_id == making_id).with_only_columns(ProgressReport.id)
    )  # fmt: skip


def schedules(actor: Actor) -> list[ReportSchedule]:
    """Every schedule, those that are on first."""
    needs_reports(actor)
    found = select(ReportSchedule).order_by(ReportSchedule.active.desc(), ReportSchedule.made_at, ReportSchedule.id)
    return list(current_session().scalars(found.limit(100)))


def schedule(actor: Actor, schedule_id: UUID) -> ReportSchedule:
    """One schedule; NotVisible when there is none, or the actor does not run the forum."""
    row = current_session().get(ReportSchedule, schedule_id, populate_existing=True)
    if row is None or not actor.may(Permission.MEETING_WRITE):
        raise NotVisible
    return row


def shape_of(row: ReportSchedule) -> rules.Shape:
    """What a schedule goes by."""
    return rules.Shape(row.kind, row.days_before, row.month_day)


def meetings_that_stand(body_id: UUID | None, since: datetime) -> list[tuple[UUID, datetime]]:
    """Meetings of a body that were not cancelled and begin after a moment: id and beginning, the first first."""
    own = Meeting.body_id.is_(None) if body_id is None else Meeting.body_id == body_id
    found = select(Meeting.id, Meeting.starts_at).where(
        own, Meeting.starts_at >= since, Meeting.state != MeetingState.CANCELLED
    )
    return [(key, begins) for key, begins in current_session().execute(found.order_by(Meeting.starts_at).limit(400))]


def schedules_on() -> list[ReportSchedule]:
    """Every schedule that is on, for the worker."""
    found = select(ReportSchedule).where(ReportSchedule.active).order_by(ReportSchedule.id)
    return list(current_session().scalars(found))


def planned_slots(schedule_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """The slots of some schedules that have a run, with the schedule of each."""
    wanted = ReportRun.schedule_id.in_(list(schedule_ids))
    found = select(ReportRun.schedule_id, ReportRun.slot).where(wanted)
    return {(schedule_id, slot) for schedule_id, slot in current_session().execute(found)}


def latest_runs(actor: Actor, schedule_id: UUID) -> list[RunLine]:
    """The latest runs of a schedule, the newest first."""
    needs_reports(actor)
    rows = _runs().where(ReportRun.schedule_id == schedule_id).order_by(ReportRun.due_at.desc()).limit(LATEST_RUNS)
    return [RunLine(*row) for row in current_session().execute(rows)]


def failed_runs(actor: Actor) -> list[RunLine]:
    """Runs that were given up and became no report, the latest first; for whoever runs the forum."""
    if not actor.may(Permission.MEETING_WRITE):
        raise NotVisible
    rows = _runs().where(ReportRun.failed_at.is_not(None), ProgressReport.id.is_(None))
    return [RunLine(*row) for row in current_session().execute(rows.order_by(ReportRun.failed_at.desc()).limit(20))]


def run(actor: Actor, run_id: UUID) -> ReportRun:
    """One run; NotVisible when there is none, or the actor does not run the forum."""
    row = current_session().get(ReportRun, run_id)
    if row is None or not actor.may(Permission.MEETING_WRITE):
        raise NotVisible
    return row


def _runs() -> Select[*tuple[Any, ...]]:
    return (
        select(ReportRun, Meeting.starts_at, ProgressReport.id)
        .outerjoin(Meeting, Meeting.id == ReportRun.meeting_id)
        .outerjoin(ProgressReport, ProgressReport.run_id == ReportRun.id)
    )


def roles_that_read(actor: Actor) -> dict[str, str]:
    """The roles that may be told of a report: those that may read one, by code, with their names."""
    needs_reports(actor)
    found = select(Role.code, Role.label).join(RolePermission, RolePermission.role_code == Role.code)
    found = found.where(RolePermission.permission == Permission.REPORT_READ.value).order_by(Role.label)
    return {code: label for code, label in current_session().execute(found)}


def addresses_of_roles(codes: Iterable[str]) -> list[tuple[UUID, str]]:
    """Agency and address of everybody in active service who holds one of some roles and may read reports, once each."""
    held = select(UserRole.user_id).where(UserRole.role_code.in_(list(codes)))
    found = select(User.agency_id, User.email).where(
        User.active, User.id.in_(held), User.id.in_(holders(Permission.REPORT_READ))
    )
    return [(agency_id, email) for agency_id, email in current_session().execute(found.order_by(User.email))]


def addresses_of_runners(agency_id: UUID) -> list[str]:
    """The addresses of those who run the forum from one agency: they hear of what could not be made."""
    found = select(User.email).where(
        User.agency_id == agency_id, User.active, User.id.in_(holders(Permission.MEETING_WRITE))
    )
    return list(current_session().scalars(found.order_by(User.email)))


def is_expected(body_id: UUID | None, meeting_id: UUID) -> bool:
    """Whether a schedule that is on will make the report of a meeting, or a run of it is under way."""
    own = ReportSchedule.body_id.is_(None) if body_id is None else ReportSchedule.body_id == body_id
    on = select(ReportSchedule.id).where(
        own, ReportSchedule.active, ReportSchedule.kind == rules.ScheduleKind.BEFORE_MEETING
    )
    failed = select(ReportRun.id).where(ReportRun.meeting_id == meeting_id, ReportRun.failed_at.is_not(None))
    session = current_session()
    return session.scalar(on.limit(1)) is not None and session.scalar(failed.limit(1)) is None
