"""Outreach and safety: devices, stock, rota, observations, incident reports, warnings, and what the database refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = (
    "brief_intervention",
    "checker_told",
    "incident_report",
    "lone_rules",
    "lone_step",
    "lone_watch",
    "offline_entry",
    "outreach_device",
    "outreach_hour_count",
    "outreach_met_child",
    "outreach_observation",
    "outreach_observation_note",
    "outreach_shift",
    "police_letter",
    "police_telling",
    "public_report",
    "public_report_page",
    "register_export",
    "report_addition",
    "report_descriptor",
    "report_edition",
    "report_mark",
    "scope_answer",
    "session_batch",
    "shift_place",
    "stock_batch",
    "stock_item",
    "stock_movement",
    "warning",
    "warning_draft",
    "warning_shown",
    "warning_source",
)
TWO_PARTY = (
    "pattern_link",
    "police_message",
    "police_release",
    "warning_copy",
    "warning_identifier",
)
SHARED = ("pattern_mark",)
APPEND_ONLY = (
    "lone_step",
    "outreach_observation_note",
    "police_message",
    "police_telling",
    "register_export",
    "report_addition",
    "report_edition",
    "scope_answer",
    "stock_movement",
    "warning_shown",
    "warning_source",
)
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "disclosure",
        "disclosure_has_a_known_kind",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release', 'untold', 'letter', 'file_print', 'subject_copy')",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release', 'untold', 'letter', 'file_print', 'subject_copy', 'information')",
    ),
    (
        "outreach_contact",
        "age_band_is_known",
        "",
        "age_band IN ('18-24', '25-34', '35-44', '45-54', '55+', 'not_known')",
    ),
    ("outreach_contact", "contact_source_is_known", "", "source IN ('page', 'offline')"),
    ("outreach_contact", "duration_is_a_band", "", "duration IN ('under_5', '5_to_15', '15_to_30', 'over_30')"),
    ("outreach_contact", "linked_contact_has_a_record", "", "person_id is not null or linked_at is null"),
    (
        "outreach_contact",
        "referral_accepted_is_answered",
        "",
        "referral_accepted IN ('not_asked', 'yes', 'no', 'not_known')",
    ),
    (
        "outreach_contact",
        "referral_offered_is_answered",
        "",
        "referral_offered IN ('not_asked', 'yes', 'no', 'not_known')",
    ),
    (
        "outreach_contact",
        "reporting_intent_is_known",
        "",
        "reporting_intent IN ('not_now', 'thinking', 'num_only', 'police', 'done', 'declined')",
    ),
    ("outreach_session", "new_and_known_are_among_those_met", "", "headcount_new + headcount_known <= headcount"),
    ("outreach_session", "new_and_known_are_not_negative", "", "headcount_new >= 0 and headcount_known >= 0"),
    ("outreach_session", "session_source_is_known", "", "source IN ('page', 'offline')"),
)


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    op.create_table(
        "checker_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checker_try")),
    )
    with op.batch_alter_table("checker_try", schema=None) as batch_op:
        batch_op.create_index("ix_checker_try_about", ["about_hash", "at"], unique=False)
        batch_op.create_index("ix_checker_try_at", ["at"], unique=False)

    op.create_table(
        "lone_rules",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("again_minutes", sa.Integer(), nullable=False),
        sa.Column("plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("again_minutes between 5 and 60", name=op.f("an_unseen_alarm_goes_again_within_the_hour")),
        sa.CheckConstraint("every_minutes between 15 and 240", name=op.f("check_ins_are_every_15_minutes_to_4_hours")),
        sa.CheckConstraint("grace_minutes between 0 and 60", name=op.f("the_alarm_waits_an_hour_at_most")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lone_rules_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_lone_rules")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_lone_rules_agency_id")),
    )
    op.create_table(
        "pattern_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("found_in", sa.Date(), nullable=False),
        sa.Column(
            "from_says",
            sa.Enum(
                "talk",
                "not_now",
                name="first_side_says_talk_or_not_now",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_says",
            sa.Enum(
                "talk",
                "not_now",
                name="second_side_says_talk_or_not_now",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("from_contact_id", sa.Uuid(), nullable=True),
        sa.Column("to_contact_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(from_contact_id is not null) = (from_says is not null and from_says = 'talk')",
            name=op.f("who_talks_names_a_contact"),
        ),
        sa.CheckConstraint(
            "(to_contact_id is not null) = (to_says is not null and to_says = 'talk')",
            name=op.f("who_is_talked_to_names_a_contact"),
        ),
        sa.CheckConstraint("from_agency_id <> to_agency_id", name=op.f("a_link_is_between_two_agencies")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_pattern_link_from_agency_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_pattern_link_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pattern_link")),
        sa.UniqueConstraint(
            "from_agency_id", "to_agency_id", "mark", name=op.f("uq_pattern_link_from_agency_id_to_agency_id_mark")
        ),
    )
    with op.batch_alter_table("pattern_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pattern_link_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pattern_link_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "pattern_mark",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_pattern_mark_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "mark", name=op.f("pk_pattern_mark")),
    )
    with op.batch_alter_table("pattern_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pattern_mark_mark"), ["mark"], unique=False)

    op.create_table(
        "police_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "intelligence",
                "contact",
                "full_report",
                name="release_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum(
                "first_hand",
                "seen",
                "heard",
                name="release_has_a_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_name", sa.String(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(opened_at is null) = (opened_name is null)", name=op.f("who_opened_information_is_known")),
        sa.CheckConstraint("from_agency_id <> to_agency_id", name=op.f("information_goes_to_another_agency")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_police_release_from_agency_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_police_release_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_police_release")),
        sa.UniqueConstraint("to_agency_id", "reference", name=op.f("uq_police_release_to_agency_id_reference")),
    )
    with op.batch_alter_table("police_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_police_release_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_police_release_in", ["to_agency_id", "released_at"], unique=False)
        batch_op.create_index("ix_police_release_out", ["from_agency_id", "released_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_police_release_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "public_report_page",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("welcome", sa.String(), nullable=False),
        sa.Column("ring", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_public_report_page_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_public_report_page")),
    )
    op.create_table(
        "stock_item",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("low_at", sa.Integer(), nullable=False),
        sa.Column("low_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("low_at >= 0", name=op.f("low_stock_is_not_negative")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_stock_item_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_stock_item")),
        sa.UniqueConstraint("agency_id", "item", name=op.f("uq_stock_item_agency_id_item")),
    )
    op.create_table(
        "warning_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("warning_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "replaced",
                "withdrawn",
                "ended",
                name="copy_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum(
                "first_hand",
                "seen",
                "heard",
                name="copy_says_where_it_comes_from",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "consent",
                "wrong",
                "points",
                "over",
                "erased",
                name="copy_is_closed_for_a_known_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state in ('current', 'replaced')) = (closed_at is null)", name=op.f("a_closed_copy_says_when")
        ),
        sa.CheckConstraint("edition >= 1", name=op.f("a_copy_counts_its_edition")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_warning_copy_from_agency_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_warning_copy_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_copy")),
        sa.UniqueConstraint(
            "warning_id", "edition", "to_agency_id", name=op.f("uq_warning_copy_warning_id_edition_to_agency_id")
        ),
    )
    with op.batch_alter_table("warning_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_copy_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_warning_copy_held", ["to_agency_id", "state", "made_at"], unique=False)
        batch_op.create_index("ix_warning_copy_made", ["from_agency_id", "warning_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_warning_copy_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "police_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "question",
                "answer",
                "no_answer",
                "feedback",
                name="message_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "held",
                "looking",
                "helped",
                "stopped",
                "charged",
                "crime_recorded",
                "passed_on",
                "no_use",
                name="feedback_has_a_known_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(outcome is not null) = (kind = 'feedback')", name=op.f("feedback_alone_says_what_came_of_it")
        ),
        sa.CheckConstraint(
            "(question_id is not null) = (kind in ('answer', 'no_answer'))", name=op.f("an_answer_is_to_a_question")
        ),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_police_message_from_agency_id")),
        sa.ForeignKeyConstraint(["question_id"], ["police_message.id"], name=op.f("fk_police_message_question_id")),
        sa.ForeignKeyConstraint(["release_id"], ["police_release.id"], name=op.f("fk_police_message_release_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_police_message_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_police_message")),
    )
    with op.batch_alter_table("police_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_police_message_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_police_message_in", ["to_agency_id", "kind", "at"], unique=False)
        batch_op.create_index("ix_police_message_question", ["question_id"], unique=False)
        batch_op.create_index("ix_police_message_release", ["release_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_police_message_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "warning_identifier",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "email",
                "plate",
                "profile",
                "name_used",
                "vehicle",
                "looks",
                "method",
                name="warning_identifier_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["warning_copy.id"], name=op.f("fk_warning_identifier_copy_id")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_warning_identifier_from_agency_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_warning_identifier_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_identifier")),
    )
    with op.batch_alter_table("warning_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_warning_identifier_copy", ["copy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_warning_identifier_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_warning_identifier_key", ["to_agency_id", "kind", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_warning_identifier_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "outreach_device",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("private_key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("revoked_at is null or private_key_sealed is null", name=op.f("a_revoked_phone_has_no_key")),
        sa.CheckConstraint(
            "revoked_by is null or revoked_at is not null", name=op.f("who_revoked_a_phone_did_so_once")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "revoked_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_device_agency_id_revoked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_device_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_device_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_device")),
    )
    with op.batch_alter_table("outreach_device", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_device_seen", ["agency_id", "revoked_at", "seen_at"], unique=False)
        batch_op.create_index("ix_outreach_device_user", ["agency_id", "user_id", "enrolled_at"], unique=False)

    op.create_table(
        "register_export",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("receiver_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("row_count >= 0", name=op.f("exported_rows_are_counted")),
        sa.ForeignKeyConstraint(
            ["agency_id", "made_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_register_export_agency_id_made_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_register_export_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_register_export")),
    )
    with op.batch_alter_table("register_export", schema=None) as batch_op:
        batch_op.create_index("ix_register_export_at", ["agency_id", "made_at"], unique=False)

    op.create_table(
        "stock_batch",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_item_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(recalled_at is null) = (recalled_by is null)", name=op.f("who_recalled_a_batch_is_known")),
        sa.ForeignKeyConstraint(
            ["agency_id", "recalled_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_stock_batch_agency_id_recalled_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "stock_item_id"],
            ["stock_item.agency_id", "stock_item.id"],
            name=op.f("fk_stock_batch_agency_id_stock_item_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_stock_batch_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_stock_batch")),
        sa.UniqueConstraint(
            "agency_id", "stock_item_id", "number", name=op.f("uq_stock_batch_agency_id_stock_item_id_number")
        ),
    )
    with op.batch_alter_table("stock_batch", schema=None) as batch_op:
        batch_op.create_index("ix_stock_batch_expiry", ["agency_id", "expires_on"], unique=False)

    op.create_table(
        "warning",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "current",
                "withdrawn",
                "ended",
                name="warning_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("released_by", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "consent",
                "wrong",
                "points",
                "over",
                "erased",
                name="warning_is_withdrawn_for_a_known_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'withdrawn') = (why is not null)", name=op.f("a_withdrawn_warning_says_why")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at is not null)", name=op.f("a_withdrawn_warning_says_when")
        ),
        sa.CheckConstraint("edition >= 1", name=op.f("a_warning_counts_its_editions")),
        sa.ForeignKeyConstraint(
            ["agency_id", "released_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_warning_agency_id_released_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_warning_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_warning")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_warning_agency_id_reference")),
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.create_index("ix_warning_released_from", ["agency_id", "draft_id"], unique=False)
        batch_op.create_index("ix_warning_state", ["agency_id", "state", "expires_on"], unique=False)

    op.create_table(
        "lone_watch",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("reach_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("company_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarm_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_for_help", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(back_at is null) = (closed_by is null)", name=op.f("who_closed_a_watch_is_known")),
        sa.CheckConstraint("(seen_at is null) = (seen_by is null)", name=op.f("who_saw_an_alarm_is_known")),
        sa.CheckConstraint("every_minutes between 15 and 240", name=op.f("watch_is_every_15_minutes_to_4_hours")),
        sa.CheckConstraint("seen_at is null or alarmed_at is not null", name=op.f("only_an_alarm_is_seen")),
        sa.ForeignKeyConstraint(
            ["agency_id", "closed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_lone_watch_agency_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "seen_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_lone_watch_agency_id_seen_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_lone_watch_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_lone_watch_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lone_watch_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_lone_watch")),
    )
    with op.batch_alter_table("lone_watch", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lone_watch_one_outing",
            ["agency_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("back_at IS NULL"),
            postgresql_where=sa.text("back_at IS NULL"),
        )
        batch_op.create_index("ix_lone_watch_open", ["agency_id", "back_at", "alarm_at"], unique=False)
        batch_op.create_index("ix_lone_watch_session", ["agency_id", "session_id"], unique=False)

    op.create_table(
        "offline_entry",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "session",
                "contact",
                "met",
                "end",
                "unreadable",
                name="offline_entry_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "taken",
                "held",
                "left_out",
                name="offline_entry_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'held') = (settled_at is null)", name=op.f("a_held_entry_is_not_settled")),
        sa.CheckConstraint("state = 'held' or content_sealed is null", name=op.f("a_settled_entry_keeps_no_words")),
        sa.ForeignKeyConstraint(
            ["agency_id", "device_id"],
            ["outreach_device.agency_id", "outreach_device.id"],
            name=op.f("fk_offline_entry_agency_id_device_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "settled_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_offline_entry_agency_id_settled_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_offline_entry_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_offline_entry_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_offline_entry")),
    )
    with op.batch_alter_table("offline_entry", schema=None) as batch_op:
        batch_op.create_index("ix_offline_entry_device", ["agency_id", "device_id", "received_at"], unique=False)
        batch_op.create_index("ix_offline_entry_session", ["agency_id", "session_id", "state"], unique=False)
        batch_op.create_index(
            "ix_offline_entry_waiting", ["agency_id", "state", "user_id", "received_at"], unique=False
        )

    op.create_table(
        "outreach_hour_count",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("counted_by", sa.Uuid(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hour between 0 and 23", name=op.f("an_hour_is_one_of_a_day")),
        sa.CheckConstraint("seen between 0 and 999", name=op.f("people_seen_in_an_hour_are_counted")),
        sa.ForeignKeyConstraint(
            ["agency_id", "counted_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_hour_count_agency_id_counted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_outreach_hour_count_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_hour_count_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_hour_count")),
        sa.UniqueConstraint(
            "agency_id",
            "session_id",
            "hour",
            "ward",
            name=op.f("uq_outreach_hour_count_agency_id_session_id_hour_ward"),
        ),
    )
    with op.batch_alter_table("outreach_hour_count", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_hour_count_night", ["agency_id", "night", "ward"], unique=False)

    op.create_table(
        "outreach_shift",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("on_call_id", sa.Uuid(), nullable=True),
        sa.Column("notes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("shift_ends_after_it_starts")),
        sa.CheckConstraint("wanted between 1 and 20", name=op.f("shift_wants_1_to_20")),
        sa.ForeignKeyConstraint(
            ["agency_id", "on_call_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_shift_agency_id_on_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "planned_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_shift_agency_id_planned_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_outreach_shift_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_shift_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_shift")),
    )
    with op.batch_alter_table("outreach_shift", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_shift_session", ["agency_id", "session_id"], unique=False)
        batch_op.create_index("ix_outreach_shift_starts", ["agency_id", "starts_at"], unique=False)

    op.create_table(
        "session_batch",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("stock_item_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "batch_id"],
            ["stock_batch.agency_id", "stock_batch.id"],
            name=op.f("fk_session_batch_agency_id_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "chosen_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_session_batch_agency_id_chosen_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_session_batch_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "stock_item_id"],
            ["stock_item.agency_id", "stock_item.id"],
            name=op.f("fk_session_batch_agency_id_stock_item_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_session_batch_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_session_batch")),
        sa.UniqueConstraint(
            "agency_id", "session_id", "stock_item_id", name=op.f("uq_session_batch_agency_id_session_id_stock_item_id")
        ),
    )
    op.create_table(
        "stock_movement",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_item_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "given",
                "counted",
                "thrown_away",
                "batch_named",
                name="movement_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind <> 'given' or session_id is not null", name=op.f("what_was_given_names_its_session")),
        sa.ForeignKeyConstraint(
            ["agency_id", "batch_id"],
            ["stock_batch.agency_id", "stock_batch.id"],
            name=op.f("fk_stock_movement_agency_id_batch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "moved_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_stock_movement_agency_id_moved_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_stock_movement_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "stock_item_id"],
            ["stock_item.agency_id", "stock_item.id"],
            name=op.f("fk_stock_movement_agency_id_stock_item_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_stock_movement_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_stock_movement")),
    )
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.create_index("ix_stock_movement_batch", ["agency_id", "batch_id", "kind"], unique=False)
        batch_op.create_index("ix_stock_movement_item", ["agency_id", "stock_item_id", "at"], unique=False)
        batch_op.create_index("ix_stock_movement_session", ["agency_id", "session_id", "stock_item_id"], unique=False)

    op.create_table(
        "warning_shown",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("warning_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "screen",
                "aloud",
                "sheet",
                name="warning_is_shown_in_a_known_way",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("shown_by", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people >= 1", name=op.f("a_warning_is_shown_to_somebody")),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_warning_shown_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "shown_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_warning_shown_agency_id_shown_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_warning_shown_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_warning_shown")),
    )
    with op.batch_alter_table("warning_shown", schema=None) as batch_op:
        batch_op.create_index("ix_warning_shown_person", ["agency_id", "person_id", "shown_at"], unique=False)
        batch_op.create_index("ix_warning_shown_warning", ["agency_id", "warning_id", "shown_at"], unique=False)

    op.create_table(
        "brief_intervention",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("signed_role", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "wants_it_to_stop",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="stop_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "worried",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="worry_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "safe_place",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="safe_place_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "afraid",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="fear_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tips", sa.JSON(), nullable=False),
        sa.Column("tips_ways", sa.JSON(), nullable=False),
        sa.Column("assisted_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column(
            "wants_referral",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="referral_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "slavery_sign",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_sure",
                "declined",
                name="slavery_sign_is_answered_in_five_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("follow_up_due", sa.Date(), nullable=True),
        sa.Column("follow_up_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(followed_up_at is null) = (followed_up_by is null)", name=op.f("who_followed_an_intervention_up_is_known")
        ),
        sa.CheckConstraint(
            "followed_up_at is null or follow_up_due is not null", name=op.f("a_followed_up_intervention_was_due")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_brief_intervention_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "followed_up_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_brief_intervention_agency_id_followed_up_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "given_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_brief_intervention_agency_id_given_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_brief_intervention_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_brief_intervention_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_brief_intervention")),
    )
    with op.batch_alter_table("brief_intervention", schema=None) as batch_op:
        batch_op.create_index("ix_brief_intervention_contact", ["agency_id", "contact_id"], unique=False)
        batch_op.create_index(
            "ix_brief_intervention_due", ["agency_id", "followed_up_at", "follow_up_due"], unique=False
        )
        batch_op.create_index("ix_brief_intervention_session", ["agency_id", "session_id", "at"], unique=False)

    op.create_table(
        "checker_told",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("checkers", sa.JSON(), nullable=False),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("case_id is null or person_id is not null", name=op.f("a_case_contact_told_its_person")),
        sa.CheckConstraint(
            "contact_id is not null or person_id is not null", name=op.f("somebody_was_told_of_the_checkers")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_checker_told_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_checker_told_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_checker_told_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "told_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_checker_told_agency_id_told_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_checker_told_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_checker_told")),
    )
    with op.batch_alter_table("checker_told", schema=None) as batch_op:
        batch_op.create_index("ix_checker_told_by", ["agency_id", "told_by", "told_at"], unique=False)
        batch_op.create_index("ix_checker_told_case", ["agency_id", "case_id", "told_at"], unique=False)
        batch_op.create_index("ix_checker_told_contact", ["agency_id", "contact_id"], unique=False)
        batch_op.create_index("ix_checker_told_person", ["agency_id", "person_id", "told_at"], unique=False)

    op.create_table(
        "incident_report",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "worker", "public", name="report_came_one_way", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "listened",
                "open",
                "closed",
                name="report_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum(
                "first_hand",
                "seen",
                "heard",
                name="report_has_a_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wants_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("harms", sa.JSON(), nullable=False),
        sa.Column(
            "when_kind",
            sa.Enum(
                "exact",
                "band",
                "not_known",
                name="report_day_is_exact_a_band_or_not_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("ward", sa.String(), nullable=True),
        sa.Column("setting", sa.String(), nullable=True),
        sa.Column("platform_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "injured",
            sa.Enum(
                "yes",
                "no",
                "not_known",
                "declined",
                "not_asked",
                name="injuries_are_answered",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("injuries_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "police_know",
            sa.Enum(
                "yes",
                "no",
                "not_known",
                "declined",
                "not_asked",
                name="whether_police_know_is_answered",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("police_reference_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("barriers", sa.JSON(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.Uuid(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("a_closed_report_says_when_it_closed")
        ),
        sa.CheckConstraint(
            "(when_kind = 'exact' and first_on is not null and last_on = first_on) or (when_kind = 'band' and first_on is not null and last_on is not null and last_on >= first_on) or (when_kind = 'not_known' and first_on is null and last_on is null)",
            name=op.f("a_report_says_how_well_its_day_is_known"),
        ),
        sa.CheckConstraint("origin = 'public' or taken_by is not null", name=op.f("who_took_a_report_is_known")),
        sa.CheckConstraint("(read_at is null) = (read_by is null)", name=op.f("who_read_a_report_first_is_known")),
        sa.CheckConstraint(
            "case_id is null or person_id is not null", name=op.f("a_report_in_a_case_is_about_its_person")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_incident_report_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_incident_report_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_incident_report_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "taken_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_incident_report_agency_id_taken_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incident_report_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_incident_report")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_incident_report_agency_id_reference")),
    )
    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.create_index("ix_incident_report_case", ["agency_id", "case_id", "taken_at"], unique=False)
        batch_op.create_index("ix_incident_report_contact", ["agency_id", "contact_id"], unique=False)
        batch_op.create_index("ix_incident_report_person", ["agency_id", "person_id", "taken_at"], unique=False)
        batch_op.create_index("ix_incident_report_state", ["agency_id", "state", "taken_at"], unique=False)
        batch_op.create_index("ix_incident_report_taken_by", ["agency_id", "taken_by", "taken_at"], unique=False)
        batch_op.create_index("ix_incident_report_unread", ["agency_id", "origin", "read_at"], unique=False)

    op.create_table(
        "lone_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("watch_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "out",
                "safe",
                "help",
                "alarm",
                "again",
                "seen",
                "stood_down",
                "back",
                name="lone_step_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "by_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_lone_step_agency_id_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "watch_id"],
            ["lone_watch.agency_id", "lone_watch.id"],
            name=op.f("fk_lone_step_agency_id_watch_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_lone_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_lone_step")),
    )
    with op.batch_alter_table("lone_step", schema=None) as batch_op:
        batch_op.create_index("ix_lone_step_watch", ["agency_id", "watch_id", "at"], unique=False)

    op.create_table(
        "outreach_observation",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "seen",
                "reviewed",
                "forwarded",
                "kept",
                "closed",
                name="observation_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("setting", sa.String(), nullable=True),
        sa.Column(
            "how_known",
            sa.Enum(
                "saw",
                "told",
                "heard",
                name="observation_says_how_it_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "how_many",
            sa.Enum(
                "one",
                "few",
                "more",
                "not_sure",
                name="observation_counts_in_bands",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("others_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("grounds_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("own_view_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_it_stays_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "agreed",
            sa.Enum(
                "nobody",
                "not_asked",
                "yes",
                "no",
                name="agreement_is_answered_in_four_ways",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child", sa.Boolean(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("rang_999_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("to_forward", sa.Boolean(), nullable=False),
        sa.Column("wording_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "route",
            sa.Enum(
                "none",
                "helpline",
                "responder",
                "advice_first",
                "declined",
                name="slavery_route_is_a_known_one",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("route_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("route_by", sa.Uuid(), nullable=True),
        sa.Column("route_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("forwarded_by", sa.Uuid(), nullable=True),
        sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name=op.f("a_closed_observation_says_when")),
        sa.CheckConstraint(
            "state <> 'forwarded' or forwarded_at is not null", name=op.f("a_forwarded_observation_says_when")
        ),
        sa.CheckConstraint(
            "state in ('seen', 'closed') or reviewed_at is not null",
            name=op.f("an_observation_is_reviewed_before_it_moves"),
        ),
        sa.CheckConstraint(
            "(forwarded_at is null) = (release_id is null)", name=op.f("a_forwarded_observation_names_its_release")
        ),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null)", name=op.f("who_reviewed_an_observation_is_known")
        ),
        sa.CheckConstraint(
            "reviewed_by is null or reviewed_by <> seen_by", name=op.f("another_person_reviews_an_observation")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "closed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_agency_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_outreach_observation_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "forwarded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_agency_id_forwarded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "reviewed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_agency_id_reviewed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "route_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_agency_id_route_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "seen_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_agency_id_seen_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_outreach_observation_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_observation_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_observation")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_outreach_observation_agency_id_reference")),
    )
    with op.batch_alter_table("outreach_observation", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_observation_contact", ["agency_id", "contact_id"], unique=False)
        batch_op.create_index("ix_outreach_observation_seen_by", ["agency_id", "seen_by", "written_at"], unique=False)
        batch_op.create_index("ix_outreach_observation_session", ["agency_id", "session_id"], unique=False)
        batch_op.create_index("ix_outreach_observation_state", ["agency_id", "state", "written_at"], unique=False)

    op.create_table(
        "shift_place",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(user_id is null) <> (name_sealed is null)", name=op.f("a_place_is_a_colleagues_or_a_volunteers")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "added_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_shift_place_agency_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "shift_id"],
            ["outreach_shift.agency_id", "outreach_shift.id"],
            name=op.f("fk_shift_place_agency_id_shift_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_shift_place_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_shift_place_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_shift_place")),
        sa.UniqueConstraint("agency_id", "shift_id", "user_id", name=op.f("uq_shift_place_agency_id_shift_id_user_id")),
    )
    op.create_table(
        "outreach_met_child",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(contact_id is null) <> (observation_id is null)", name=op.f("a_met_child_comes_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "concern_id"],
            ["child_concern.agency_id", "child_concern.id"],
            name=op.f("fk_outreach_met_child_agency_id_concern_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_outreach_met_child_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "observation_id"],
            ["outreach_observation.agency_id", "outreach_observation.id"],
            name=op.f("fk_outreach_met_child_agency_id_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "raised_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_met_child_agency_id_raised_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_met_child_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_met_child")),
        sa.UniqueConstraint("agency_id", "contact_id", name=op.f("uq_outreach_met_child_agency_id_contact_id")),
        sa.UniqueConstraint("agency_id", "observation_id", name=op.f("uq_outreach_met_child_agency_id_observation_id")),
    )
    op.create_table(
        "outreach_observation_note",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("observation_id", sa.Uuid(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "observation_id"],
            ["outreach_observation.agency_id", "outreach_observation.id"],
            name=op.f("fk_outreach_observation_note_agency_id_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_observation_note_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_observation_note_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_observation_note")),
    )
    with op.batch_alter_table("outreach_observation_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outreach_observation_note_of", ["agency_id", "observation_id", "written_at"], unique=False
        )

    op.create_table(
        "police_letter",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("observation_id", sa.Uuid(), nullable=True),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("police_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "intelligence",
                "contact",
                "full_report",
                name="letter_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum(
                "first_hand",
                "seen",
                "heard",
                name="letter_has_a_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "writing",
                "checking",
                "released",
                "set_aside",
                "taken_back",
                name="letter_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("noticed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reasons_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("returned_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ended_why",
            sa.Enum(
                "scope",
                "agency",
                "erased",
                name="letter_ended_for_a_known_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('set_aside', 'taken_back')) = (ended_at is not null)",
            name=op.f("a_letter_that_ended_says_when"),
        ),
        sa.CheckConstraint(
            "observation_id is null or kind = 'intelligence'", name=op.f("an_observation_is_passed_on_without_names")
        ),
        sa.CheckConstraint(
            "state not in ('released', 'taken_back') or (checked_at is not null and release_id is not null)",
            name=op.f("a_letter_that_went_says_who_released_it"),
        ),
        sa.CheckConstraint("(checked_at is null) = (checked_by is null)", name=op.f("who_released_a_letter_is_known")),
        sa.CheckConstraint("(ended_at is null) = (ended_why is null)", name=op.f("a_letter_that_ended_says_why")),
        sa.CheckConstraint("(report_id is null) <> (observation_id is null)", name=op.f("a_letter_comes_of_one_thing")),
        sa.CheckConstraint(
            "checked_by is null or (checked_by <> written_by and checked_by <> changed_by)",
            name=op.f("another_person_releases_a_letter"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_police_letter_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "checked_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_police_letter_agency_id_checked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "ended_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_police_letter_agency_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "observation_id"],
            ["outreach_observation.agency_id", "outreach_observation.id"],
            name=op.f("fk_police_letter_agency_id_observation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_police_letter_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_police_letter_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_police_letter_agency_id")),
        sa.ForeignKeyConstraint(["police_id"], ["agency.id"], name=op.f("fk_police_letter_police_id")),
        sa.ForeignKeyConstraint(["question_id"], ["police_message.id"], name=op.f("fk_police_letter_question_id")),
        sa.ForeignKeyConstraint(["release_id"], ["police_release.id"], name=op.f("fk_police_letter_release_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_police_letter")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_police_letter_agency_id_reference")),
    )
    with op.batch_alter_table("police_letter", schema=None) as batch_op:
        batch_op.create_index("ix_police_letter_observation", ["agency_id", "observation_id"], unique=False)
        batch_op.create_index("ix_police_letter_release", ["agency_id", "release_id"], unique=False)
        batch_op.create_index("ix_police_letter_report", ["agency_id", "report_id", "kind"], unique=False)
        batch_op.create_index("ix_police_letter_state", ["agency_id", "state", "written_at"], unique=False)
        batch_op.create_index("ix_police_letter_written_by", ["agency_id", "written_by"], unique=False)

    op.create_table(
        "public_report",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "written",
                "kept",
                name="public_report_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("code_index", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("replied_by", sa.Uuid(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'kept') = (report_id is not null)", name=op.f("a_kept_report_is_known")),
        sa.CheckConstraint("state <> 'kept' or answers_sealed is null", name=op.f("what_was_kept_is_not_held_twice")),
        sa.CheckConstraint("(replied_at is null) = (replied_by is null)", name=op.f("who_wrote_back_is_known")),
        sa.ForeignKeyConstraint(
            ["agency_id", "replied_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_public_report_agency_id_replied_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_public_report_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_public_report_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_public_report")),
        sa.UniqueConstraint("agency_id", "code_index", name=op.f("uq_public_report_agency_id_code_index")),
        sa.UniqueConstraint("agency_id", "form_key", name=op.f("uq_public_report_agency_id_form_key")),
    )
    with op.batch_alter_table("public_report", schema=None) as batch_op:
        batch_op.create_index("ix_public_report_report", ["agency_id", "report_id"], unique=False)
        batch_op.create_index("ix_public_report_state", ["agency_id", "state", "received_at"], unique=False)

    op.create_table(
        "report_addition",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_report_addition_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_report_addition_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_addition_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_report_addition")),
    )
    with op.batch_alter_table("report_addition", schema=None) as batch_op:
        batch_op.create_index("ix_report_addition_report", ["agency_id", "report_id", "written_at"], unique=False)

    op.create_table(
        "report_descriptor",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "email",
                "plate",
                "profile",
                "name_used",
                "vehicle",
                "looks",
                "method",
                name="descriptor_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("value_index", sa.String(), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "value_index is null or kind in ('phone', 'email', 'plate', 'profile')",
            name=op.f("only_what_can_be_looked_up_is_indexed"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_report_descriptor_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_report_descriptor_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_descriptor_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_report_descriptor")),
    )
    with op.batch_alter_table("report_descriptor", schema=None) as batch_op:
        batch_op.create_index("ix_report_descriptor_report", ["agency_id", "report_id"], unique=False)
        batch_op.create_index("ix_report_descriptor_value", ["agency_id", "kind", "value_index"], unique=False)

    op.create_table(
        "report_edition",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stood_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_report_edition_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_report_edition_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_edition_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_report_edition")),
        sa.UniqueConstraint(
            "agency_id", "report_id", "number", name=op.f("uq_report_edition_agency_id_report_id_number")
        ),
    )
    op.create_table(
        "report_mark",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "email",
                "plate",
                "profile",
                "name_used",
                "vehicle",
                "looks",
                "method",
                name="mark_is_of_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value_index", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_report_mark_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_mark_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_report_mark")),
        sa.UniqueConstraint(
            "agency_id",
            "report_id",
            "kind",
            "value_index",
            name=op.f("uq_report_mark_agency_id_report_id_kind_value_index"),
        ),
    )
    with op.batch_alter_table("report_mark", schema=None) as batch_op:
        batch_op.create_index("ix_report_mark_mark", ["agency_id", "mark"], unique=False)

    op.create_table(
        "scope_answer",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "warning",
                "intelligence",
                "contact",
                "full_report",
                "research",
                name="answer_is_to_a_known_scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "spoken",
                "written",
                "phone",
                "message",
                "interpreter",
                "online",
                "erased",
                name="how_a_scope_was_answered_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("answers_to_a_scope_are_counted")),
        sa.ForeignKeyConstraint(
            ["agency_id", "answered_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_scope_answer_agency_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_scope_answer_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_scope_answer_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_scope_answer")),
        sa.UniqueConstraint(
            "agency_id", "report_id", "scope", "number", name=op.f("uq_scope_answer_agency_id_report_id_scope_number")
        ),
    )
    with op.batch_alter_table("scope_answer", schema=None) as batch_op:
        batch_op.create_index("ix_scope_answer_scope", ["agency_id", "scope", "answer"], unique=False)

    op.create_table(
        "warning_draft",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("warning_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "writing",
                "checking",
                "released",
                "dropped",
                name="draft_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("back_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "grade",
            sa.Enum(
                "first_hand",
                "seen",
                "heard",
                name="draft_says_where_it_comes_from",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_by", sa.Uuid(), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'released') = (released_by is not null)", name=op.f("who_released_a_warning_is_known")
        ),
        sa.CheckConstraint("months between 1 and 12", name=op.f("a_warning_lasts_twelve_months_at_most")),
        sa.CheckConstraint(
            "released_by is null or released_by <> drafted_by", name=op.f("a_second_person_releases_a_warning")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "drafted_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_warning_draft_agency_id_drafted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_warning_draft_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "warning_id"],
            ["warning.agency_id", "warning.id"],
            name=op.f("fk_warning_draft_agency_id_warning_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_warning_draft_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_warning_draft")),
    )
    with op.batch_alter_table("warning_draft", schema=None) as batch_op:
        batch_op.create_index("ix_warning_draft_report", ["agency_id", "report_id"], unique=False)
        batch_op.create_index("ix_warning_draft_state", ["agency_id", "state", "changed_at"], unique=False)
        batch_op.create_index("ix_warning_draft_warning", ["agency_id", "warning_id"], unique=False)

    op.create_table(
        "warning_source",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_warning_source_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_warning_source_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_warning_source")),
        sa.UniqueConstraint(
            "agency_id", "draft_id", "report_id", name=op.f("uq_warning_source_agency_id_draft_id_report_id")
        ),
    )
    with op.batch_alter_table("warning_source", schema=None) as batch_op:
        batch_op.create_index("ix_warning_source_report", ["agency_id", "report_id"], unique=False)

    op.create_table(
        "police_telling",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "told",
                "not_wanted",
                "not_reached",
                "nobody",
                name="telling_has_a_known_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "letter_id"],
            ["police_letter.agency_id", "police_letter.id"],
            name=op.f("fk_police_telling_agency_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "report_id"],
            ["incident_report.agency_id", "incident_report.id"],
            name=op.f("fk_police_telling_agency_id_report_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "told_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_police_telling_agency_id_told_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_police_telling_agency_id")),
        sa.ForeignKeyConstraint(["message_id"], ["police_message.id"], name=op.f("fk_police_telling_message_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_police_telling")),
        sa.UniqueConstraint("agency_id", "message_id", name=op.f("uq_police_telling_agency_id_message_id")),
    )
    with op.batch_alter_table("police_telling", schema=None) as batch_op:
        batch_op.create_index("ix_police_telling_letter", ["agency_id", "letter_id"], unique=False)

    op.add_column("outreach_contact", sa.Column("code_index", sa.String(), nullable=True))
    op.add_column("outreach_contact", sa.Column("ward", sa.String(), nullable=True))
    op.add_column("outreach_contact", sa.Column("beat_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "outreach_contact",
        sa.Column(
            "age_band",
            sa.Enum(
                "18-24",
                "25-34",
                "35-44",
                "45-54",
                "55+",
                "not_known",
                name="age_band_is_known",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("outreach_contact", sa.Column("setting", sa.String(), nullable=True))
    op.add_column(
        "outreach_contact",
        sa.Column(
            "duration",
            sa.Enum(
                "under_5", "5_to_15", "15_to_30", "over_30", name="duration_is_a_band", native_enum=False, length=40
            ),
            nullable=True,
        ),
    )
    op.add_column("outreach_contact", sa.Column("information", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("outreach_contact", sa.Column("concerns", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("outreach_contact", sa.Column("barrier", sa.String(), nullable=True))
    op.add_column(
        "outreach_contact",
        sa.Column(
            "reporting_intent",
            sa.Enum(
                "not_now",
                "thinking",
                "num_only",
                "police",
                "done",
                "declined",
                name="reporting_intent_is_known",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "outreach_contact",
        sa.Column(
            "referral_offered",
            sa.Enum(
                "not_asked", "yes", "no", "not_known", name="referral_offered_is_answered", native_enum=False, length=40
            ),
            nullable=False,
            server_default="not_asked",
        ),
    )
    op.add_column(
        "outreach_contact",
        sa.Column(
            "referral_accepted",
            sa.Enum(
                "not_asked",
                "yes",
                "no",
                "not_known",
                name="referral_accepted_is_answered",
                native_enum=False,
                length=40,
            ),
            nullable=False,
            server_default="not_asked",
        ),
    )
    op.add_column("outreach_contact", sa.Column("settled", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("outreach_contact", sa.Column("follow_up_due", sa.Date(), nullable=True))
    op.add_column("outreach_contact", sa.Column("follow_up_by", sa.Uuid(), nullable=True))
    op.add_column("outreach_contact", sa.Column("follow_up_note_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("outreach_contact", sa.Column("follow_up_done_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outreach_contact", sa.Column("follow_up_done_by", sa.Uuid(), nullable=True))
    op.add_column("outreach_contact", sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outreach_contact", sa.Column("linked_by", sa.Uuid(), nullable=True))
    op.add_column(
        "outreach_contact",
        sa.Column(
            "source",
            sa.Enum("page", "offline", name="contact_source_is_known", native_enum=False, length=40),
            nullable=False,
            server_default="page",
        ),
    )
    op.add_column("outreach_contact", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("outreach_contact", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_contact_at", ["agency_id", "at"], unique=False)
        batch_op.create_index("ix_outreach_contact_code", ["agency_id", "code_index", "at"], unique=False)
        batch_op.create_index(
            "ix_outreach_contact_follow_up", ["agency_id", "follow_up_done_at", "follow_up_due"], unique=False
        )

    op.add_column("outreach_session", sa.Column("headcount_new", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outreach_session", sa.Column("headcount_known", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outreach_session", sa.Column("presented", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("outreach_session", sa.Column("interpreter", sa.Boolean(), nullable=True))
    op.add_column("outreach_session", sa.Column("police_seen", sa.Boolean(), nullable=True))
    op.add_column("outreach_session", sa.Column("route_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("outreach_session", sa.Column("near_miss_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "outreach_session", sa.Column("debrief_done", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("outreach_session", sa.Column("debrief_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("outreach_session", sa.Column("ended_by", sa.Uuid(), nullable=True))
    op.add_column(
        "outreach_session",
        sa.Column(
            "source",
            sa.Enum("page", "offline", name="session_source_is_known", native_enum=False, length=40),
            nullable=False,
            server_default="page",
        ),
    )
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    op.execute("alter table outreach_session drop column source")
    op.execute("alter table outreach_session drop column ended_by")
    op.execute("alter table outreach_session drop column debrief_sealed")
    op.execute("alter table outreach_session drop column debrief_done")
    op.execute("alter table outreach_session drop column near_miss_sealed")
    op.execute("alter table outreach_session drop column route_sealed")
    op.execute("alter table outreach_session drop column police_seen")
    op.execute("alter table outreach_session drop column interpreter")
    op.execute("alter table outreach_session drop column presented")
    op.execute("alter table outreach_session drop column headcount_known")
    op.execute("alter table outreach_session drop column headcount_new")

    with op.batch_alter_table("outreach_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_contact_follow_up")
        batch_op.drop_index("ix_outreach_contact_code")
        batch_op.drop_index("ix_outreach_contact_at")
    op.execute("alter table outreach_contact drop column version")
    op.execute("alter table outreach_contact drop column source")
    op.execute("alter table outreach_contact drop column linked_by")
    op.execute("alter table outreach_contact drop column linked_at")
    op.execute("alter table outreach_contact drop column follow_up_done_by")
    op.execute("alter table outreach_contact drop column follow_up_done_at")
    op.execute("alter table outreach_contact drop column follow_up_note_sealed")
    op.execute("alter table outreach_contact drop column follow_up_by")
    op.execute("alter table outreach_contact drop column follow_up_due")
    op.execute("alter table outreach_contact drop column settled")
    op.execute("alter table outreach_contact drop column referral_accepted")
    op.execute("alter table outreach_contact drop column referral_offered")
    op.execute("alter table outreach_contact drop column reporting_intent")
    op.execute("alter table outreach_contact drop column barrier")
    op.execute("alter table outreach_contact drop column concerns")
    op.execute("alter table outreach_contact drop column information")
    op.execute("alter table outreach_contact drop column duration")
    op.execute("alter table outreach_contact drop column setting")
    op.execute("alter table outreach_contact drop column age_band")
    op.execute("alter table outreach_contact drop column beat_sealed")
    op.execute("alter table outreach_contact drop column ward")
    op.execute("alter table outreach_contact drop column code_index")

    with op.batch_alter_table("police_telling", schema=None) as batch_op:
        batch_op.drop_index("ix_police_telling_letter")

    op.drop_table("police_telling")
    with op.batch_alter_table("warning_source", schema=None) as batch_op:
        batch_op.drop_index("ix_warning_source_report")

    op.drop_table("warning_source")
    with op.batch_alter_table("warning_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_warning_draft_warning")
        batch_op.drop_index("ix_warning_draft_state")
        batch_op.drop_index("ix_warning_draft_report")

    op.drop_table("warning_draft")
    with op.batch_alter_table("scope_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_scope_answer_scope")

    op.drop_table("scope_answer")
    with op.batch_alter_table("report_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_report_mark_mark")

    op.drop_table("report_mark")
    op.drop_table("report_edition")
    with op.batch_alter_table("report_descriptor", schema=None) as batch_op:
        batch_op.drop_index("ix_report_descriptor_value")
        batch_op.drop_index("ix_report_descriptor_report")

    op.drop_table("report_descriptor")
    with op.batch_alter_table("report_addition", schema=None) as batch_op:
        batch_op.drop_index("ix_report_addition_report")

    op.drop_table("report_addition")
    with op.batch_alter_table("public_report", schema=None) as batch_op:
        batch_op.drop_index("ix_public_report_state")
        batch_op.drop_index("ix_public_report_report")

    op.drop_table("public_report")
    with op.batch_alter_table("police_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_police_letter_written_by")
        batch_op.drop_index("ix_police_letter_state")
        batch_op.drop_index("ix_police_letter_report")
        batch_op.drop_index("ix_police_letter_release")
        batch_op.drop_index("ix_police_letter_observation")

    op.drop_table("police_letter")
    with op.batch_alter_table("outreach_observation_note", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_observation_note_of")

    op.drop_table("outreach_observation_note")
    op.drop_table("outreach_met_child")
    op.drop_table("shift_place")
    with op.batch_alter_table("outreach_observation", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_observation_state")
        batch_op.drop_index("ix_outreach_observation_session")
        batch_op.drop_index("ix_outreach_observation_seen_by")
        batch_op.drop_index("ix_outreach_observation_contact")

    op.drop_table("outreach_observation")
    with op.batch_alter_table("lone_step", schema=None) as batch_op:
        batch_op.drop_index("ix_lone_step_watch")

    op.drop_table("lone_step")
    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.drop_index("ix_incident_report_unread")
        batch_op.drop_index("ix_incident_report_taken_by")
        batch_op.drop_index("ix_incident_report_state")
        batch_op.drop_index("ix_incident_report_person")
        batch_op.drop_index("ix_incident_report_contact")
        batch_op.drop_index("ix_incident_report_case")

    op.drop_table("incident_report")
    with op.batch_alter_table("checker_told", schema=None) as batch_op:
        batch_op.drop_index("ix_checker_told_person")
        batch_op.drop_index("ix_checker_told_contact")
        batch_op.drop_index("ix_checker_told_case")
        batch_op.drop_index("ix_checker_told_by")

    op.drop_table("checker_told")
    with op.batch_alter_table("brief_intervention", schema=None) as batch_op:
        batch_op.drop_index("ix_brief_intervention_session")
        batch_op.drop_index("ix_brief_intervention_due")
        batch_op.drop_index("ix_brief_intervention_contact")

    op.drop_table("brief_intervention")
    with op.batch_alter_table("warning_shown", schema=None) as batch_op:
        batch_op.drop_index("ix_warning_shown_warning")
        batch_op.drop_index("ix_warning_shown_person")

    op.drop_table("warning_shown")
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movement_session")
        batch_op.drop_index("ix_stock_movement_item")
        batch_op.drop_index("ix_stock_movement_batch")

    op.drop_table("stock_movement")
    op.drop_table("session_batch")
    with op.batch_alter_table("outreach_shift", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_shift_starts")
        batch_op.drop_index("ix_outreach_shift_session")

    op.drop_table("outreach_shift")
    with op.batch_alter_table("outreach_hour_count", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_hour_count_night")

    op.drop_table("outreach_hour_count")
    with op.batch_alter_table("offline_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_offline_entry_waiting")
        batch_op.drop_index("ix_offline_entry_session")
        batch_op.drop_index("ix_offline_entry_device")

    op.drop_table("offline_entry")
    with op.batch_alter_table("lone_watch", schema=None) as batch_op:
        batch_op.drop_index("ix_lone_watch_session")
        batch_op.drop_index("ix_lone_watch_open")
        batch_op.drop_index(
            "ix_lone_watch_one_outing",
            sqlite_where=sa.text("back_at IS NULL"),
            postgresql_where=sa.text("back_at IS NULL"),
        )

    op.drop_table("lone_watch")
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.drop_index("ix_warning_state")
        batch_op.drop_index("ix_warning_released_from")

    op.drop_table("warning")
    with op.batch_alter_table("stock_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_batch_expiry")

    op.drop_table("stock_batch")
    with op.batch_alter_table("register_export", schema=None) as batch_op:
        batch_op.drop_index("ix_register_export_at")

    op.drop_table("register_export")
    with op.batch_alter_table("outreach_device", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_device_user")
        batch_op.drop_index("ix_outreach_device_seen")

    op.drop_table("outreach_device")
    with op.batch_alter_table("warning_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warning_identifier_to_agency_id"))
        batch_op.drop_index("ix_warning_identifier_key")
        batch_op.drop_index(batch_op.f("ix_warning_identifier_from_agency_id"))
        batch_op.drop_index("ix_warning_identifier_copy")

    op.drop_table("warning_identifier")
    with op.batch_alter_table("police_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_police_message_to_agency_id"))
        batch_op.drop_index("ix_police_message_release")
        batch_op.drop_index("ix_police_message_question")
        batch_op.drop_index("ix_police_message_in")
        batch_op.drop_index(batch_op.f("ix_police_message_from_agency_id"))

    op.drop_table("police_message")
    with op.batch_alter_table("warning_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warning_copy_to_agency_id"))
        batch_op.drop_index("ix_warning_copy_made")
        batch_op.drop_index("ix_warning_copy_held")
        batch_op.drop_index(batch_op.f("ix_warning_copy_from_agency_id"))

    op.drop_table("warning_copy")
    op.drop_table("stock_item")
    op.drop_table("public_report_page")
    with op.batch_alter_table("police_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_police_release_to_agency_id"))
        batch_op.drop_index("ix_police_release_out")
        batch_op.drop_index("ix_police_release_in")
        batch_op.drop_index(batch_op.f("ix_police_release_from_agency_id"))

    op.drop_table("police_release")
    with op.batch_alter_table("pattern_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pattern_mark_mark"))

    op.drop_table("pattern_mark")
    with op.batch_alter_table("pattern_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pattern_link_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_pattern_link_from_agency_id"))

    op.drop_table("pattern_link")
    op.drop_table("lone_rules")
    with op.batch_alter_table("checker_try", schema=None) as batch_op:
        batch_op.drop_index("ix_checker_try_at")
        batch_op.drop_index("ix_checker_try_about")

    op.drop_table("checker_try")


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
    "case.supervise",
)
SUPPORT_RECORDS = (*SUPPORT_RECORDS_BEFORE, "outreach.manage", "report.take", "report.release", "warning.read")


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
