"""What papers show elsewhere: requests for a copy on a person's page, and as what waits for the lead."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from cases.papers.queries import subjects
from core import clock
from core.actor import Actor
from core.panels import Late, Panel, Waiting

UNCHECKED_DAYS = timedelta(days=3)


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The person's requests for a copy, and the way to open one."""
    if not actor.may(Permission.PROTECTION_LEAD):
        return None
    values = {"rows": subjects.requests_of(actor, person_id), "person_id": person_id}
    return Panel("cases/papers/panel_person.html", values, order=45)


def waiting(actor: Actor) -> list[Waiting]:
    """Requests that run: each with its clock; one whose asker was not checked is looked at in three days."""
    if not actor.may(Permission.PROTECTION_LEAD):
        return []
    return [_waiting(row) for row in subjects.due_requests(actor)]


def late(actor: Actor) -> list[Late]:
    """How many copies that people asked for are past the day that the law gives."""
    if not actor.may(Permission.PROTECTION_LEAD):
        return []
    count = sum(row.due is not None and row.due < clock.today() for row in subjects.due_requests(actor))
    words, one = "copies of what you hold, asked for and not given", "copy of what you hold, asked for and not given"
    return [Late(count, words, url_for("cases.list_subject_requests"), 5, one)]


def _waiting(row: subjects.RequestRow) -> Waiting:
    day = row.due or row.received_on + UNCHECKED_DAYS
    verb = "Make the copy that" if row.due else "Check who asks for a copy of what we hold about"
    title = f"{verb} {row.alias} asked for" if row.due else f"{verb} {row.alias}"
    return Waiting(
        title, f"{row.reference}, {row.state.lower()}.", url_for("cases.show_subject_request", request_id=row.id),
        "Open", row.dial, datetime.combine(day, time(17), clock.LONDON),
    )  # fmt: skip
