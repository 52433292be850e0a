"""What this floor shows on the reader's home: the records that changed last, and consents that are about to end."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from people import queries
from people.queries import EndingConsent


def home(actor: Actor) -> Panel | None:
    """The five records of the agency that changed last."""
    if not actor.may(Permission.PEOPLE_READ):
        return None
    rows = queries.recently_changed(actor, 5)
    return Panel("people/panel_home.html", {"rows": rows}, order=60, where="aside") if rows else None


def waiting(actor: Actor) -> list[Waiting]:
    """Consents that the reader recorded and that end within a fortnight: time to ask again, if they still want it."""
    if not actor.may(Permission.CONSENT_RECORD):
        return []
    return [_asking_again(row) for row in queries.ending_soon(actor)]


def _asking_again(row: EndingConsent) -> Waiting:
    recipient = f"{row.agency_id}:{row.team_id or ''}"
    url = url_for("people.new_consent", person_id=row.person_id, recipient=recipient, purpose=row.purpose)
    return Waiting(
        title=f"Ask {row.alias} again about {row.agency}",
        detail=f"{row.reference}. Their consent ends; after that nothing more can leave.",
        url=url,
        button="Ask again",
        clock=due_dial(started=row.given_on, due=row.valid_until, verb="ask"),
        due=datetime.combine(row.valid_until, time(17), clock.LONDON),
    )
