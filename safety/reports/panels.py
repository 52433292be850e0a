"""What incident reports show elsewhere: on a person's page, on a case, and among what waits for their reader."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.dial import due_dial
from core.panels import Panel, Waiting
from core.words import counted
from safety.reports import listing

TEMPLATE = "safety/reports/panel.html"
#: Working days in which somebody reads what came from the public page.
READ_WITHIN = 1


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The reports about this person that the reader may open, and the way to take one."""
    if not actor.may(Permission.REPORT_TAKE):
        return None
    rows = listing.reports_of_person(actor, person_id)
    return Panel(TEMPLATE, {"rows": rows, "start": {"person": person_id}}, order=47)


def case_panel(actor: Actor, case_id: UUID) -> Panel | None:
    """The reports that are worked on in this case, and the way to take one."""
    if not actor.may(Permission.REPORT_TAKE):
        return None
    rows = listing.reports_of_case(actor, case_id)
    return Panel(TEMPLATE, {"rows": rows, "start": {"case": case_id}}, order=47)


def waiting(actor: Actor) -> list[Waiting]:
    """Reports from the public page that nobody has read yet: one line for all of them, for those who see all."""
    if not actor.may(Permission.REPORT_RELEASE):
        return []
    since = listing.oldest_unread(actor)
    if since is None:
        return []
    count, came = listing.count_unread(actor), clock.london(since).date()
    due = add_working_days(came, READ_WITHIN)
    face = due_dial(started=came, due=due, verb="read")
    return [
        Waiting(
            f"Read {counted(count, 'report')} from the public page", "Whoever wrote it can see whether it was read.",
            url_for("safety.list_reports", show="unread"), "Read", face,
            datetime.combine(due, time(17), clock.LONDON), primary=True,
        )
    ]  # fmt: skip
