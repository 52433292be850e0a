"""What this floor shows on the reader's home: the accounts of their agency, its agreement, and its audit trail."""

from __future__ import annotations

from flask import session

from agencies import queries
from agencies.permissions import Permission
from core import clock, keeping
from core.actor import Actor
from core.panels import Panel


def accounts(actor: Actor) -> Panel | None:
    """For those who manage accounts: how many are open, who was invited, and until when the agency may share."""
    if not actor.may(Permission.ACCOUNTS_MANAGE):
        return None
    values = {
        "open": len(queries.colleagues(actor)), "invitations": queries.open_invitations(actor),
        "until": queries.agreement_ends(actor.agency_id, clock.today()),
    }  # fmt: skip
    return Panel("agencies/accounts_panel.html", values, order=70, where="main" if _only_accounts(actor) else "aside")


def trail(actor: Actor) -> Panel | None:
    """For auditors: how long their agency's audit trail is, and who checks its chain."""
    if not actor.may(Permission.AUDIT_READ):
        return None
    return Panel("agencies/trail_panel.html", {"acts": queries.acts_written(actor)}, order=75)


def kept_writing(actor: Actor) -> Panel | None:
    """How much of what the reader was writing is kept; the browser's session knows, so it costs no statement."""
    count = len(session.get(keeping.NAMED, []))
    return Panel("agencies/kept_panel.html", {"count": count}, order=1, where="aside") if count else None


def _only_accounts(actor: Actor) -> bool:
    """An administrator's home has nothing else to show; a manager's has."""
    return not actor.may(Permission.PEOPLE_READ)
