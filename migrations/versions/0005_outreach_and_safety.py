"""Outreach and safety: devices, stock, rota, observations, incident reports, warnings, and what the database refuses."""

from __future__ import annotations

from alembic import op

from core import policies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED: tuple[str, ...] = ()
TWO_PARTY: tuple[str, ...] = ()
SHARED: tuple[str, ...] = ()
APPEND_ONLY: tuple[str, ...] = ()
#: (table, constraint, words before, words after); no words: there was, or will be, no such constraint.
CHECKS: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Add tables and columns, the new words of checks, and what the database refuses."""
    pass
    _guard()


def downgrade() -> None:
    """Take it all off again; refused when rows hold what the older version cannot."""
    _unguard()
    pass


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
