"""What minutes show elsewhere: on a meeting's page, beside an item that is being minuted, and among what waits."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import url_for

from actionplan import queries as plan
from actionplan.models import Action
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import add_working_days
from core.dial import due_dial
from core.forms import EmptyForm
from core.panels import Panel, Waiting
from core.words import long_day
from forum import queries as forum
from forum.minutes import queries, rules
from forum.minutes.models import Minutes, MinutesState
from forum.models import Meeting

#: The draft reaches the chair within five working days, the chair answers within five more (our own custom).
DRAFTED_WITHIN, REVIEWED_WITHIN = 5, 10


def meeting(actor: Actor, meeting_id: UUID) -> Panel | None:
    """On a meeting's page: how far its minutes are, and the way to them. Nothing before its day."""
    if not actor.may(Permission.MEETING_READ):
        return None
    state = queries.state_of(meeting_id)
    row = forum.meeting(actor, meeting_id)
    day = clock.london(row.starts_at).date()
    runs = queries.runs_meetings(actor)
    may_begin = rules.minutes_may_be_begun(day, clock.today(), cancelled=row.cancelled_at is not None).allowed
    if state is None and not (runs and may_begin):
        return None
    values = {
        "state": state, "meeting_id": meeting_id, "form": EmptyForm(), "runs": runs, "rules": rules,
        "may_read": state is not None and rules.minutes_may_be_read(state, runs_meetings=runs),
    }  # fmt: skip
    return Panel("forum/minutes/panel_meeting.html", values, order=20, where="aside")


def open_from_last(actor: Actor, item_id: UUID) -> Panel | None:
    """Beside an item that is being minuted: how the actions of the meeting before stand."""
    row = queries.meeting_of_item(actor, item_id)
    before = queries.last_minutes(actor, row) if row is not None else None
    made = queries.action_ids_of(before.id) if before is not None else []
    if not made:
        return None
    counts = plan.rag_counts(plan.action_rows(plan.visible_to(actor).where(Action.id.in_(made))))
    words = {"blue": "complete", "green": "on track", "amber": "amber", "red": "red", "grey": "not started"}
    told = [f"{counts[rag]} {words[rag.value]}" for rag in reversed(list(counts)) if counts[rag]]
    values = {"total": sum(counts.values()), "told": told}
    return Panel("forum/minutes/panel_open.html", values, order=60, where="aside")


def home(actor: Actor) -> Panel | None:
    """For every member: the decisions of the last published or reviewed minutes."""
    if not actor.may(Permission.MEETING_READ):
        return None
    newest = queries.newest_decisions(actor)
    return Panel("forum/minutes/panel_home.html", {"lines": newest}, order=35, where="aside") if newest else None


def waiting(actor: Actor) -> list[Waiting]:
    """Minutes that wait for this reader: drafts to finish, reviews, what to approve and to publish."""
    if not queries.runs_meetings(actor):
        return []
    is_chair = actor.may(Permission.MEETING_CHAIR)
    found = []
    for row, about in queries.unfinished(actor):
        item = _for_chair(row, about) if is_chair else _for_coordinator(actor, row, about)
        if item is not None:
            found.append(item)
    return found


def _for_chair(row: Minutes, about: Meeting) -> Waiting | None:
    if row.state is not MinutesState.WITH_CHAIR:
        return None
    day = clock.london(about.starts_at).date()
    return _item("Review the minutes", day, REVIEWED_WITHIN, "review",
                 url_for("forum.review_minutes", meeting_id=about.id), "Review")  # fmt: skip


def _for_coordinator(actor: Actor, row: Minutes, about: Meeting) -> Waiting | None:
    day = clock.london(about.starts_at).date()
    if row.state is MinutesState.DRAFT:
        url = url_for("forum.show_minutes", meeting_id=about.id)
        return _item("Finish the minutes", day, DRAFTED_WITHIN, "send", url, "Go on")
    if row.state is MinutesState.APPROVED:
        url = url_for("forum.publish_minutes", meeting_id=about.id)
        return _item("Publish the minutes", clock.london(row.approved_at or about.starts_at).date(), DRAFTED_WITHIN,
                     "publish", url, "Publish", of=day)  # fmt: skip
    later = queries.approving_meetings(actor, about) if row.state is MinutesState.REVIEWED else []
    if not later:
        return None
    url = url_for("forum.approve_minutes", meeting_id=about.id)
    at = clock.london(later[0].starts_at).date()
    return _item("Note that the minutes are approved", at, DRAFTED_WITHIN, "note", url, "Note it", of=day)


def _item(
    title: str, since: date, within: int, verb: str, url: str, button: str, *, of: date | None = None
) -> Waiting:  # fmt: skip
    due = add_working_days(since, within)
    return Waiting(
        title=title, detail=f"Of the meeting of {long_day(of or since)}.", url=url, button=button,
        clock=due_dial(started=since - timedelta(days=1), due=due, verb=verb),
        due=clock.now() + timedelta(days=(due - clock.today()).days),
    )  # fmt: skip
