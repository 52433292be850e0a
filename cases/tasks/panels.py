"""What tasks show on the reader's home: those that are late or due within two days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import url_for

from agencies.permissions import Permission
from cases.tasks import queries, rules
from core import clock
from core.actor import Actor
from core.panels import Panel, Waiting

PROMISED = timedelta(days=2)
MOST = 6


def home(actor: Actor) -> Panel | None:
    """How many tasks are late or due today, and the way to one's day and team."""
    if not actor.may(Permission.CASE_WRITE):
        return None
    late, today = queries.own_counts(actor)
    values = {"late": late, "today": today, "team": actor.may(Permission.CASE_ALL)}
    return Panel("cases/tasks/panel_home.html", values, order=35, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """The reader's own tasks that are late, due today or due within two days, as things to do."""
    if not actor.may(Permission.CASE_WRITE):
        return []
    items = queries.own_tasks(actor, clock.today() + PROMISED, MOST)
    return [_waiting(item) for item in items]


def _waiting(item: rules.Item) -> Waiting:
    due = datetime.combine(item.on, time(17), clock.LONDON)
    url = url_for("cases.show_task", case_id=item.case_id, task_id=item.task_id)
    return Waiting(item.title, f"{item.who}, {item.detail}", url, "Open", item.face, due)
