"""What attendance shows on a meeting's page and on home pages."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.calendar import working_days_between
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted, long_day, short_day
from forum import queries as forum
from forum.attendance import queries
from forum.attendance.models import Standing
from forum.bodies import queries as bodies
from forum.models import Meeting, MeetingState

#: An answer is asked for in the last weeks before a meeting.
ASKED_IN = timedelta(days=21)


def meeting_panel(actor: Actor, meeting_id: UUID) -> Panel | None:
    """Who comes, until it begins; who is there, from then on; with the quorum. Nothing for a meeting that is off."""
    meeting = forum.meeting(actor, meeting_id)
    if meeting.state is MeetingState.CANCELLED:
        return None
    lines = queries.lines(actor, meeting_id)
    began = meeting.began_at is not None
    body = bodies.body_of(meeting)
    own = {row.id for row in bodies.own_seats(actor.user_id)}
    values = {
        "meeting": meeting, "lines": lines, "began": began, "body": body,
        "quorum": queries.quorum_among(meeting, body, lines, clock.now()) if began else None,
        "rule": bodies.quorum_rule(body).words,
        "here": [line for line in lines if line.is_here or (line.stay.left_at and line.stay.standing in SEEN)],
        "counts": Counter(line.words for line in lines if not line.is_here and not line.stay.left_at),
        "mine": [line for line in lines if line.member_id in own], "may_take": actor.may(Permission.MEETING_WRITE),
    }  # fmt: skip
    return Panel("forum/attendance/panel.html", values, order=10, where="aside")


SEEN = frozenset({Standing.PRESENT, Standing.DEPUTY, Standing.OBSERVER})


def waiting(actor: Actor) -> list[Waiting]:
    """For whoever holds a seat: the meetings of the next three weeks that they have not answered."""
    if not actor.may(Permission.MEETING_READ):
        return []
    seats = {seat.body_id for seat in bodies.own_seats(actor.user_id)}
    if not seats:
        return []
    own = bodies.forum_body().id
    found = []
    for meeting in forum.meetings_ahead(actor):
        is_mine = (meeting.body_id or own) in seats
        if is_mine and _is_asked(meeting) and _unanswered(actor, meeting):
            found.append(_asked(meeting))
    return found


def _is_asked(meeting: Meeting) -> bool:
    near = meeting.starts_at <= clock.now() + ASKED_IN
    invited = meeting.invited_at is not None and meeting.state is MeetingState.PLANNED
    return near and invited and meeting.began_at is None


def _unanswered(actor: Actor, meeting: Meeting) -> bool:
    lines = queries.own_lines(actor, meeting.id)
    return bool(lines) and not any(line.replied for line in lines)


def _asked(meeting: Meeting) -> Waiting:
    day = clock.london(meeting.starts_at).date()
    left = max(0, working_days_between(clock.today(), day))
    words = f"In {counted(left, 'working day')}" if left else "Today"
    return Waiting(
        title="Say whether you come", detail=f"{meeting.title}, {long_day(day)}.",
        url=url_for("forum.answer_invitation", meeting_id=meeting.id), button="Answer",
        clock=Dial("calm" if left > 2 else "soon", 1 - min(left, 15) / 15, words, short_day(day)),
        due=meeting.starts_at,
    )  # fmt: skip
