"""Reads of invitations and of secret calendar addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, or_, select

from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import SignedIn, holders, signed_in
from core import clock
from core.actor import Actor
from core.scoping import current_session
from forum import queries as forum
from forum import rules as forum_rules
from forum.bodies import queries as bodies
from forum.bodies.models import Body, BodyKind
from forum.calendar.ics import Entry
from forum.calendar.models import MeetingFeed, MeetingInvitation, Method
from forum.models import AgendaItem, Meeting, MeetingState

#: What a calendar shows as the title: never the name of a body, which may say what it is about.
NEUTRAL = {BodyKind.FORUM: "Forum meeting", BodyKind.SUBGROUP: "Subgroup meeting", BodyKind.GROUP: "Group meeting"}
BACK = timedelta(days=60)
AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Guest:
    """An account that a meeting invites, and the edition of the invitation that it has; None when it has none."""

    user_id: UUID
    agency_id: UUID
    name: str
    address: str
    has: int | None
    was_told_off: bool


def entry(actor: Actor, meeting: Meeting) -> Entry:
    """One meeting as a calendar shows it."""
    return entries(actor, [meeting])[0]


def entries(actor: Actor, meetings: Sequence[Meeting]) -> list[Entry]:
    """Some meetings as a calendar shows them; two statements for any number."""
    base = str(current_app.config["SETTINGS"].public_base_url)
    kinds = _kinds(meeting.body_id for meeting in meetings)
    minutes = _minutes([meeting.id for meeting in meetings if meeting.ends_at is None])
    return [
        Entry(
            meeting.id, NEUTRAL[kinds.get(meeting.body_id, BodyKind.FORUM)], meeting.place, meeting.starts_at,
            forum_rules.runs_until(meeting.starts_at, meeting.ends_at, minutes.get(meeting.id, 0)), meeting.sequence,
            meeting.state is MeetingState.CANCELLED, f"{base}/forum/meetings/{meeting.id}",
        )
        for meeting in meetings
    ]  # fmt: skip


def guests(actor: Actor, meeting: Meeting) -> list[Guest]:
    """Whom a meeting invites now, by name: who sits in its body and their deputies.

    For an agency that has a seat in the forum but nobody named in it: its staff who read the forum's meetings.
    """
    seats = bodies.seats(bodies.body_of(meeting).id, clock.london(meeting.starts_at).date())
    members = [seat.member for seat in seats]
    named = {each for row in members for each in (row.user_id, row.deputy_user_id) if each is not None}
    wanted: ColumnElement[bool] = User.id.in_(named)
    if meeting.body_id is None:
        unnamed = _agencies_without_a_name(meeting, {row.agency_id for row in members if row.user_id})
        wanted = or_(wanted, User.agency_id.in_(unnamed) & User.id.in_(holders(Permission.MEETING_READ)))
    found = current_session().scalars(select(User).where(User.active, wanted).order_by(User.name, User.id).limit(500))
    return _with_editions(meeting.id, list(found))


def to_tell_off(meeting: Meeting, still: Iterable[UUID] = ()) -> list[Guest]:
    """Those who hold an invitation that nobody took back, apart from those who are `still` invited."""
    held = select(MeetingInvitation.user_id).where(MeetingInvitation.meeting_id == meeting.id).distinct()
    found = select(User).where(User.id.in_(held), User.id.not_in(list(still)), User.active).order_by(User.name)
    return [
        guest for guest in _with_editions(meeting.id, list(current_session().scalars(found))) if not guest.was_told_off
    ]


def feed_of(actor: Actor) -> MeetingFeed | None:
    """The actor's own secret address; None when there is none."""
    found = select(MeetingFeed).where(MeetingFeed.user_id == actor.user_id, MeetingFeed.ended_at.is_(None))
    return current_session().scalars(found.order_by(MeetingFeed.made_at.desc()).limit(1)).first()


def reader_of(token_hash: str) -> SignedIn | None:
    """The account behind a secret address; None for no such address, one that ended, or an account without meetings."""
    found = select(MeetingFeed.user_id).where(MeetingFeed.token_hash == token_hash, MeetingFeed.ended_at.is_(None))
    user_id = current_session().scalar(found)
    account = signed_in(user_id) if user_id else None
    return account if account and Permission.MEETING_READ in account.permissions else None


def feed_entries(actor: Actor, user_id: UUID) -> list[Entry]:
    """The meetings of one account's calendar: the forum's, and those of the bodies in which it sits or deputises.

    From 60 days back, so that a program sees what was cancelled, to 400 days ahead. Four statements.
    """
    own = {seat.body_id for seat in bodies.own_seats(user_id)}
    now = clock.now()
    found = (
        forum.visible_to(actor)
        .where(Meeting.starts_at.between(now - BACK, now + AHEAD))
        .where(or_(Meeting.body_id.is_(None), Meeting.body_id.in_(own)))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(200)
    )
    return entries(actor, list(current_session().scalars(found)))


def _agencies_without_a_name(meeting: Meeting, named: set[UUID | None]) -> set[UUID]:
    seats = forum.members(meeting.forum_id, clock.london(meeting.starts_at).date())
    return {seat.agency.id for seat in seats} - named


def _with_editions(meeting_id: UUID, users: list[User]) -> list[Guest]:
    sent = select(MeetingInvitation).where(MeetingInvitation.meeting_id == meeting_id)
    in_order = current_session().scalars(sent.order_by(MeetingInvitation.sequence, MeetingInvitation.sent_at))
    last = {each.user_id: each for each in in_order}
    made = []
    for user in users:
        row = last.get(user.id)
        off = row is not None and row.method is Method.CANCEL
        has = None if row is None or off else row.sequence
        made.append(Guest(user.id, user.agency_id, user.name, user.email, has, off))
    return made


def _kinds(body_ids: Iterable[UUID | None]) -> dict[UUID | None, BodyKind]:
    wanted = {body_id for body_id in body_ids if body_id is not None}
    if not wanted:
        return {}
    found = current_session().execute(select(Body.id, Body.kind).where(Body.id.in_(wanted)))
    return {row.id: row.kind for row in found}


def _minutes(meeting_ids: list[UUID]) -> dict[UUID, int]:
    if not meeting_ids:
        return {}
    totals: dict[UUID, int] = {}
    found = select(AgendaItem.meeting_id, AgendaItem.minutes).where(AgendaItem.meeting_id.in_(meeting_ids))
    for meeting_id, minutes in current_session().execute(found):
        totals[meeting_id] = totals.get(meeting_id, 0) + minutes
    return totals
