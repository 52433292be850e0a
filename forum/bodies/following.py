"""Task and finish groups as bodies: a group that the forum approved can meet, with its own members in its seats."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from actionplan.groups import queries as groups
from actionplan.groups.models import MemberRole
from actionplan.groups.queries import GroupView, MemberLine
from actionplan.groups.rules import ENDED, OPEN
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from forum import queries as forum
from forum.bodies import queries
from forum.bodies.models import Body, BodyKind, BodyMember, SeatRole
from forum.bodies.reference import group_quorum
from forum.bodies.service import quorum_columns

ROLES = {
    MemberRole.LEAD: SeatRole.LEAD,
    MemberRole.DEPUTY: SeatRole.VICE_CHAIR,
    MemberRole.MEMBER: SeatRole.MEMBER,
    MemberRole.ADVISER: SeatRole.OBSERVER,
}
LEFT = "Left the group"


def on_group_changed(sender: object, *, actor: Actor, group_id: UUID) -> None:
    """Give a group its body once the forum approved it, follow its members, and end the body with the group.

    Hears `actionplan.events.group_changed`.
    """
    view = groups.group(actor, group_id)
    row = queries.body_of_group(group_id)
    if row is None and view.row.state in OPEN:
        row = _begin(view)
    if row is not None:
        _follow(actor, row, view)


def on_meeting_changed(sender: object, *, actor: Actor, meeting_id: UUID, what: str, anew: bool) -> None:
    """Seat who joined a group meanwhile, when a meeting of it is planned or begins. Hears `meeting_changed`."""
    body = queries.body_of(forum.meeting(actor, meeting_id))
    if body.group_id is None or what not in ("planned", "begun"):
        return
    try:
        view = groups.group(actor, body.group_id)
    except NotVisible:
        return
    _follow(actor, body, view)


def _begin(view: GroupView) -> Body:
    row = Body(
        code=f"group-{view.row.reference.lower()}", kind=BodyKind.GROUP, group_id=view.row.id, name=view.row.title,
        purpose=view.row.aim, reports_to="The forum", **quorum_columns(group_quorum()),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def _follow(actor: Actor, row: Body, view: GroupView) -> None:
    row.name, row.purpose = view.row.title, view.row.aim
    known = select(BodyMember).where(BodyMember.body_id == row.id, BodyMember.source_id.is_not(None))
    seats = {seat.source_id: seat for seat in current_session().scalars(known)}
    for member in view.members:
        _seat(row, member, seats.get(member.id))
    here = {member.id for member in view.members}
    for source_id, seat in seats.items():
        if source_id not in here and seat.ended_on is None:
            seat.ended_on, seat.ended_reason = clock.today(), LEFT
    if view.row.state in ENDED and row.closed_on is None:
        row.closed_on = view.closed_on or clock.today()
    current_session().flush()
    audit.record(actor=actor, verb="followed its group", kind="body", row_id=row.id)


def _seat(row: Body, member: MemberLine, seat: BodyMember | None) -> None:
    if seat is None:
        seat = BodyMember(body_id=row.id, source_id=member.id, term_begins=member.joined_on)
        current_session().add(seat)
    seat.name, seat.agency_id, seat.user_id = member.shown_name, member.agency_id, member.user_id
    lived = member.lived_experience and member.role is MemberRole.MEMBER
    seat.role = SeatRole.LIVED_EXPERIENCE if lived else ROLES[member.role]
