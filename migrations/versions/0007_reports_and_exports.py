"""Reports and exports: their schedules, versions, released figures, and lists that leave in a locked archive.

Reports that were issued before move into the new table, drawn from their frozen figures as they were.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWNED = (
    "agency_release",
    "list_export",
    "list_export_piece",
    "list_export_secret",
    "monitoring_return",
    "monitoring_return_file",
    "monitoring_return_step",
)
TWO_PARTY: tuple[str, ...] = ()
SHARED: tuple[str, ...] = ()
APPEND_ONLY = (
    "agency_release",
    "annual_review_file",
    "forum_release",
    "monitoring_return",
    "monitoring_return_file",
    "monitoring_return_step",
    "progress_report",
    "progress_report_file",
    "report_withdrawal",
    "settled_cut",
)
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    op.create_table(
        "settled_cut",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.CheckConstraint("edition > 0", name=op.f("a_settled_edition_counts_from_one")),
        sa.CheckConstraint("period_start < period_end", name=op.f("a_settled_period_runs_forwards")),
        sa.PrimaryKeyConstraint("family", "period_start", "period_end", "edition", name=op.f("pk_settled_cut")),
    )
    with op.batch_alter_table("settled_cut", schema=None) as batch_op:
        batch_op.create_index("ix_settled_cut_period", ["period_start", "period_end", "family"], unique=False)

    op.create_table(
        "making",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "working",
                "made",
                "failed",
                name="work_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'working') = (lease_until is not null)", name=op.f("work_under_way_has_a_lease")),
        sa.CheckConstraint("(state = 'working') = (token is not null)", name=op.f("work_under_way_has_one_worker")),
        sa.CheckConstraint(
            "(state in ('made', 'failed')) = (ended_at is not null)", name=op.f("work_that_ended_says_when")
        ),
        sa.CheckConstraint("done >= 0 and total >= done and tries >= 0", name=op.f("work_counts_forwards")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_making_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_making")),
        sa.UniqueConstraint("once", name=op.f("uq_making_once")),
    )
    with op.batch_alter_table("making", schema=None) as batch_op:
        batch_op.create_index("ix_making_asker", ["agency_id", "user_id", "asked_at"], unique=False)
        batch_op.create_index("ix_making_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_making_kind", ["kind", "asked_at"], unique=False)

    op.create_table(
        "monitoring_return",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("edition > 0", name=op.f("a_return_edition_counts_from_one")),
        sa.CheckConstraint("period_start < period_end", name=op.f("a_return_period_runs_forwards")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_monitoring_return_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_monitoring_return")),
        sa.UniqueConstraint(
            "agency_id",
            "template",
            "period_start",
            "period_end",
            "edition",
            name=op.f("uq_monitoring_return_agency_id_template_period_start_period_end_edition"),
        ),
    )
    with op.batch_alter_table("monitoring_return", schema=None) as batch_op:
        batch_op.create_index("ix_monitoring_return_period", ["agency_id", "period_end", "template"], unique=False)

    op.create_table(
        "monitoring_return_file",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("pages > 0", name=op.f("a_return_on_file_has_pages")),
        sa.ForeignKeyConstraint(
            ["agency_id", "return_id"],
            ["monitoring_return.agency_id", "monitoring_return.id"],
            name=op.f("fk_monitoring_return_file_agency_id_return_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_monitoring_return_file_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_monitoring_return_file")),
        sa.UniqueConstraint(
            "agency_id", "return_id", "place", name=op.f("uq_monitoring_return_file_agency_id_return_id_place")
        ),
    )
    op.create_table(
        "agency_release",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("document_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "shape",
            sa.Enum(
                "xlsx",
                "ods",
                "csv",
                "pdf",
                name="a_release_has_a_known_shape",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "forum",
                "funder",
                "management",
                "public",
                "other",
                name="a_release_has_a_known_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("period_start <= period_end", name=op.f("a_release_period_runs_forwards")),
        sa.ForeignKeyConstraint(
            ["agency_id", "by_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_agency_release_agency_id_by_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_release_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_agency_release")),
    )
    with op.batch_alter_table("agency_release", schema=None) as batch_op:
        batch_op.create_index("ix_agency_release_at", ["agency_id", "at"], unique=False)

    op.create_table(
        "forum_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("document_code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "shape",
            sa.Enum(
                "xlsx",
                "ods",
                "csv",
                "pdf",
                name="a_release_has_a_known_shape",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "forum",
                "funder",
                "management",
                "public",
                "other",
                name="a_release_has_a_known_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint("length(why) >= 10", name=op.f("a_forum_release_says_why")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("a_forum_release_period_runs_forwards")),
        sa.ForeignKeyConstraint(["by_agency_id"], ["agency.id"], name=op.f("fk_forum_release_by_agency_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_forum_release_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_release")),
    )
    with op.batch_alter_table("forum_release", schema=None) as batch_op:
        batch_op.create_index("ix_forum_release_at", ["at"], unique=False)

    op.create_table(
        "list_export",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_code", sa.String(), nullable=False),
        sa.Column(
            "shape",
            sa.Enum(
                "xlsx",
                "ods",
                "csv",
                name="export_has_a_known_shape",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_people", sa.Boolean(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("rows_asked", sa.Integer(), nullable=False),
        sa.Column("people_asked", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "supervision",
                "handover",
                "case_audit",
                "funder",
                "inspection",
                "legal",
                "meeting",
                "moving",
                name="export_has_a_known_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "making",
                "ready",
                "refused",
                "cancelled",
                "failed",
                "gone",
                name="export_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("making_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows_made", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=True),
        sa.Column("check_sum", sa.String(), nullable=True),
        sa.Column("takings", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "not needs_second or decided_by is not null or state in ('waiting', 'cancelled', 'gone')",
            name=op.f("a_whole_list_needs_a_second_yes"),
        ),
        sa.CheckConstraint(
            "state <> 'ready' or (pieces >= 1 and made_at is not null)",
            name=op.f("an_export_that_is_ready_has_content"),
        ),
        sa.CheckConstraint(
            "(decided_by is null) = (decided_at is null)", name=op.f("a_decided_export_says_who_and_when")
        ),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> asked_by", name=op.f("nobody_agrees_to_their_own_export")
        ),
        sa.CheckConstraint(
            "rows_asked >= 0 and people_asked >= 0 and takings >= 0", name=op.f("an_export_counts_from_zero")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_list_export_agency_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_list_export_agency_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_list_export_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_list_export")),
    )
    with op.batch_alter_table("list_export", schema=None) as batch_op:
        batch_op.create_index("ix_list_export_asked", ["agency_id", "asked_at"], unique=False)
        batch_op.create_index("ix_list_export_asker", ["agency_id", "asked_by", "asked_at"], unique=False)
        batch_op.create_index("ix_list_export_ends", ["agency_id", "state", "ends_at"], unique=False)

    op.create_table(
        "made_pack",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_made_pack_agency_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_made_pack_meeting_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_made_pack_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_pack")),
    )
    with op.batch_alter_table("made_pack", schema=None) as batch_op:
        batch_op.create_index("ix_made_pack_made", ["made_at"], unique=False)

    op.create_table(
        "monitoring_return_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "prepared",
                "checked",
                "sent",
                "set_aside",
                name="a_step_of_a_return_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("(kind = 'prepared') = (place = 1)", name=op.f("a_return_begins_by_being_prepared")),
        sa.CheckConstraint(
            "kind in ('prepared', 'checked') or length(words) > 0", name=op.f("what_ends_a_return_says_how")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "by_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_monitoring_return_step_agency_id_by_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "return_id"],
            ["monitoring_return.agency_id", "monitoring_return.id"],
            name=op.f("fk_monitoring_return_step_agency_id_return_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_monitoring_return_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_monitoring_return_step")),
        sa.UniqueConstraint(
            "agency_id", "return_id", "place", name=op.f("uq_monitoring_return_step_agency_id_return_id_place")
        ),
    )
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "before_meeting",
                "monthly",
                "quarterly",
                name="a_schedule_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("month_day", sa.Integer(), nullable=True),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind <> 'before_meeting') = (month_day is not null)", name=op.f("a_schedule_by_month_says_the_day")
        ),
        sa.CheckConstraint(
            "(kind = 'before_meeting') = (days_before is not null)",
            name=op.f("a_schedule_before_meetings_says_how_long"),
        ),
        sa.CheckConstraint("days_before between 1 and 30", name=op.f("a_report_comes_up_to_a_month_before")),
        sa.CheckConstraint("month_day between 1 and 31", name=op.f("a_schedule_names_a_day_of_a_month")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_schedule_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_report_schedule_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        batch_op.create_index("ix_report_schedule_active", ["active", "kind"], unique=False)

    op.create_table(
        "annual_review_file",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("pages > 0", name=op.f("a_review_on_file_has_pages")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_review.id"], name=op.f("fk_annual_review_file_review_id")),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_annual_review_file")),
    )
    op.create_table(
        "list_export_piece",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "export_id"],
            ["list_export.agency_id", "list_export.id"],
            name=op.f("fk_list_export_piece_agency_id_export_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_list_export_piece_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_list_export_piece")),
        sa.UniqueConstraint(
            "agency_id", "export_id", "number", name=op.f("uq_list_export_piece_agency_id_export_id_number")
        ),
    )
    op.create_table(
        "list_export_secret",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("passphrase_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["list_export.agency_id", "list_export.id"],
            name=op.f("fk_list_export_secret_agency_id_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_list_export_secret_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_list_export_secret")),
    )
    op.create_table(
        "report_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("making_id", sa.Uuid(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_report_run_meeting_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["report_schedule.id"], name=op.f("fk_report_run_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
        sa.UniqueConstraint("making_id", name=op.f("uq_report_run_making_id")),
        sa.UniqueConstraint("schedule_id", "slot", name=op.f("uq_report_run_schedule_id_slot")),
    )
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.create_index("ix_report_run_due", ["schedule_id", "due_at"], unique=False)
        batch_op.create_index("ix_report_run_failed", ["failed_at"], unique=False)

    op.create_table(
        "progress_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("making_id", sa.Uuid(), nullable=True),
        sa.Column("classification", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(pages is null) = (file_sha256 is null)", name=op.f("a_report_with_a_file_says_its_sum_and_length")
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("a_report_covers_a_period")),
        sa.CheckConstraint("version >= 1", name=op.f("versions_of_a_report_count_from_one")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_progress_report_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_progress_report_meeting_id")),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_progress_report_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
        sa.UniqueConstraint("making_id", name=op.f("uq_progress_report_making_id")),
        sa.UniqueConstraint("run_id", name=op.f("uq_progress_report_run_id")),
        sa.UniqueConstraint("subject", "version", name=op.f("uq_progress_report_subject_version")),
    )
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.create_index("ix_progress_report_body", ["body_id", "made_at"], unique=False)
        batch_op.create_index("ix_progress_report_made", ["made_at"], unique=False)
        batch_op.create_index("ix_progress_report_meeting", ["meeting_id", "version"], unique=False)

    op.create_table(
        "progress_report_file",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["progress_report.id"], name=op.f("fk_progress_report_file_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_progress_report_file")),
    )
    op.create_table(
        "report_withdrawal",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("a_withdrawn_report_says_why")),
        sa.ForeignKeyConstraint(["report_id"], ["progress_report.id"], name=op.f("fk_report_withdrawal_report_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user_account.id"], name=op.f("fk_report_withdrawal_withdrawn_by")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_withdrawal")),
    )
    _move_issued()
    op.drop_table("issued_report")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_closed", ["agency_id", "closed_at"], unique=False)
        batch_op.create_index("ix_case_file_kind", ["kind", "agency_id", "opened_at"], unique=False)

    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_given", ["agency_id", "given_at"], unique=False)
        batch_op.create_index("ix_consent_withdrawn", ["agency_id", "withdrawn_at"], unique=False)

    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.create_index("ix_incident_report_taken", ["agency_id", "taken_at"], unique=False)

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_happened", ["agency_id", "happened_on"], unique=False)

    with op.batch_alter_table("outcome_taking", schema=None) as batch_op:
        batch_op.create_index("ix_outcome_taking_taken", ["agency_id", "taken_on"], unique=False)

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_created", ["agency_id", "created_at"], unique=False)

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_received", ["to_agency_id", "sent_at"], unique=False)
        batch_op.create_index("ix_referral_sent", ["from_agency_id", "sent_at"], unique=False)

    with op.batch_alter_table("special_measure", schema=None) as batch_op:
        batch_op.create_index("ix_special_measure_applied", ["agency_id", "applied_on"], unique=False)
        batch_op.create_index("ix_special_measure_decided", ["agency_id", "decided_on"], unique=False)

    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.create_index("ix_support_contact_at", ["agency_id", "at"], unique=False)
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _refuse_what_would_be_lost()
    _unguard()
    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_support_contact_at")

    with op.batch_alter_table("special_measure", schema=None) as batch_op:
        batch_op.drop_index("ix_special_measure_decided")
        batch_op.drop_index("ix_special_measure_applied")

    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_sent")
        batch_op.drop_index("ix_referral_received")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_created")

    with op.batch_alter_table("outcome_taking", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_taking_taken")

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_happened")

    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_report_taken")

    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_withdrawn")
        batch_op.drop_index("ix_consent_given")

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_kind")
        batch_op.drop_index("ix_case_file_closed")

    op.create_table(
        "issued_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_issued_report_made_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_issued_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_report")),
        sa.UniqueConstraint("meeting_id", "edition", name=op.f("uq_issued_report_meeting_id_edition")),
    )
    _move_back()
    op.drop_table("report_withdrawal")
    op.drop_table("progress_report_file")
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.drop_index("ix_progress_report_meeting")
        batch_op.drop_index("ix_progress_report_made")
        batch_op.drop_index("ix_progress_report_body")

    op.drop_table("progress_report")
    with op.batch_alter_table("report_run", schema=None) as batch_op:
        batch_op.drop_index("ix_report_run_failed")
        batch_op.drop_index("ix_report_run_due")

    op.drop_table("report_run")
    op.drop_table("list_export_secret")
    op.drop_table("list_export_piece")
    op.drop_table("annual_review_file")
    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        batch_op.drop_index("ix_report_schedule_active")

    op.drop_table("report_schedule")
    op.drop_table("monitoring_return_step")
    with op.batch_alter_table("made_pack", schema=None) as batch_op:
        batch_op.drop_index("ix_made_pack_made")

    op.drop_table("made_pack")
    with op.batch_alter_table("list_export", schema=None) as batch_op:
        batch_op.drop_index("ix_list_export_ends")
        batch_op.drop_index("ix_list_export_asker")
        batch_op.drop_index("ix_list_export_asked")

    op.drop_table("list_export")
    with op.batch_alter_table("forum_release", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_release_at")

    op.drop_table("forum_release")
    with op.batch_alter_table("agency_release", schema=None) as batch_op:
        batch_op.drop_index("ix_agency_release_at")

    op.drop_table("agency_release")
    op.drop_table("monitoring_return_file")
    with op.batch_alter_table("monitoring_return", schema=None) as batch_op:
        batch_op.drop_index("ix_monitoring_return_period")

    op.drop_table("monitoring_return")
    with op.batch_alter_table("making", schema=None) as batch_op:
        batch_op.drop_index("ix_making_kind")
        batch_op.drop_index("ix_making_due")
        batch_op.drop_index("ix_making_asker")

    op.drop_table("making")
    with op.batch_alter_table("settled_cut", schema=None) as batch_op:
        batch_op.drop_index("ix_settled_cut_period")

    op.drop_table("settled_cut")


def _same(name: str, *others: sa.ColumnClause[Any]) -> sa.TableClause:
    """A table with the columns that an issued report has kept its whole life, and its own others."""
    return sa.table(
        name,
        sa.column("id", sa.Uuid()), sa.column("meeting_id", sa.Uuid()), sa.column("made_at", sa.DateTime(timezone=True)),
        sa.column("made_by", sa.Uuid()), sa.column("figures", sa.JSON()), sa.column("sha256", sa.String()),
        *others,
    )  # fmt: skip


ISSUED = _same("issued_report", sa.column("edition", sa.Integer()))
PROGRESS = _same(
    "progress_report",
    sa.column("subject", sa.String()), sa.column("version", sa.Integer()), sa.column("body_id", sa.Uuid()),
    sa.column("period_start", sa.Date()), sa.column("period_end", sa.Date()),
    sa.column("snapshot_at", sa.DateTime(timezone=True)), sa.column("classification", sa.String()),
    sa.column("statement", sa.String()), sa.column("file_sha256", sa.String()), sa.column("run_id", sa.Uuid()),
)  # fmt: skip
MEETING = sa.table("meeting", sa.column("id", sa.Uuid()), sa.column("body_id", sa.Uuid()))
STATEMENT = (
    "Numbers from 1 to 4 are not shown, and others are rounded to the nearest 5, so that nobody can be recognised."
)


def _move_issued() -> None:
    """Each report that was issued becomes version so many of its meeting, without a file of its own."""
    connection = op.get_bind()
    found = sa.select(ISSUED, MEETING.c.body_id).join_from(ISSUED, MEETING, MEETING.c.id == ISSUED.c.meeting_id)
    for row in connection.execute(found).mappings().all():
        start, end = _period(row["figures"], row["made_at"])
        snapshot = row["figures"].get("snapshot")
        connection.execute(
            sa.insert(PROGRESS).values(
                id=row["id"], meeting_id=row["meeting_id"], made_at=row["made_at"], made_by=row["made_by"],
                figures=row["figures"], sha256=row["sha256"], version=row["edition"], body_id=row["body_id"],
                subject=f"meeting:{row['meeting_id']}", period_start=start, period_end=end,
                snapshot_at=datetime.fromisoformat(snapshot) if snapshot else row["made_at"],
                classification="For members", statement=row["figures"].get("statement") or STATEMENT,
            )
        )  # fmt: skip


def _period(figures: dict[str, Any], made_at: datetime) -> tuple[date, date]:
    """The period that the figures name, else the last whole quarter before the report was made."""
    named = figures.get("period")
    if isinstance(named, dict) and "start" in named and "end" in named:
        return date.fromisoformat(named["start"]), date.fromisoformat(named["end"])
    begins = date(made_at.year, (made_at.month - 1) // 3 * 3 + 1, 1)
    end = begins - timedelta(days=1)
    return date(end.year, end.month - 2, 1), end


def _refuse_what_would_be_lost() -> None:
    """The older version knows a report by its meeting and by who issued it, and no report that was withdrawn."""
    withdrawn: sa.Select[Any] = sa.select(sa.column("report_id")).select_from(sa.table("report_withdrawal")).limit(1)
    foreign = sa.select(PROGRESS.c.id).where(PROGRESS.c.meeting_id.is_(None) | PROGRESS.c.made_by.is_(None)).limit(1)
    connection = op.get_bind()
    if connection.execute(withdrawn).first() or connection.execute(foreign).first():
        raise RuntimeError("There are reports that the older version cannot hold: scheduled, or withdrawn.")


def _move_back() -> None:
    """Each report goes back into the table of before; the file that was kept with it is drawn again when it is read."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(PROGRESS)).mappings().all():
        connection.execute(
            sa.insert(ISSUED).values(
                id=row["id"], meeting_id=row["meeting_id"], edition=row["version"], made_at=row["made_at"],
                made_by=row["made_by"], figures=row["figures"], sha256=row["sha256"],
            )
        )  # fmt: skip


def _guard() -> None:
    dialect = op.get_bind().dialect.name
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, before, after):
            op.execute(statement)
    if dialect == "postgresql":
        for statement in (*policies.protect_owned(OWNED), *policies.protect_two_party(TWO_PARTY)):
            op.execute(statement)
        for statement in policies.keep_two_party(TWO_PARTY):
            op.execute(statement)
        for table in SHARED:
            for statement in policies.protect_shared(table):
                op.execute(statement)
    for statement in policies.keep_sides(dialect, TWO_PARTY):
        op.execute(statement)
    for statement in policies.append_only(dialect, APPEND_ONLY):
        op.execute(statement)


def _unguard() -> None:
    dialect = op.get_bind().dialect.name
    for statement in policies.end_append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, after, before):
            op.execute(statement)
