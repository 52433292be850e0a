"""What child safeguarding shows elsewhere: on a person's page, and among what waits for its reader."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from people.concerns import queries
from people.concerns.queries import ConcernLine

RAISERS = (Permission.PEOPLE_WRITE, Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD)


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The concerns that hang on this person, of those the reader may open, and the way to raise one."""
    if not actor.may(*RAISERS):
        return None
    rows = queries.concerns_about(actor, person_id)
    return Panel("people/concerns/panel_person.html", {"rows": rows, "person_id": person_id}, order=65, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """Concerns that the reader should check today, or tell children's services of today."""
    return [_today(row) for row in queries.waiting_concerns(actor)] if actor.may(*RAISERS) else []


def _today(row: ConcernLine) -> Waiting:
    day = clock.london(row.raised_at).date()
    verb = "tell" if row.awaits_telling else "check"
    detail = "Children’s services are not told yet" if row.awaits_telling else "A manager has not checked it yet"
    return Waiting(
        title=f"Child safeguarding concern {row.reference}",
        detail=f"{detail}. Raised by {row.raised_by}.",
        url=url_for("people.show_concern", concern_id=row.id),
        button="Open",
        clock=due_dial(started=day, due=day, verb=verb),
        due=datetime.combine(day, time(17), clock.LONDON),
        primary=row.danger,
    )
