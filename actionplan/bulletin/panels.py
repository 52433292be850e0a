"""What the bulletin shows on home pages: the latest issue for all staff, and what was offered for the coordinator."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for

from actionplan.bulletin import queries
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from core.words import counted

#: How long the latest issue stands on home, and how soon an offer should find its issue.
SHOWN = timedelta(days=90)
TAKEN_WITHIN = timedelta(days=14)


def home(actor: Actor) -> Panel | None:
    """The latest issue of the last 90 days, for those who read the bulletin."""
    if not actor.may(Permission.DIRECTORY_READ):
        return None
    line = queries.latest(actor, clock.now() - SHOWN)
    return Panel("actionplan/bulletin/home.html", {"line": line}, order=80, where="aside") if line else None


def waiting(actor: Actor) -> list[Waiting]:
    """Items that were offered and are in no issue, for the coordinator: one line, with the oldest one's clock."""
    if not actor.may(Permission.PLAN_WRITE):
        return []
    offered = queries.offered(actor)
    if not offered:
        return []
    first = min(each.row.offered_at for each in offered)
    due = first + TAKEN_WITHIN
    dial = due_dial(started=clock.london(first).date(), due=clock.london(due).date(), verb="put in an issue")
    return [
        Waiting(
            title=f"{counted(len(offered), 'item')} for the bulletin", detail="Offered by members, in no issue yet.",
            url=url_for("actionplan.list_bulletins"), button="Look", clock=dial, due=due,
        )
    ]  # fmt: skip
