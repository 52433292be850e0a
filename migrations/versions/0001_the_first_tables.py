"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "support",
                "third_party_reporting_and_support",
                "police",
                "probation",
                "local_authority",
                name="agency_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "firewall",
            sa.Enum(
                "blocked",
                "consent_only",
                name="agency_has_a_firewall_rule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("successor_code", sa.String(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("reference_prefix", sa.String(), nullable=False),
        sa.Column("acknowledge_days", sa.Integer(), nullable=False),
        sa.Column("decide_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("acknowledge_days >= 0 and decide_days >= 0", name=op.f("clocks_are_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "consent_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("style", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_wording")),
        sa.UniqueConstraint(
            "code", "version", "language", "style", name=op.f("uq_consent_wording_code_version_language_style")
        ),
    )
    op.create_table(
        "forum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("former_name", sa.String(), nullable=True),
        sa.Column("established_year", sa.Integer(), nullable=False),
        sa.Column("chair", sa.String(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("collective_work", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum")),
        sa.UniqueConstraint("code", name=op.f("uq_forum_code")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_key")),
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_key_made_at"), ["made_at"], unique=False)

    op.create_table(
        "role",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("forbidden_kinds", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_role")),
    )
    op.create_table(
        "scheduled_job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("next_run", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_failure", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_job")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("device_hash", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_account", ["account_hash", "at"], unique=False)
        batch_op.create_index("ix_sign_in_attempt_address", ["address_hash", "at"], unique=False)

    op.create_table(
        "strategy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.CheckConstraint("begins <= ends", name=op.f("strategy_runs_forwards")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("code", name=op.f("uq_strategy_code")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_entry_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("agency_id", "sequence", name=op.f("uq_audit_entry_agency_id_sequence")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject", ["agency_id", "subject_id", "sequence"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_audit_head_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "data_key",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapping_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_data_key_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "information_sharing_agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("agreement_runs_forwards")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_information_sharing_agreement_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_sharing_agreement")),
    )
    with op.batch_alter_table("information_sharing_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_information_sharing_agreement_agency", ["agency_id", "valid_until"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("chair_name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_meeting_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_starts", ["forum_id", "starts_at"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("forum_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_membership_agency_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forum.id"], name=op.f("fk_membership_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("forum_id", "agency_id", "since", name=op.f("uq_membership_forum_id_agency_id_since")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("a_notice_counts_its_tries")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_notice_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("once", name=op.f("uq_notice_once")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_waiting", ["sent_at", "due_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_organisation_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "priority",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_priority_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
        sa.UniqueConstraint("strategy_id", "number", name=op.f("uq_priority_strategy_id_number")),
    )
    op.create_table(
        "role_permission",
        sa.Column("role_code", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["role_code"], ["role.code"], name=op.f("fk_role_permission_role_code")),
        sa.PrimaryKeyConstraint("role_code", "permission", name=op.f("pk_role_permission")),
    )
    op.create_table(
        "running_number",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_running_number_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_running_number")),
        sa.UniqueConstraint("agency_id", "series", name=op.f("uq_running_number_agency_id_series")),
    )
    op.create_table(
        "tally",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("a_tally_is_not_negative")),
        sa.CheckConstraint("period_start <= period_end", name=op.f("a_tally_period_runs_forwards")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_tally_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "measure", "period_start", "dimension", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index("ix_tally_measure_period", ["measure", "period_start"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_team_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_team_agency_id_code")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_team_agency_id_id")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_agenda_item_meeting_id_position")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("priority_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "priority",
                "delivery",
                "cross_cutting",
                name="commitment_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'priority') = (priority_id is not null)", name=op.f("a_commitment_stands_under_its_priority")
        ),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_commitment_priority_id")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_commitment_strategy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("strategy_id", "code", name=op.f("uq_commitment_strategy_id_code")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitment_priority_id"), ["priority_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_invitation_agency_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invitation_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("eligibility", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "inactive",
                "defunct",
                "temporarily closed",
                name="service_has_a_known_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("urls", sa.JSON(), nullable=False),
        sa.Column("schedules", sa.JSON(), nullable=False),
        sa.Column("takes_referrals", sa.Boolean(), nullable=False),
        sa.Column("opens_isva_case", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("not takes_referrals or team_id is not null", name=op.f("referrals_go_to_a_team")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_service_organisation_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_service_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("code", name=op.f("uq_service_code")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index("ix_service_name", ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_team_id"), ["team_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_user_account_agency_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_user_account_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("agency_id", "id", name=op.f("uq_user_account_agency_id_id")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index("ix_user_account_agency_name", ["agency_id", "name"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=False),
        sa.Column("owner_agency_id", sa.Uuid(), nullable=False),
        sa.Column("owner_name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum(
                "not_started",
                "in_progress",
                "on_hold",
                "complete",
                "cancelled",
                name="progress_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_percent", sa.Integer(), nullable=False),
        sa.Column(
            "stated_rag",
            sa.Enum(
                "red",
                "amber",
                "green",
                "grey",
                "blue",
                name="stated_rag_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("stated_reason", sa.String(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "progress <> 'complete' or completed_on is not null", name=op.f("a_complete_action_says_when")
        ),
        sa.CheckConstraint("done_percent between 0 and 100", name=op.f("done_is_0_to_100")),
        sa.CheckConstraint("length(impact) > 0", name=op.f("impact_on_people_is_stated")),
        sa.CheckConstraint("starts_on <= due_on", name=op.f("an_action_runs_forwards")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_action_commitment_id")),
        sa.ForeignKeyConstraint(["owner_agency_id"], ["agency.id"], name=op.f("fk_action_owner_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("reference", name=op.f("uq_action_reference")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index("ix_action_commitment", ["commitment_id"], unique=False)
        batch_op.create_index("ix_action_due", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_owner_agency_id"), ["owner_agency_id"], unique=False)

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
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_known_device_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_known_device")),
    )
    with op.batch_alter_table("known_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_device_user_id"), ["user_id"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'virtual' or (address is null and postcode is null)",
            name=op.f("a_virtual_location_has_no_address"),
        ),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_location_service_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_service_id"), ["service_id"], unique=False)

    op.create_table(
        "outreach_session",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("ward", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("headcount_declined", sa.Integer(), nullable=False),
        sa.Column("observations_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at is null or ended_at >= began_at", name=op.f("session_ends_after_it_began")),
        sa.CheckConstraint("headcount >= 0 and headcount_declined >= 0", name=op.f("headcount_is_not_negative")),
        sa.CheckConstraint("headcount_declined <= headcount", name=op.f("declined_are_among_those_met")),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_session_agency_id_created_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_session_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_session")),
    )
    with op.batch_alter_table("outreach_session", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_session_day", ["agency_id", "held_on"], unique=False)

    op.create_table(
        "person",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("alias_index", sa.String(), nullable=True),
        sa.Column("pronouns_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wants_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin_referral_id", sa.Uuid(), nullable=True),
        sa.Column("origin_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "created_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_person_agency_id_created_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_person_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_person_agency_id_reference")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_alias", ["agency_id", "alias_index"], unique=False)
        batch_op.create_index("ix_person_recent", ["agency_id", "changed_at"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("to_team_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "standard",
                "high",
                "emergency",
                name="referral_has_a_known_urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "acknowledged",
                "accepted",
                "declined",
                "withdrawn",
                name="referral_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_name", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker_name", sa.String(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("alternative_service_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sharing_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'accepted' or (decided_at is not null and worker_name is not null)",
            name=op.f("accepted_referral_names_its_worker"),
        ),
        sa.CheckConstraint(
            "state <> 'declined' or (reason_code is not null and alternative_service_id is not null)",
            name=op.f("declined_referral_has_reason_and_alternative"),
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' or withdrawn_at is not null", name=op.f("withdrawn_referral_says_when")
        ),
        sa.CheckConstraint("from_agency_id <> to_agency_id", name=op.f("a_referral_goes_to_another_agency")),
        sa.ForeignKeyConstraint(
            ["alternative_service_id"], ["service.id"], name=op.f("fk_referral_alternative_service_id")
        ),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_referral_from_agency_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_referral_service_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_referral_to_agency_id")),
        sa.ForeignKeyConstraint(["to_team_id"], ["team.id"], name=op.f("fk_referral_to_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index("ix_referral_in", ["to_agency_id", "state", "decide_by"], unique=False)
        batch_op.create_index("ix_referral_out", ["from_agency_id", "state", "sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_second_factor_agency_id_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_second_factor_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["role_code"], ["role.code"], name=op.f("fk_user_role_role_code")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_code", name=op.f("pk_user_role")),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_web_session_user_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_seen_at"), ["seen_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "action_update",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum(
                "not_started",
                "in_progress",
                "on_hold",
                "complete",
                "cancelled",
                name="reported_progress_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done_percent", sa.Integer(), nullable=False),
        sa.Column(
            "rag",
            sa.Enum(
                "red",
                "amber",
                "green",
                "grey",
                "blue",
                name="reported_rag_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_update_action_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_action_update_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
    )
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.create_index("ix_action_update_action", ["action_id", "at"], unique=False)

    op.create_table(
        "case_file",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "isva", "casework", name="case_has_a_known_kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "contacting",
                "assessment",
                "active",
                "on_hold",
                "closing",
                "closed",
                "reopened",
                name="case_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lead_user_id", sa.Uuid(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("origin_referral_id", sa.Uuid(), nullable=True),
        sa.Column("origin_agency_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at is not null)", name=op.f("a_closed_case_says_when")),
        sa.ForeignKeyConstraint(
            ["agency_id", "lead_user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_file_agency_id_lead_user_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_case_file_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_file_agency_id")),
        sa.ForeignKeyConstraint(["origin_agency_id"], ["agency.id"], name=op.f("fk_case_file_origin_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("agency_id", "origin_referral_id", name=op.f("uq_case_file_agency_id_origin_referral_id")),
        sa.UniqueConstraint("agency_id", "reference", name=op.f("uq_case_file_agency_id_reference")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_lead", ["agency_id", "lead_user_id", "state"], unique=False)
        batch_op.create_index("ix_case_file_person", ["agency_id", "person_id"], unique=False)
        batch_op.create_index("ix_case_file_recent", ["agency_id", "changed_at"], unique=False)

    op.create_table(
        "consent",
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
                name="consent_has_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient_agency_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_team_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "support",
                "advice",
                "joint_work",
                name="consent_has_a_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum(
                "spoken",
                "written",
                "interpreter",
                name="consent_was_given_somehow",
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
            "method <> 'interpreter' or interpreter_sealed is not null", name=op.f("an_interpreter_is_named")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' or withdrawn_at is not null", name=op.f("withdrawn_consent_says_when")
        ),
        sa.CheckConstraint("told_may_refuse", name=op.f("consent_is_freely_given")),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_consent_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_consent_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_consent_agency_id")),
        sa.ForeignKeyConstraint(["recipient_agency_id"], ["agency.id"], name=op.f("fk_consent_recipient_agency_id")),
        sa.ForeignKeyConstraint(["recipient_team_id"], ["team.id"], name=op.f("fk_consent_recipient_team_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["consent_wording.id"], name=op.f("fk_consent_wording_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consent")),
        sa.UniqueConstraint("agency_id", "id", "person_id", name=op.f("uq_consent_agency_id_id_person_id")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_person", ["agency_id", "person_id", "given_at"], unique=False)

    op.create_table(
        "disclosure",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "package",
                "refusal",
                "withdrawn",
                "report",
                "print",
                name="disclosure_has_a_known_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_agency_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_team_id", sa.Uuid(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_disclosure_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_disclosure_agency_id")),
        sa.ForeignKeyConstraint(["recipient_agency_id"], ["agency.id"], name=op.f("fk_disclosure_recipient_agency_id")),
        sa.ForeignKeyConstraint(["recipient_team_id"], ["team.id"], name=op.f("fk_disclosure_recipient_team_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_disclosure")),
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index("ix_disclosure_person", ["agency_id", "person_id", "at"], unique=False)

    op.create_table(
        "disclosure_package",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("triage_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("parts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_disclosure_package_from_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_disclosure_package_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_disclosure_package_to_agency_id")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_disclosure_package")),
    )
    with op.batch_alter_table("disclosure_package", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_package_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_package_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "identity",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "legal_name_answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="legal_name_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("legal_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "birth_date_answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="birth_date_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_identity_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_identity_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_identity")),
        sa.UniqueConstraint("agency_id", "person_id", name=op.f("uq_identity_agency_id_person_id")),
    )
    op.create_table(
        "outreach_contact",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "met_before",
            sa.Enum(
                "new",
                "known",
                "not_sure",
                name="met_before_is_answered",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("interventions", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "logged_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_outreach_contact_agency_id_logged_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_outreach_contact_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "session_id"],
            ["outreach_session.agency_id", "outreach_session.id"],
            name=op.f("fk_outreach_contact_agency_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_outreach_contact_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_outreach_contact")),
    )
    with op.batch_alter_table("outreach_contact", schema=None) as batch_op:
        batch_op.create_index("ix_outreach_contact_person", ["agency_id", "person_id", "at"], unique=False)
        batch_op.create_index("ix_outreach_contact_session", ["agency_id", "session_id", "at"], unique=False)

    op.create_table(
        "package_key",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("holder_agency_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("wrapping_version", sa.Integer(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("to_agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["from_agency_id"], ["agency.id"], name=op.f("fk_package_key_from_agency_id")),
        sa.ForeignKeyConstraint(["holder_agency_id"], ["agency.id"], name=op.f("fk_package_key_holder_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_package_key_referral_id")),
        sa.ForeignKeyConstraint(["to_agency_id"], ["agency.id"], name=op.f("fk_package_key_to_agency_id")),
        sa.PrimaryKeyConstraint("referral_id", "holder_agency_id", name=op.f("pk_package_key")),
    )
    with op.batch_alter_table("package_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_package_key_from_agency_id"), ["from_agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_package_key_to_agency_id"), ["to_agency_id"], unique=False)

    op.create_table(
        "record_part",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
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
                name="part_has_a_known_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="part_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("origin_referral_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_record_part_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_record_part_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_record_part")),
        sa.UniqueConstraint(
            "agency_id", "person_id", "category", name=op.f("uq_record_part_agency_id_person_id_category")
        ),
    )
    op.create_table(
        "referral_subject",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("consent_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_referral_subject_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "sent_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_referral_subject_agency_id_sent_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_subject_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_subject_referral_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referral_subject")),
        sa.UniqueConstraint("agency_id", "referral_id", name=op.f("uq_referral_subject_agency_id_referral_id")),
    )
    with op.batch_alter_table("referral_subject", schema=None) as batch_op:
        batch_op.create_index("ix_referral_subject_person", ["agency_id", "person_id"], unique=False)

    op.create_table(
        "safe_contact",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "text",
                "call",
                "email",
                "in_person",
                "not_asked",
                name="contact_has_a_method",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_index", sa.String(), nullable=True),
        sa.Column("times_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "voicemail",
            sa.Enum(
                "not_asked",
                "declined",
                "not_known",
                "no",
                "given",
                name="voicemail_has_an_answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("never_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_safe_contact_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_safe_contact_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_safe_contact")),
        sa.UniqueConstraint("agency_id", "person_id", name=op.f("uq_safe_contact_agency_id_person_id")),
    )
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.create_index("ix_safe_contact_index", ["agency_id", "address_index"], unique=False)

    op.create_table(
        "case_state_change",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column(
            "to_state",
            sa.Enum(
                "received",
                "contacting",
                "assessment",
                "active",
                "on_hold",
                "closing",
                "closed",
                "reopened",
                name="a_change_leads_to_a_known_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_state_change_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "changed_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_state_change_agency_id_changed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_case_state_change_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_state_change_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_state_change")),
    )
    with op.batch_alter_table("case_state_change", schema=None) as batch_op:
        batch_op.create_index("ix_case_state_change_case", ["agency_id", "case_id", "at"], unique=False)

    op.create_table(
        "case_team_member",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_case_team_member_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_case_team_member_agency_id_user_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_case_team_member_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_case_team_member")),
        sa.UniqueConstraint(
            "agency_id", "case_id", "user_id", name=op.f("uq_case_team_member_agency_id_case_id_user_id")
        ),
    )
    with op.batch_alter_table("case_team_member", schema=None) as batch_op:
        batch_op.create_index("ix_case_team_member_user", ["agency_id", "user_id"], unique=False)

    op.create_table(
        "consent_category",
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
                name="consent_names_a_known_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "consent_id"],
            ["consent.agency_id", "consent.id"],
            name=op.f("fk_consent_category_agency_id_consent_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_consent_category_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_consent_category")),
        sa.UniqueConstraint(
            "agency_id", "consent_id", "category", name=op.f("uq_consent_category_agency_id_consent_id_category")
        ),
    )
    op.create_table(
        "given_item",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity between 1 and 99", name=op.f("quantity_is_1_to_99")),
        sa.ForeignKeyConstraint(
            ["agency_id", "contact_id"],
            ["outreach_contact.agency_id", "outreach_contact.id"],
            name=op.f("fk_given_item_agency_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_given_item_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_given_item")),
        sa.UniqueConstraint("agency_id", "contact_id", "item", name=op.f("uq_given_item_agency_id_contact_id_item")),
    )
    op.create_table(
        "milestone",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_milestone_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"], ["person.agency_id", "person.id"], name=op.f("fk_milestone_agency_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "recorded_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_milestone_agency_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_milestone_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index("ix_milestone_case", ["agency_id", "case_id", "happened_on"], unique=False)

    op.create_table(
        "referral_receipt",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(person_id is null) = (case_id is null)", name=op.f("a_receipt_has_both_or_neither")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_referral_receipt_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_referral_receipt_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_referral_receipt_agency_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_receipt_referral_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referral_receipt")),
        sa.UniqueConstraint("agency_id", "referral_id", name=op.f("uq_referral_receipt_agency_id_referral_id")),
    )
    with op.batch_alter_table("referral_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_referral_receipt_case", ["agency_id", "case_id"], unique=False)

    op.create_table(
        "support_contact",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "face_to_face",
                "telephone",
                "text",
                "email",
                "video",
                "outreach",
                "accompaniment",
                "letter",
                name="contact_has_a_known_mode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "reached",
                "no_reply",
                "cancelled",
                name="contact_has_a_known_outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("next_step_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("logged_by", sa.Uuid(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes between 0 and 1440", name=op.f("a_contact_fits_in_a_day")),
        sa.ForeignKeyConstraint(
            ["agency_id", "case_id"],
            ["case_file.agency_id", "case_file.id"],
            name=op.f("fk_support_contact_agency_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "logged_by"],
            ["user_account.agency_id", "user_account.id"],
            name=op.f("fk_support_contact_agency_id_logged_by"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["person.agency_id", "person.id"],
            name=op.f("fk_support_contact_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_support_contact_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_support_contact")),
    )
    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.create_index("ix_support_contact_case", ["agency_id", "case_id", "at"], unique=False)


def downgrade() -> None:
    """Undo: The first tables."""
    with op.batch_alter_table("support_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_support_contact_case")

    op.drop_table("support_contact")
    with op.batch_alter_table("referral_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_receipt_case")

    op.drop_table("referral_receipt")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index("ix_milestone_case")

    op.drop_table("milestone")
    op.drop_table("given_item")
    op.drop_table("consent_category")
    with op.batch_alter_table("case_team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_case_team_member_user")

    op.drop_table("case_team_member")
    with op.batch_alter_table("case_state_change", schema=None) as batch_op:
        batch_op.drop_index("ix_case_state_change_case")

    op.drop_table("case_state_change")
    with op.batch_alter_table("safe_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_safe_contact_index")

    op.drop_table("safe_contact")
    with op.batch_alter_table("referral_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_referral_subject_person")

    op.drop_table("referral_subject")
    op.drop_table("record_part")
    with op.batch_alter_table("package_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_key_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_package_key_from_agency_id"))

    op.drop_table("package_key")
    with op.batch_alter_table("outreach_contact", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_contact_session")
        batch_op.drop_index("ix_outreach_contact_person")

    op.drop_table("outreach_contact")
    op.drop_table("identity")
    with op.batch_alter_table("disclosure_package", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_package_to_agency_id"))
        batch_op.drop_index(batch_op.f("ix_disclosure_package_from_agency_id"))

    op.drop_table("disclosure_package")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_index("ix_disclosure_person")

    op.drop_table("disclosure")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_person")

    op.drop_table("consent")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index("ix_case_file_recent")
        batch_op.drop_index("ix_case_file_person")
        batch_op.drop_index("ix_case_file_lead")

    op.drop_table("case_file")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.drop_index("ix_action_update_action")

    op.drop_table("action_update")
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_user_id"))
        batch_op.drop_index(batch_op.f("ix_web_session_seen_at"))

    op.drop_table("web_session")
    op.drop_table("user_role")
    op.drop_table("second_factor")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_to_agency_id"))
        batch_op.drop_index("ix_referral_out")
        batch_op.drop_index("ix_referral_in")
        batch_op.drop_index(batch_op.f("ix_referral_from_agency_id"))

    op.drop_table("referral")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_user_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_recent")
        batch_op.drop_index("ix_person_alias")

    op.drop_table("person")
    with op.batch_alter_table("outreach_session", schema=None) as batch_op:
        batch_op.drop_index("ix_outreach_session_day")

    op.drop_table("outreach_session")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_service_id"))

    op.drop_table("location")
    with op.batch_alter_table("known_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_known_device_user_id"))

    op.drop_table("known_device")
    op.drop_table("issued_report")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_owner_agency_id"))
        batch_op.drop_index("ix_action_due")
        batch_op.drop_index("ix_action_commitment")

    op.drop_table("action")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index("ix_user_account_agency_name")

    op.drop_table("user_account")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_team_id"))
        batch_op.drop_index(batch_op.f("ix_service_organisation_id"))
        batch_op.drop_index("ix_service_name")

    op.drop_table("service")
    op.drop_table("invitation")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_priority_id"))

    op.drop_table("commitment")
    op.drop_table("agenda_item")
    op.drop_table("team")
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_index("ix_tally_measure_period")

    op.drop_table("tally")
    op.drop_table("running_number")
    op.drop_table("role_permission")
    op.drop_table("priority")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_agency_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_waiting")

    op.drop_table("notice")
    op.drop_table("membership")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_starts")

    op.drop_table("meeting")
    with op.batch_alter_table("information_sharing_agreement", schema=None) as batch_op:
        batch_op.drop_index("ix_information_sharing_agreement_agency")

    op.drop_table("information_sharing_agreement")
    op.drop_table("data_key")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")

    op.drop_table("audit_entry")
    op.drop_table("strategy")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_address")
        batch_op.drop_index("ix_sign_in_attempt_account")

    op.drop_table("sign_in_attempt")
    op.drop_table("scheduled_job")
    op.drop_table("role")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_made_at"))

    op.drop_table("idempotency_key")
    op.drop_table("forum")
    op.drop_table("consent_wording")
    op.drop_table("agency")
