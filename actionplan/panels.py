"""What the plan shows on home pages, and what waits there."""

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
#: An action due this soon waits for its owner on the home page.
NEAR = rules.REMIND_BEFORE[-1].days
JUDGES = (Permission.PLAN_WRITE, Permission.MEETING_CHAIR)


def home(actor: Actor) -> Panel | None:
    """Red and amber: of the whole plan for those who run it or own nothing, of their own agency's for the rest."""
    if not actor.may(Permission.PLAN_READ):
        return None
    runs_it = actor.may(Permission.PLAN_WRITE, Permission.MEETING_WRITE)
    rows = [] if runs_it else queries.agency_actions(actor, actor.agency_id)
    whole = not rows
    strategy_id = queries.current_strategy().id
    if whole:
        rows = list(queries.plan(strategy_id).actions)
    if not rows:
        return None
    troubled = sorted((row for row in rows if row.rag in TROUBLED and row.is_open), key=_worst_first)
    values = {
        "title": "Action plan: red and amber" if whole else "Our actions: red and amber", "whole": whole,
        "counts": queries.rag_counts(rows), "rows": troubled[:SHOWN], "more": max(0, len(troubled) - SHOWN),
        "quiet": sum(row.is_quiet for row in rows),
        "drafts": queries.waiting_drafts(actor, strategy_id) if actor.may(*JUDGES) else 0,
        "unconfirmed": sum(row.is_unconfirmed for row in rows) if actor.may(*JUDGES) else 0,
    }  # fmt: skip
    return Panel("actionplan/home.html", values, order=40)


def _worst_first(row: queries.ActionRow) -> tuple[int, str]:
    return rules.STANDING[row.rag], row.due_on.isoformat()


def waiting(actor: Actor) -> list[Waiting]:
    """The reader's own agency's actions that are late, due within three days, or of which nothing was said for long.

    For those who may report on them; what a colleague owns by name waits for that colleague.
    """
    if not actor.may(Permission.PLAN_UPDATE_OWN):
        return []
    rows = queries.agency_actions(actor, actor.agency_id)
    return [_waiting(row) for row in rows if row.owner_user_id in (None, actor.user_id) and _wants_a_report(row)]


def _wants_a_report(row: queries.ActionRow) -> bool:
    return row.is_open and (row.is_overdue or row.is_quiet or 0 <= (row.due_on - clock.today()).days <= NEAR)


def _waiting(row: queries.ActionRow) -> Waiting:
    return Waiting(
        title=f"Report on {row.reference}",
        detail=row.title,
        url=url_for("actionplan.report_on_action", action_id=row.id),
        button="Report",
        clock=_dial(row),
        due=datetime.combine(row.due_on, time(17), tzinfo=clock.LONDON),
    )


def _dial(row: queries.ActionRow) -> Dial:
    left, due = (row.due_on - clock.today()).days, f"due {long_day(row.due_on)}"
    if left < 0:
        return Dial("late", 1.0, f"{counted(-left, 'day')} late", due)
    if left <= NEAR:
        return Dial("soon", 0.9, "Today" if left == 0 else counted(left, "day"), due)
    return Dial("calm", 0.5, "No update for 28 days", due)
