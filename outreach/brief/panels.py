"""What interventions show elsewhere: on the pages of a session, a contact and a person, and among what waits."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from outreach.brief import queries
from outreach.brief.models import BriefIntervention


def session_panel(actor: Actor, session_id: UUID) -> Panel | None:
    """The interventions of a session, and the way to one more."""
    if not actor.may(*queries.READERS):
        return None
    rows = queries.of_session(actor, session_id)
    values = {"rows": rows, "session_id": session_id, "contact_id": None, "may_log": actor.may(Permission.OUTREACH_LOG)}
    return Panel("outreach/brief/panel.html", values, order=40, where="aside")


def contact_panel(actor: Actor, contact_id: UUID) -> Panel | None:
    """The interventions of a contact, and the way to one; none for somebody who looked under 18."""
    if not actor.may(*queries.READERS):
        return None
    rows, session_id = queries.of_contact(actor, contact_id), queries.session_of_contact(actor, contact_id)
    if session_id is None:
        return None
    values = {
        "rows": rows, "session_id": session_id, "contact_id": contact_id,
        "may_log": actor.may(Permission.OUTREACH_LOG),
    }  # fmt: skip
    return Panel("outreach/brief/panel.html", values, order=40)


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The interventions of contacts that are linked to a person."""
    if not actor.may(*queries.READERS):
        return None
    rows = queries.with_person(actor, person_id)
    return Panel("outreach/brief/panel_person.html", {"rows": rows}, order=61) if rows else None


def waiting(actor: Actor) -> list[Waiting]:
    """The follow-ups that the reader promised and that are late or due today."""
    if not actor.may(Permission.OUTREACH_LOG):
        return []
    return [_waiting(row) for row in queries.own_follow_ups(actor, clock.today())]


def _waiting(row: BriefIntervention) -> Waiting:
    due = row.follow_up_due or clock.today()
    return Waiting(
        title="Follow up after a Very Brief Intervention",
        detail=row.follow_up or "As you promised",
        url=url_for("outreach.show_intervention", brief_id=row.id),
        button="Open",
        clock=due_dial(started=clock.london(row.at).date(), due=due, verb="follow up"),
        due=datetime.combine(due, time(17), clock.LONDON),
    )
