"""What the plan shows on home pages."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from actionplan import queries, rules
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted, long_day

SHOWN = 5
TROUBLED = (rules.Rag.RED, rules.Rag.AMBER)


def home(actor: Actor) -> Panel | None:
    """Red and amber: of the whole plan for those who run it or own nothing, of their own agency's for the rest."""
    if not actor.may(Permission.PLAN_READ):
        return None
    runs_it = actor.may(Permission.PLAN_WRITE, Permission.MEETING_WRITE)
    rows = [] if runs_it else queries.actions_of(actor, actor.agency_id)
    whole = not rows
    if whole:
        rows = list(queries.plan(queries.current_strategy().id).actions)
    if not rows:
        return None
    troubled = sorted((row for row in rows if row.rag in TROUBLED and row.is_open), key=_worst_first)
    values = {
        "title": "Action plan: red and amber" if whole else "Our actions: red and amber", "whole": whole,
        "counts": queries.rag_counts(rows), "rows": troubled[:SHOWN], "more": max(0, len(troubled) - SHOWN),
    }  # fmt: skip
    return Panel("actionplan/home.html", values, order=40)


def _worst_first(row: queries.ActionRow) -> tuple[int, str]:
    return rules.STANDING[row.rag], row.due_on.isoformat()


def waiting(actor: Actor) -> list[Waiting]:
    """The reader's own agency's overdue actions, for those who may report on them."""
    if not actor.may(Permission.PLAN_UPDATE_OWN):
        return []
    return [_waiting(row) for row in queries.actions_of(actor, actor.agency_id) if row.is_overdue]


def _waiting(row: queries.ActionRow) -> Waiting:
    late = (clock.today() - row.due_on).days
    return Waiting(
        title=f"Report on {row.reference}",
        detail=row.title,
        url=url_for("actionplan.report_on_action", action_id=row.id),
        button="Report",
        clock=Dial("late", 1.0, f"{counted(late, 'day')} late", f"due {long_day(row.due_on)}"),
        due=datetime.combine(row.due_on, time(17), tzinfo=clock.LONDON),
    )
