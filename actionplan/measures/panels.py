"""What measures show on home pages: values that wait for their owner."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from actionplan.measures import queries, rules
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Waiting


def waiting(actor: Actor) -> list[Waiting]:
    """One line for each measure of the reader's agency of which a value is owed: its oldest period."""
    if not actor.may(Permission.PLAN_UPDATE_OWN):
        return []
    return [_waiting(each) for each in queries.owed_by(actor, actor.agency_id)]


def _waiting(each: queries.MeasureLine) -> Waiting:
    period = each.owed[0]
    due = period.ends + rules.ASKED_AFTER
    return Waiting(
        title=f"Give the value of {each.row.reference} for {period.words}",
        detail=each.row.title,
        url=url_for("actionplan.bring_value", plan_measure_id=each.row.id),
        button="Give it",
        clock=due_dial(started=period.ends, due=due, verb="give"),
        due=datetime.combine(due, time(17), tzinfo=clock.LONDON),
    )
