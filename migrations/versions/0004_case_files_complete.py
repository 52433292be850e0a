"""Case files, complete: what assessment, plans, justice, documents, tasks and closing keep, and what the database refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OWNED = (
    "assessment",
    "assessment_setting",
    "assessment_version",
    "case_closing",
    "case_incident",
    "case_letter",
    "case_note",
    "case_plan",
    "case_print",
    "case_retention",
    "case_suspect",
    "case_task",
    "case_team_change",
    "case_transfer",
    "child_concern",
    "child_concern_note",
    "clock_lead",
    "clock_wish",
    "disposal_step",
    "document",
    "document_piece",
    "document_version",
    "equality_answers",
    "erasure_record",
    "erasure_request",
    "exclusion",
    "glass_opening",
    "keeping_settings",
    "kept_writing",
    "open_house",
    "order_breach",
    "outcome_score",
    "outcome_taking",
    "person_link_step",
    "plan_copy",
    "plan_edition",
    "plan_goal",
    "plan_step",
    "protective_order",
    "reporting_choice",
    "retention_hold",
    "right_record",
    "rights_complaint",
    "saved_filter",
    "search_key",
    "special_measure",
    "subject_pack",
    "subject_pause",
    "subject_piece",
    "subject_request",
    "supervision_note",
)
TWO_PARTY: tuple[str, ...] = ()
APPEND_ONLY = (
    "assessment_version",
    "case_note",
    "case_print",
    "case_team_change",
    "child_concern_note",
    "clock_wish",
    "disposal_step",
    "erasure_record",
    "order_breach",
    "person_link_step",
    "plan_copy",
    "plan_edition",
    "reporting_choice",
    "subject_pack",
    "supervision_note",
)
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "disclosure",
        "disclosure_has_a_known_kind",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release', 'untold')",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release', 'untold', 'letter', 'file_print', 'subject_copy')",
    ),
    (
        "match_key",
        "match_key_has_a_kind",
        "kind IN ('whole', 'sound', 'begin', 'address')",
        "kind IN ('whole', 'legal', 'sound', 'part', 'begin', 'address')",
    ),
    (
        "support_contact",
        "contact_has_a_known_outcome",
        "outcome IN ('reached', 'no_reply', 'cancelled')",
        "outcome IN ('reached', 'no_reply', 'message', 'not_safe', 'did_not_come', 'cancelled')",
    ),
    ("milestone", "a_police_outcome_is_1_to_22", "", "outcome_code between 1 and 22"),
    ("milestone", "step_has_a_known_change", "", "change IN ('corrected', 'moved', 'happened', 'struck')"),
    (
        "person",
        "pronouns_have_an_answer",
        "",
        "pronouns_answer IN ('not_asked', 'declined', 'not_known', 'no', 'given')",
    ),
    ("person", "wants_have_an_answer", "", "wants_answer IN ('not_asked', 'declined', 'not_known', 'no', 'given')"),
    (
        "safe_contact",
        "contact_has_an_answer",
        "",
        "reach_answer IN ('not_asked', 'declined', 'not_known', 'no', 'given')",
    ),
    ("support_contact", "contact_has_a_known_direction", "", "direction IN ('ours', 'theirs')"),
    ("support_contact", "travel_fits_in_a_day", "", "travel_minutes between 0 and 1440"),
)


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    op.create_table(
        "assessment_setting",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("marac_threshold", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("marac_threshold between 1 and 14", name=op.f("marac_is_prompted_at_14_or_sooner")),
        sa.CheckConstraint("review_days between 1 and 92", name=op.f("a_review_is_due_within_three_months")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assessment_setting_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_assessment_setting")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_assessment_setting_agency_id")),
    )
    op.create_table(
        "erasure_record",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("erased_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_erasure_record_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_erasure_record")),
        sa.UniqueConstraint("agency_id", "person_id", name=op.f("uq_erasure_record_agency_id_person_id")),
    )
    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_record_at", ["agency_id", "at"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feed_user_id")),
    )
    op.create_table(
        "clock_lead",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_clock_lead_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_clock_lead_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_clock_lead")),
        sa.UniqueConstraint("agency_id", "clock", name=op.f("uq_clock_lead_agency_id_clock")),
    )
    op.create_table(
        "keeping_settings",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_keeping_settings_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_keeping_settings_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_keeping_settings")),
    )
    op.create_table(
        "kept_writing",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("path_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_kept_writing_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_kept_writing_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_kept_writing")),
    )
    with op.batch_alter_table("kept_writing", schema=None) as batch_op:
        batch_op.create_index("ix_kept_writing_old", ["agency_id", "kept_at"], unique=False)
        batch_op.create_index("ix_kept_writing_user", ["agency_id", "user_id"], unique=False)

    op.create_table(
        "open_house",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to_all", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_open_house_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_open_house_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_open_house")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("choices_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "owner_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_saved_filter_agency_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "team_id"], ["team.agency_id", "team.id"], name=op.f("fk_saved_filter_agency_id_team_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_saved_filter_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index("ix_saved_filter_owner", ["agency_id", "owner_id"], unique=False)
        batch_op.create_index("ix_saved_filter_team", ["agency_id", "team_id"], unique=False)

    op.create_table(
        "child_concern",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "about",
            sa.Enum(
                "person",
                "their_child",
                "other_child",
                name="concern_is_about_a_child",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_person_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "checked",
                "told",
                "closed",
                name="concern_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("age_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("seen_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("risk_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("views_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("rang_999_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "check_answer",
            sa.Enum(
                "tell", "keep", name="check_has_a_known_answer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("check_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_whom_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_reference_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "assessed",
                "protected",
                "helped",
                "no_action",
                "not_told",
                "adult",
                name="concern_has_a_known_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("a_closed_concern_says_when_it_closed")
        ),
        sa.CheckConstraint("state <> 'closed' or outcome is not null", name=op.f("a_closed_concern_has_an_outcome")),
        sa.CheckConstraint("state <> 'told' or told_at is not null", name=op.f("a_told_concern_says_when")),
        sa.CheckConstraint("(checked_at is null) = (checked_by is null)", name=op.f("who_checked_a_concern_is_known")),
        sa.CheckConstraint("(told_at is null) = (told_by is null)", name=op.f("who_told_childrens_services_is_known")),
        sa.CheckConstraint(
            "checked_by is null or checked_by <> raised_by", name=op.f("another_person_checks_a_concern")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "about_person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_child_concern_agency_id_about_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "raised_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_child_concern_agency_id_raised_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_child_concern_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_child_concern")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_child_concern_agency_id_reference")),
    )
    with op.batch_alter_table("child_concern", schema=None) as batch_op:
        batch_op.create_index("ix_child_concern_person", ["agency_id", "about_person_id"], unique=False)
        batch_op.create_index("ix_child_concern_raised_by", ["agency_id", "raised_by", "state"], unique=False)
        batch_op.create_index("ix_child_concern_state", ["agency_id", "state", "raised_at"], unique=False)

    op.create_table(
        "disposal_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verb",
            sa.Enum(
                "kept",
                "asked",
                "withdrawn",
                "refused",
                "held",
                "released",
                name="disposal_step_is_a_known_one",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "by_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_disposal_step_agency_id_by_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_disposal_step_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disposal_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_disposal_step")),
    )
    with op.batch_alter_table("disposal_step", schema=None) as batch_op:
        batch_op.create_index("ix_disposal_step_person", ["agency_id", "person_id", "at"], unique=False)

    op.create_table(
        "equality_answers",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_equality_answers_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_equality_answers_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_equality_answers")),
        sa.UniqueConstraint("agency_id", "person_id", name=op.f("uq_equality_answers_agency_id_person_id")),
    )
    op.create_table(
        "erasure_request",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "withdrawn",
                "refused",
                "done",
                name="erasure_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'waiting') = (answered_at is null)", name=op.f("an_answered_erasure_says_when")),
        sa.CheckConstraint(
            "answered_by is null or answered_by <> asked_by or state = 'withdrawn'", name=op.f("two_people_erase")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_erasure_request_agency_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_erasure_request_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_erasure_request_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_erasure_request")),
    )
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_request_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_erasure_request_state", ["agency_id", "state", "asked_at"], unique=False)

    op.create_table(
        "exclusion",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name=op.f("an_ended_exclusion_says_who")),
        sa.CheckConstraint("ended_by is null or ended_by <> user_id", name=op.f("nobody_ends_their_own_exclusion")),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("an_exclusion_runs_forwards")),
        sa.CheckConstraint("user_id <> set_by", name=op.f("nobody_excludes_themselves")),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_exclusion_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "set_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_exclusion_agency_id_set_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_exclusion_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_exclusion_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_exclusion")),
    )
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.create_index("ix_exclusion_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_exclusion_user", ["agency_id", "user_id", "ended_at"], unique=False)

    op.create_table(
        "retention_hold",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "legal",
                "criminal_justice",
                "complaint",
                "inquiry",
                name="hold_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(released_at is null) = (released_by is null)", name=op.f("a_released_hold_says_by_whom")),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_retention_hold_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "placed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_retention_hold_agency_id_placed_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_retention_hold_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_retention_hold")),
    )
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.create_index("ix_retention_hold_person", ["agency_id", "person_id", "released_at"], unique=False)

    op.create_table(
        "search_key",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "reference",
                "alias",
                "legal_name",
                "address",
                name="search_key_has_a_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_search_key_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_search_key_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_search_key")),
    )
    with op.batch_alter_table("search_key", schema=None) as batch_op:
        batch_op.create_index("ix_search_key_key", ["agency_id", "key", "person_id", "source"], unique=True)
        batch_op.create_index("ix_search_key_person", ["agency_id", "person_id"], unique=False)

    op.create_table(
        "subject_request",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("delivery_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "proof",
            sa.Enum(
                "not_yet",
                "known_to_us",
                "questions",
                "papers_seen",
                "acts_for_them",
                name="request_says_how_identity_was_checked",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proof_on", sa.Date(), nullable=True),
        sa.Column("proof_note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "review",
                "released",
                "ended",
                name="request_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("end_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state not in ('review', 'released') or proof <> 'not_yet'", name=op.f("nothing_is_gathered_for_a_stranger")
        ),
        sa.CheckConstraint(
            "extended_on is null or extension_reason_sealed is not null", name=op.f("an_extension_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "opened_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_subject_request_agency_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_subject_request_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_subject_request_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_subject_request")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_subject_request_agency_id_reference")),
    )
    with op.batch_alter_table("subject_request", schema=None) as batch_op:
        batch_op.create_index("ix_subject_request_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_subject_request_state", ["agency_id", "state", "received_on"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "needs",
                "risk",
                "dash",
                "marac",
                "self_harm",
                "adult",
                "child",
                name="assessment_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "complete",
                "superseded",
                "dropped",
                name="assessment_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_by", sa.Uuid(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "none",
                "standard",
                "medium",
                "high",
                "immediate",
                name="assessment_has_a_known_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column(
            "scored",
            sa.Enum(
                "none",
                "standard",
                "medium",
                "high",
                "immediate",
                name="score_has_a_known_band",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("danger_now", sa.Boolean(), nullable=False),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column(
            "check_answer",
            sa.Enum(
                "agreed",
                "not_yet",
                name="manager_gave_a_known_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("check_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('draft', 'dropped')) = (completed_at is null)", name=op.f("a_complete_form_says_when")
        ),
        sa.CheckConstraint(
            "kind <> 'child' or sent_on is null or danger_now or coalesce(check_answer, '') = 'agreed'",
            name=op.f("a_manager_checks_before_a_child_is_referred"),
        ),
        sa.CheckConstraint(
            "scored is null or level is null or level in ('high', 'immediate') or (level = 'medium' and scored <> 'high') or (level = 'standard' and scored = 'standard')",
            name=op.f("judgement_never_lowers_a_score"),
        ),
        sa.CheckConstraint("(check_answer is null) = (checked_by is null)", name=op.f("a_check_has_its_manager")),
        sa.CheckConstraint(
            "checked_by is null or checked_by <> completed_by", name=op.f("two_people_look_at_a_childs_concern")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_assessment_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_assessment_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_assessment_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assessment_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("agency_id", "thread_id", "number", name=op.f("uq_assessment_agency_id_thread_id_number")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_case", ["agency_id", "case_id", "state"], unique=False)
        batch_op.create_index("ix_assessment_person", ["agency_id", "person_id", "kind"], unique=False)

    op.create_table(
        "case_closing",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "writing",
                "closed",
                "given_up",
                name="closing_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("exit_plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "ending",
            sa.Enum(
                "agreed",
                "declined",
                "not_reached",
                "not_yet",
                name="exit_plan_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'writing') = (ended_at is null)", name=op.f("a_closing_that_ended_says_when")),
        sa.CheckConstraint("state <> 'closed' or reason_code is not null", name=op.f("a_closed_case_says_why")),
        sa.ForeignKeyConstraint(
            ["agency_id", "begun_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_closing_agency_id_begun_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_closing_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_closing_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_closing_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_closing")),
    )
    with op.batch_alter_table("case_closing", schema=None) as batch_op:
        batch_op.create_index("ix_case_closing_case", ["agency_id", "case_id", "begun_at"], unique=False)

    op.create_table(
        "case_incident",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("harms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "when_kind",
            sa.Enum(
                "exact",
                "between",
                "not_asked",
                "not_known",
                "declined",
                name="incident_says_how_its_day_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("ward_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "reported",
            sa.Enum(
                "yes",
                "no",
                "undecided",
                "not_known",
                name="incident_says_whether_reported",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("force", sa.String(), nullable=True),
        sa.Column("other_force_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reference_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("officer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "under_18",
            sa.Enum(
                "yes",
                "no",
                "not_known",
                "not_asked",
                name="incident_says_whether_under_18",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("birthday_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("knew_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(when_kind in ('exact', 'between')) = (first_on is not null and last_on is not null)",
            name=op.f("a_dated_incident_has_its_days"),
        ),
        sa.CheckConstraint(
            "reported_on is null or reported = 'yes'", name=op.f("only_a_reported_incident_has_its_day")
        ),
        sa.CheckConstraint("last_on >= first_on", name=op.f("an_incident_ends_after_it_began")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_incident_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_incident_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_incident_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_incident_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_incident_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_incident")),
        sa.UniqueConstraint("agency_id", "case_id", "number", name=op.f("uq_case_incident_agency_id_case_id_number")),
    )
    op.create_table(
        "case_letter",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "addressed_to",
            sa.Enum(
                "person", "agency", name="letter_is_for_somebody", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("recipient_agency_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_team_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "support",
                "advice",
                "joint_work",
                "report",
                "safeguarding",
                name="letter_has_a_known_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "dropped",
                name="letter_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("disclosure_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "addressed_to <> 'agency' or recipient_agency_id is not null", name=op.f("a_letter_to_an_agency_names_it")
        ),
        sa.CheckConstraint(
            "state <> 'sent' or addressed_to <> 'agency' or consent_id is not null",
            name=op.f("a_letter_to_an_agency_rests_on_consent"),
        ),
        sa.CheckConstraint(
            "state <> 'sent' or disclosure_id is not null", name=op.f("a_sent_letter_stands_in_the_ledger")
        ),
        sa.CheckConstraint("state <> 'sent' or document_id is not null", name=op.f("a_sent_letter_is_kept")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_letter_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_letter_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_letter_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_letter_agency_id")),
        sa.ForeignKeyConstraint(
            ["recipient_agency_id"], ["agency.id"], name=op.f("fk_case_letter_recipient_agency_id")
        ),
        sa.ForeignKeyConstraint(["recipient_team_id"], ["team.id"], name=op.f("fk_case_letter_recipient_team_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_letter")),
    )
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.create_index("ix_case_letter_case", ["agency_id", "case_id", "changed_at"], unique=False)

    op.create_table(
        "case_note",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "case",
                "restricted",
                name="a_note_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("signed_role", sa.String(), nullable=False),
        sa.Column("about_others", sa.Boolean(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_note_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "corrects_id"],
            ["case_note.agency_id", "case_note.id"],
            name=op.f("fk_case_note_agency_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_case_note_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_note_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_note_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_note")),
        sa.UniqueConstraint("agency_id", "corrects_id", name=op.f("uq_case_note_agency_id_corrects_id")),
    )
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.create_index("ix_case_note_case", ["agency_id", "case_id", "at"], unique=False)

    op.create_table(
        "case_plan",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "support", "safety", name="plan_has_a_known_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "agreed",
            sa.Enum(
                "yes",
                "not_yet",
                "declined",
                name="plan_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_edition", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(agreed = 'not_yet') = (agreed_on is null)", name=op.f("an_agreed_plan_says_when")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_plan_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_plan_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_case_plan_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_plan_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_plan")),
        sa.UniqueConstraint("agency_id", "case_id", "kind", name=op.f("uq_case_plan_agency_id_case_id_kind")),
    )
    with op.batch_alter_table("case_plan", schema=None) as batch_op:
        batch_op.create_index("ix_case_plan_review", ["agency_id", "review_on"], unique=False)

    op.create_table(
        "case_print",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column(
            "shape",
            sa.Enum(
                "pdf", "json", name="print_has_a_known_shape", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "own_work",
                "supervision",
                "case_review",
                "person",
                name="print_has_a_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'person' or disclosure_id is not null",
            name=op.f("what_goes_to_the_person_stands_in_the_ledger"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_print_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "made_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_print_agency_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_print_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_print_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_print")),
    )
    with op.batch_alter_table("case_print", schema=None) as batch_op:
        batch_op.create_index("ix_case_print_case", ["agency_id", "case_id", "made_at"], unique=False)

    op.create_table(
        "case_retention",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_retention_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_retention_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_retention_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_retention")),
        sa.UniqueConstraint("agency_id", "case_id", name=op.f("uq_case_retention_agency_id_case_id")),
    )
    with op.batch_alter_table("case_retention", schema=None) as batch_op:
        batch_op.create_index("ix_case_retention_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_case_retention_review", ["agency_id", "running", "review_on"], unique=False)

    op.create_table(
        "case_task",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("details_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_contact_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_at is null) = (done_by is null)", name=op.f("a_done_task_says_who_did_it")),
        sa.ForeignKeyConstraint(
            ["agency_id", "assignee_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_task_agency_id_assignee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_task_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "done_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_task_agency_id_done_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "made_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_task_agency_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_case_task_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_task_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_task")),
    )
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.create_index("ix_case_task_assignee", ["agency_id", "assignee_id", "done_at", "due_on"], unique=False)
        batch_op.create_index("ix_case_task_case", ["agency_id", "case_id", "done_at", "due_on"], unique=False)
        batch_op.create_index("ix_case_task_waiting", ["agency_id", "done_at", "due_on"], unique=False)

    op.create_table(
        "case_team_change",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "joined",
                "left",
                "leads",
                name="a_team_change_is_a_known_one",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_team_change_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_team_change_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_team_change_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_team_change_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_team_change_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_team_change")),
    )
    with op.batch_alter_table("case_team_change", schema=None) as batch_op:
        batch_op.create_index("ix_case_team_change_case", ["agency_id", "case_id", "at"], unique=False)

    op.create_table(
        "case_transfer",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_user_id", sa.Uuid(), nullable=False),
        sa.Column("to_user_id", sa.Uuid(), nullable=True),
        sa.Column("to_team_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "declined",
                "taken_back",
                name="a_transfer_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("handover_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("stays_until", sa.Date(), nullable=True),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(state = 'offered') = (answered_at is null)", name=op.f("an_answered_transfer_says_when")),
        sa.CheckConstraint("(to_user_id is null) <> (to_team_id is null)", name=op.f("a_transfer_goes_to_one")),
        sa.ForeignKeyConstraint(
            ["agency_id", "answered_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_transfer_agency_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_transfer_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "from_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_transfer_agency_id_from_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "offered_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_transfer_agency_id_offered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_transfer_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "to_team_id"],
            ["team.agency_id", "team.id"],
            name=op.f("fk_case_transfer_agency_id_to_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "to_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_transfer_agency_id_to_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_transfer_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_transfer")),
    )
    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.create_index("ix_case_transfer_case", ["agency_id", "case_id", "offered_at"], unique=False)
        batch_op.create_index("ix_case_transfer_to_team", ["agency_id", "to_team_id", "state"], unique=False)
        batch_op.create_index("ix_case_transfer_to_user", ["agency_id", "to_user_id", "state"], unique=False)
        batch_op.create_index(
            "uq_case_transfer_open",
            ["agency_id", "case_id"],
            unique=True,
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )

    op.create_table(
        "child_concern_note",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "concern_id"],
            ["child_concern.agency_id", "child_concern.id"],
            name=op.f("fk_child_concern_note_agency_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_child_concern_note_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_child_concern_note_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_child_concern_note")),
    )
    with op.batch_alter_table("child_concern_note", schema=None) as batch_op:
        batch_op.create_index("ix_child_concern_note_concern", ["agency_id", "concern_id", "written_at"], unique=False)

    op.create_table(
        "clock_wish",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_clock_wish_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_clock_wish_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_clock_wish_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_clock_wish_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_clock_wish")),
    )
    with op.batch_alter_table("clock_wish", schema=None) as batch_op:
        batch_op.create_index("ix_clock_wish_case", ["agency_id", "case_id", "recorded_at"], unique=False)

    op.create_table(
        "document",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "ALIAS",
                "CONTACT",
                "SUPPORT",
                "RISK",
                "INCIDENT",
                "CJ",
                "HEALTH",
                "SUBSTANCE",
                "ADDRESS",
                "WORK",
                "OFFENDER",
                "CHILDREN",
                "DEMOG",
                "CONVICTIONS",
                "LEGAL_NAME",
                "DOB",
                name="document_has_a_known_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum(
                "ours",
                "person",
                "police",
                "court",
                "health",
                "council",
                "other",
                name="document_comes_from_somewhere",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("immigration", sa.Boolean(), nullable=False),
        sa.Column("third_party", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "media",
            sa.Enum(
                "pdf",
                "jpeg",
                "png",
                "webp",
                "text",
                "docx",
                "odt",
                name="document_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removal_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("a_document_has_a_version")),
        sa.CheckConstraint(
            "removed_at is null or (removed_by is not null and removal_reason_sealed is not null)",
            name=op.f("a_removed_document_says_who_and_why"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_document_agency_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_document_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_document_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_case", ["agency_id", "case_id", "changed_at"], unique=False)

    op.create_table(
        "glass_opening",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "fine",
                "follow_up",
                name="opening_has_a_known_verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("review_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(reviewed_at is null) = (reviewed_by is null)", name=op.f("a_review_says_who")),
        sa.CheckConstraint("(reviewed_at is null) = (verdict is null)", name=op.f("a_review_says_what")),
        sa.CheckConstraint("ends_at > opened_at", name=op.f("an_opening_ends_after_it_begins")),
        sa.CheckConstraint("number between 1 and 10", name=op.f("the_glass_is_broken_ten_times_a_day")),
        sa.CheckConstraint(
            "reviewed_by is null or reviewed_by <> opened_by", name=op.f("nobody_reviews_their_own_opening")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_glass_opening_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "opened_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_glass_opening_agency_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_glass_opening_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_glass_opening_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_glass_opening")),
        sa.UniqueConstraint(
            "agency_id", "opened_by", "day", "number", name=op.f("uq_glass_opening_agency_id_opened_by_day_number")
        ),
    )
    with op.batch_alter_table("glass_opening", schema=None) as batch_op:
        batch_op.create_index("ix_glass_opening_case", ["agency_id", "case_id", "opened_at"], unique=False)
        batch_op.create_index("ix_glass_opening_open", ["agency_id", "opened_by", "ends_at"], unique=False)
        batch_op.create_index("ix_glass_opening_waiting", ["agency_id", "reviewed_at", "review_by"], unique=False)

    op.create_table(
        "outcome_taking",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "point",
            sa.Enum(
                "start",
                "review",
                "exit",
                name="outcomes_are_taken_at_a_known_point",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column(
            "scorer",
            sa.Enum(
                "person",
                "together",
                "worker",
                name="somebody_scored",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_outcome_taking_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outcome_taking_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outcome_taking_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outcome_taking_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outcome_taking")),
    )
    with op.batch_alter_table("outcome_taking", schema=None) as batch_op:
        batch_op.create_index("ix_outcome_taking_case", ["agency_id", "case_id", "taken_on"], unique=False)

    op.create_table(
        "person_link_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "linked",
                "unlinked",
                "different",
                name="step_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("main_id", sa.Uuid(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "link_id"],
            ["person_link.agency_id", "person_link.id"],
            name=op.f("fk_person_link_step_agency_id_link_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_person_link_step_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "said_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_person_link_step_agency_id_said_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_link_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person_link_step")),
    )
    with op.batch_alter_table("person_link_step", schema=None) as batch_op:
        batch_op.create_index("ix_person_link_step_link", ["agency_id", "link_id", "said_at"], unique=False)

    op.create_table(
        "protective_order",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("applicant", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "considered",
                "applied",
                "in_force",
                "refused",
                "ended",
                name="order_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("no_expiry", sa.Boolean(), nullable=False),
        sa.Column("conditions_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'in_force' or granted_on is not null", name=op.f("an_order_in_force_was_granted")),
        sa.CheckConstraint("expires_on is null or not no_expiry", name=op.f("an_order_without_end_has_no_expiry")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_protective_order_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_protective_order_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_protective_order_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_protective_order_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_protective_order")),
    )
    with op.batch_alter_table("protective_order", schema=None) as batch_op:
        batch_op.create_index("ix_protective_order_case", ["agency_id", "case_id"], unique=False)
        batch_op.create_index("ix_protective_order_expiry", ["agency_id", "expires_on"], unique=False)

    op.create_table(
        "reporting_choice",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column(
            "occasion",
            sa.Enum(
                "report",
                "withdrawal",
                name="choice_was_made_on_a_known_occasion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("factors_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_reporting_choice_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_reporting_choice_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_reporting_choice_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_reporting_choice_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_reporting_choice")),
    )
    with op.batch_alter_table("reporting_choice", schema=None) as batch_op:
        batch_op.create_index("ix_reporting_choice_case", ["agency_id", "case_id", "chosen_on"], unique=False)

    op.create_table(
        "right_record",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("explained_on", sa.Date(), nullable=True),
        sa.Column(
            "met",
            sa.Enum(
                "not_known",
                "met",
                "partly",
                "not_met",
                "not_applicable",
                name="right_is_met_in_a_known_way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number between 1 and 99", name=op.f("a_right_has_its_number")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_right_record_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_right_record_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_right_record_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_right_record_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_right_record")),
        sa.UniqueConstraint(
            "agency_id", "case_id", "edition", "number", name=op.f("uq_right_record_agency_id_case_id_edition_number")
        ),
    )
    op.create_table(
        "rights_complaint",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("to_whom", sa.String(), nullable=False),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "drafted",
                "sent",
                "acknowledged",
                "review",
                "ombudsman",
                "closed",
                name="complaint_has_a_known_stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "upheld",
                "partly",
                "not_upheld",
                "no_answer",
                "withdrawn",
                name="complaint_has_a_known_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stage = 'closed') = (outcome is not null)", name=op.f("a_closed_complaint_says_what_came_of_it")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_rights_complaint_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_rights_complaint_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_rights_complaint_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rights_complaint_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_rights_complaint")),
    )
    with op.batch_alter_table("rights_complaint", schema=None) as batch_op:
        batch_op.create_index("ix_rights_complaint_case", ["agency_id", "case_id"], unique=False)

    op.create_table(
        "special_measure",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "talked",
                "wanted",
                "declined",
                "applied",
                "agreed",
                "refused",
                name="measure_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_special_measure_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_special_measure_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_special_measure_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_special_measure_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_special_measure")),
        sa.UniqueConstraint("agency_id", "case_id", "code", name=op.f("uq_special_measure_agency_id_case_id_code")),
    )
    op.create_table(
        "subject_pack",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("check_sum", sa.String(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_subject_pack_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "released_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_subject_pack_agency_id_released_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "request_id"],
            ["subject_request.agency_id", "subject_request.id"],
            name=op.f("fk_subject_pack_agency_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_subject_pack_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_subject_pack")),
        sa.UniqueConstraint("agency_id", "request_id", name=op.f("uq_subject_pack_agency_id_request_id")),
    )
    op.create_table(
        "subject_pause",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "identity",
                "clarification",
                name="a_pause_has_a_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("paused_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("a_pause_runs_forwards")),
        sa.ForeignKeyConstraint(
            ["agency_id", "paused_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_subject_pause_agency_id_paused_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "request_id"],
            ["subject_request.agency_id", "subject_request.id"],
            name=op.f("fk_subject_pause_agency_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_subject_pause_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_subject_pause")),
    )
    with op.batch_alter_table("subject_pause", schema=None) as batch_op:
        batch_op.create_index("ix_subject_pause_request", ["agency_id", "request_id", "from_on"], unique=False)

    op.create_table(
        "subject_piece",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("third_party", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("shown_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("redacted_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "waiting",
                "keep",
                "redact",
                "withhold",
                name="piece_has_a_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision <> 'redact' or redacted_sealed is not null", name=op.f("a_redacted_piece_has_its_words")
        ),
        sa.CheckConstraint(
            "decision not in ('redact', 'withhold') or ground is not null", name=op.f("what_is_held_back_has_a_ground")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_subject_piece_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "request_id"],
            ["subject_request.agency_id", "subject_request.id"],
            name=op.f("fk_subject_piece_agency_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_subject_piece_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_subject_piece")),
        sa.UniqueConstraint(
            "agency_id", "request_id", "place", name=op.f("uq_subject_piece_agency_id_request_id_place")
        ),
    )
    op.create_table(
        "supervision_note",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_supervision_note_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "corrects_id"],
            ["supervision_note.agency_id", "supervision_note.id"],
            name=op.f("fk_supervision_note_agency_id_corrects_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_supervision_note_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "worker_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_supervision_note_agency_id_worker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_supervision_note_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_supervision_note_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_supervision_note")),
    )
    with op.batch_alter_table("supervision_note", schema=None) as batch_op:
        batch_op.create_index("ix_supervision_note_case", ["agency_id", "case_id", "written_at"], unique=False)
        batch_op.create_index("ix_supervision_note_next", ["agency_id", "next_on"], unique=False)

    op.create_table(
        "assessment_version",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "needs",
                "risk",
                "dash",
                "marac",
                "self_harm",
                "adult",
                "child",
                name="kept_version_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("later", sa.Boolean(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "none",
                "standard",
                "medium",
                "high",
                "immediate",
                name="kept_version_has_a_known_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "assessment_id"],
            ["assessment.agency_id", "assessment.id"],
            name=op.f("fk_assessment_version_agency_id_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "by_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_assessment_version_agency_id_by_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_assessment_version_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_assessment_version_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assessment_version_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_assessment_version")),
        sa.UniqueConstraint(
            "agency_id", "thread_id", "number", name=op.f("uq_assessment_version_agency_id_thread_id_number")
        ),
    )
    with op.batch_alter_table("assessment_version", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_version_case", ["agency_id", "case_id", "at"], unique=False)

    op.create_table(
        "case_suspect",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("relation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_suspect_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_suspect_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "incident_id"],
            ["case_incident.agency_id", "case_incident.id"],
            name=op.f("fk_case_suspect_agency_id_incident_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_suspect_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_suspect_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_suspect")),
    )
    with op.batch_alter_table("case_suspect", schema=None) as batch_op:
        batch_op.create_index("ix_case_suspect_case", ["agency_id", "case_id"], unique=False)

    op.create_table(
        "document_version",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "media",
            sa.Enum(
                "pdf",
                "jpeg",
                "png",
                "webp",
                "text",
                "docx",
                "odt",
                name="version_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("check_sum_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("taken_out", sa.JSON(), nullable=False),
        sa.Column(
            "scan",
            sa.Enum(
                "clean",
                "ours",
                "not_scanned",
                name="version_says_whether_it_was_scanned",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("pieces >= 1 and size >= 1", name=op.f("a_version_has_content")),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_document_version_agency_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_document_version_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "document_id"],
            ["document.agency_id", "document.id"],
            name=op.f("fk_document_version_agency_id_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_document_version_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_version_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_document_version")),
        sa.UniqueConstraint(
            "agency_id", "document_id", "number", name=op.f("uq_document_version_agency_id_document_id_number")
        ),
    )
    op.create_table(
        "order_breach",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "police_told",
            sa.Enum(
                "yes",
                "no",
                "undecided",
                "not_known",
                name="breach_says_whether_police_know",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_order_breach_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "order_id"],
            ["protective_order.agency_id", "protective_order.id"],
            name=op.f("fk_order_breach_agency_id_order_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_order_breach_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_order_breach_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_order_breach_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_order_breach")),
    )
    with op.batch_alter_table("order_breach", schema=None) as batch_op:
        batch_op.create_index("ix_order_breach_case", ["agency_id", "case_id", "happened_on"], unique=False)

    op.create_table(
        "outcome_score",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taking_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="score_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.CheckConstraint("(answer = 'given') = (value is not null)", name=op.f("a_score_stands_under_its_answer")),
        sa.CheckConstraint("value between 1 and 5", name=op.f("a_score_is_on_its_scale")),
        sa.ForeignKeyConstraint(
            ["agency_id", "taking_id"],
            ["outcome_taking.agency_id", "outcome_taking.id"],
            name=op.f("fk_outcome_score_agency_id_taking_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outcome_score_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outcome_score")),
        sa.UniqueConstraint(
            "agency_id", "taking_id", "measure", name=op.f("uq_outcome_score_agency_id_taking_id_measure")
        ),
    )
    op.create_table(
        "plan_copy",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "paper",
                "e_mail",
                "photo",
                "read_out",
                "kept_here",
                "declined",
                "unsafe",
                name="copy_was_had_somehow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("neutral", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_plan_copy_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "given_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_plan_copy_agency_id_given_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_plan_copy_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"],
            ["case_plan.agency_id", "case_plan.id"],
            name=op.f("fk_plan_copy_agency_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_plan_copy_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_plan_copy")),
    )
    with op.batch_alter_table("plan_copy", schema=None) as batch_op:
        batch_op.create_index("ix_plan_copy_case", ["agency_id", "case_id", "at"], unique=False)
        batch_op.create_index("ix_plan_copy_plan", ["agency_id", "plan_id", "at"], unique=False)

    op.create_table(
        "plan_edition",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "support",
                "safety",
                name="edition_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "agreed",
            sa.Enum(
                "yes",
                "not_yet",
                "declined",
                name="edition_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_plan_edition_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_plan_edition_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_plan_edition_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"],
            ["case_plan.agency_id", "case_plan.id"],
            name=op.f("fk_plan_edition_agency_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_plan_edition_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_plan_edition")),
        sa.UniqueConstraint("agency_id", "plan_id", "number", name=op.f("uq_plan_edition_agency_id_plan_id_number")),
    )
    with op.batch_alter_table("plan_edition", schema=None) as batch_op:
        batch_op.create_index("ix_plan_edition_case", ["agency_id", "case_id", "at"], unique=False)

    op.create_table(
        "plan_goal",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("need", sa.String(), nullable=True),
        sa.Column(
            "progress",
            sa.Enum(
                "to_do",
                "going",
                "reached",
                "let_go",
                name="goal_has_come_so_far",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("news_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_plan_goal_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_plan_goal_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "plan_id"],
            ["case_plan.agency_id", "case_plan.id"],
            name=op.f("fk_plan_goal_agency_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_plan_goal_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_plan_goal")),
    )
    with op.batch_alter_table("plan_goal", schema=None) as batch_op:
        batch_op.create_index("ix_plan_goal_plan", ["agency_id", "plan_id", "position"], unique=False)

    op.create_table(
        "document_piece",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_document_piece_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "version_id"],
            ["document_version.agency_id", "document_version.id"],
            name=op.f("fk_document_piece_agency_id_version_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_document_piece_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_document_piece")),
        sa.UniqueConstraint(
            "agency_id", "version_id", "number", name=op.f("uq_document_piece_agency_id_version_id_number")
        ),
    )
    op.create_table(
        "plan_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "doer",
            sa.Enum(
                "them", "us", "other", name="step_has_a_doer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_plan_step_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "goal_id"],
            ["plan_goal.agency_id", "plan_goal.id"],
            name=op.f("fk_plan_step_agency_id_goal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_plan_step_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_plan_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_plan_step")),
    )
    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.create_index("ix_plan_step_due", ["agency_id", "case_id", "done_on", "due_on"], unique=False)
        batch_op.create_index("ix_plan_step_goal", ["agency_id", "goal_id", "position"], unique=False)

    op.add_column("case_file", sa.Column("came_by", sa.String(), nullable=True))
    op.add_column("case_file", sa.Column("wants_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("case_file", sa.Column("practical_sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_opened", ["agency_id", "opened_at"], unique=False)
        batch_op.create_index("ix_case_file_state", ["agency_id", "state", "changed_at"], unique=False)

    op.add_column("milestone", sa.Column("incident_id", sa.Uuid(), nullable=True))
    op.add_column("milestone", sa.Column("planned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("milestone", sa.Column("replaced", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("milestone", sa.Column("replaces_id", sa.Uuid(), nullable=True))
    op.add_column(
        "milestone",
        sa.Column(
            "change",
            sa.Enum(
                "corrected", "moved", "happened", "struck", name="step_has_a_known_change", native_enum=False, length=40
            ),
            nullable=True,
        ),
    )
    op.add_column("milestone", sa.Column("outcome_code", sa.Integer(), nullable=True))
    op.add_column("milestone", sa.Column("received_on", sa.Date(), nullable=True))
    op.add_column("milestone", sa.Column("why_sealed", sa.LargeBinary(), nullable=True))

    op.add_column("notice", sa.Column("about_id", sa.Uuid(), nullable=True))

    op.add_column(
        "person",
        sa.Column(
            "pronouns_answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="pronouns_have_an_answer",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "person",
        sa.Column(
            "wants_answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="wants_have_an_answer",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column(
        "safe_contact",
        sa.Column(
            "reach_answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="contact_has_an_answer",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )

    op.add_column(
        "support_contact",
        sa.Column(
            "direction",
            sa.Enum("ours", "theirs", name="contact_has_a_known_direction", native_enum=False, length=40),
            nullable=False,
            server_default="ours",
        ),
    )
    op.add_column("support_contact", sa.Column("purpose", sa.String(), nullable=True))
    op.add_column("support_contact", sa.Column("place", sa.String(), nullable=True))
    op.add_column("support_contact", sa.Column("travel_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("support_contact", sa.Column("interpreter", sa.String(), nullable=True))
    op.add_column("support_contact", sa.Column("signed_role", sa.String(), nullable=True))
    op.add_column("support_contact", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.add_column("support_contact", sa.Column("why_sealed", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.create_index("ix_support_contact_corrects", ["agency_id", "corrects_id"], unique=False)
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_support_contact_corrects")
    op.execute("alter table support_contact drop column why_sealed")
    op.execute("alter table support_contact drop column corrects_id")
    op.execute("alter table support_contact drop column signed_role")
    op.execute("alter table support_contact drop column interpreter")
    op.execute("alter table support_contact drop column travel_minutes")
    op.execute("alter table support_contact drop column place")
    op.execute("alter table support_contact drop column purpose")
    op.execute("alter table support_contact drop column direction")

    op.execute("alter table safe_contact drop column reach_answer")

    op.execute("alter table person drop column erased_at")
    op.execute("alter table person drop column wants_answer")
    op.execute("alter table person drop column pronouns_answer")

    op.execute("alter table notice drop column about_id")

    op.execute("alter table milestone drop column why_sealed")
    op.execute("alter table milestone drop column received_on")
    op.execute("alter table milestone drop column outcome_code")
    op.execute("alter table milestone drop column change")
    op.execute("alter table milestone drop column replaces_id")
    op.execute("alter table milestone drop column replaced")
    op.execute("alter table milestone drop column planned")
    op.execute("alter table milestone drop column incident_id")

    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_state")
        batch_op.drop_index("ix_case_file_opened")
    op.execute("alter table case_file drop column practical_sealed")
    op.execute("alter table case_file drop column wants_sealed")
    op.execute("alter table case_file drop column came_by")

    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_step_goal")
        batch_op.drop_index("ix_plan_step_due")

    op.drop_table("plan_step")
    op.drop_table("document_piece")
    with op.batch_alter_table("plan_goal", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_goal_plan")

    op.drop_table("plan_goal")
    with op.batch_alter_table("plan_edition", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_edition_case")

    op.drop_table("plan_edition")
    with op.batch_alter_table("plan_copy", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_copy_plan")
        batch_op.drop_index("ix_plan_copy_case")

    op.drop_table("plan_copy")
    op.drop_table("outcome_score")
    with op.batch_alter_table("order_breach", schema=None) as batch_op:
        batch_op.drop_index("ix_order_breach_case")

    op.drop_table("order_breach")
    op.drop_table("document_version")
    with op.batch_alter_table("case_suspect", schema=None) as batch_op:
        batch_op.drop_index("ix_case_suspect_case")

    op.drop_table("case_suspect")
    with op.batch_alter_table("assessment_version", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_version_case")

    op.drop_table("assessment_version")
    with op.batch_alter_table("supervision_note", schema=None) as batch_op:
        batch_op.drop_index("ix_supervision_note_next")
        batch_op.drop_index("ix_supervision_note_case")

    op.drop_table("supervision_note")
    op.drop_table("subject_piece")
    with op.batch_alter_table("subject_pause", schema=None) as batch_op:
        batch_op.drop_index("ix_subject_pause_request")

    op.drop_table("subject_pause")
    op.drop_table("subject_pack")
    op.drop_table("special_measure")
    with op.batch_alter_table("rights_complaint", schema=None) as batch_op:
        batch_op.drop_index("ix_rights_complaint_case")

    op.drop_table("rights_complaint")
    op.drop_table("right_record")
    with op.batch_alter_table("reporting_choice", schema=None) as batch_op:
        batch_op.drop_index("ix_reporting_choice_case")

    op.drop_table("reporting_choice")
    with op.batch_alter_table("protective_order", schema=None) as batch_op:
        batch_op.drop_index("ix_protective_order_expiry")
        batch_op.drop_index("ix_protective_order_case")

    op.drop_table("protective_order")
    with op.batch_alter_table("person_link_step", schema=None) as batch_op:
        batch_op.drop_index("ix_person_link_step_link")

    op.drop_table("person_link_step")
    with op.batch_alter_table("outcome_taking", schema=None) as batch_op:
        batch_op.drop_index("ix_outcome_taking_case")

    op.drop_table("outcome_taking")
    with op.batch_alter_table("glass_opening", schema=None) as batch_op:
        batch_op.drop_index("ix_glass_opening_waiting")
        batch_op.drop_index("ix_glass_opening_open")
        batch_op.drop_index("ix_glass_opening_case")

    op.drop_table("glass_opening")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_case")

    op.drop_table("document")
    with op.batch_alter_table("clock_wish", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_wish_case")

    op.drop_table("clock_wish")
    with op.batch_alter_table("child_concern_note", schema=None) as batch_op:
        batch_op.drop_index("ix_child_concern_note_concern")

    op.drop_table("child_concern_note")
    with op.batch_alter_table("case_transfer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_transfer_open",
            sqlite_where=sa.text("state = 'offered'"),
            postgresql_where=sa.text("state = 'offered'"),
        )
        batch_op.drop_index("ix_case_transfer_to_user")
        batch_op.drop_index("ix_case_transfer_to_team")
        batch_op.drop_index("ix_case_transfer_case")

    op.drop_table("case_transfer")
    with op.batch_alter_table("case_team_change", schema=None) as batch_op:
        batch_op.drop_index("ix_case_team_change_case")

    op.drop_table("case_team_change")
    with op.batch_alter_table("case_task", schema=None) as batch_op:
        batch_op.drop_index("ix_case_task_waiting")
        batch_op.drop_index("ix_case_task_case")
        batch_op.drop_index("ix_case_task_assignee")

    op.drop_table("case_task")
    with op.batch_alter_table("case_retention", schema=None) as batch_op:
        batch_op.drop_index("ix_case_retention_review")
        batch_op.drop_index("ix_case_retention_person")

    op.drop_table("case_retention")
    with op.batch_alter_table("case_print", schema=None) as batch_op:
        batch_op.drop_index("ix_case_print_case")

    op.drop_table("case_print")
    with op.batch_alter_table("case_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_case_plan_review")

    op.drop_table("case_plan")
    with op.batch_alter_table("case_note", schema=None) as batch_op:
        batch_op.drop_index("ix_case_note_case")

    op.drop_table("case_note")
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_case_letter_case")

    op.drop_table("case_letter")
    op.drop_table("case_incident")
    with op.batch_alter_table("case_closing", schema=None) as batch_op:
        batch_op.drop_index("ix_case_closing_case")

    op.drop_table("case_closing")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_person")
        batch_op.drop_index("ix_assessment_case")

    op.drop_table("assessment")
    with op.batch_alter_table("subject_request", schema=None) as batch_op:
        batch_op.drop_index("ix_subject_request_state")
        batch_op.drop_index("ix_subject_request_person")

    op.drop_table("subject_request")
    with op.batch_alter_table("search_key", schema=None) as batch_op:
        batch_op.drop_index("ix_search_key_person")
        batch_op.drop_index("ix_search_key_key")

    op.drop_table("search_key")
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_hold_person")

    op.drop_table("retention_hold")
    with op.batch_alter_table("exclusion", schema=None) as batch_op:
        batch_op.drop_index("ix_exclusion_user")
        batch_op.drop_index("ix_exclusion_person")

    op.drop_table("exclusion")
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.drop_index("ix_erasure_request_state")
        batch_op.drop_index("ix_erasure_request_person")

    op.drop_table("erasure_request")
    op.drop_table("equality_answers")
    with op.batch_alter_table("disposal_step", schema=None) as batch_op:
        batch_op.drop_index("ix_disposal_step_person")

    op.drop_table("disposal_step")
    with op.batch_alter_table("child_concern", schema=None) as batch_op:
        batch_op.drop_index("ix_child_concern_state")
        batch_op.drop_index("ix_child_concern_raised_by")
        batch_op.drop_index("ix_child_concern_person")

    op.drop_table("child_concern")
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.drop_index("ix_saved_filter_team")
        batch_op.drop_index("ix_saved_filter_owner")

    op.drop_table("saved_filter")
    op.drop_table("open_house")
    with op.batch_alter_table("kept_writing", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_writing_user")
        batch_op.drop_index("ix_kept_writing_old")

    op.drop_table("kept_writing")
    op.drop_table("keeping_settings")
    op.drop_table("clock_lead")
    op.drop_table("calendar_feed")
    with op.batch_alter_table("erasure_record", schema=None) as batch_op:
        batch_op.drop_index("ix_erasure_record_at")

    op.drop_table("erasure_record")
    op.drop_table("assessment_setting")


#: Kinds of agency whose accounts never hold support records (what `agencies.permissions` says on this day).
POLICE_KINDS = ("police", "probation")
SUPPORT_RECORDS_BEFORE = (
    "outreach.read",
    "outreach.log",
    "people.read",
    "people.write",
    "people.all",
    "consent.record",
    "ledger.read",
    "referral.send",
    "referral.agency",
    "sharing.decide",
    "sharing.authorise",
    "request.read",
    "protection.lead",
    "case.read",
    "case.write",
    "case.all",
    "case.lead",
)
SUPPORT_RECORDS = (*SUPPORT_RECORDS_BEFORE, "case.supervise")


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
    for statement in policies.keep_sides(dialect, TWO_PARTY):
        op.execute(statement)
    for statement in policies.append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    _forbid(dialect, SUPPORT_RECORDS)


def _unguard() -> None:
    dialect = op.get_bind().dialect.name
    for statement in policies.end_append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    _forbid(dialect, SUPPORT_RECORDS_BEFORE)
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, after, before):
            op.execute(statement)


def _forbid(dialect: str, permissions: tuple[str, ...]) -> None:
    for statement in (*policies.end_forbid_roles(dialect), *policies.forbid_roles(dialect, POLICE_KINDS, permissions)):
        op.execute(statement)
