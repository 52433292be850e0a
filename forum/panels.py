"""What the forum shows on home pages."""

from __future__ import annotations

from datetime import date

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import working_days_between
from core.dial import Dial
from core.panels import Panel
from core.words import counted, short_day
from forum import queries
from forum.around import around, panels_of
from forum.late import late_answers
from referrals.rules import FORUM_AFTER as FORUM_AFTER_DAYS

# The dial fills over the two weeks in which papers are made.
PREPARED_IN = 10


def home(actor: Actor) -> Panel | None:
    """The next meeting, its clock, and what its rooms say of it: its report."""
    if not actor.may(Permission.MEETING_READ):
        return None
    meeting = queries.next_meeting(actor)
    if meeting is None:
        return None
    day = clock.london(meeting.starts_at).date()
    values = {
        "meeting": meeting, "face": face_of(day), "links": panels_of(around.home, actor, meeting.id),
    }  # fmt: skip
    return Panel("forum/home.html", values, order=10, where="aside")


def late(actor: Actor) -> Panel | None:
    """For those who run the forum: how many answers between agencies are late, as counts and no more."""
    if not actor.may(Permission.MEETING_WRITE):
        return None
    found = late_answers(actor, clock.today())
    values = {"late": found, "days": FORUM_AFTER_DAYS}
    return Panel("forum/late_panel.html", values, order=30, where="main" if found.lines else "aside")


def face_of(day: date) -> Dial:
    """The clock of a meeting: it fills over the two weeks before it."""
    left = max(0, working_days_between(clock.today(), day))
    words = f"In {counted(left, 'working day')}" if left else "Today"
    return Dial("calm" if left else "soon", 1 - min(left, PREPARED_IN) / PREPARED_IN, words, short_day(day))
