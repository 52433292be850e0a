"""The forum: strategies, groups, meetings, minutes, papers, logs, and the directory that others read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OWNED: tuple[str, ...] = ()
TWO_PARTY: tuple[str, ...] = ()
SHARED: tuple[str, ...] = ()
APPEND_ONLY = (
    "action_evidence",
    "bulletin_mailing",
    "carried_action",
    "date_move",
    "enforcement_step",
    "group_step",
    "highlight_milestone",
    "leak_mending",
    "leak_verdict",
    "meeting_declaration",
    "meeting_invitation",
    "minute_action",
    "minutes_edition",
    "paper_version",
    "plan_measure_value",
    "quorum_note",
    "service_check",
    "voice_answer",
    "voice_told",
)
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "action",
        "progress_is_known",
        "progress IN ('not_started', 'in_progress', 'on_hold', 'complete', 'cancelled')",
        "progress IN ('not_started', 'in_progress', 'on_hold', 'complete', 'cancelled', 'closed')",
    ),
    (
        "action_update",
        "reported_progress_is_known",
        "progress IN ('not_started', 'in_progress', 'on_hold', 'complete', 'cancelled')",
        "progress IN ('not_started', 'in_progress', 'on_hold', 'complete', 'cancelled', 'closed')",
    ),
    (
        "location",
        "a_virtual_location_has_no_address",
        "kind <> 'virtual' or (address is null and postcode is null)",
        "kind <> 'virtual' or (address is null and postcode is null and city is null and region is null and latitude is null and longitude is null and uprn is null)",
    ),
    ("action", "a_confirmation_says_who_and_when", "", "(confirmed_at is null) = (confirmed_by_id is null)"),
    (
        "action",
        "an_owner_does_not_confirm_their_own",
        "",
        "confirmed_by_id is null or owner_user_id is null or confirmed_by_id <> owner_user_id",
    ),
    ("action", "dates_moved_is_a_count", "", "moves >= 0"),
    ("action", "only_a_complete_action_is_confirmed", "", "confirmed_at is null or progress = 'complete'"),
    ("agenda_item", "an_item_is_for_something_known", "", "asked_for IN ('decision', 'discussion', 'information')"),
    ("commitment", "commitment_has_a_known_outcome", "", "outcome IN ('continue', 'amend', 'complete', 'stop')"),
    (
        "location",
        "a_confidential_place_has_no_address",
        "",
        "not confidential or (kind = 'virtual' and address is null and postcode is null and city is null and region is null and latitude is null and longitude is null and uprn is null)",
    ),
    ("location", "a_latitude_is_on_earth", "", "latitude is null or latitude between -90 and 90"),
    ("location", "a_longitude_is_on_earth", "", "longitude is null or longitude between -180 and 180"),
    ("location", "a_place_has_a_known_kind", "", "kind in ('physical', 'postal', 'virtual')"),
    ("location", "a_point_has_both_numbers", "", "(latitude is null) = (longitude is null)"),
    ("location", "a_uprn_has_up_to_12_digits", "", "uprn is null or length(uprn) between 1 and 12"),
    ("meeting", "a_cancelled_meeting_says_when", "", "(state = 'cancelled') = (cancelled_at is not null)"),
    ("meeting", "a_cancelled_meeting_says_why", "", "cancelled_at is null or length(cancelled_reason) > 0"),
    ("meeting", "a_meeting_begins_before_it_ends", "", "ended_at is null or began_at is not null"),
    ("meeting", "a_meeting_has_a_known_state", "", "state IN ('planned', 'cancelled', 'held')"),
    ("meeting", "a_meeting_runs_forwards", "", "ends_at is null or ends_at > starts_at"),
    ("meeting", "a_meeting_that_began_is_not_cancelled", "", "state <> 'cancelled' or began_at is null"),
    ("service", "a_youngest_age_is_an_age", "", "minimum_age is null or minimum_age between 0 and 120"),
    (
        "service",
        "an_oldest_age_is_not_below_the_youngest",
        "",
        "maximum_age is null or (maximum_age between 0 and 120 and maximum_age >= coalesce(minimum_age, 0))",
    ),
    ("strategy", "strategy_edition_counts_from_one", "", "edition >= 1"),
)


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    op.create_table(
        "body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "forum",
                "subgroup",
                "group",
                name="a_body_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reports_to", sa.String(), nullable=True),
        sa.Column("quorum_one_in", sa.Integer(), nullable=True),
        sa.Column("quorum_least", sa.Integer(), nullable=False),
        sa.Column("quorum_chair", sa.Boolean(), nullable=False),
        sa.Column("quorum_voluntary", sa.Boolean(), nullable=False),
        sa.Column("quorum_statutory", sa.Boolean(), nullable=False),
        sa.Column("quorum_lived_experience", sa.Boolean(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'group') = (group_id is not null)", name=op.f("a_group_body_has_its_group")),
        sa.CheckConstraint("quorum_least >= 1", name=op.f("a_quorum_is_somebody")),
        sa.CheckConstraint("quorum_one_in is null or quorum_one_in >= 1", name=op.f("a_quorum_share_is_one_in_some")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("code", name=op.f("uq_body_code")),
        sa.UniqueConstraint("group_id", name=op.f("uq_body_group_id")),
    )
    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.create_index("ix_body_kind", ["kind", "name"], unique=False)

    op.create_table(
        "directory_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "brought",
                "dropped",
                name="a_draft_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (ended_at is null)", name=op.f("a_draft_ends_once")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_draft")),
    )
    with op.batch_alter_table("directory_draft", schema=None) as batch_op:
        batch_op.create_index("ix_directory_draft_state_read_at", ["state", "read_at"], unique=False)

    op.create_table(
        "guidance_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_edition")),
        sa.UniqueConstraint("code", name=op.f("uq_guidance_edition_code")),
    )
    op.create_table(
        "statistic_topic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_topic")),
        sa.UniqueConstraint("code", name=op.f("uq_statistic_topic_code")),
    )
    with op.batch_alter_table("statistic_topic", schema=None) as batch_op:
        batch_op.create_index("ix_statistic_topic_question", ["question"], unique=False)

    op.create_table(
        "task_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("out_of_scope", sa.String(), nullable=False),
        sa.Column("reporting_line", sa.String(), nullable=False),
        sa.Column("meeting_frequency", sa.String(), nullable=False),
        sa.Column("resources", sa.String(), nullable=False),
        sa.Column("risks", sa.String(), nullable=False),
        sa.Column("confidentiality", sa.String(), nullable=False),
        sa.Column("success_measures", sa.String(), nullable=False),
        sa.Column("report_every_weeks", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("first_ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "declined",
                "approved",
                "active",
                "extended",
                "reporting",
                "closed",
                name="group_state_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decision_reference", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("report_done", sa.String(), nullable=True),
        sa.Column("report_changed", sa.String(), nullable=True),
        sa.Column("report_learned", sa.String(), nullable=True),
        sa.Column("report_voice", sa.String(), nullable=True),
        sa.Column("report_spent", sa.String(), nullable=True),
        sa.Column("report_next", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'closed' or (closed_on is not null and report_done is not null and report_changed is not null and report_next is not null)",
            name=op.f("a_closed_group_has_its_final_report"),
        ),
        sa.CheckConstraint(
            "state = 'proposed' or decision_reference is not null",
            name=op.f("what_the_forum_decided_of_a_group_is_known"),
        ),
        sa.CheckConstraint("first_ends_on <= ends_on", name=op.f("a_group_is_only_ever_extended")),
        sa.CheckConstraint("report_every_weeks between 1 and 26", name=op.f("a_group_reports_at_least_twice_a_year")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("a_group_ends_after_it_starts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_group")),
        sa.UniqueConstraint("reference", name=op.f("uq_task_group_reference")),
    )
    with op.batch_alter_table("task_group", schema=None) as batch_op:
        batch_op.create_index("ix_task_group_state", ["state", "ends_on"], unique=False)

    op.create_table(
        "achievement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("led_by", sa.JSON(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("followed_by", sa.JSON(), nullable=False),
        sa.Column("priority_numbers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_achievement_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("strategy_id", "code", name=op.f("uq_achievement_strategy_id_code")),
    )
    op.create_table(
        "cited_statistic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("dated", sa.String(), nullable=False),
        sa.Column("place_in_source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("caveat", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(retired_on is null) = (retired_reason is null)", name=op.f("a_statistic_is_retired_with_a_reason")
        ),
        sa.CheckConstraint("length(dated) > 0", name=op.f("a_statistic_has_its_date")),
        sa.CheckConstraint("length(source) > 0", name=op.f("a_statistic_has_its_source")),
        sa.ForeignKeyConstraint(["topic_id"], ["statistic_topic.id"], name=op.f("fk_cited_statistic_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cited_statistic")),
        sa.UniqueConstraint("code", name=op.f("uq_cited_statistic_code")),
    )
    with op.batch_alter_table("cited_statistic", schema=None) as batch_op:
        batch_op.create_index("ix_cited_statistic_topic", ["topic_id", "id"], unique=False)

    op.create_table(
        "group_output",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "in_progress",
                "done",
                "dropped",
                name="output_state_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_on is not null)", name=op.f("a_done_output_says_when")),
        sa.CheckConstraint("state <> 'done' or length(evidence) > 0", name=op.f("a_done_output_says_where_to_see_it")),
        sa.ForeignKeyConstraint(["group_id"], ["task_group.id"], name=op.f("fk_group_output_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_output")),
    )
    with op.batch_alter_table("group_output", schema=None) as batch_op:
        batch_op.create_index("ix_group_output_group", ["group_id", "due_on"], unique=False)

    op.create_table(
        "guidance_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["guidance_edition.id"], name=op.f("fk_guidance_statement_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_statement")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_guidance_statement_edition_id_number")),
    )
    op.create_table(
        "strategy_chapter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_strategy_chapter_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_chapter")),
        sa.UniqueConstraint("strategy_id", "position", name=op.f("uq_strategy_chapter_strategy_id_position")),
    )
    op.create_table(
        "strategy_citation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("cited_for", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_strategy_citation_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_citation")),
        sa.UniqueConstraint("strategy_id", "number", name=op.f("uq_strategy_citation_strategy_id_number")),
    )
    op.create_table(
        "annual_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "signed", name="review_has_a_known_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_by_name", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_by_name", sa.String(), nullable=True),
        sa.Column("next_strategy_id", sa.Uuid(), nullable=True),
        sa.Column("copy", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'signed') = (signed_at is not null) and (signed_at is null) = (signed_by is null) and (signed_at is null) = (sha256 is null)",
            name=op.f("a_signed_review_says_who_and_what"),
        ),
        sa.CheckConstraint("begins < ends", name=op.f("a_reviewed_year_runs_forwards")),
        sa.ForeignKeyConstraint(["begun_by"], ["user_account.id"], name=op.f("fk_annual_review_begun_by")),
        sa.ForeignKeyConstraint(["next_strategy_id"], ["strategy.id"], name=op.f("fk_annual_review_next_strategy_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_annual_review_signed_by")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_annual_review_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_review")),
        sa.UniqueConstraint("strategy_id", "begins", name=op.f("uq_annual_review_strategy_id_begins")),
    )
    with op.batch_alter_table("annual_review", schema=None) as batch_op:
        batch_op.create_index("ix_annual_review_ends", ["ends"], unique=False)

    op.create_table(
        "body_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "vice_chair",
                "secretary",
                "lead",
                "member",
                "lived_experience",
                "observer",
                name="a_seat_has_a_known_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("deputy_user_id", sa.Uuid(), nullable=True),
        sa.Column("deputy_name", sa.String(), nullable=True),
        sa.Column("term_begins", sa.Date(), nullable=False),
        sa.Column("term_ends", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (ended_reason is null)", name=op.f("a_seat_that_ended_says_why")),
        sa.CheckConstraint("deputy_user_id is null or deputy_name is not null", name=op.f("a_deputy_has_a_name")),
        sa.CheckConstraint("term_ends is null or term_ends >= term_begins", name=op.f("a_term_runs_forwards")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_body_member_agency_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_member_body_id")),
        sa.ForeignKeyConstraint(["deputy_user_id"], ["user_account.id"], name=op.f("fk_body_member_deputy_user_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_body_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_member")),
        sa.UniqueConstraint("source_id", name=op.f("uq_body_member_source_id")),
    )
    with op.batch_alter_table("body_member", schema=None) as batch_op:
        batch_op.create_index("ix_body_member_agency", ["agency_id"], unique=False)
        batch_op.create_index("ix_body_member_body", ["body_id", "ended_on", "name"], unique=False)
        batch_op.create_index("ix_body_member_deputy", ["deputy_user_id"], unique=False)
        batch_op.create_index("ix_body_member_user", ["user_id"], unique=False)

    op.create_table(
        "bulletin",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "issued", name="issue_has_a_known_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'issued') = (number is not null) and (state = 'issued') = (issued_at is not null)",
            name=op.f("an_issue_that_is_out_has_its_number_and_day"),
        ),
        sa.ForeignKeyConstraint(["begun_by_id"], ["user_account.id"], name=op.f("fk_bulletin_begun_by_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user_account.id"], name=op.f("fk_bulletin_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("number", name=op.f("uq_bulletin_number")),
    )
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.create_index("ix_bulletin_issued", ["state", "issued_at"], unique=False)

    op.create_table(
        "bulletin_reader",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("wants", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_bulletin_reader_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_reader")),
        sa.UniqueConstraint("user_id", name=op.f("uq_bulletin_reader_user_id")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "street",
                "drop_in",
                "online",
                "group",
                "one_to_one",
                "survey",
                "creative",
                "peer",
                "box",
                "meeting",
                name="consultation_method_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("setting", sa.String(), nullable=False),
        sa.Column("held_from", sa.Date(), nullable=False),
        sa.Column("held_to", sa.Date(), nullable=False),
        sa.Column(
            "took_part",
            sa.Enum(
                "not_counted",
                "under_5",
                "from_5",
                "from_10",
                "from_25",
                "from_50",
                name="consultation_band_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("told_first", sa.Boolean(), nullable=False),
        sa.Column("nobody_named", sa.Boolean(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("thanks", sa.String(), nullable=False),
        sa.Column("not_heard", sa.String(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("held_from <= held_to", name=op.f("a_consultation_runs_forwards")),
        sa.CheckConstraint("told_first and nobody_named", name=op.f("a_consultation_was_free_and_names_nobody")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_consultation_agency_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_consultation_commitment_id")),
        sa.ForeignKeyConstraint(["written_by"], ["user_account.id"], name=op.f("fk_consultation_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("reference", name=op.f("uq_consultation_reference")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("ix_consultation_held", ["held_to"], unique=False)

    op.create_table(
        "enforcement_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "considered",
                "carried_out",
                "reviewed",
                "called_off",
                name="operation_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("led_by", sa.String(), nullable=False),
        sa.Column("partners", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("safeguards", sa.String(), nullable=False),
        sa.Column("support", sa.String(), nullable=False),
        sa.Column("alternatives", sa.String(), nullable=False),
        sa.Column("communications", sa.String(), nullable=False),
        sa.Column("border_officers", sa.Boolean(), nullable=False),
        sa.Column("border_words", sa.String(), nullable=False),
        sa.Column("firewall_promised", sa.Boolean(), nullable=False),
        sa.Column("firewall", sa.String(), nullable=False),
        sa.Column("firewall_practice", sa.String(), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'reviewed' or length(review) > 0", name=op.f("a_reviewed_operation_says_what_happened")
        ),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_enforcement_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("an_operation_runs_forwards")),
        sa.CheckConstraint("length(firewall) > 0 and firewall_promised", name=op.f("an_operation_states_its_firewall")),
        sa.CheckConstraint("length(impact) > 0", name=op.f("an_operation_states_its_impact")),
        sa.CheckConstraint("length(safeguards) > 0", name=op.f("an_operation_states_how_harm_is_reduced")),
        sa.CheckConstraint(
            "not border_officers or length(border_words) > 0", name=op.f("why_border_officers_take_part_is_stated")
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_enforcement_plan_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_enforcement_plan_owner_agency_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_enforcement_plan_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_plan")),
    )
    with op.batch_alter_table("enforcement_plan", schema=None) as batch_op:
        batch_op.create_index("ix_enforcement_plan_begins", ["begins_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_enforcement_plan_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enforcement_plan_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enforcement_plan_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "group_commitment",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_group_commitment_commitment_id")),
        sa.ForeignKeyConstraint(["group_id"], ["task_group.id"], name=op.f("fk_group_commitment_group_id")),
        sa.PrimaryKeyConstraint("group_id", "commitment_id", name=op.f("pk_group_commitment")),
    )
    with op.batch_alter_table("group_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_commitment_commitment_id"), ["commitment_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "deputy",
                "member",
                "adviser",
                name="member_role_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lived_experience", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "agency_id is not null or length(organisation) > 0", name=op.f("a_member_comes_from_somewhere")
        ),
        sa.CheckConstraint("left_on is null or left_on >= joined_on", name=op.f("a_member_leaves_after_joining")),
        sa.CheckConstraint(
            "length(name) > 0 or lived_experience", name=op.f("only_a_lived_experience_seat_has_no_name")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_group_member_agency_id")),
        sa.ForeignKeyConstraint(["group_id"], ["task_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_group_member_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_group_has_one_lead",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("role = 'lead' and left_on is null"),
            postgresql_where=sa.text("role = 'lead' and left_on is null"),
        )
        batch_op.create_index("ix_group_member_group", ["group_id"], unique=False)
        batch_op.create_index("ix_group_member_user", ["user_id"], unique=False)

    op.create_table(
        "group_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proposed",
                "declined",
                "approved",
                "started",
                "terms_changed",
                "extended",
                "reporting",
                "closed",
                name="group_step_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("decision_reference", sa.String(), nullable=True),
        sa.Column("decision_words", sa.String(), nullable=True),
        sa.Column("decision_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind not in ('approved', 'declined', 'extended', 'closed', 'terms_changed') or decision_reference is not null",
            name=op.f("a_step_that_needs_a_decision_has_one"),
        ),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_group_step_by_user_id")),
        sa.ForeignKeyConstraint(["group_id"], ["task_group.id"], name=op.f("fk_group_step_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_step")),
    )
    with op.batch_alter_table("group_step", schema=None) as batch_op:
        batch_op.create_index("ix_group_step_group", ["group_id", "at"], unique=False)

    op.create_table(
        "highlight_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("priority_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column(
            "rag",
            sa.Enum(
                "red",
                "amber",
                "green",
                "grey",
                "blue",
                name="highlight_rag_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "trend",
            sa.Enum(
                "better",
                "same",
                "worse",
                name="highlight_trend_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("rag_reason", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("planned", sa.String(), nullable=False),
        sa.Column("decisions_needed", sa.String(), nullable=False),
        sa.Column("resources", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("communications", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "issued", name="highlight_state_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'issued') = (issued_at is not null)", name=op.f("an_issued_report_says_when")),
        sa.CheckConstraint("state <> 'issued' or length(impact) > 0", name=op.f("an_issued_report_states_its_impact")),
        sa.CheckConstraint(
            "state <> 'issued' or rag not in ('red', 'amber') or length(rag_reason) > 0",
            name=op.f("a_troubled_report_says_why"),
        ),
        sa.CheckConstraint(
            "(group_id is null) <> (priority_id is null)", name=op.f("a_report_is_of_a_group_or_a_priority")
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("a_report_covers_a_period")),
        sa.ForeignKeyConstraint(["begun_by"], ["user_account.id"], name=op.f("fk_highlight_report_begun_by")),
        sa.ForeignKeyConstraint(["corrects_id"], ["highlight_report.id"], name=op.f("fk_highlight_report_corrects_id")),
        sa.ForeignKeyConstraint(["group_id"], ["task_group.id"], name=op.f("fk_highlight_report_group_id")),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_highlight_report_priority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlight_report")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_highlight_report_group_id_number")),
        sa.UniqueConstraint("priority_id", "number", name=op.f("uq_highlight_report_priority_id_number")),
    )
    with op.batch_alter_table("highlight_report", schema=None) as batch_op:
        batch_op.create_index("ix_highlight_report_issued", ["state", "issued_at"], unique=False)

    op.create_table(
        "leak_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "name",
                "alias",
                "reference",
                "number",
                "place",
                "birth",
                "detail",
                "immigration",
                "language",
                name="leak_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("what_stays_says_why")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_leak_note_agency_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_leak_note_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_note")),
    )
    with op.batch_alter_table("leak_note", schema=None) as batch_op:
        batch_op.create_index("ix_leak_note_at", ["at"], unique=False)
        batch_op.create_index("ix_leak_note_author", ["by_user_id", "at"], unique=False)
        batch_op.create_index("ix_leak_note_text", ["kind", "row_id"], unique=False)

    op.create_table(
        "meeting_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_meeting_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_meeting_feed_token_hash")),
    )
    with op.batch_alter_table("meeting_feed", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_feed_user", ["user_id", "ended_at"], unique=False)

    op.create_table(
        "meeting_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "REQUEST",
                "CANCEL",
                name="an_invitation_has_a_known_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_invitation_meeting_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_meeting_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_invitation")),
        sa.UniqueConstraint(
            "meeting_id",
            "user_id",
            "sequence",
            "method",
            name=op.f("uq_meeting_invitation_meeting_id_user_id_sequence_method"),
        ),
    )
    with op.batch_alter_table("meeting_invitation", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_invitation_user", ["user_id"], unique=False)

    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("chair_name", sa.String(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum(
                "monthly",
                "every_second_month",
                "quarterly",
                "weekly",
                "fortnightly",
                name="a_series_has_a_known_rhythm",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("length_minutes", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length_minutes between 15 and 600", name=op.f("a_series_has_a_length_in_a_day")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_meeting_series_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_series_body", ["body_id", "ended_on"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "with_chair",
                "reviewed",
                "approved",
                "published",
                name="minutes_have_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_words", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_meeting_id", sa.Uuid(), nullable=True),
        sa.Column("corrections", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' or (published_at is not null and published_by is not null)",
            name=op.f("published_minutes_say_when"),
        ),
        sa.CheckConstraint(
            "state in ('draft', 'with_chair') or (reviewed_at is not null and reviewed_by is not null)",
            name=op.f("reviewed_minutes_say_by_whom"),
        ),
        sa.CheckConstraint(
            "state not in ('approved', 'published') or (approved_at is not null and approved_by is not null and approved_meeting_id is not null)",
            name=op.f("approved_minutes_name_the_meeting"),
        ),
        sa.CheckConstraint("approved_meeting_id <> meeting_id", name=op.f("minutes_are_approved_at_another_meeting")),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_minutes_approved_by")),
        sa.ForeignKeyConstraint(["approved_meeting_id"], ["meeting.id"], name=op.f("fk_minutes_approved_meeting_id")),
        sa.ForeignKeyConstraint(["begun_by"], ["user_account.id"], name=op.f("fk_minutes_begun_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["published_by"], ["user_account.id"], name=op.f("fk_minutes_published_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["user_account.id"], name=op.f("fk_minutes_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_approved_meeting_id"), ["approved_meeting_id"], unique=False)
        batch_op.create_index("ix_minutes_state", ["state"], unique=False)

    op.create_table(
        "num_sign_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("member_agency_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "organisation",
                "third_party",
                "business",
                name="sign_up_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "asked",
                "joined",
                "declined",
                "left",
                name="sign_up_has_a_known_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("takes_warnings", sa.Boolean(), nullable=False),
        sa.Column("warnings_to", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("stage <> 'joined' or joined_on is not null", name=op.f("who_joined_says_when")),
        sa.CheckConstraint(
            "stage <> 'left' or (joined_on is not null and left_on is not null and joined_on <= left_on)",
            name=op.f("who_left_says_when"),
        ),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_sign_up_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("not takes_warnings or length(warnings_to) > 0", name=op.f("warnings_go_to_somebody")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_num_sign_up_commitment_id")),
        sa.ForeignKeyConstraint(["member_agency_id"], ["agency.id"], name=op.f("fk_num_sign_up_member_agency_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_num_sign_up_owner_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_num_sign_up_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_num_sign_up")),
    )
    with op.batch_alter_table("num_sign_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_num_sign_up_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("ix_num_sign_up_member", ["member_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_num_sign_up_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_num_sign_up_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("author_agency_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "decision",
                "discussion",
                "information",
                name="a_paper_is_for_something",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "classification",
            sa.Enum(
                "open",
                "members",
                "restricted",
                name="a_paper_says_who_reads_it",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("in_short", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("destroyed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(newest = 0) = (received_on is null)", name=op.f("a_paper_that_came_says_when")),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)",
            name=op.f("a_withdrawn_paper_says_who_and_why"),
        ),
        sa.CheckConstraint(
            "not destroyed or withdrawn_at is not null", name=op.f("only_a_withdrawn_paper_is_destroyed")
        ),
        sa.CheckConstraint("number >= 1 and newest >= 0", name=op.f("papers_and_versions_are_numbered")),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], name=op.f("fk_paper_added_by")),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_paper_agenda_item_id")),
        sa.ForeignKeyConstraint(["author_agency_id"], ["agency.id"], name=op.f("fk_paper_author_agency_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_paper_meeting_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user_account.id"], name=op.f("fk_paper_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_paper_meeting_id_number")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index("ix_paper_agency", ["author_agency_id", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_agenda_item_id"), ["agenda_item_id"], unique=False)

    op.create_table(
        "plan_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "count",
                "people",
                "percent",
                "days",
                "money",
                name="measure_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "up", "down", "watched", name="direction_is_known", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "frequency",
            sa.Enum(
                "month",
                "quarter",
                "year",
                name="frequency_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("baseline_period", sa.String(), nullable=False),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("target_by", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("caveat", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("first_period", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_on is null) = (ended_reason is null)", name=op.f("a_measure_ends_with_a_reason")),
        sa.CheckConstraint("length(definition) > 0", name=op.f("a_measure_says_what_is_counted")),
        sa.CheckConstraint("target is null or target_by is not null", name=op.f("a_target_has_a_day")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_plan_measure_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_plan_measure_owner_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_measure")),
        sa.UniqueConstraint("reference", name=op.f("uq_plan_measure_reference")),
    )
    with op.batch_alter_table("plan_measure", schema=None) as batch_op:
        batch_op.create_index("ix_plan_measure_commitment", ["commitment_id"], unique=False)
        batch_op.create_index("ix_plan_measure_owner", ["owner_agency_id", "ended_on"], unique=False)

    op.create_table(
        "plan_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "stored",
                "dropped",
                name="sheet_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (settled_at is null)", name=op.f("a_settled_sheet_says_when")),
        sa.CheckConstraint("row_count > 0", name=op.f("a_sheet_holds_a_row")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_plan_sheet_by_user_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_plan_sheet_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sheet")),
    )
    with op.batch_alter_table("plan_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_plan_sheet_sender", ["by_user_id", "at"], unique=False)
        batch_op.create_index("ix_plan_sheet_state", ["state", "at"], unique=False)

    op.create_table(
        "policy_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "law",
                "national",
                "local",
                "guidance",
                "consultation",
                "inquiry",
                name="policy_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "proposed",
                "open",
                "agreed",
                "in_force",
                "ended",
                name="policy_has_a_known_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("responded_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'open' or closes_on is not null", name=op.f("an_open_consultation_says_when_it_closes")
        ),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_policy_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("length(impact) > 0", name=op.f("a_policy_entry_states_its_impact")),
        sa.CheckConstraint(
            "responded_on is null or length(response) > 0", name=op.f("an_answer_that_was_sent_says_what_it_said")
        ),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_policy_entry_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_policy_entry_owner_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_policy_entry_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_entry")),
    )
    with op.batch_alter_table("policy_entry", schema=None) as batch_op:
        batch_op.create_index("ix_policy_entry_closing", ["closes_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_entry_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_entry_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_entry_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "quorum_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_quorum_note_by_user_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_quorum_note_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quorum_note")),
    )
    with op.batch_alter_table("quorum_note", schema=None) as batch_op:
        batch_op.create_index("ix_quorum_note_meeting", ["meeting_id", "at"], unique=False)

    op.create_table(
        "research_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "participatory",
                "academic",
                "service",
                "scoping",
                "survey",
                name="research_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "proposed",
                "ethics",
                "under_way",
                "finished",
                "published",
                "stopped",
                name="research_has_a_known_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("involvement", sa.String(), nullable=False),
        sa.Column("ethics", sa.String(), nullable=False),
        sa.Column("consent_apart", sa.Boolean(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'published' or published_on is not null", name=op.f("published_research_says_when")
        ),
        sa.CheckConstraint(
            "stage in ('proposed', 'ethics', 'stopped') or (length(ethics) > 0 and consent_apart)",
            name=op.f("research_under_way_has_ethics_and_its_own_consent"),
        ),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_research_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("research_runs_forwards")),
        sa.CheckConstraint("length(involvement) > 0", name=op.f("research_says_how_people_shape_it")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_research_entry_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_research_entry_owner_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_research_entry_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_research_entry")),
    )
    with op.batch_alter_table("research_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_research_entry_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_research_entry_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_research_entry_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "resource_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "funding",
                "staff_time",
                "place",
                "goods",
                "expertise",
                name="resource_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "wanted",
                "asked",
                "agreed",
                "in_use",
                "refused",
                "ended",
                name="resource_has_a_known_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> 'funding' or amount_pence is not null", name=op.f("funding_says_how_much")),
        sa.CheckConstraint(
            "kind <> 'funding' or stage not in ('agreed', 'in_use', 'ended') or ends_on is not null",
            name=op.f("agreed_funding_says_until_when"),
        ),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_resource_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("amount_pence is null or amount_pence > 0", name=op.f("an_amount_is_more_than_nothing")),
        sa.CheckConstraint("begins_on <= ends_on", name=op.f("a_resource_runs_forwards")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_resource_entry_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_resource_entry_owner_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_resource_entry_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_entry")),
    )
    with op.batch_alter_table("resource_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_entry_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("ix_resource_entry_ending", ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_entry_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_entry_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "self_assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("force_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "shared",
                name="self_assessment_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'shared') = (shared_at is not null)", name=op.f("a_shared_assessment_says_when")),
        sa.ForeignKeyConstraint(["edition_id"], ["guidance_edition.id"], name=op.f("fk_self_assessment_edition_id")),
        sa.ForeignKeyConstraint(["force_id"], ["agency.id"], name=op.f("fk_self_assessment_force_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_self_assessment_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
        sa.UniqueConstraint(
            "force_id", "edition_id", "assessed_on", name=op.f("uq_self_assessment_force_id_edition_id_assessed_on")
        ),
    )
    with op.batch_alter_table("self_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_assessment_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "service_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "own",
                "rang",
                "wrote",
                "visited",
                name="a_check_is_made_in_a_known_way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_check_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_check")),
    )
    with op.batch_alter_table("service_check", schema=None) as batch_op:
        batch_op.create_index("ix_service_check_service_id_checked_on", ["service_id", "checked_on"], unique=False)

    op.create_table(
        "training_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("trainer", sa.String(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "police",
                "health",
                "council",
                "voluntary",
                "education",
                "housing",
                "justice",
                "business",
                "community",
                "peers",
                name="training_has_a_known_audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("audience_words", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                "elearning",
                name="training_has_a_known_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("trained", sa.Integer(), nullable=True),
        sa.Column("led_by_experience", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("learned", sa.String(), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(taken_off_at is null) = (taken_off_why is null)", name=op.f("a_training_entry_taken_off_says_why")
        ),
        sa.CheckConstraint("minutes >= 1", name=op.f("training_takes_time")),
        sa.CheckConstraint("trained is null or trained >= 1", name=op.f("somebody_was_trained")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_training_entry_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_training_entry_owner_agency_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_training_entry_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_entry")),
    )
    with op.batch_alter_table("training_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_entry_commitment_id"), ["commitment_id"], unique=False)
        batch_op.create_index("ix_training_entry_held", ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_entry_owner_agency_id"), ["owner_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_entry_recorded_at"), ["recorded_at"], unique=False)

    op.create_table(
        "action_dependency",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("needs_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("action_id <> needs_id", name=op.f("an_action_does_not_wait_for_itself")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_dependency_action_id")),
        sa.ForeignKeyConstraint(["needs_id"], ["action.id"], name=op.f("fk_action_dependency_needs_id")),
        sa.PrimaryKeyConstraint("action_id", "needs_id", name=op.f("pk_action_dependency")),
    )
    with op.batch_alter_table("action_dependency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_dependency_needs_id"), ["needs_id"], unique=False)

    op.create_table(
        "action_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("suggested_owner", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("put_forward_by", sa.String(), nullable=False),
        sa.Column("by_agency_id", sa.Uuid(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "waiting",
                "approved",
                "dropped",
                name="draft_standing_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("decision_reference", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(standing = 'approved') = (action_id is not null)", name=op.f("an_approved_draft_has_its_action")
        ),
        sa.CheckConstraint("(standing = 'waiting') = (settled_at is null)", name=op.f("a_settled_draft_says_when")),
        sa.CheckConstraint("standing <> 'dropped' or length(reason) > 0", name=op.f("a_dropped_draft_says_why")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_draft_action_id")),
        sa.ForeignKeyConstraint(["by_agency_id"], ["agency.id"], name=op.f("fk_action_draft_by_agency_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_action_draft_commitment_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user_account.id"], name=op.f("fk_action_draft_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_draft")),
    )
    with op.batch_alter_table("action_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_draft_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_draft_by_agency_id"), ["by_agency_id"], unique=False)
        batch_op.create_index("ix_action_draft_commitment", ["commitment_id"], unique=False)
        batch_op.create_index("ix_action_draft_standing", ["standing", "commitment_id"], unique=False)

    op.create_table(
        "action_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("evidence_says_what_it_is")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_evidence_action_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_action_evidence_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_evidence")),
    )
    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_action_evidence_action", ["action_id", "at"], unique=False)

    op.create_table(
        "action_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_milestone_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_milestone")),
    )
    with op.batch_alter_table("action_milestone", schema=None) as batch_op:
        batch_op.create_index("ix_action_milestone_action", ["action_id", "planned_on"], unique=False)

    op.create_table(
        "action_supporter",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_supporter_action_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_action_supporter_agency_id")),
        sa.PrimaryKeyConstraint("action_id", "agency_id", name=op.f("pk_action_supporter")),
    )
    with op.batch_alter_table("action_supporter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_supporter_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "assessed_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "rating",
            sa.Enum(
                "not_yet",
                "some",
                "mostly",
                "fully",
                name="rating_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rating = 'fully' or length(next_step) > 0", name=op.f("what_is_not_done_says_what_is_next")
        ),
        sa.CheckConstraint("length(evidence) > 0", name=op.f("a_rating_gives_its_evidence")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["self_assessment.id"], name=op.f("fk_assessed_statement_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["guidance_statement.id"], name=op.f("fk_assessed_statement_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessed_statement")),
        sa.UniqueConstraint(
            "assessment_id", "statement_id", name=op.f("uq_assessed_statement_assessment_id_statement_id")
        ),
    )
    with op.batch_alter_table("assessed_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessed_statement_statement_id"), ["statement_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("deputy_name", sa.String(), nullable=True),
        sa.Column(
            "standing",
            sa.Enum(
                "not_known",
                "present",
                "deputy",
                "apologies",
                "absent",
                "observer",
                name="a_standing_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum("in_person", "online", name="a_way_is_known", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "reply",
            sa.Enum(
                "coming",
                "online",
                "deputy",
                "apologies",
                name="a_reply_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "standing <> 'deputy' or deputy_name is not null", name=op.f("a_deputy_who_came_has_a_name")
        ),
        sa.CheckConstraint(
            "way is null or standing in ('present', 'deputy', 'observer')", name=op.f("only_who_is_there_has_a_way")
        ),
        sa.CheckConstraint("left_at is null or arrived_at is not null", name=op.f("who_left_had_arrived")),
        sa.CheckConstraint("left_at is null or left_at >= arrived_at", name=op.f("nobody_leaves_before_arriving")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_attendance_agency_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_attendance_changed_by")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["body_member.id"], name=op.f("fk_attendance_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "member_id", name=op.f("uq_attendance_meeting_id_member_id")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index("ix_attendance_agency", ["agency_id", "standing"], unique=False)
        batch_op.create_index("ix_attendance_meeting", ["meeting_id", "name"], unique=False)

    op.create_table(
        "bulletin_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service_change",
                "funding",
                "consultation",
                "policy",
                "event",
                "good_practice",
                name="item_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("offered_by_id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bulletin_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("left_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out_why", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'consultation' or day is not null", name=op.f("a_consultation_says_when_it_closes")
        ),
        sa.CheckConstraint("kind <> 'event' or day is not null", name=op.f("an_event_says_its_day")),
        sa.CheckConstraint("(left_out_at is null) = (left_out_why is null)", name=op.f("an_item_left_out_says_why")),
        sa.CheckConstraint("left_out_at is null or bulletin_id is null", name=op.f("an_item_left_out_is_in_no_issue")),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_item_bulletin_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["user_account.id"], name=op.f("fk_bulletin_item_offered_by_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_bulletin_item_owner_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_item")),
    )
    with op.batch_alter_table("bulletin_item", schema=None) as batch_op:
        batch_op.create_index("ix_bulletin_item_issue", ["bulletin_id", "kind", "position"], unique=False)
        batch_op.create_index("ix_bulletin_item_offered", ["offered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bulletin_item_owner_agency_id"), ["owner_agency_id"], unique=False)

    op.create_table(
        "bulletin_mailing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bulletin_id", sa.Uuid(), nullable=False),
        sa.Column("told_agency_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_mailing_bulletin_id")),
        sa.ForeignKeyConstraint(["told_agency_id"], ["agency.id"], name=op.f("fk_bulletin_mailing_told_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_mailing")),
        sa.UniqueConstraint(
            "bulletin_id", "told_agency_id", name=op.f("uq_bulletin_mailing_bulletin_id_told_agency_id")
        ),
    )
    op.create_table(
        "carried_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("from_commitment_id", sa.Uuid(), nullable=False),
        sa.Column("to_commitment_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_carried_action_action_id")),
        sa.ForeignKeyConstraint(
            ["from_commitment_id"], ["commitment.id"], name=op.f("fk_carried_action_from_commitment_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_commitment_id"], ["commitment.id"], name=op.f("fk_carried_action_to_commitment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_action")),
    )
    with op.batch_alter_table("carried_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carried_action_action_id"), ["action_id"], unique=False)
        batch_op.create_index("ix_carried_action_from", ["from_commitment_id"], unique=False)

    op.create_table(
        "date_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("from_on <> to_on", name=op.f("a_moved_date_moved")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("a_moved_date_says_why")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_date_move_action_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_date_move_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_move")),
    )
    with op.batch_alter_table("date_move", schema=None) as batch_op:
        batch_op.create_index("ix_date_move_action", ["action_id", "at"], unique=False)

    op.create_table(
        "enforcement_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "considered",
                "carried_out",
                "reviewed",
                "called_off",
                name="step_of_an_operation_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("decision_reference", sa.String(), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("a_step_of_an_operation_says_why")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_enforcement_step_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["enforcement_plan.id"], name=op.f("fk_enforcement_step_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enforcement_step")),
    )
    with op.batch_alter_table("enforcement_step", schema=None) as batch_op:
        batch_op.create_index("ix_enforcement_step_plan", ["plan_id", "at"], unique=False)

    op.create_table(
        "highlight_milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=False),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["highlight_report.id"], name=op.f("fk_highlight_milestone_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlight_milestone")),
    )
    with op.batch_alter_table("highlight_milestone", schema=None) as batch_op:
        batch_op.create_index("ix_highlight_milestone_report", ["report_id", "position"], unique=False)

    op.create_table(
        "highlight_risk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("risk", "issue", name="risk_kind_is_known", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("impact", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.CheckConstraint("kind <> 'issue' or likelihood = 5", name=op.f("an_issue_has_happened")),
        sa.CheckConstraint(
            "likelihood between 1 and 5 and impact between 1 and 5", name=op.f("a_risk_is_scored_1_to_5")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["highlight_report.id"], name=op.f("fk_highlight_risk_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_highlight_risk")),
    )
    with op.batch_alter_table("highlight_risk", schema=None) as batch_op:
        batch_op.create_index("ix_highlight_risk_report", ["report_id", "position"], unique=False)

    op.create_table(
        "leak_mending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_leak_mending_by_user_id")),
        sa.ForeignKeyConstraint(["note_id"], ["leak_note.id"], name=op.f("fk_leak_mending_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_mending")),
        sa.UniqueConstraint("note_id", name=op.f("uq_leak_mending_note_id")),
    )
    op.create_table(
        "leak_verdict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "may_stay",
                "take_out",
                name="leak_verdict_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict <> 'take_out' or length(words) > 0", name=op.f("who_wants_it_out_says_why")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_leak_verdict_by_user_id")),
        sa.ForeignKeyConstraint(["note_id"], ["leak_note.id"], name=op.f("fk_leak_verdict_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leak_verdict")),
        sa.UniqueConstraint("note_id", name=op.f("uq_leak_verdict_note_id")),
    )
    op.create_table(
        "member_interest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("an_interest_is_told")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_member_interest_body_id")),
        sa.ForeignKeyConstraint(["declared_by"], ["user_account.id"], name=op.f("fk_member_interest_declared_by")),
        sa.ForeignKeyConstraint(["member_id"], ["body_member.id"], name=op.f("fk_member_interest_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_interest")),
    )
    with op.batch_alter_table("member_interest", schema=None) as batch_op:
        batch_op.create_index("ix_member_interest_body", ["body_id", "ended_on"], unique=False)
        batch_op.create_index("ix_member_interest_member", ["member_id"], unique=False)

    op.create_table(
        "minutes_edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "minutes",
                "annex",
                name="an_edition_is_minutes_or_annex",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_minutes_edition_made_by")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_edition_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_edition")),
        sa.UniqueConstraint("minutes_id", "part", name=op.f("uq_minutes_edition_minutes_id_part")),
    )
    op.create_table(
        "minutes_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "decision",
                name="a_minute_is_a_note_or_a_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_by", sa.Uuid(), nullable=True),
        sa.Column("struck_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(struck_at is null) = (struck_by is null) and (struck_at is null) = (struck_reason is null)",
            name=op.f("a_struck_minute_says_who_and_why"),
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("a_minute_says_something")),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_minutes_entry_agenda_item_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_minutes_entry_by_user_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_entry_minutes_id")),
        sa.ForeignKeyConstraint(["struck_by"], ["user_account.id"], name=op.f("fk_minutes_entry_struck_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_entry")),
        sa.UniqueConstraint(
            "minutes_id",
            "agenda_item_id",
            "kind",
            "number",
            name=op.f("uq_minutes_entry_minutes_id_agenda_item_id_kind_number"),
        ),
    )
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.create_index("ix_minutes_entry_item", ["agenda_item_id"], unique=False)

    op.create_table(
        "minutes_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("minutes_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_words", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_minutes_item_agenda_item_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_item_minutes_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["user_account.id"], name=op.f("fk_minutes_item_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_item")),
        sa.UniqueConstraint("minutes_id", "agenda_item_id", name=op.f("uq_minutes_item_minutes_id_agenda_item_id")),
    )
    with op.batch_alter_table("minutes_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_item_agenda_item_id"), ["agenda_item_id"], unique=False)

    op.create_table(
        "paper_reader",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_paper_reader_agency_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_reader_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "agency_id", name=op.f("pk_paper_reader")),
    )
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "media",
            sa.Enum(
                "words", "pdf", name="a_paper_is_of_a_known_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("taken_out", sa.JSON(), nullable=False),
        sa.Column("changed_words", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("pieces >= 1 and size >= 1", name=op.f("a_version_of_a_paper_has_content")),
        sa.ForeignKeyConstraint(["added_by"], ["user_account.id"], name=op.f("fk_paper_version_added_by")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_version_paper_id_number")),
    )
    op.create_table(
        "plan_measure_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("period_begins", sa.Date(), nullable=False),
        sa.Column("period_ends", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("(corrects_id is null) = (reason is null)", name=op.f("a_correction_says_why")),
        sa.CheckConstraint("period_begins <= period_ends", name=op.f("a_period_runs_forwards")),
        sa.CheckConstraint("withheld = (value is null)", name=op.f("a_value_is_given_or_withheld")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_plan_measure_value_by_user_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["plan_measure_value.id"], name=op.f("fk_plan_measure_value_corrects_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["plan_measure.id"], name=op.f("fk_plan_measure_value_measure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_measure_value")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_plan_measure_value_corrects_id")),
    )
    with op.batch_alter_table("plan_measure_value", schema=None) as batch_op:
        batch_op.create_index(
            "ix_plan_measure_value_once",
            ["measure_id", "period_begins"],
            unique=True,
            sqlite_where=sa.text("corrects_id is null"),
            postgresql_where=sa.text("corrects_id is null"),
        )
        batch_op.create_index("ix_plan_measure_value_period", ["measure_id", "period_begins", "at"], unique=False)

    op.create_table(
        "review_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_review_answer_by_user_id")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_review.id"], name=op.f("fk_review_answer_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_answer")),
        sa.UniqueConstraint("review_id", "question", name=op.f("uq_review_answer_review_id_question")),
    )
    op.create_table(
        "review_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "continue",
                "amend",
                "complete",
                "stop",
                name="outcome_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("new_words", sa.String(), nullable=True),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'amend') = (new_words is not null)", name=op.f("an_amended_commitment_has_new_words")
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("each_outcome_has_a_reason")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_review_decision_by_user_id")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_review_decision_commitment_id")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_review.id"], name=op.f("fk_review_decision_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
        sa.UniqueConstraint("review_id", "commitment_id", name=op.f("uq_review_decision_review_id_commitment_id")),
    )
    op.create_table(
        "review_survey_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("keeps", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_review_survey_answer_agency_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_review_survey_answer_by_user_id")),
        sa.ForeignKeyConstraint(["review_id"], ["annual_review.id"], name=op.f("fk_review_survey_answer_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_survey_answer")),
        sa.UniqueConstraint("review_id", "agency_id", name=op.f("uq_review_survey_answer_review_id_agency_id")),
    )
    op.create_table(
        "voice_finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "safety",
                "reporting",
                "health",
                "housing",
                "money",
                "respect",
                "services",
                "enforcement",
                "forum",
                "other",
                name="finding_topic_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("easy", sa.String(), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(taken_back_on is null) = (length(said) > 0)", name=op.f("what_was_taken_back_is_gone")),
        sa.CheckConstraint("not own_words or may_quote", name=op.f("own_words_are_quoted_with_leave")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_voice_finding_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_finding")),
    )
    with op.batch_alter_table("voice_finding", schema=None) as batch_op:
        batch_op.create_index("ix_voice_finding_consultation", ["consultation_id", "position"], unique=False)

    op.create_table(
        "forum_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("seconded_by", sa.String(), nullable=False),
        sa.Column("quorum_met", sa.Boolean(), nullable=False),
        sa.Column("quorum_words", sa.String(), nullable=False),
        sa.Column("quorum_present", sa.Integer(), nullable=False),
        sa.Column("quorum_needed", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("decisions_are_numbered_from_one")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_forum_decision_entry_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_forum_decision_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_decision")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_forum_decision_entry_id")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_forum_decision_year_number")),
    )
    with op.batch_alter_table("forum_decision", schema=None) as batch_op:
        batch_op.create_index("ix_forum_decision_meeting", ["meeting_id"], unique=False)

    op.create_table(
        "meeting_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.Column("attendance_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "stayed",
                "no_vote",
                "left",
                name="a_step_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(words) > 0", name=op.f("a_declaration_is_told")),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_meeting_declaration_agenda_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_meeting_declaration_attendance_id")
        ),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_meeting_declaration_by_user_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_declaration_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_declaration")),
    )
    with op.batch_alter_table("meeting_declaration", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_declaration_meeting", ["meeting_id", "at"], unique=False)

    op.create_table(
        "minute_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_minute_action_action_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_minute_action_by_user_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["minutes_entry.id"], name=op.f("fk_minute_action_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_action")),
        sa.UniqueConstraint("action_id", name=op.f("uq_minute_action_action_id")),
    )
    with op.batch_alter_table("minute_action", schema=None) as batch_op:
        batch_op.create_index("ix_minute_action_entry", ["entry_id"], unique=False)

    op.create_table(
        "paper_piece",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["paper_version.id"], name=op.f("fk_paper_piece_version_id")),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_paper_piece")),
    )
    op.create_table(
        "voice_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "done",
                "doing",
                "deciding",
                "cannot",
                name="voice_answer_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("easy", sa.String(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_voice_answer_action_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_voice_answer_by_user_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["voice_finding.id"], name=op.f("fk_voice_answer_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_answer")),
    )
    with op.batch_alter_table("voice_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voice_answer_action_id"), ["action_id"], unique=False)
        batch_op.create_index("ix_voice_answer_finding", ["finding_id", "at"], unique=False)

    op.create_table(
        "voice_told",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.CheckConstraint("length(how) > 0", name=op.f("how_people_were_told_is_known")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_voice_told_by_user_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["voice_finding.id"], name=op.f("fk_voice_told_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_told")),
    )
    with op.batch_alter_table("voice_told", schema=None) as batch_op:
        batch_op.create_index("ix_voice_told_finding", ["finding_id", "told_on"], unique=False)

    op.add_column("action", sa.Column("owner_user_id", sa.Uuid(), nullable=True))
    op.add_column("action", sa.Column("source", sa.String(), nullable=True))
    op.add_column("action", sa.Column("source_id", sa.Uuid(), nullable=True))
    op.add_column("action", sa.Column("themes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("action", sa.Column("funding", sa.String(), nullable=True))
    op.add_column("action", sa.Column("problem", sa.String(), nullable=True))
    op.add_column("action", sa.Column("recovery", sa.String(), nullable=True))
    op.add_column("action", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("action", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("action", sa.Column("confirmed_by_id", sa.Uuid(), nullable=True))
    op.add_column("action", sa.Column("confirmed_by_name", sa.String(), nullable=True))
    op.add_column("action", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("action", sa.Column("closed_reason", sa.String(), nullable=True))
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_owner_user", ["owner_user_id"], unique=False)
        batch_op.create_index("ix_action_source", ["source_id"], unique=False)

    op.add_column("action_update", sa.Column("problem", sa.String(), nullable=True))
    op.add_column("action_update", sa.Column("recovery", sa.String(), nullable=True))
    op.add_column("action_update", sa.Column("stated_reason", sa.String(), nullable=True))

    op.add_column("agenda_item", sa.Column("led_by", sa.String(), nullable=True))
    op.add_column(
        "agenda_item",
        sa.Column(
            "asked_for",
            sa.Enum(
                "decision",
                "discussion",
                "information",
                name="an_item_is_for_something_known",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("agenda_item", sa.Column("note", sa.String(), nullable=True))
    op.add_column("agenda_item", sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("agenda_item", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))

    op.add_column("commitment", sa.Column("follows_id", sa.Uuid(), nullable=True))
    op.add_column(
        "commitment",
        sa.Column(
            "outcome",
            sa.Enum(
                "continue",
                "amend",
                "complete",
                "stop",
                name="commitment_has_a_known_outcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("commitment", sa.Column("outcome_reason", sa.String(), nullable=True))

    op.add_column("location", sa.Column("city", sa.String(), nullable=True))
    op.add_column("location", sa.Column("region", sa.String(), nullable=True))
    op.add_column("location", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("location", sa.Column("longitude", sa.Double(), nullable=True))
    op.add_column("location", sa.Column("uprn", sa.String(), nullable=True))
    op.add_column("location", sa.Column("access", sa.String(), nullable=True))
    op.add_column("location", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("location", sa.Column("brought_id", sa.String(), nullable=True))

    op.add_column("meeting", sa.Column("body_id", sa.Uuid(), nullable=True))
    op.add_column("meeting", sa.Column("series_id", sa.Uuid(), nullable=True))
    op.add_column("meeting", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("joining", sa.String(), nullable=True))
    op.add_column(
        "meeting",
        sa.Column(
            "state",
            sa.Enum("planned", "cancelled", "held", name="a_meeting_has_a_known_state", native_enum=False, length=40),
            nullable=False,
            server_default="planned",
        ),
    )
    op.add_column("meeting", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("meeting", sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("cancelled_reason", sa.String(), nullable=True))
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_body", ["body_id", "starts_at"], unique=False)
        batch_op.create_index("ix_meeting_series_day", ["series_id", "starts_at"], unique=False)
        batch_op.create_index("ix_meeting_state", ["state", "starts_at"], unique=False)

    op.add_column("notice", sa.Column("words", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("attachment_type", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("attachment_name", sa.String(), nullable=True))
    op.add_column("notice", sa.Column("attachment", sa.String(), nullable=True))

    op.add_column("organisation", sa.Column("email", sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("brought_from", sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("brought_id", sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organisation", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_brought", ["brought_from", "brought_id"], unique=False)
        batch_op.create_index("ix_organisation_name", ["name", "id"], unique=False)

    op.add_column("service", sa.Column("email", sa.String(), nullable=True))
    op.add_column("service", sa.Column("fees", sa.String(), nullable=True))
    op.add_column("service", sa.Column("alert", sa.String(), nullable=True))
    op.add_column("service", sa.Column("minimum_age", sa.Integer(), nullable=True))
    op.add_column("service", sa.Column("maximum_age", sa.Integer(), nullable=True))
    op.add_column("service", sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("service", sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("service", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("service", sa.Column("unlisted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("service", sa.Column("brought_from", sa.String(), nullable=True))
    op.add_column("service", sa.Column("brought_id", sa.String(), nullable=True))
    op.add_column("service", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("service", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index("ix_service_brought", ["brought_from", "brought_id"], unique=False)
        batch_op.create_index("ix_service_checked_on", ["checked_on", "id"], unique=False)

    op.add_column("strategy", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("strategy", sa.Column("follows_id", sa.Uuid(), nullable=True))
    op.add_column("strategy", sa.Column("guidance", sa.String(), nullable=True))
    op.add_column("strategy", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("strategy", schema=None) as batch_op:
        batch_op.create_index("ix_strategy_begins", ["begins"], unique=False)
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    with op.batch_alter_table("strategy", schema=None) as batch_op:
        batch_op.drop_index("ix_strategy_begins")
    op.execute("alter table strategy drop column agreed_at")
    op.execute("alter table strategy drop column guidance")
    op.execute("alter table strategy drop column follows_id")
    op.execute("alter table strategy drop column edition")

    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index("ix_service_checked_on")
        batch_op.drop_index("ix_service_brought")
    op.execute("alter table service drop column version")
    op.execute("alter table service drop column changed_at")
    op.execute("alter table service drop column brought_id")
    op.execute("alter table service drop column brought_from")
    op.execute("alter table service drop column unlisted")
    op.execute("alter table service drop column confidential")
    op.execute("alter table service drop column areas")
    op.execute("alter table service drop column languages")
    op.execute("alter table service drop column maximum_age")
    op.execute("alter table service drop column minimum_age")
    op.execute("alter table service drop column alert")
    op.execute("alter table service drop column fees")
    op.execute("alter table service drop column email")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_organisation_name")
        batch_op.drop_index("ix_organisation_brought")
    op.execute("alter table organisation drop column version")
    op.execute("alter table organisation drop column changed_at")
    op.execute("alter table organisation drop column brought_id")
    op.execute("alter table organisation drop column brought_from")
    op.execute("alter table organisation drop column email")

    op.execute("alter table notice drop column attachment")
    op.execute("alter table notice drop column attachment_name")
    op.execute("alter table notice drop column attachment_type")
    op.execute("alter table notice drop column words")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_state")
        batch_op.drop_index("ix_meeting_series_day")
        batch_op.drop_index("ix_meeting_body")
    op.execute("alter table meeting drop column cancelled_reason")
    op.execute("alter table meeting drop column cancelled_at")
    op.execute("alter table meeting drop column ended_at")
    op.execute("alter table meeting drop column began_at")
    op.execute("alter table meeting drop column invited_at")
    op.execute("alter table meeting drop column sequence")
    op.execute("alter table meeting drop column state")
    op.execute("alter table meeting drop column joining")
    op.execute("alter table meeting drop column ends_at")
    op.execute("alter table meeting drop column series_id")
    op.execute("alter table meeting drop column body_id")

    op.execute("alter table location drop column brought_id")
    op.execute("alter table location drop column confidential")
    op.execute("alter table location drop column access")
    op.execute("alter table location drop column uprn")
    op.execute("alter table location drop column longitude")
    op.execute("alter table location drop column latitude")
    op.execute("alter table location drop column region")
    op.execute("alter table location drop column city")

    op.execute("alter table commitment drop column outcome_reason")
    op.execute("alter table commitment drop column outcome")
    op.execute("alter table commitment drop column follows_id")

    op.execute("alter table agenda_item drop column version")
    op.execute("alter table agenda_item drop column standing")
    op.execute("alter table agenda_item drop column note")
    op.execute("alter table agenda_item drop column asked_for")
    op.execute("alter table agenda_item drop column led_by")

    op.execute("alter table action_update drop column stated_reason")
    op.execute("alter table action_update drop column recovery")
    op.execute("alter table action_update drop column problem")

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index("ix_action_source")
        batch_op.drop_index("ix_action_owner_user")
    op.execute("alter table action drop column closed_reason")
    op.execute("alter table action drop column created_at")
    op.execute("alter table action drop column confirmed_by_name")
    op.execute("alter table action drop column confirmed_by_id")
    op.execute("alter table action drop column confirmed_at")
    op.execute("alter table action drop column moves")
    op.execute("alter table action drop column recovery")
    op.execute("alter table action drop column problem")
    op.execute("alter table action drop column funding")
    op.execute("alter table action drop column themes")
    op.execute("alter table action drop column source_id")
    op.execute("alter table action drop column source")
    op.execute("alter table action drop column owner_user_id")

    with op.batch_alter_table("voice_told", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_told_finding")

    op.drop_table("voice_told")
    with op.batch_alter_table("voice_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_answer_finding")
        batch_op.drop_index(batch_op.f("ix_voice_answer_action_id"))

    op.drop_table("voice_answer")
    op.drop_table("paper_piece")
    with op.batch_alter_table("minute_action", schema=None) as batch_op:
        batch_op.drop_index("ix_minute_action_entry")

    op.drop_table("minute_action")
    with op.batch_alter_table("meeting_declaration", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_declaration_meeting")

    op.drop_table("meeting_declaration")
    with op.batch_alter_table("forum_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_decision_meeting")

    op.drop_table("forum_decision")
    with op.batch_alter_table("voice_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_voice_finding_consultation")

    op.drop_table("voice_finding")
    op.drop_table("review_survey_answer")
    op.drop_table("review_decision")
    op.drop_table("review_answer")
    with op.batch_alter_table("plan_measure_value", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_measure_value_period")
        batch_op.drop_index(
            "ix_plan_measure_value_once",
            sqlite_where=sa.text("corrects_id is null"),
            postgresql_where=sa.text("corrects_id is null"),
        )

    op.drop_table("plan_measure_value")
    op.drop_table("paper_version")
    op.drop_table("paper_reader")
    with op.batch_alter_table("minutes_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_item_agenda_item_id"))

    op.drop_table("minutes_item")
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_minutes_entry_item")

    op.drop_table("minutes_entry")
    op.drop_table("minutes_edition")
    with op.batch_alter_table("member_interest", schema=None) as batch_op:
        batch_op.drop_index("ix_member_interest_member")
        batch_op.drop_index("ix_member_interest_body")

    op.drop_table("member_interest")
    op.drop_table("leak_verdict")
    op.drop_table("leak_mending")
    with op.batch_alter_table("highlight_risk", schema=None) as batch_op:
        batch_op.drop_index("ix_highlight_risk_report")

    op.drop_table("highlight_risk")
    with op.batch_alter_table("highlight_milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_highlight_milestone_report")

    op.drop_table("highlight_milestone")
    with op.batch_alter_table("enforcement_step", schema=None) as batch_op:
        batch_op.drop_index("ix_enforcement_step_plan")

    op.drop_table("enforcement_step")
    with op.batch_alter_table("date_move", schema=None) as batch_op:
        batch_op.drop_index("ix_date_move_action")

    op.drop_table("date_move")
    with op.batch_alter_table("carried_action", schema=None) as batch_op:
        batch_op.drop_index("ix_carried_action_from")
        batch_op.drop_index(batch_op.f("ix_carried_action_action_id"))

    op.drop_table("carried_action")
    op.drop_table("bulletin_mailing")
    with op.batch_alter_table("bulletin_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulletin_item_owner_agency_id"))
        batch_op.drop_index("ix_bulletin_item_offered")
        batch_op.drop_index("ix_bulletin_item_issue")

    op.drop_table("bulletin_item")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_meeting")
        batch_op.drop_index("ix_attendance_agency")

    op.drop_table("attendance")
    with op.batch_alter_table("assessed_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessed_statement_statement_id"))

    op.drop_table("assessed_statement")
    with op.batch_alter_table("action_supporter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_supporter_agency_id"))

    op.drop_table("action_supporter")
    with op.batch_alter_table("action_milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_action_milestone_action")

    op.drop_table("action_milestone")
    with op.batch_alter_table("action_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_action_evidence_action")

    op.drop_table("action_evidence")
    with op.batch_alter_table("action_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_action_draft_standing")
        batch_op.drop_index("ix_action_draft_commitment")
        batch_op.drop_index(batch_op.f("ix_action_draft_by_agency_id"))
        batch_op.drop_index(batch_op.f("ix_action_draft_action_id"))

    op.drop_table("action_draft")
    with op.batch_alter_table("action_dependency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_dependency_needs_id"))

    op.drop_table("action_dependency")
    with op.batch_alter_table("training_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_entry_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_training_entry_owner_agency_id"))
        batch_op.drop_index("ix_training_entry_held")
        batch_op.drop_index(batch_op.f("ix_training_entry_commitment_id"))

    op.drop_table("training_entry")
    with op.batch_alter_table("service_check", schema=None) as batch_op:
        batch_op.drop_index("ix_service_check_service_id_checked_on")

    op.drop_table("service_check")
    with op.batch_alter_table("self_assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_self_assessment_edition_id"))

    op.drop_table("self_assessment")
    with op.batch_alter_table("resource_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resource_entry_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_resource_entry_owner_agency_id"))
        batch_op.drop_index("ix_resource_entry_ending")
        batch_op.drop_index(batch_op.f("ix_resource_entry_commitment_id"))

    op.drop_table("resource_entry")
    with op.batch_alter_table("research_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_research_entry_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_research_entry_owner_agency_id"))
        batch_op.drop_index(batch_op.f("ix_research_entry_commitment_id"))

    op.drop_table("research_entry")
    with op.batch_alter_table("quorum_note", schema=None) as batch_op:
        batch_op.drop_index("ix_quorum_note_meeting")

    op.drop_table("quorum_note")
    with op.batch_alter_table("policy_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_entry_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_policy_entry_owner_agency_id"))
        batch_op.drop_index(batch_op.f("ix_policy_entry_commitment_id"))
        batch_op.drop_index("ix_policy_entry_closing")

    op.drop_table("policy_entry")
    with op.batch_alter_table("plan_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_sheet_state")
        batch_op.drop_index("ix_plan_sheet_sender")

    op.drop_table("plan_sheet")
    with op.batch_alter_table("plan_measure", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_measure_owner")
        batch_op.drop_index("ix_plan_measure_commitment")

    op.drop_table("plan_measure")
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_agenda_item_id"))
        batch_op.drop_index("ix_paper_agency")

    op.drop_table("paper")
    with op.batch_alter_table("num_sign_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_num_sign_up_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_num_sign_up_owner_agency_id"))
        batch_op.drop_index("ix_num_sign_up_member")
        batch_op.drop_index(batch_op.f("ix_num_sign_up_commitment_id"))

    op.drop_table("num_sign_up")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index("ix_minutes_state")
        batch_op.drop_index(batch_op.f("ix_minutes_approved_meeting_id"))

    op.drop_table("minutes")
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_series_body")

    op.drop_table("meeting_series")
    with op.batch_alter_table("meeting_invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_invitation_user")

    op.drop_table("meeting_invitation")
    with op.batch_alter_table("meeting_feed", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_feed_user")

    op.drop_table("meeting_feed")
    with op.batch_alter_table("leak_note", schema=None) as batch_op:
        batch_op.drop_index("ix_leak_note_text")
        batch_op.drop_index("ix_leak_note_author")
        batch_op.drop_index("ix_leak_note_at")

    op.drop_table("leak_note")
    with op.batch_alter_table("highlight_report", schema=None) as batch_op:
        batch_op.drop_index("ix_highlight_report_issued")

    op.drop_table("highlight_report")
    with op.batch_alter_table("group_step", schema=None) as batch_op:
        batch_op.drop_index("ix_group_step_group")

    op.drop_table("group_step")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index("ix_group_member_user")
        batch_op.drop_index("ix_group_member_group")
        batch_op.drop_index(
            "ix_group_has_one_lead",
            sqlite_where=sa.text("role = 'lead' and left_on is null"),
            postgresql_where=sa.text("role = 'lead' and left_on is null"),
        )

    op.drop_table("group_member")
    with op.batch_alter_table("group_commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_commitment_commitment_id"))

    op.drop_table("group_commitment")
    with op.batch_alter_table("enforcement_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enforcement_plan_recorded_at"))
        batch_op.drop_index(batch_op.f("ix_enforcement_plan_owner_agency_id"))
        batch_op.drop_index(batch_op.f("ix_enforcement_plan_commitment_id"))
        batch_op.drop_index("ix_enforcement_plan_begins")

    op.drop_table("enforcement_plan")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index("ix_consultation_held")
        batch_op.drop_index(batch_op.f("ix_consultation_commitment_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_agency_id"))

    op.drop_table("consultation")
    op.drop_table("bulletin_reader")
    with op.batch_alter_table("bulletin", schema=None) as batch_op:
        batch_op.drop_index("ix_bulletin_issued")

    op.drop_table("bulletin")
    with op.batch_alter_table("body_member", schema=None) as batch_op:
        batch_op.drop_index("ix_body_member_user")
        batch_op.drop_index("ix_body_member_deputy")
        batch_op.drop_index("ix_body_member_body")
        batch_op.drop_index("ix_body_member_agency")

    op.drop_table("body_member")
    with op.batch_alter_table("annual_review", schema=None) as batch_op:
        batch_op.drop_index("ix_annual_review_ends")

    op.drop_table("annual_review")
    op.drop_table("strategy_citation")
    op.drop_table("strategy_chapter")
    op.drop_table("guidance_statement")
    with op.batch_alter_table("group_output", schema=None) as batch_op:
        batch_op.drop_index("ix_group_output_group")

    op.drop_table("group_output")
    with op.batch_alter_table("cited_statistic", schema=None) as batch_op:
        batch_op.drop_index("ix_cited_statistic_topic")

    op.drop_table("cited_statistic")
    op.drop_table("achievement")
    with op.batch_alter_table("task_group", schema=None) as batch_op:
        batch_op.drop_index("ix_task_group_state")

    op.drop_table("task_group")
    with op.batch_alter_table("statistic_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_statistic_topic_question")

    op.drop_table("statistic_topic")
    op.drop_table("guidance_edition")
    with op.batch_alter_table("directory_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_draft_state_read_at")

    op.drop_table("directory_draft")
    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.drop_index("ix_body_kind")

    op.drop_table("body")


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
