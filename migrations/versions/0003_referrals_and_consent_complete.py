"""Referrals and consent, complete: what sending, answering and sharing now keep, and what the database refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core import policies

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OWNED: tuple[str, ...] = ()
TWO_PARTY: tuple[str, ...] = ()
APPEND_ONLY: tuple[str, ...] = ()
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "consent",
        "consent_has_a_purpose",
        "purpose IN ('support', 'advice', 'joint_work')",
        "purpose IN ('support', 'advice', 'joint_work', 'report', 'safeguarding')",
    ),
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
        "kind IN ('package', 'refusal', 'withdrawn', 'report', 'print', 'message', 'outside', 'decision', 'not_shared', 'misdirected', 'release')",
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
    ("consent_category", "only_a_yes_is_taken_back", "", "taken_back_at is null or agreed"),
    ("referral", "a_pause_is_not_negative", "", "paused_days >= 0"),
    ("referral", "misdirected_referral_says_when", "", "state <> 'misdirected' or misdirected_at is not null"),
    (
        "referral",
        "referral_has_a_known_outcome",
        "",
        "outcome IN ('supported', 'waiting_list', 'redirected', 'unable_contact', 'person_declined')",
    ),
    ("referral", "referral_rests_on_something_known", "", "rests_on IN ('consent', 'decision')"),
)
#: Shared by sender and receiver since the first version; a sealed one never changes.
SHARED = ("referral", "disclosure_package", "package_key")
SEALED = ("disclosure_package",)
#: Police liaison sees what is addressed to its team, and nothing else.
FORUM_PAGES = ("plan.read", "meeting.read", "report.read", "directory.read")


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
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
    op.add_column("consent_category", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("consent_category", sa.Column("taken_back_how", sa.String(), nullable=True))
    op.add_column("consent_category", sa.Column("taken_back_by", sa.Uuid(), nullable=True))

    op.add_column("disclosure", sa.Column("decision_id", sa.Uuid(), nullable=True))
    op.add_column("disclosure", sa.Column("outside", sa.String(), nullable=True))

    op.add_column(
        "referral",
        sa.Column(
            "rests_on",
            sa.Enum("consent", "decision", name="referral_rests_on_something_known", native_enum=False, length=40),
            nullable=False,
            server_default="consent",
        ),
    )
    op.add_column("referral", sa.Column("none_found", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("referral", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("referral", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("redirect_service_id", sa.Uuid(), nullable=True))
    op.add_column("referral", sa.Column("redirect_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("handover_confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("handover_name", sa.String(), nullable=True))
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
                name="referral_has_a_known_outcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
    )
    op.add_column("referral", sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("referral", sa.Column("misdirected_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column("referral_subject", sa.Column("decision_id", sa.Uuid(), nullable=True))
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    op.execute("alter table referral_subject drop column decision_id")

    op.execute("alter table referral drop column misdirected_at")
    op.execute("alter table referral drop column outcome_at")
    op.execute("alter table referral drop column outcome")
    op.execute("alter table referral drop column handover_name")
    op.execute("alter table referral drop column handover_confirmed_at")
    op.execute("alter table referral drop column redirect_asked_at")
    op.execute("alter table referral drop column redirect_service_id")
    op.execute("alter table referral drop column escalated_at")
    op.execute("alter table referral drop column paused_days")
    op.execute("alter table referral drop column paused_at")
    op.execute("alter table referral drop column none_found")
    op.execute("alter table referral drop column rests_on")

    op.execute("alter table disclosure drop column outside")
    op.execute("alter table disclosure drop column decision_id")

    op.execute("alter table consent_category drop column taken_back_by")
    op.execute("alter table consent_category drop column taken_back_how")
    op.execute("alter table consent_category drop column taken_back_at")
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
        ):
            op.execute(statement)
    for statement in policies.append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    op.execute(f"delete from role_permission where role_code = 'police_liaison' and permission in {FORUM_PAGES}")  # noqa: S608  # our own words


def _unguard() -> None:
    dialect = op.get_bind().dialect.name
    for statement in policies.end_append_only(dialect, APPEND_ONLY):
        op.execute(statement)
    if dialect == "postgresql":
        for table in SHARED:
            op.execute(f"drop policy if exists nobody_removes on {table}")
            op.execute(f"drop policy if exists nobody_changes on {table}")
    for table, name, before, after in CHECKS:
        for statement in policies.change_check(dialect, table, name, after, before):
            op.execute(statement)
