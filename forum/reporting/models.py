"""Tables of progress reports: each version as it was made, what was withdrawn, when the next ones are due, and runs.

A report and its file only grow: the database refuses to change them. That one was withdrawn is a row of its own.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class ScheduleKind(StrEnum):
    """What a schedule goes by."""

    BEFORE_MEETING = "before_meeting"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class ReportSchedule(Base):
    """When a body's progress report is made by itself, and who is told. `body_id` none: the forum itself.

    `since` is the moment it was last switched on: nothing is made for slots before it. `agency_id` is the agency in
    whose name the worker makes it: that of whoever set it up.
    """

    __tablename__ = "report_schedule"
    __table_args__ = (
        Index("ix_report_schedule_active", "active", "kind"),
        CheckConstraint(
            "(kind = 'before_meeting') = (days_before is not null)", name="a_schedule_before_meetings_says_how_long"
        ),
        CheckConstraint(
            "(kind <> 'before_meeting') = (month_day is not null)", name="a_schedule_by_month_says_the_day"
        ),
        CheckConstraint("days_before between 1 and 30", name="a_report_comes_up_to_a_month_before"),
        CheckConstraint("month_day between 1 and 31", name="a_schedule_names_a_day_of_a_month"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    body_id: Mapped[UUID | None]
    kind: Mapped[ScheduleKind] = choice(ScheduleKind, "a_schedule_has_a_known_kind")
    days_before: Mapped[int | None]
    month_day: Mapped[int | None]
    recipients: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)


class ReportRun(Base):
    """One slot of a schedule, planned once however many workers look: a meeting, a month or a quarter."""

    __tablename__ = "report_run"
    __table_args__ = (
        UniqueConstraint("schedule_id", "slot"),
        UniqueConstraint("making_id"),
        Index("ix_report_run_due", "schedule_id", "due_at"),
        Index("ix_report_run_failed", "failed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    schedule_id: Mapped[UUID] = mapped_column(ForeignKey("report_schedule.id"))
    slot: Mapped[str]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    due_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    making_id: Mapped[UUID]
    failed_at: Mapped[datetime | None]


class ProgressReport(Base):
    """One version of a progress report, frozen. Versions count up within a subject: a meeting, or a body's period.

    `making_id` and `run_id` are unique: one piece of work, one slot, one report. Reports of before this table have no
    file: they are rendered from their figures.
    """

    __tablename__ = "progress_report"
    __table_args__ = (
        UniqueConstraint("subject", "version"),
        UniqueConstraint("making_id"),
        UniqueConstraint("run_id"),
        Index("ix_progress_report_meeting", "meeting_id", "version"),
        Index("ix_progress_report_body", "body_id", "made_at"),
        Index("ix_progress_report_made", "made_at"),
        CheckConstraint("period_end >= period_start", name="a_report_covers_a_period"),
        CheckConstraint("version >= 1", name="versions_of_a_report_count_from_one"),
        CheckConstraint("(pages is null) = (file_sha256 is null)", name="a_report_with_a_file_says_its_sum_and_length"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    subject: Mapped[str]
    version: Mapped[int]
    body_id: Mapped[UUID | None]
    meeting_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    made_at: Mapped[datetime]
    snapshot_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("report_run.id"))
    making_id: Mapped[UUID | None]
    classification: Mapped[str]
    statement: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str]
    pages: Mapped[int | None]
    file_sha256: Mapped[str | None]


class ProgressReportFile(Base):
    """The PDF of a report, byte for byte as it was made."""

    __tablename__ = "progress_report_file"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("progress_report.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ReportWithdrawal(Base):
    """That a report was withdrawn: it stays, marked, for those who run the forum; readers are told why."""

    __tablename__ = "report_withdrawal"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="a_withdrawn_report_says_why"),)

    report_id: Mapped[UUID] = mapped_column(ForeignKey("progress_report.id"), primary_key=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str]
