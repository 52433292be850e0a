"""What counted hours show on the page of their session."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from outreach.hours import queries, rules


def session_panel(actor: Actor, session_id: UUID) -> Panel | None:
    """The hours that were counted on a session, and the way to count."""
    if not actor.may(*queries.READS):
        return None
    rows = [(rules.hour_words(hour), number) for hour, number in queries.of_session(actor, session_id)]
    values = {"rows": rows, "session_id": session_id, "may_log": actor.may(Permission.OUTREACH_LOG)}
    return Panel("outreach/hours/panel.html", values, order=60, where="aside")
