"""What the database itself refuses: other agencies' rows on PostgreSQL, changed history on both engines."""

from __future__ import annotations

from alembic import op

from core import policies

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWNED = (
    "audit_entry", "audit_head", "case_file", "case_state_change", "case_team_member", "consent", "consent_category",
    "data_key", "disclosure", "given_item", "identity", "milestone", "outreach_contact", "outreach_session", "person",
    "record_part", "referral_receipt", "referral_subject", "running_number", "safe_contact", "second_factor",
    "support_contact",
)  # fmt: skip
TWO_PARTY = ("referral", "disclosure_package", "package_key")
APPEND_ONLY = (
    "audit_entry", "disclosure", "action_update", "support_contact", "consent_category", "case_state_change",
)  # fmt: skip


def upgrade() -> None:
    """Add row-level policies and append-only triggers."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for statement in (
            *policies.protect_owned(OWNED), *policies.protect_two_party(TWO_PARTY), *policies.protect_shared("tally")
        ):  # fmt: skip
            op.execute(statement)
    for statement in policies.append_only(dialect, APPEND_ONLY):
        op.execute(statement)


def downgrade() -> None:
    """Take them off again."""
    dialect = op.get_bind().dialect.name
    for statement in (*policies.end_append_only(dialect, APPEND_ONLY), *policies.end_refusal(dialect)):
        op.execute(statement)
    if dialect == "postgresql":
        for table in (*OWNED, *TWO_PARTY, "tally"):
            for policy in (
                "own_agency", "either_side", "sender_makes", "all_read", "own_agency_adds", "own_agency_changes",
                "own_agency_removes",
            ):  # fmt: skip
                op.execute(f"drop policy if exists {policy} on {table}")
            op.execute(f"alter table {table} no force row level security")
            op.execute(f"alter table {table} disable row level security")
