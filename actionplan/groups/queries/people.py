"""Who leads a group, who sits in it, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

from actionplan.groups import rules
from actionplan.groups.models import GroupMember, MemberRole, TaskGroup
from agencies.models import Agency, User
from agencies.permissions import Permission
from agencies.queries import holders
from core.actor import Actor
from core.scoping import current_session

LEADING = (MemberRole.LEAD, MemberRole.DEPUTY)
Address = tuple[UUID, UUID, str]


def leads(actor: Actor, group_id: UUID) -> bool:
    """Whether the actor leads a group now, or is its deputy lead."""
    mine = _leading(group_id).where(GroupMember.user_id == actor.user_id)
    return current_session().scalar(mine.limit(1)) is not None


def has_lead(group_id: UUID) -> bool:
    """Whether somebody leads a group now."""
    lead = _leading(group_id).where(GroupMember.role == MemberRole.LEAD)
    return current_session().scalar(lead.limit(1)) is not None


def roles_of(group_id: UUID) -> list[tuple[MemberRole, bool]]:
    """The roles of a group's present members, each with whether it is a lived-experience seat."""
    seats = select(GroupMember.role, GroupMember.lived_experience).where(
        GroupMember.group_id == group_id, GroupMember.left_on.is_(None)
    )
    return [(row.role, row.lived_experience) for row in current_session().execute(seats)]


def lead_addresses(group_id: UUID) -> list[Address]:
    """Account, agency and address of a group's lead and deputy, as far as they have accounts."""
    found = (
        select(User.id, User.agency_id, User.email)
        .join(GroupMember, GroupMember.user_id == User.id)
        .where(GroupMember.group_id == group_id, GroupMember.left_on.is_(None), GroupMember.role.in_(LEADING))
        .where(User.active)
        .order_by(User.email)
    )
    return [(row.id, row.agency_id, row.email) for row in current_session().execute(found)]


def coordinators() -> list[Address]:
    """Account, agency and address of everybody who runs the plan."""
    found = select(User.id, User.agency_id, User.email).where(User.active, User.id.in_(holders(Permission.PLAN_WRITE)))
    return [(row.id, row.agency_id, row.email) for row in current_session().execute(found.order_by(User.email))]


def told_of_end(agency_id: UUID, group_id: UUID) -> list[str]:
    """The addresses in one agency of a group's lead and deputy, and of those who run the plan."""
    found = [*lead_addresses(group_id), *coordinators()]
    return sorted({address for _, agency, address in found if agency == agency_id})


def ending(by: date) -> Sequence[TaskGroup]:
    """The groups that have not ended though their end lies at or before a day."""
    open_ones = select(TaskGroup).where(TaskGroup.state.in_(rules.OPEN), TaskGroup.ends_on <= by)
    return current_session().scalars(open_ones.order_by(TaskGroup.ends_on)).all()


def seat_choices(actor: Actor) -> list[tuple[UUID, str]]:
    """The accounts that may sit in a group, with their agency: those with a part in the forum, by name."""
    forum = or_(User.id.in_(holders(Permission.PLAN_UPDATE_OWN)), User.id.in_(holders(Permission.VOICE_WRITE)))
    found = (
        select(User.id, User.name, Agency.name.label("agency"))
        .join(Agency, Agency.id == User.agency_id)
        .where(User.active, forum)
        .order_by(User.name)
    )
    if not rules.may_propose(actor):
        return []
    return [(row.id, f"{row.name}, {row.agency}") for row in current_session().execute(found)]


def _leading(group_id: UUID) -> Select[UUID]:
    return select(GroupMember.id).where(
        GroupMember.group_id == group_id, GroupMember.left_on.is_(None), GroupMember.role.in_(LEADING)
    )
