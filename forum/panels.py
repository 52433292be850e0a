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


def _face(day: date) -> Dial:
    left = max(0, working_days_between(clock.today(), day))
    words = f"In {counted(left, 'working day')}" if left else "Today"
    return Dial("calm" if left else "soon", 1 - min(left, PREPARED_IN) / PREPARED_IN, words, short_day(day))
