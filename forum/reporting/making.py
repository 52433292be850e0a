"""Makes a progress report: figures, pages, and the one transaction in which all of it is stored and told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from agencies.permissions import Permission
from agencies.queries import user
from core import audit, clock, making, outbox
from core.actor import Actor
from core.db import uuid7
from core.making import Store, Work
from core.pdf import pages_in
from core.scoping import current_session
from core.tallies import Period
from forum import queries as forum
from forum.around import around
from forum.reporting import queries, rules
from forum.reporting.models import ProgressReport, ProgressReportFile, ReportRun
from reports.cuts import unsettled
from reports.cuts.jobs import settle_due
from reports.documents import FOR_MEMBERS, check_sum, progress_pdf
from reports.progress import progress_figures

KIND = "progress report"
#: What the worker may read for a report that is made on schedule: aggregates and the forum's own work.
NEEDS = (
    Permission.REPORT_READ, Permission.MEETING_READ, Permission.MEETING_WRITE, Permission.PLAN_READ,
    Permission.DIRECTORY_READ,
)  # fmt: skip
STEPS = 4


class Overtaken(Exception):
    """Another report of the same subject was stored while this one was made; it is made again with the next number."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about, as its pages say it."""

    body_id: UUID | None
    meeting_id: UUID | None
    meeting_title: str | None
    meeting_day: date | None
    body: str | None
    period: Period

    @property
    def key(self) -> str:
        """What its versions are counted within."""
        return rules.subject_of(self.body_id, self.meeting_id, self.period.start)


def about_of(
    body_id: UUID | None, meeting_id: UUID | None, period: Period, *, tell: Iterable[str], run_id: UUID | None = None
) -> dict[str, Any]:  # fmt: skip
    """What a piece of work keeps of a report that is asked for: ids, days and codes of roles."""
    return {
        "body": _text(body_id), "meeting": _text(meeting_id), "start": period.start.isoformat(),
        "end": period.end.isoformat(), "tell": list(tell), "run": _text(run_id),
    }  # fmt: skip


def make(work: Work) -> Store:
    """Count, draw and join one report as of now; gives back what stores it (domain.md 6.5)."""
    work.step(0, STEPS)
    subject = subject_of(work.actor, work.about)
    if unsettled([subject.period]):
        settle_due()
    figures = figures_of(work.actor, subject)
    work.step(1, STEPS)
    version = queries.next_version(subject.key)
    content = drawn(figures, subject, version, maker=_maker(work.actor))
    work.step(3, STEPS)
    row_id = uuid7()
    values: dict[str, Any] = {
        "id": row_id, "subject": subject.key, "version": version, "body_id": subject.body_id,
        "meeting_id": subject.meeting_id, "period_start": subject.period.start, "period_end": subject.period.end,
        "snapshot_at": datetime.fromisoformat(figures["snapshot"]), "classification": FOR_MEMBERS,
        "made_by": None if work.actor.is_system else work.actor.user_id, "run_id": _id(work.about["run"]),
        "making_id": work.id, "statement": figures["statement"], "figures": figures, "sha256": check_sum(figures),
        "pages": pages_in(content), "file_sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip

    def store() -> None:
        if queries.next_version(subject.key) != version:
            raise Overtaken
        session = current_session()
        session.add(ProgressReport(made_at=clock.now(), **values))
        session.flush()
        session.add(ProgressReportFile(report_id=row_id, content=content))
        audit.record(actor=work.actor, verb="issued", kind="progress report", row_id=row_id)
        _tell(row_id, work.about["tell"])

    return store


def subject_of(actor: Actor, about: dict[str, Any]) -> Subject:
    """What a report is about, from the ids that its piece of work keeps; NotVisible when the meeting is gone."""
    body_id, meeting_id = _id(about["body"]), _id(about["meeting"])
    meeting = forum.meeting(actor, meeting_id) if meeting_id else None
    return Subject(
        body_id, meeting_id, meeting.title if meeting else None,
        clock.london(meeting.starts_at).date() if meeting else None,
        around.body_names(actor).get(body_id) if body_id else None,
        Period(date.fromisoformat(about["start"]), date.fromisoformat(about["end"])),
    )  # fmt: skip


def figures_of(actor: Actor, subject: Subject) -> dict[str, Any]:
    """The figures of a report as of now."""
    return progress_figures(
        actor=actor, period=subject.period, meeting_day=subject.meeting_day, body=subject.body
    )  # fmt: skip


def drawn(figures: dict[str, Any], subject: Subject, version: int | None, *, maker: str | None = None) -> bytes:
    """The PDF of figures, fresh or frozen; without a version it says on every page that it is a draft."""
    occasion = None if subject.meeting_day else f"{subject.body or 'The forum'}, {subject.period.words}"
    return progress_pdf(
        figures, edition=version, meeting_title=subject.meeting_title, meeting_day=subject.meeting_day,
        classification=FOR_MEMBERS, occasion=occasion, maker=maker,
    )  # fmt: skip


def on_failure(work: Work) -> None:
    """Raise the alarm when a report was given up: its run says so, and those who run the forum are told once."""
    run_id = _id(work.about["run"])
    if run_id is not None:
        failed = update(ReportRun).where(ReportRun.id == run_id).values(failed_at=clock.now())
        current_session().execute(failed.execution_options(synchronize_session=False))
    audit.record(actor=work.actor, verb="gave up", kind="progress report", row_id=work.id)
    for address in queries.addresses_of_runners(work.actor.agency_id):
        outbox.put(
            agency_id=work.actor.agency_id, address=address, subject="A progress report could not be made",
            path="/forum/report-schedules", once=f"report-failed:{work.id}:{clock.now().isoformat()}",
        )  # fmt: skip


def register() -> None:
    """Make this kind of work known; those who run the forum see how each piece stands."""
    making.register(
        KIND, make, permissions=NEEDS, shown_to=(Permission.MEETING_WRITE,), on_failure=on_failure
    )  # fmt: skip


def _tell(report_id: UUID, roles: Iterable[str]) -> None:
    for agency_id, address in queries.addresses_of_roles(roles):
        outbox.put(
            agency_id=agency_id, address=address, subject="A progress report is ready",
            path=f"/forum/reports/{report_id}", once=f"progress-report:{report_id}",
        )  # fmt: skip


def _maker(actor: Actor) -> str | None:
    return None if actor.is_system else user(actor.user_id).name


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _id(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)
