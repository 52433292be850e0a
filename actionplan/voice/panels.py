"""What people said, on home pages: what changed because of it, and what waits for an answer."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from actionplan.voice import queries, rules
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted

SHOWN = 3


def home(actor: Actor) -> Panel | None:
    """What changed because of what was said, for everybody who may write such things down."""
    if not actor.may(Permission.PLAN_READ) or not rules.may_write(actor):
        return None
    rows = queries.you_said(actor, SHOWN)
    return Panel("actionplan/voice/home.html", {"rows": rows}, order=50, where="aside") if rows else None


def waiting(actor: Actor) -> list[Waiting]:
    """For the coordinator: that people have waited for an answer for more than two months."""
    if not actor.may(Permission.PLAN_WRITE):
        return []
    lines = queries.owed(actor)
    if not lines:
        return []
    due = min(line.held_to for line in lines) + rules.ANSWERED_WITHIN
    late = (clock.today() - due).days
    return [
        Waiting(
            title="People wait to hear back", button="Open", url=url_for("actionplan.list_unanswered"),
            detail=f"{counted(len(lines), 'thing was', 'things were')} said more than two months ago.",
            clock=Dial("late", 1.0, f"{counted(late, 'day')} late", ""),
            due=datetime.combine(due, time(17), tzinfo=clock.LONDON),
        )
    ]  # fmt: skip


def meeting(actor: Actor, meeting_id: UUID) -> Panel | None:
    """What a meeting hears of people who sex work; the same for each meeting, as it stands today."""
    if not actor.may(Permission.PLAN_READ):
        return None
    since = clock.today() - rules.ANSWERED_WITHIN
    item = queries.standing_item(actor, since, clock.today())
    return Panel("actionplan/voice/meeting_panel.html", {"item": item, "meeting_id": meeting_id}, order=60)
