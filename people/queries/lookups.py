"""Reads of look-ups: how many an account made, and which accounts were stopped. What was looked for is never kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.scoping import belongs_to, current_session
from people.queries.names import worker_names

LOOK_UP = "look-up"
STOPPED = "stopped"
SHOWN = timedelta(days=7)


def look_ups_since(actor: Actor, since: datetime) -> int:
    """How many look-ups the actor's own account has made since a moment, as its agency's audit trail says."""
    mine = (
        select(func.count())
        .select_from(AuditEntry)
        .where(belongs_to(actor, AuditEntry), AuditEntry.actor_id == actor.user_id)
        .where(AuditEntry.kind == LOOK_UP, AuditEntry.verb == "read", AuditEntry.at > since)
    )
    return current_session().scalar(mine) or 0


def stopped_look_ups(actor: Actor) -> list[tuple[str, datetime, int]]:
    """Colleagues whose look-ups were stopped in the last seven days: name, when last, how often."""
    found = (
        select(AuditEntry.actor_id, func.max(AuditEntry.at), func.count())
        .where(belongs_to(actor, AuditEntry), AuditEntry.kind == LOOK_UP, AuditEntry.verb == STOPPED)
        .where(AuditEntry.at > clock.now() - SHOWN)
        .group_by(AuditEntry.actor_id)
        .order_by(func.max(AuditEntry.at).desc())
    )
    rows = list(current_session().execute(found))
    names = worker_names(actor, {user_id for user_id, _, _ in rows})
    return [(names.get(user_id, ""), last, count) for user_id, last, count in rows]
