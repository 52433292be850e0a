"""What the forum shows on home pages."""

from __future__ import annotations

from datetime import date

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import working_days_between
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted, long_day, short_day
from forum import queries
from forum.late import late_answers
from referrals.rules import FORUM_AFTER as FORUM_AFTER_DAYS

# The dial fills over the two weeks in which papers are made.
PREPARED_IN = 10


def home(actor: Actor) -> Panel | None:
    """The next meeting, its clock, and its report."""
    if not actor.may(Permission.MEETING_READ):
        return None
    meeting = queries.next_meeting(actor)
    if meeting is None:
        return None
    day = clock.london(meeting.starts_at).date()
    values = {
        "meeting": meeting, "editions": queries.editions(meeting.id),
        "face": _face(day),
        "may_read": actor.may(Permission.REPORT_READ), "may_issue": actor.may(Permission.MEETING_WRITE),
    }  # fmt: skip
    return Panel("forum/home.html", values, order=10, where="aside")


def late(actor: Actor) -> Panel | None:
    """For those who run the forum: how many answers between agencies are late, as counts and no more."""
    if not actor.may(Permission.MEETING_WRITE):
        return None
    found = late_answers(actor, clock.today())
    values = {"late": found, "days": FORUM_AFTER_DAYS}
    return Panel("forum/late_panel.html", values, order=30, where="main" if found.lines else "aside")


def waiting(actor: Actor) -> list[Waiting]:
    """For those who run meetings: the progress report of the next one, until it is issued."""
    meeting = queries.next_meeting(actor) if actor.may(Permission.MEETING_WRITE) else None
    if meeting is None or queries.editions(meeting.id):
        return []
    day = clock.london(meeting.starts_at).date()
    if working_days_between(clock.today(), day) > PREPARED_IN:
        return []
    item = Waiting(
        title="Issue the progress report", detail=f"For the {meeting.title.lower()} of {long_day(day)}.",
        url=url_for("forum.show_meeting", meeting_id=meeting.id), button="Open", clock=_face(day),
        due=meeting.starts_at, primary=True,
    )  # fmt: skip
    return [item]


def _face(day: date) -> Dial:
    left = max(0, working_days_between(clock.today(), day))
    words = f"In {counted(left, 'working day')}" if left else "Today"
    return Dial("calm" if left else "soon", 1 - min(left, PREPARED_IN) / PREPARED_IN, words, short_day(day))
