"""What the doors show on the reader's home and on a person's page."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from cases import queries as case_queries
from cases.doors import queries
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting


def waiting(actor: Actor) -> list[Waiting]:
    """Openings by break-glass that the reader is to review by the next working day."""
    return [_review(line) for line in queries.to_review(actor)]


def settings(actor: Actor) -> Panel | None:
    """Whether the agency's cases are open to all its caseworkers, for those who may change it."""
    if not actor.may(Permission.AGENCY_SETTINGS):
        return None
    row = case_queries.opens_to_all(actor)
    return Panel("cases/doors/panel_settings.html", {"to_all": row is not None and row.to_all}, order=90, where="aside")


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The way to who has opened this record, for the data protection lead."""
    if not actor.may(Permission.PROTECTION_LEAD):
        return None
    return Panel("cases/doors/panel_person.html", {"person_id": person_id}, order=80, where="aside")


def _review(line: queries.OpeningLine) -> Waiting:
    row = line.row
    opened = clock.london(row.opened_at).date()
    return Waiting(
        f"Review an opening by {line.opened_by}",
        f"{line.reference}, by break-glass.",
        url_for("cases.review_opening", opening_id=row.id),
        "Review",
        due_dial(started=opened, due=row.review_by, verb="review"),
        datetime.combine(row.review_by, time(17), clock.LONDON),
    )
