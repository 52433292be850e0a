"""What this floor shows on the reader's home: the records that changed last, and consents that are about to end."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

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
    rows = queries.ending_soon(actor)
    if actor.may(Permission.PEOPLE_ALL):
        own = {row.id for row in rows}
        rows += [row for row in queries.ending_left_behind(actor) if row.id not in own]
    return [_asking_again(row) for row in rows]


def ending(actor: Actor) -> Panel | None:
    """How many consents of the agency end within a fortnight, for managers and the data protection lead."""
    if not actor.may(Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD):
        return None
    count = queries.count_ending(actor)
    return Panel("people/panel_ending.html", {"count": count}, order=58, where="aside") if count else None


def look_ups(actor: Actor) -> Panel | None:
    """Colleagues who looked up more numbers than work needs, for managers and the data protection lead."""
    if not actor.may(Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD):
        return None
    rows = queries.stopped_look_ups(actor)
    return Panel("people/panel_look_ups.html", {"rows": rows}, order=20, where="aside") if rows else None


def exclusions(actor: Actor, person_id: UUID) -> Panel | None:
    """Who is kept away from this person, for those who look after it."""
    if not queries.may_see_exclusions(actor, person_id):
        return None
    names = [line.name for line in queries.exclusions_of(actor, person_id) if line.is_live]
    return Panel("people/panel_exclusions.html", {"names": names, "person_id": person_id}, order=70, where="aside")


def _asking_again(row: EndingConsent) -> Waiting:
    url = f"{url_for('people.new_consent', person_id=row.person_id)}?from={row.id}"
    return Waiting(
        title=f"Ask {row.alias} again about {row.agency}",
        detail=f"{row.reference}. {_why(row)}; after that nothing more can leave.",
        url=url,
        button="Ask again",
        clock=due_dial(started=row.given_on, due=row.valid_until, verb="ask"),
        due=datetime.combine(row.valid_until, time(17), clock.LONDON),
    )


def _why(row: EndingConsent) -> str:
    return "Their consent ends" if row.is_here else f"Their consent ends, and {row.recorded_by} no longer works here"
