"""What the logs show on home pages: what is to be done about the reader's own entries, and what is coming."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from actionplan.logs import due, shape
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted, long_day

SHOWN = 3


def waiting(actor: Actor) -> list[Waiting]:
    """Entries of the reader's own agency about which something is due."""
    if not actor.may(Permission.PLAN_UPDATE_OWN):
        return []
    return [_waiting(each) for each in due.due(actor, actor.agency_id)]


def home(actor: Actor) -> Panel | None:
    """Operations that are planned and consultations that are open, for those who read the plan; nothing when none."""
    if not actor.may(Permission.PLAN_READ):
        return None
    today = clock.today()
    operations = due.coming_operations(actor, today, SHOWN)
    closing = due.closing_consultations(actor, today, SHOWN)
    if not operations and not closing:
        return None
    values = {"operations": operations, "closing": closing, "span": shape.span}
    return Panel("actionplan/logs/panel_home.html", values, order=70, where="aside")


def _waiting(each: due.DueEntry) -> Waiting:
    late = (clock.today() - each.due.by).days
    dial = Dial("late", 1.0, f"{counted(late, 'day')} late", f"by {long_day(each.due.by)}") if each.due.late else (
        Dial("soon", 0.8, counted(max(0, -late), "day"), f"by {long_day(each.due.by)}")
    )  # fmt: skip
    return Waiting(
        title=each.title, detail=each.due.words, button="Look", clock=dial,
        url=url_for("actionplan.show_log_entry", log=each.log.value, entry_id=each.row_id),
        due=datetime.combine(each.due.by, time(17), tzinfo=clock.LONDON),
    )  # fmt: skip
