"""What outreach shows on a person's page and on the reader's home."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.panels import Panel
from outreach import catalogue, queries, rules

FOLLOWED_FOR = timedelta(days=14)


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The latest outreach contacts linked to a person."""
    if not actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG):
        return None
    rows = queries.contacts_with(actor, person_id)
    return Panel("outreach/panel_person.html", {"rows": rows, "met_words": rules.MET_WORDS}, order=60) if rows else None


def home(actor: Actor) -> Panel | None:
    """Tonight's session with its one big button, and the contacts that ask for something."""
    if not actor.may(Permission.OUTREACH_LOG):
        return None
    running = queries.open_session(actor)
    values = {
        "session": running,
        "mode": catalogue.modes().get(running.mode, running.mode) if running else "",
        "ward": queries.ward_words(running.ward) if running else "",
        "to_follow_up": queries.to_follow_up(actor, clock.now() - FOLLOWED_FOR),
    }
    return Panel("outreach/panel_home.html", values, order=10)
