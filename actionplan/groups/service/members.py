"""Writes of who sits in a group. Nobody is removed: a seat has an end."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from actionplan import events
from actionplan.groups import queries
from actionplan.groups.models import GroupMember, MemberRole, TaskGroup
from actionplan.groups.service.writing import CHANGED, tended_row
from agencies.queries import names_of
from agencies.queries import user as account
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits in a group, in which role, and for whom. `name` may be empty in a lived-experience seat."""

    role: MemberRole
    name: str
    lived_experience: bool = False
    agency_id: UUID | None = None
    organisation: str = ""
    user_id: UUID | None = None


def add_member(*, actor: Actor, group_id: UUID, seat: Seat) -> GroupMember:
    """Add a seat; one with an account hears of it. Refuses a second lead, and a seat of nobody from nowhere."""
    row = tended_row(actor, group_id)
    seat = _whole(seat)
    made = GroupMember(
        group_id=group_id, role=seat.role, name=seat.name, lived_experience=seat.lived_experience,
        agency_id=seat.agency_id, organisation=seat.organisation, user_id=seat.user_id, joined_on=clock.today(),
    )  # fmt: skip
    _store(made)
    _note(actor, group_id, "added member")
    _welcome(actor, row, made)
    return made


def change_member(*, actor: Actor, group_id: UUID, member_id: UUID, version: int, seat: Seat) -> None:
    """Change a seat's role, name or account, as read at `version`; Clash when somebody was first."""
    tended_row(actor, group_id)
    _member(group_id, member_id)
    seat = _whole(seat)
    _change(
        member_id, version, role=seat.role, name=seat.name, lived_experience=seat.lived_experience,
        agency_id=seat.agency_id, organisation=seat.organisation, user_id=seat.user_id,
    )  # fmt: skip
    _note(actor, group_id, "changed member")


def end_membership(*, actor: Actor, group_id: UUID, member_id: UUID, version: int) -> None:
    """End a seat today, as read at `version`; a second time changes nothing."""
    tended_row(actor, group_id)
    if _member(group_id, member_id).left_on is None:
        _change(member_id, version, left_on=clock.today())
        _note(actor, group_id, "ended membership")


def _note(actor: Actor, group_id: UUID, verb: str) -> None:
    """Audit a change of who sits in a group, and tell the floors above: the group's meetings seat the same people."""
    audit.record(actor=actor, verb=verb, kind="group", row_id=group_id, fields=["members"])
    events.group_changed.send("actionplan.groups", actor=actor, group_id=group_id)


def _whole(seat: Seat) -> Seat:
    """The seat as it is stored: an account brings its agency with it, and its name where the seat is not anonymous."""
    who = account(seat.user_id) if seat.user_id else None
    name, organisation = seat.name.strip(), seat.organisation.strip()
    if not name and who is not None and not seat.lived_experience:
        name = who.name
    if not name and not seat.lived_experience:
        raise Refused("Name the person, or their job.", field="name")
    if not name and seat.role in (MemberRole.LEAD, MemberRole.DEPUTY):
        raise Refused("A group needs to know who leads it.", instead="Name the person, or their job.", field="name")
    agency_id = who.agency_id if who is not None else seat.agency_id
    if agency_id is not None and agency_id not in names_of([agency_id]):
        raise Refused("Choose an agency of the list.", field="agency")
    if agency_id is None and not organisation:
        raise Refused("Choose an agency, or write where they come from.", field="agency")
    return Seat(seat.role, name, seat.lived_experience, agency_id, organisation, seat.user_id)


def _store(made: GroupMember) -> None:
    session = current_session()
    if made.role is MemberRole.LEAD and queries.has_lead(made.group_id):
        raise _second_lead()
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise _second_lead() from None


def _second_lead() -> Refused:
    return Refused("The group has a lead.", instead="End that seat, or change its role, first.", field="role")


def _change(member_id: UUID, version: int, **values: object) -> None:
    session = current_session()
    by_version = (
        update(GroupMember)
        .where(GroupMember.id == member_id, GroupMember.version == version)
        .values(version=version + 1, **values)
        .returning(GroupMember.id)
    )
    try:
        with session.begin_nested():
            changed = session.execute(by_version).first()
    except IntegrityError:
        raise _second_lead() from None
    if changed is None:
        raise Clash(CHANGED)


def _member(group_id: UUID, member_id: UUID) -> GroupMember:
    row = current_session().get(GroupMember, member_id, populate_existing=True)
    if row is None or row.group_id != group_id:
        raise NotVisible
    return row


def _welcome(actor: Actor, row: TaskGroup, made: GroupMember) -> None:
    if made.user_id is None or made.user_id == actor.user_id:
        return
    who = account(made.user_id)
    outbox.put(
        agency_id=who.agency_id, address=who.email, subject="You are in a group", path=f"/groups/{row.id}",
        once=f"group-member:{made.id}",
    )  # fmt: skip
