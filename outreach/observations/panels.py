"""What observations show elsewhere: on the pages of a session and a contact, and among what waits for a manager."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from outreach.observations import queries
from outreach.observations.queries import ObservationLine


def session_panel(actor: Actor, session_id: UUID) -> Panel | None:
    """The observations of a session that the reader may open, and the way to one."""
    if not actor.may(*queries.READS):
        return None
    rows = queries.of_session(actor, session_id)
    values = {"rows": rows, "session_id": session_id, "contact_id": None, "may_write": actor.may(*queries.WRITES)}
    return Panel("outreach/observations/panel.html", values, order=50, where="aside")


def contact_panel(actor: Actor, contact_id: UUID) -> Panel | None:
    """The child concern that came of a contact, its observations, and the way to one."""
    if not actor.may(*queries.READS):
        return None
    values = {
        "rows": queries.of_contact(actor, contact_id), "session_id": None, "contact_id": contact_id,
        "may_write": actor.may(*queries.WRITES), "concern": queries.concern_of(actor, contact_id=contact_id),
    }  # fmt: skip
    return Panel("outreach/observations/panel.html", values, order=30)


def waiting(actor: Actor) -> list[Waiting]:
    """The observations that wait for this manager: to be read by the next day, in danger at once."""
    return [_waiting(row) for row in queries.to_review(actor)]


def _waiting(row: ObservationLine) -> Waiting:
    day = clock.london(row.seen_at).date()
    return Waiting(
        title=f"Observation {row.reference}",
        detail=f"{row.ward}. Written by {row.seen_by}.{' Somebody may be in danger.' if row.danger else ''}",
        url=url_for("outreach.show_observation", observation_id=row.id),
        button="Open",
        clock=due_dial(started=day, due=day, verb="review"),
        due=datetime.combine(day, time(17), clock.LONDON),
        primary=row.danger,
    )
