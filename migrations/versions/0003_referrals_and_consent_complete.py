"""Referrals and consent, complete: what sending, answering and sharing now keep, and what the database refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OWNED = (
    "consent_taken_back",
    "decision_step",
    "duty_to_notify",
    "match_key",
    "misdirected_note",
    "outgoing_letter",
    "outside_answer",
    "outside_consent",
    "outside_enquiry",
    "outside_letter",
    "person_link",
    "person_message",
    "public_forms",
    "referral_desk",
    "request_file",
    "request_views",
    "sharing_decision",
    "slavery_request",
    "unmet_need",
)
TWO_PARTY = (
    "envelope_key",
    "information_request",
    "message_reading",
    "misdirected_record",
    "more_asked",
    "package_supplement",
    "referral_message",
    "request_release",
    "request_reply",
)
APPEND_ONLY = (
    "consent_taken_back",
    "decision_step",
    "message_reading",
    "package_supplement",
    "referral_message",
    "request_reply",
    "request_views",
    "unmet_need",
)
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "consent",
        "consent_has_a_purpose",
        "purpose IN ('support', 'advice', 'joint_work')",
        "purpose IN ('support', 'advice', 'joint_work', 'report', 'safeguarding')",
    ),
    ("consent", "consent_is_freely_given", "told_may_refuse", "told_may_refuse or state in ('refused', 'superseded')"),
    (
        "consent",
        "consent_was_given_somehow",
        "method IN ('spoken', 'written', 'interpreter')",
        "method IN ('spoken', 'written', 'electronic', 'interpreter')",
    ),
    (
        "disclosure",
        "disclosure_has_a_known_kind",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print')",
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release', 'untold')",
    ),
    (
        "referral",
        "declined_referral_has_reason_and_alternative",
        "state <> 'declined' or (reason_code is not null and alternative_service_id is not null)",
        "state <> 'declined' or (reason_code is not null and (alternative_service_id is not null or none_found))",
    ),
    (
        "referral",
        "referral_has_a_known_state",
        "state IN ('sent', 'acknowledged', 'accepted', 'declined', 'withdrawn')",
        "state IN ('sent', 'acknowledged', 'accepted', 'declined', 'withdrawn', 'misdirected')",
    ),
    ("consent", "receipt_has_an_answer", "", "receipt IN ('not_offered', 'taken', 'declined', 'unsafe')"),
    ("person", "a_record_is_not_its_own_main", "", "main_id <> id"),
    ("referral", "a_handover_happened_somehow", "", "handover_how IN ('in_person', 'by_phone', 'with_sender')"),
    ("referral", "a_pause_is_not_negative", "", "paused_days >= 0"),
    ("referral", "misdirected_referral_says_when", "", "state <> 'misdirected' or misdirected_at is not null"),
    ("referral", "referral_has_a_known_escalation", "", "escalation IN ('acknowledge', 'decide', 'forum')"),
    (
        "referral",
        "referral_has_a_known_outcome",
        "",
        "outcome IN ('supported', 'waiting_list', 'redirected', 'unable_contact', 'person_declined', 'acted_on', 'no_further_action')",
    ),
    ("referral", "referral_rests_on_something_known", "", "rests_on IN ('consent', 'decision')"),
    (
        "referral_receipt",
        "receipt_has_a_known_outcome",
        "",
        "outcome IN ('supported', 'waiting_list', 'redirected', 'unable_contact', 'person_declined', 'acted_on', 'no_further_action')",
    ),
)
#: Shared by sender and receiver since the first version; a sealed one never changes.
SHARED = ("referral", "disclosure_package", "package_key")
SEALED = ("disclosure_package",)
#: Police liaison sees what is addressed to its team, and nothing else.
FORUM_PAGES = ("plan.read", "meeting.read", "report.read", "directory.read")


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    op.create_table(
        "outside_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("about_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_try")),
    )
    with op.batch_alter_table("outside_try", schema=None) as batch_op:
        batch_op.create_index("ix_outside_try_about", ["about_hash", "at"], unique=False)

    op.create_table(
        "agency_target",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "standard",
                "high",
                "emergency",
                name="target_has_a_known_urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("acknowledge_days", sa.Integer(), nullable=False),
        sa.Column("decide_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "acknowledge_days >= 0 and decide_days >= acknowledge_days", name=op.f("targets_run_forwards")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_target_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "urgency", name=op.f("pk_agency_target")),
    )
    op.create_table(
        "envelope_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("envelope_id", sa.Uuid(), nullable=False),
        sa.Column("holder_agency_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapping_version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_envelope_key_from_agency_id")),
        sa.ForeignKeyConstraint(["holder_agency_id"], ["agency.id"], name=op.f("fk_envelope_key_holder_agency_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_envelope_key_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope_key")),
        sa.UniqueConstraint(
            "envelope_id", "holder_agency_id", name=op.f("uq_envelope_key_envelope_id_holder_agency_id")
        ),
    )
    with op.batch_alter_table("envelope_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_envelope_key_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelope_key_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "outside_door",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("a_door_counts_its_tries")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outside_door_agency_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_outside_door")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_outside_door_letter_id")),
    )
    op.create_table(
        "unmet_need",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_unmet_need_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_unmet_need")),
    )
    with op.batch_alter_table("unmet_need", schema=None) as batch_op:
        batch_op.create_index("ix_unmet_need_month", ["agency_id", "month"], unique=False)

    op.create_table(
        "information_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_team_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asker_name", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "acknowledged",
                "clarifying",
                "answered",
                "withdrawn",
                name="request_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("for_immigration", sa.Boolean(), nullable=False),
        sa.Column("ask_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_name", sa.String(), nullable=True),
        sa.Column("clarify", sa.JSON(), nullable=False),
        sa.Column("clarify_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_name", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "not for_immigration or state = 'answered'", name=op.f("immigration_request_is_refused_at_once")
        ),
        sa.CheckConstraint("state <> 'answered' or answered_at is not null", name=op.f("answered_request_says_when")),
        sa.CheckConstraint(
            "state <> 'withdrawn' or withdrawn_at is not null", name=op.f("withdrawn_request_says_when")
        ),
        sa.CheckConstraint("from_agency_id <> to_agency_id", name=op.f("a_request_goes_to_another_agency")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_information_request_from_agency_id")),
        sa.ForeignKeyConstraint(["from_team_id"], ["team.id"], name=op.f("fk_information_request_from_team_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_information_request_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_request")),
    )
    with op.batch_alter_table("information_request", schema=None) as batch_op:
        batch_op.create_index("ix_information_request_asker", ["from_agency_id", "asked_by", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_information_request_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_information_request_in", ["to_agency_id", "state", "answer_by"], unique=False)
        batch_op.create_index(
            "ix_information_request_out", ["from_agency_id", "from_team_id", "asked_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_information_request_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "public_forms",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("myself_on", sa.Boolean(), nullable=False),
        sa.Column("someone_on", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("welcome", sa.String(), nullable=False),
        sa.Column("ring", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "not (myself_on or someone_on) or team_id is not null", name=op.f("public_forms_lead_to_a_team")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_public_forms_agency_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_public_forms_team_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_public_forms")),
    )
    op.create_table(
        "duty_to_notify",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("indicators_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "noted_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_duty_to_notify_agency_id_noted_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_duty_to_notify_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_duty_to_notify")),
    )
    with op.batch_alter_table("duty_to_notify", schema=None) as batch_op:
        batch_op.create_index("ix_duty_to_notify_at", ["agency_id", "noted_at"], unique=False)

    op.create_table(
        "request_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("parts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_name", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_request_release_from_agency_id")),
        sa.ForeignKeyConstraint(["request_id"], ["information_request.id"], name=op.f("fk_request_release_request_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_request_release_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_release")),
        sa.UniqueConstraint("request_id", name=op.f("uq_request_release_request_id")),
    )
    with op.batch_alter_table("request_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_release_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_request_release_open", ["from_agency_id", "closed_at", "until"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_release_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "request_reply",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_request_reply_from_agency_id")),
        sa.ForeignKeyConstraint(["request_id"], ["information_request.id"], name=op.f("fk_request_reply_request_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_request_reply_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_reply")),
    )
    with op.batch_alter_table("request_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_reply_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_reply_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_reply_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "service_capacity",
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "open",
                "limited",
                "waiting_list",
                "closed",
                name="capacity_has_a_known_standing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(standing = 'waiting_list') = (weeks is not null)", name=op.f("only_a_waiting_list_has_weeks")
        ),
        sa.CheckConstraint("weeks is null or weeks between 1 and 104", name=op.f("a_waiting_list_has_an_end")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_capacity_service_id")),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_service_capacity")),
    )
    op.create_table(
        "match_key",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "whole",
                "sound",
                "begin",
                "address",
                name="match_key_has_a_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_match_key_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_match_key_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_match_key")),
        sa.UniqueConstraint(
            "agency_id", "person_id", "kind", "key", name=op.f("uq_match_key_agency_id_person_id_kind_key")
        ),
    )
    with op.batch_alter_table("match_key", schema=None) as batch_op:
        batch_op.create_index("ix_match_key_key", ["agency_id", "key"], unique=False)

    op.create_table(
        "misdirected_note",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("happened_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "risk",
            sa.Enum(
                "unlikely",
                "likely",
                "high",
                name="misdirected_risk_is_a_known_one",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("risk_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ico_told", sa.Boolean(), nullable=True),
        sa.Column("ico_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ico_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("person_told", sa.Boolean(), nullable=True),
        sa.Column("person_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ico_told is null or risk is not null", name=op.f("the_ico_is_decided_on_a_risk")),
        sa.CheckConstraint("not ico_told or ico_told_at is not null", name=op.f("the_ico_was_told_at_a_time")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_misdirected_note_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_misdirected_note_referral_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_misdirected_note")),
        sa.UniqueConstraint("agency_id", "referral_id", name=op.f("uq_misdirected_note_agency_id_referral_id")),
    )
    op.create_table(
        "misdirected_record",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by_name", sa.String(), nullable=False),
        sa.Column("ico_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("had_opened", sa.Boolean(), nullable=False),
        sa.Column(
            "copy",
            sa.Enum(
                "nothing_kept",
                "copy_destroyed",
                "record_closed",
                name="misdirected_copy_has_a_known_end",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_name", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(copy is null) = (confirmed_at is null)", name=op.f("a_confirmation_says_what_and_when")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_misdirected_record_from_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_misdirected_record_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_misdirected_record_to_agency_id")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_misdirected_record")),
    )
    with op.batch_alter_table("misdirected_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_misdirected_record_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_misdirected_record_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "more_asked",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_name", sa.String(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_name", sa.String(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "sent",
                "part",
                "not_shared",
                name="more_has_a_known_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(answered_at is null) = (answer is null)", name=op.f("an_answer_to_more_says_when")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_more_asked_from_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_more_asked_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_more_asked_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_more_asked")),
    )
    with op.batch_alter_table("more_asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_more_asked_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_more_asked_referral", ["referral_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_more_asked_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "outgoing_letter",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "held",
                "sent",
                "undone",
                "stopped",
                name="letter_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=True),
        sa.Column("to_team_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum(
                "standard",
                "high",
                "emergency",
                name="letter_has_a_known_urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("choices_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("package_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("hurry_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stopped_why",
            sa.Enum(
                "consent",
                "firewall",
                "agreement",
                "service",
                "first",
                "account",
                "erased",
                name="letter_stopped_for_a_known_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (referral_id is not null)", name=op.f("a_sent_letter_is_a_referral")),
        sa.CheckConstraint("(state = 'stopped') = (stopped_why is not null)", name=op.f("a_stopped_letter_says_why")),
        sa.CheckConstraint("state <> 'held' or package_sealed is not null", name=op.f("a_held_letter_has_its_words")),
        sa.CheckConstraint(
            "state = 'draft' or (to_agency_id is not null and to_team_id is not null and service_id is not null)",
            name=op.f("a_letter_has_a_receiver"),
        ),
        sa.CheckConstraint("state = 'draft' or leaves_at is not null", name=op.f("a_letter_says_when_it_leaves")),
        sa.CheckConstraint(
            "state in ('draft', 'held') or (ended_at is not null and package_sealed is null)",
            name=op.f("a_letter_that_ended_keeps_no_words"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outgoing_letter_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "written_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outgoing_letter_agency_id_written_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outgoing_letter_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_outgoing_letter_referral_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_outgoing_letter_service_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_outgoing_letter_to_agency_id")),
        sa.ForeignKeyConstraint(["to_team_id"], ["team.id"], name=op.f("fk_outgoing_letter_to_team_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outgoing_letter")),
    )
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_letter_due", ["agency_id", "state", "leaves_at"], unique=False)
        batch_op.create_index("ix_outgoing_letter_person", ["agency_id", "person_id", "state"], unique=False)
        batch_op.create_index("ix_outgoing_letter_writer", ["agency_id", "written_by", "state"], unique=False)

    op.create_table(
        "outside_consent",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "given",
                "refused",
                "superseded",
                "withdrawn",
                name="outside_consent_has_a_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("organisation_index", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "support",
                "health",
                "legal",
                "police",
                "probation",
                "council",
                "other",
                name="outside_consent_has_a_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "support",
                "advice",
                "joint_work",
                "report",
                "safeguarding",
                name="outside_consent_has_a_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "spoken",
                "written",
                "electronic",
                "interpreter",
                name="outside_consent_was_given_somehow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("interpreter_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wording_id", sa.Uuid(), nullable=False),
        sa.Column("shown_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("conditions_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("told_may_refuse", sa.Boolean(), nullable=False),
        sa.Column("safe_to_speak", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_how", sa.String(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "method <> 'interpreter' or interpreter_sealed is not null", name=op.f("an_outside_interpreter_is_named")
        ),
        sa.CheckConstraint("state <> 'given' or told_may_refuse", name=op.f("outside_consent_is_freely_given")),
        sa.CheckConstraint(
            "state <> 'withdrawn' or withdrawn_at is not null", name=op.f("withdrawn_outside_says_when")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outside_consent_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outside_consent_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outside_consent_agency_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["consent_wording.id"], name=op.f("fk_outside_consent_wording_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outside_consent")),
    )
    with op.batch_alter_table("outside_consent", schema=None) as batch_op:
        batch_op.create_index("ix_outside_consent_person", ["agency_id", "person_id", "given_at"], unique=False)

    op.create_table(
        "outside_enquiry",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "myself",
                "someone",
                name="enquiry_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "contacted",
                "recorded",
                "set_aside",
                name="enquiry_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_by", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacted_name", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_name", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state in ('recorded', 'set_aside')) = (ended_at is not null)", name=op.f("an_ended_enquiry_says_when")
        ),
        sa.CheckConstraint(
            "state <> 'recorded' or person_id is not null", name=op.f("a_recorded_enquiry_names_its_record")
        ),
        sa.CheckConstraint("state <> 'set_aside' or reason is not null", name=op.f("an_enquiry_set_aside_says_why")),
        sa.CheckConstraint("erased_at is null or answers_sealed is null", name=op.f("an_erased_enquiry_holds_nothing")),
        sa.ForeignKeyConstraint(
            ["agency_id", "assigned_to"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outside_enquiry_agency_id_assigned_to"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outside_enquiry_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outside_enquiry_agency_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_outside_enquiry_team_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outside_enquiry")),
        sa.UniqueConstraint("agency_id", "form_key", name=op.f("uq_outside_enquiry_agency_id_form_key")),
    )
    with op.batch_alter_table("outside_enquiry", schema=None) as batch_op:
        batch_op.create_index("ix_outside_enquiry_waiting", ["agency_id", "state", "contact_by"], unique=False)

    op.create_table(
        "package_supplement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("parts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_package_supplement_from_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_package_supplement_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_package_supplement_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_supplement")),
    )
    with op.batch_alter_table("package_supplement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_supplement_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_package_supplement_referral", ["referral_id", "sealed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_package_supplement_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "person_link",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("low_id", sa.Uuid(), nullable=False),
        sa.Column("high_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "linked",
                "unlinked",
                "different",
                name="link_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("linked_id", sa.Uuid(), nullable=True),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'linked') = (linked_id is not null)", name=op.f("a_link_says_which_record_is_under")
        ),
        sa.CheckConstraint(
            "linked_id is null or linked_id in (low_id, high_id)", name=op.f("a_link_is_within_its_pair")
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("a_pair_has_one_order")),
        sa.ForeignKeyConstraint(
            ["agency_id", "high_id"], ["person.agency_id", "person.id"], name=op.f("fk_person_link_agency_id_high_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "low_id"], ["person.agency_id", "person.id"], name=op.f("fk_person_link_agency_id_low_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_link_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person_link")),
        sa.UniqueConstraint("agency_id", "linked_id", name=op.f("uq_person_link_agency_id_linked_id")),
        sa.UniqueConstraint("agency_id", "low_id", "high_id", name=op.f("uq_person_link_agency_id_low_id_high_id")),
    )
    op.create_table(
        "referral_desk",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("assigned_by", sa.Uuid(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "assigned_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_referral_desk_agency_id_assigned_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_referral_desk_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_desk_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_desk_referral_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referral_desk")),
        sa.UniqueConstraint("agency_id", "referral_id", name=op.f("uq_referral_desk_agency_id_referral_id")),
    )
    with op.batch_alter_table("referral_desk", schema=None) as batch_op:
        batch_op.create_index("ix_referral_desk_worker", ["agency_id", "user_id"], unique=False)

    op.create_table(
        "referral_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writer_name", sa.String(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("from_agency_id <> to_agency_id", name=op.f("a_message_goes_to_the_other_side")),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_referral_message_from_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_message_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_referral_message_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_message")),
    )
    with op.batch_alter_table("referral_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_message_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_referral_message_thread", ["referral_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_message_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "request_file",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("linked_by", sa.Uuid(), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advice_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rebuttal_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("order_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "court_order",
            sa.Enum(
                "none",
                "court_order",
                "witness_summons",
                name="request_has_a_known_court_order",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "provide_all",
                "provide_part",
                "refuse",
                "nothing_held",
                "barred_purpose",
                name="request_has_a_known_decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "basis",
            sa.Enum(
                "consent",
                "decision",
                name="release_rests_on_something_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("consent_ids", sa.JSON(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("released", sa.JSON(), nullable=False),
        sa.Column("withheld", sa.JSON(), nullable=False),
        sa.Column("redacted", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "basis <> 'decision' or decision_id is not null", name=op.f("a_release_by_decision_names_it")
        ),
        sa.CheckConstraint(
            "decision not in ('provide_all', 'provide_part') or (person_id is not null and basis is not null)",
            name=op.f("a_release_is_about_someone_and_rests_on_something"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_request_file_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_file_agency_id")),
        sa.ForeignKeyConstraint(["request_id"], ["information_request.id"], name=op.f("fk_request_file_request_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_request_file")),
        sa.UniqueConstraint("agency_id", "request_id", name=op.f("uq_request_file_agency_id_request_id")),
    )
    with op.batch_alter_table("request_file", schema=None) as batch_op:
        batch_op.create_index("ix_request_file_person", ["agency_id", "person_id"], unique=False)

    op.create_table(
        "request_views",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "agrees",
                "objects",
                "declined",
                "not_asked",
                name="views_have_a_known_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_request_views_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_request_views_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_request_views_agency_id")),
        sa.ForeignKeyConstraint(["request_id"], ["information_request.id"], name=op.f("fk_request_views_request_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_request_views")),
    )
    with op.batch_alter_table("request_views", schema=None) as batch_op:
        batch_op.create_index("ix_request_views_request", ["agency_id", "request_id", "at"], unique=False)

    op.create_table(
        "sharing_decision",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "share", "keep", name="decision_has_a_direction", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "left",
                "waiting",
                "questioned",
                "agreed",
                "shared",
                "kept",
                "refused",
                "dropped",
                "done",
                name="decision_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authorised_by", sa.Uuid(), nullable=True),
        sa.Column("authorised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complete_by", sa.Date(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("tell_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state not in ('shared', 'kept') or (authorised_by is not null and review_on is not null)",
            name=op.f("a_decision_has_a_second_person_and_a_review"),
        ),
        sa.CheckConstraint(
            "authorised_by is null or authorised_by <> decided_by", name=op.f("two_people_decide_to_share")
        ),
        sa.CheckConstraint(
            "left_at is null or emergency or authorised_by is not null",
            name=op.f("what_left_without_consent_was_authorised"),
        ),
        sa.CheckConstraint(
            "left_at is null or not emergency or complete_by is not null",
            name=op.f("an_emergency_is_completed_by_a_day"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "decided_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_sharing_decision_agency_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_sharing_decision_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sharing_decision_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_sharing_decision")),
    )
    with op.batch_alter_table("sharing_decision", schema=None) as batch_op:
        batch_op.create_index("ix_sharing_decision_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_sharing_decision_state", ["agency_id", "state", "begun_at"], unique=False)

    op.create_table(
        "slavery_request",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "advice",
            sa.Enum(
                "taken",
                "declined",
                "not_yet",
                name="immigration_advice_was_offered",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("informed", sa.Boolean(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("outside_code", sa.String(), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("grounds_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("own_view_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(service_id is null) <> (outside_code is null)", name=op.f("a_request_goes_to_one_first_responder")
        ),
        sa.CheckConstraint("informed", name=op.f("a_request_rests_on_informed_consent")),
        sa.ForeignKeyConstraint(
            ["agency_id", "asked_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_slavery_request_agency_id_asked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_slavery_request_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_slavery_request_agency_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_slavery_request_service_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_slavery_request")),
    )
    with op.batch_alter_table("slavery_request", schema=None) as batch_op:
        batch_op.create_index("ix_slavery_request_person", ["agency_id", "person_id", "asked_at"], unique=False)

    op.create_table(
        "consent_taken_back",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
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
                name="taken_back_is_a_known_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "consent_id"],
            ["consent.agency_id", "consent.id"],
            name=op.f("fk_consent_taken_back_agency_id_consent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "taken_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_consent_taken_back_agency_id_taken_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_consent_taken_back_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consent_taken_back")),
        sa.UniqueConstraint(
            "agency_id", "consent_id", "category", name=op.f("uq_consent_taken_back_agency_id_consent_id_category")
        ),
    )
    op.create_table(
        "decision_step",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verb",
            sa.Enum(
                "begun",
                "left",
                "submitted",
                "questioned",
                "authorised",
                "refused",
                "shared",
                "kept",
                "told",
                "put_off",
                "receipt",
                "reviewed",
                "dropped",
                name="a_step_has_a_known_verb",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "decision_id"],
            ["sharing_decision.agency_id", "sharing_decision.id"],
            name=op.f("fk_decision_step_agency_id_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_decision_step_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_decision_step_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_decision_step")),
    )
    with op.batch_alter_table("decision_step", schema=None) as batch_op:
        batch_op.create_index("ix_decision_step_decision", ["agency_id", "decision_id", "at"], unique=False)

    op.create_table(
        "message_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reader_name", sa.String(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_message_reading_from_agency_id")),
        sa.ForeignKeyConstraint(["message_id"], ["referral_message.id"], name=op.f("fk_message_reading_message_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_message_reading_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_message_reading_to_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reading")),
    )
    with op.batch_alter_table("message_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_reading_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_message_reading_message", ["message_id", "from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_reading_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "outside_letter",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "ready",
                "reading",
                "read",
                "undone",
                "recalled",
                "stopped",
                "expired",
                "guessed",
                name="outside_letter_has_a_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reader_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("reading_hash", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reading_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "received",
                "accepted",
                "declined",
                name="outside_letter_has_a_known_reply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state in ('held', 'ready', 'reading')) = (ended_at is null)", name=op.f("an_ended_letter_says_when")
        ),
        sa.CheckConstraint(
            "(state in ('held', 'ready', 'reading')) = (locked is not null)", name=op.f("an_ended_letter_holds_nothing")
        ),
        sa.CheckConstraint("wrong_tries >= 0", name=op.f("a_letter_counts_wrong_tries")),
        sa.ForeignKeyConstraint(
            ["agency_id", "consent_id"],
            ["outside_consent.agency_id", "outside_consent.id"],
            name=op.f("fk_outside_letter_agency_id_consent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outside_letter_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "sent_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outside_letter_agency_id_sent_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outside_letter_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outside_letter")),
    )
    with op.batch_alter_table("outside_letter", schema=None) as batch_op:
        batch_op.create_index("ix_outside_letter_due", ["agency_id", "state", "opens_at"], unique=False)
        batch_op.create_index("ix_outside_letter_person", ["agency_id", "person_id", "made_at"], unique=False)

    op.create_table(
        "person_message",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "text",
                "call",
                "email",
                "in_person",
                "not_asked",
                name="message_goes_somehow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "not_sent",
                "made",
                name="message_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "told",
                "no_answer",
                "left_message",
                name="message_has_a_known_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "why_not",
            sa.Enum(
                "taken_back",
                "contact_changed",
                "not_safe",
                "cannot_post",
                name="message_has_a_known_end",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("contact_version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'made') = (outcome is not null)", name=op.f("a_word_that_was_made_has_an_outcome")
        ),
        sa.CheckConstraint("state <> 'not_sent' or why_not is not null", name=op.f("a_message_not_sent_says_why")),
        sa.CheckConstraint("state <> 'waiting' or due_at is not null", name=op.f("a_waiting_message_has_its_hour")),
        sa.CheckConstraint("tries >= 0", name=op.f("a_message_counts_its_tries")),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["safe_contact.agency_id", "safe_contact.id"],
            name=op.f("fk_person_message_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_person_message_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_message_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person_message")),
    )
    with op.batch_alter_table("person_message", schema=None) as batch_op:
        batch_op.create_index("ix_person_message_due", ["agency_id", "state", "due_at"], unique=False)
        batch_op.create_index("ix_person_message_person", ["agency_id", "person_id", "written_at"], unique=False)

    op.create_table(
        "outside_answer",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reply",
            sa.Enum(
                "received",
                "accepted",
                "declined",
                name="outside_answer_is_a_known_reply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "letter_id"],
            ["outside_letter.agency_id", "outside_letter.id"],
            name=op.f("fk_outside_answer_agency_id_letter_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outside_answer_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outside_answer")),
    )
    with op.batch_alter_table("outside_answer", schema=None) as batch_op:
        batch_op.create_index("ix_outside_answer", ["agency_id", "letter_id"], unique=False)

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_actor", ["agency_id", "actor_id", "kind", "at"], unique=False)

    op.add_column("consent", sa.Column("told_limits", sa.Boolean(), nullable=True))
    op.add_column("consent", sa.Column("capacity_note_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("consent", sa.Column("witness_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "consent",
        sa.Column(
            "receipt",
            sa.Enum(
                "not_offered", "taken", "declined", "unsafe", name="receipt_has_an_answer", native_enum=False, length=40
            ),
            nullable=False,
            server_default="not_offered",
        ),
    )
    op.add_column("consent", sa.Column("occasion_id", sa.Uuid(), nullable=True))
    op.add_column("consent", sa.Column("copied_from_id", sa.Uuid(), nullable=True))
    op.add_column("consent", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_ending", ["agency_id", "state", "valid_until"], unique=False)
        batch_op.create_index("ix_consent_occasion", ["agency_id", "occasion_id"], unique=False)

    op.add_column("consent_category", sa.Column("asked_alone", sa.Boolean(), nullable=False, server_default=sa.false()))

    op.add_column("disclosure", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.add_column("disclosure", sa.Column("outside", sa.String(), nullable=True))

    op.add_column("person", sa.Column("main_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_main", ["agency_id", "main_id"], unique=False)

    op.add_column("referral", sa.Column("from_team_id", sa.Uuid(), nullable=True))
    op.add_column(
        "referral",
        sa.Column(
            "rests_on",
            sa.Enum("consent", "decision", name="referral_rests_on_something_known", native_enum=False, length=40),
            nullable=False,
            server_default="consent",
        ),
    )
    op.add_column("referral", sa.Column("decided_name", sa.String(), nullable=True))
    op.add_column("referral", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("none_found", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("referral", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("referral", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "referral",
        sa.Column(
            "escalation",
            sa.Enum(
                "acknowledge", "decide", "forum", name="referral_has_a_known_escalation", native_enum=False, length=40
            ),
            nullable=True,
        ),
    )
    op.add_column("referral", sa.Column("reminded_for", sa.Date(), nullable=True))
    op.add_column("referral", sa.Column("redirect_service_id", sa.Uuid(), nullable=True))
    op.add_column("referral", sa.Column("redirect_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("redirect_answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("more_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("handover_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("handover_name", sa.String(), nullable=True))
    op.add_column("referral", sa.Column("handover_on", sa.Date(), nullable=True))
    op.add_column(
        "referral",
        sa.Column(
            "handover_how",
            sa.Enum(
                "in_person", "by_phone", "with_sender", name="a_handover_happened_somehow", native_enum=False, length=40
            ),
            nullable=True,
        ),
    )
    op.add_column(
        "referral",
        sa.Column(
            "outcome",
            sa.Enum(
                "supported",
                "waiting_list",
                "redirected",
                "unable_contact",
                "person_declined",
                "acted_on",
                "no_further_action",
                name="referral_has_a_known_outcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("referral", sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("misdirected_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column(
        "referral_receipt",
        sa.Column(
            "outcome",
            sa.Enum(
                "supported",
                "waiting_list",
                "redirected",
                "unable_contact",
                "person_declined",
                "acted_on",
                "no_further_action",
                name="receipt_has_a_known_outcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )

    op.add_column("referral_subject", sa.Column("decision_id", sa.Uuid(), nullable=True))

    op.add_column("safe_contact", sa.Column("ways_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("safe_contact", sa.Column("hours_sealed", sa.LargeBinary(), nullable=True))
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    op.execute("alter table safe_contact drop column hours_sealed")
    op.execute("alter table safe_contact drop column ways_sealed")

    op.execute("alter table referral_subject drop column decision_id")

    op.execute("alter table referral_receipt drop column outcome")

    op.execute("alter table referral drop column misdirected_at")
    op.execute("alter table referral drop column outcome_at")
    op.execute("alter table referral drop column outcome")
    op.execute("alter table referral drop column handover_how")
    op.execute("alter table referral drop column handover_on")
    op.execute("alter table referral drop column handover_name")
    op.execute("alter table referral drop column handover_confirmed_at")
    op.execute("alter table referral drop column more_asked_at")
    op.execute("alter table referral drop column redirect_answered_at")
    op.execute("alter table referral drop column redirect_asked_at")
    op.execute("alter table referral drop column redirect_service_id")
    op.execute("alter table referral drop column reminded_for")
    op.execute("alter table referral drop column escalation")
    op.execute("alter table referral drop column escalated_at")
    op.execute("alter table referral drop column paused_days")
    op.execute("alter table referral drop column paused_at")
    op.execute("alter table referral drop column none_found")
    op.execute("alter table referral drop column expected_on")
    op.execute("alter table referral drop column decided_name")
    op.execute("alter table referral drop column rests_on")
    op.execute("alter table referral drop column from_team_id")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_main")
    op.execute("alter table person drop column main_id")

    op.execute("alter table disclosure drop column outside")
    op.execute("alter table disclosure drop column decision_id")

    op.execute("alter table consent_category drop column asked_alone")

    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_occasion")
        batch_op.drop_index("ix_consent_ending")
    op.execute("alter table consent drop column reminded_at")
    op.execute("alter table consent drop column copied_from_id")
    op.execute("alter table consent drop column occasion_id")
    op.execute("alter table consent drop column receipt")
    op.execute("alter table consent drop column witness_sealed")
    op.execute("alter table consent drop column capacity_note_sealed")
    op.execute("alter table consent drop column told_limits")

    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_actor")

    with op.batch_alter_table("outside_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_answer")

    op.drop_table("outside_answer")
    with op.batch_alter_table("person_message", schema=None) as batch_op:
        batch_op.drop_index("ix_person_message_person")
        batch_op.drop_index("ix_person_message_due")

    op.drop_table("person_message")
    with op.batch_alter_table("outside_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_letter_person")
        batch_op.drop_index("ix_outside_letter_due")

    op.drop_table("outside_letter")
    with op.batch_alter_table("message_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_reading_to_agency_id"))
        batch_op.drop_index("ix_message_reading_message")
        batch_op.drop_index(batch_op.f("ix_message_reading_from_agency_id"))

    op.drop_table("message_reading")
    with op.batch_alter_table("decision_step", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_step_decision")

    op.drop_table("decision_step")
    op.drop_table("consent_taken_back")
    with op.batch_alter_table("slavery_request", schema=None) as batch_op:
        batch_op.drop_index("ix_slavery_request_person")

    op.drop_table("slavery_request")
    with op.batch_alter_table("sharing_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_sharing_decision_state")
        batch_op.drop_index("ix_sharing_decision_person")

    op.drop_table("sharing_decision")
    with op.batch_alter_table("request_views", schema=None) as batch_op:
        batch_op.drop_index("ix_request_views_request")

    op.drop_table("request_views")
    with op.batch_alter_table("request_file", schema=None) as batch_op:
        batch_op.drop_index("ix_request_file_person")

    op.drop_table("request_file")
    with op.batch_alter_table("referral_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_message_to_agency_id"))
        batch_op.drop_index("ix_referral_message_thread")
        batch_op.drop_index(batch_op.f("ix_referral_message_from_agency_id"))

    op.drop_table("referral_message")
    with op.batch_alter_table("referral_desk", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_desk_worker")

    op.drop_table("referral_desk")
    op.drop_table("person_link")
    with op.batch_alter_table("package_supplement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_supplement_to_agency_id"))
        batch_op.drop_index("ix_package_supplement_referral")
        batch_op.drop_index(batch_op.f("ix_package_supplement_from_agency_id"))

    op.drop_table("package_supplement")
    with op.batch_alter_table("outside_enquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_enquiry_waiting")

    op.drop_table("outside_enquiry")
    with op.batch_alter_table("outside_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_consent_person")

    op.drop_table("outside_consent")
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_letter_writer")
        batch_op.drop_index("ix_outgoing_letter_person")
        batch_op.drop_index("ix_outgoing_letter_due")

    op.drop_table("outgoing_letter")
    with op.batch_alter_table("more_asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_more_asked_to_agency_id"))
        batch_op.drop_index("ix_more_asked_referral")
        batch_op.drop_index(batch_op.f("ix_more_asked_from_agency_id"))

    op.drop_table("more_asked")
    with op.batch_alter_table("misdirected_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_misdirected_record_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_misdirected_record_from_agency_id"))

    op.drop_table("misdirected_record")
    op.drop_table("misdirected_note")
    with op.batch_alter_table("match_key", schema=None) as batch_op:
        batch_op.drop_index("ix_match_key_key")

    op.drop_table("match_key")
    op.drop_table("service_capacity")
    with op.batch_alter_table("request_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_reply_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_request_reply_request_id"))
        batch_op.drop_index(batch_op.f("ix_request_reply_from_agency_id"))

    op.drop_table("request_reply")
    with op.batch_alter_table("request_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_release_to_agency_id"))
        batch_op.drop_index("ix_request_release_open")
        batch_op.drop_index(batch_op.f("ix_request_release_from_agency_id"))

    op.drop_table("request_release")
    with op.batch_alter_table("duty_to_notify", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_to_notify_at")

    op.drop_table("duty_to_notify")
    op.drop_table("public_forms")
    with op.batch_alter_table("information_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_information_request_to_agency_id"))
        batch_op.drop_index("ix_information_request_out")
        batch_op.drop_index("ix_information_request_in")
        batch_op.drop_index(batch_op.f("ix_information_request_from_agency_id"))
        batch_op.drop_index("ix_information_request_asker")

    op.drop_table("information_request")
    with op.batch_alter_table("unmet_need", schema=None) as batch_op:
        batch_op.drop_index("ix_unmet_need_month")

    op.drop_table("unmet_need")
    op.drop_table("outside_door")
    with op.batch_alter_table("envelope_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_envelope_key_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_envelope_key_from_agency_id"))

    op.drop_table("envelope_key")
    op.drop_table("agency_target")
    with op.batch_alter_table("outside_try", schema=None) as batch_op:
        batch_op.drop_index("ix_outside_try_about")

    op.drop_table("outside_try")


#: Support records: never for an account of the police or of probation (what `agencies.permissions` says on this day).
POLICE_KINDS = ("police", "probation")
SUPPORT_RECORDS = (
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


#: Roles that such an account held before the database refused them.
MISPLACED = f"""delete from user_role where user_id in (
    select user_account.id from user_account join agency on agency.id = user_account.agency_id
    where agency.kind in {POLICE_KINDS}
) and role_code in (select role_code from role_permission where permission in {SUPPORT_RECORDS})"""  # noqa: S608  # our own words


def _guard() -> None:
    dialect = op.get_bind().dialect.name
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, before, after):
            op.execute(statement)
    if dialect == "postgresql":
        for statement in (
            *policies.protect_owned(OWNED),
            *policies.protect_two_party(TWO_PARTY),
            *policies.keep_two_party((*SHARED, *TWO_PARTY), sealed=SEALED),
            *policies.protect_shared("agency_target"),
        ):
            op.execute(statement)
    for statement in policies.keep_sides(dialect, (*SHARED, *TWO_PARTY)):
        op.execute(statement)
    for statement in policies.append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    op.execute(MISPLACED)
    forbidden = '["police", "probation"]'
    op.execute(f"update role set forbidden_kinds = '{forbidden}' where code = 'data_protection_lead'")  # noqa: S608  # our own words
    for statement in policies.forbid_roles(dialect, POLICE_KINDS, SUPPORT_RECORDS):
        op.execute(statement)
    op.execute(f"delete from role_permission where role_code = 'police_liaison' and permission in {FORUM_PAGES}")  # noqa: S608  # our own words


def _unguard() -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*policies.end_append_only(dialect, APPEND_ONLY), *policies.end_forbid_roles(dialect)):
        op.execute(statement)
    for statement in policies.end_keep_sides(dialect, SHARED):
        op.execute(statement)
    if dialect == "postgresql":
        for table in SHARED:
            op.execute(f"drop policy if exists nobody_removes on {table}")
            op.execute(f"drop policy if exists nobody_changes on {table}")
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, after, before):
            op.execute(statement)
