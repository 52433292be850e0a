"""What closing shows on the home page: records due for review, and erasures that wait for a second person."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from agencies.permissions import Permission
from cases.closing import queries
from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.dial import due_dial
from core.panels import Waiting
from core.words import counted, short_day

ANSWER_WITHIN = 5


def waiting(actor: Actor) -> list[Waiting]:
    """Erasures for the second person; for the data protection lead, how many records are due for review."""
    if not actor.may(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE):
        return []
    found = [
        _second(request.id, request.asked_at, reference) for request, reference in queries.waiting_for_second(actor)
    ]
    due = queries.count_due(actor) if actor.may(Permission.PROTECTION_LEAD) else 0
    return [*found, _review(due)] if due else found


def _second(request_id: object, asked_at: datetime, reference: str) -> Waiting:
    asked = clock.london(asked_at).date()
    by = add_working_days(asked, ANSWER_WITHIN)
    return Waiting(
        f"Second person for {reference}", f"Its erasure was asked for {short_day(asked)}.",
        url_for("cases.answer_erasure", request_id=request_id), "Look",
        due_dial(started=asked, due=by, verb="answer"), datetime.combine(by, time(17), clock.LONDON),
    )  # fmt: skip


def _review(count: int) -> Waiting:
    today = clock.today()
    return Waiting(
        f"{counted(count, 'record')} due for review", "Their time is over: keep longer with a reason, or erase.",
        url_for("cases.list_disposals"), "Review", due_dial(started=today, due=today, verb="review"),
        datetime.combine(today, time(17), clock.LONDON),
    )  # fmt: skip
