"""What papers show elsewhere: on a meeting's page, beside an item that is being minuted, and among what waits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from core.words import long_day
from forum import queries as forum
from forum.models import Meeting
from forum.papers import queries, rules
from forum.papers.queries import PaperLine

MOST_WAITING = 5
WRITERS = (Permission.MEETING_WRITE, Permission.PLAN_UPDATE_OWN, Permission.VOICE_WRITE)


def meeting(actor: Actor, meeting_id: UUID) -> Panel | None:
    """On a meeting's page: its papers by number, with what is late, and the way to add one."""
    if not actor.may(Permission.MEETING_READ):
        return None
    row = forum.meeting(actor, meeting_id)
    open_still = not queries.is_over(row) and row.cancelled_at is None
    values = {
        "lines": queries.papers_of(actor, meeting_id), "meeting_id": meeting_id,
        "may_add": open_still and actor.may(*WRITERS), "due": rules.due_day(clock.london(row.starts_at).date()),
        "open": open_still,
    }  # fmt: skip
    return Panel("forum/papers/panel_meeting.html", values, order=30, where="aside")


def item(actor: Actor, item_id: UUID) -> Panel | None:
    """Beside an item that is being minuted: its papers."""
    lines = queries.papers_of_item(actor, item_id)
    return Panel("forum/papers/panel_item.html", {"lines": lines}, order=30, where="aside") if lines else None


def waiting(actor: Actor) -> list[Waiting]:
    """Papers that have not come: for who writes them their own agency's, for who runs meetings the late ones."""
    if not actor.may(*WRITERS):
        return []
    runs, today = queries.runs_meetings(actor), clock.today()
    until = today - timedelta(days=1) if runs else today + timedelta(days=14)
    found = queries.wanting(actor, until)
    own = [_own(line, about) for line, about in found if not runs or line.paper.author_agency_id == actor.agency_id]
    others = [line for line, _ in found if runs and line.paper.author_agency_id != actor.agency_id]
    return own[:MOST_WAITING] + [_late(line) for line in others[:MOST_WAITING]]


def _own(line: PaperLine, about: Meeting) -> Waiting:
    paper = line.paper
    return Waiting(
        title=f"Send paper {paper.number}", detail=f"{paper.title}, for {long_day(clock.london(about.starts_at))}.",
        url=url_for("forum.replace_paper", paper_id=paper.id), button="Send it",
        clock=due_dial(started=clock.london(paper.added_at).date(), due=paper.due_on, verb="send"),
        due=clock.now() + timedelta(days=(paper.due_on - clock.today()).days),
    )  # fmt: skip


def _late(line: PaperLine) -> Waiting:
    paper = line.paper
    return Waiting(
        title=f"Paper {paper.number} is late", detail=f"{paper.title}, from {line.author_agency}.",
        url=url_for("forum.show_paper", paper_id=paper.id), button="Open",
        clock=due_dial(started=clock.london(paper.added_at).date(), due=paper.due_on, verb="send"),
        due=clock.now() + timedelta(days=(paper.due_on - clock.today()).days),
    )  # fmt: skip
