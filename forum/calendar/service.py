"""Writes of calendars: invitations that leave by the outbox, their updates and ends, and secret addresses."""

from __future__ import annotations

import secrets
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from agencies.sessions import token_hash
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Refused
from core.outbox import Attachment
from core.scoping import current_session
from forum import queries as forum
from forum.calendar import ics, queries
from forum.calendar.models import MeetingFeed, MeetingInvitation, Method
from forum.calendar.queries import Guest
from forum.models import Meeting, MeetingState
from forum.service import may_run
from forum.steps import step

SUBJECTS = {Method.REQUEST: "Meeting invitation", Method.CANCEL: "A meeting is off"}
UPDATED = "A meeting has changed"


def send_invitations(*, actor: Actor, meeting_id: UUID) -> int:
    """Invite everybody of the body who has not got this edition of the invitation. Returns how many left.

    Refuses a meeting that is cancelled, under way or held. From then on whoever was invited is told of every change.
    """
    may_run(actor)
    meeting = forum.meeting(actor, meeting_id)
    if meeting.state is not MeetingState.PLANNED or meeting.began_at is not None:
        raise Refused("Invitations go out for a meeting that lies ahead.")
    sent = _request(actor, meeting)
    if meeting.invited_at is None:
        still = Meeting.state == MeetingState.PLANNED
        changed = "Somebody changed this meeting meanwhile. Nothing was sent."
        step(meeting, meeting.version, still, clash=changed, invited_at=clock.now())
    audit.record(actor=actor, verb="invited", kind="meeting", row_id=meeting.id)
    return sent


def on_meeting_changed(sender: object, *, actor: Actor, meeting_id: UUID, what: str, anew: bool) -> None:
    """Tell those who were invited that a meeting moved or is off. Hears `forum.events.meeting_changed`.

    The event keeps its UID and its sequence has grown (RFC 5546 2.1.5), so it takes the place of the earlier one.
    """
    meeting = forum.meeting(actor, meeting_id)
    if not anew or meeting.invited_at is None:
        return
    if meeting.state is MeetingState.CANCELLED:
        _cancel(actor, meeting, queries.to_tell_off(meeting))
    else:
        _request(actor, meeting)
        invited = [guest.user_id for guest in queries.guests(actor, meeting)]
        _cancel(actor, meeting, queries.to_tell_off(meeting, invited))


def make_feed(*, actor: Actor) -> str:
    """Make the actor's secret address for a calendar program; the one before ends. Returns the secret, shown once."""
    _end_feeds(actor)
    secret = secrets.token_urlsafe(32)
    row = MeetingFeed(user_id=actor.user_id, token_hash=token_hash(secret), made_at=clock.now())
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="made", kind="meeting calendar", row_id=row.id)
    return secret


def end_feed(*, actor: Actor) -> None:
    """End the actor's secret address at once; without one nothing changes."""
    for feed_id in _end_feeds(actor):
        audit.record(actor=actor, verb="ended", kind="meeting calendar", row_id=feed_id)


def _end_feeds(actor: Actor) -> list[UUID]:
    ended = current_session().scalars(
        update(MeetingFeed)
        .where(MeetingFeed.user_id == actor.user_id, MeetingFeed.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(MeetingFeed.id)
        .execution_options(synchronize_session=False)
    )
    return list(ended)


def _request(actor: Actor, meeting: Meeting) -> int:
    waiting = [guest for guest in queries.guests(actor, meeting) if guest.has != meeting.sequence]
    for guest in waiting:
        _send(actor, meeting, guest, Method.REQUEST, SUBJECTS[Method.REQUEST] if guest.has is None else UPDATED)
    current_session().flush()
    return len(waiting)


def _cancel(actor: Actor, meeting: Meeting, told: list[Guest]) -> None:
    for guest in told:
        _send(actor, meeting, guest, Method.CANCEL, SUBJECTS[Method.CANCEL])
    current_session().flush()


def _send(actor: Actor, meeting: Meeting, guest: Guest, method: Method, subject: str) -> None:
    """One notice with the calendar file, and the row that says it left; who is told off reads a cancelled event."""
    entry = queries.entry(actor, meeting)
    if method is Method.CANCEL:
        entry = ics.called_off(entry)
    parties = ics.Parties(str(current_app.config["SETTINGS"].mail_from), guest.address)
    text = ics.invitation(entry, method, parties, clock.now())
    outbox.put(
        agency_id=guest.agency_id, address=guest.address, subject=subject, path=f"/forum/meetings/{meeting.id}",
        once=f"meeting-{method.value.lower()}:{meeting.id}:{meeting.sequence}",
        attachment=Attachment(f"text/calendar; method={method.value}", "meeting.ics", text),
    )  # fmt: skip
    current_session().add(
        MeetingInvitation(
            meeting_id=meeting.id, user_id=guest.user_id, sequence=meeting.sequence, method=method, sent_at=clock.now()
        )
    )
