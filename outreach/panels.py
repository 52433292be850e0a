"""What outreach shows on a person's page and on the reader's home, and the follow-ups that wait for them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from outreach import catalogue, queries, rules
from outreach.queries import ContactRow

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


def waiting(actor: Actor) -> list[Waiting]:
    """The reader's own follow-ups that are due today or late."""
    if not actor.may(Permission.OUTREACH_LOG):
        return []
    return [_due(row) for row in queries.due_of(actor, clock.today())]


def _due(row: ContactRow) -> Waiting:
    contact = row.contact
    met, due = clock.london(contact.at).date(), contact.follow_up_due or clock.today()
    return Waiting(
        title=f"Follow up: {row.name}",
        detail=contact.follow_up_note or f"Met on {met.day} {met:%B}.",
        url=url_for("outreach.show_contact", contact_id=contact.id),
        button="Open",
        clock=due_dial(started=met, due=due, verb="follow up"),
        due=datetime.combine(due, time(17), clock.LONDON),
    )
