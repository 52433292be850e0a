"""What looking after those who are out shows elsewhere: one's own check-in, who is out, and the alarms to answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.panels import Panel, Waiting
from core.words import clock_time
from outreach import queries as outreach
from outreach.rota import queries, rules
from outreach.rota.queries import WatchLine

#: An alarm stands above everything that is merely late.
ABOVE_ALL = timedelta(days=3650)


def home(actor: Actor) -> Panel | None:
    """Who else is out, and the shifts of tonight; nothing when there are none."""
    if not actor.may(Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE):
        return None
    out = [line for line in queries.out_now(actor) if not line.mine]
    shifts = [line for line in queries.tonight(actor) if line.shift.session_id is None]
    return Panel("outreach/rota/panel_home.html", {"out": out, "shifts": shifts}, order=12) if out or shifts else None


def session_panel(actor: Actor, session_id: UUID) -> Panel | None:
    """Who checks in on a session, and the way to begin; one's own button is the strip on top."""
    if not actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG):
        return None
    lines = queries.watches_on(actor, session_id)
    ended = outreach.session(actor, session_id).ended_at is not None
    values = {
        "lines": lines, "session_id": session_id,
        "may_go": actor.may(Permission.OUTREACH_LOG) and not ended and queries.own_watch(actor) is None,
        "left": ended and any(line.mine and line.watch.back_at is None for line in lines),
    }  # fmt: skip
    return Panel("outreach/rota/panel_session.html", values, order=10, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """The alarms that are the reader's to answer, and their own check-in while they are out, above all else."""
    if not actor.may(Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE):
        return []
    own = queries.own_watch(actor)
    return [_alarm(line) for line in queries.alarms_for(actor)] + ([_own(own)] if own else [])


def _own(line: WatchLine) -> Waiting:
    return Waiting(
        title="You are out",
        detail=f"{line.where}. One button says that you are safe, or back.",
        url=url_for("outreach.show_watch", watch_id=line.watch.id),
        button="Check in",
        clock=line.face,
        due=clock.now() - ABOVE_ALL,
        primary=True,
    )


def _alarm(line: WatchLine) -> Waiting:
    asked = line.standing is rules.Standing.HELP
    title = f"{line.name} asked for help" if asked else f"{line.name} has not checked in"
    heard = f"Last heard from {clock_time(line.watch.heard_at)}. {line.where}."
    seen = f" {line.seen_by} is on it." if line.seen_by else " Nobody is on it yet."
    return Waiting(
        title=title,
        detail=heard + seen,
        url=url_for("outreach.show_watch", watch_id=line.watch.id),
        button="Open",
        clock=line.face,
        due=clock.now() - ABOVE_ALL,
        primary=not line.seen_by,
    )
