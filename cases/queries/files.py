"""Who may open a case, and one case at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from agencies.models import Team, User
from agencies.permissions import Permission
from cases import rules
from cases.models import Case, CaseState, CaseTeamMember
from cases.queries.ways import in_open_house, mark_glass, serves_now, through_glass
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people import queries as people_queries


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """All that a colleague outside the case team learns: initials, reference, and whom to ask."""

    case_id: UUID
    initials: str
    reference: str
    lead_name: str


@dataclass(frozen=True, slots=True)
class Member:
    """Someone on a case team."""

    user_id: UUID
    name: str
    since: datetime
    leads: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A colleague by name, with the team of the agency that they work in."""

    name: str
    team_id: UUID | None
    team_name: str


def visible_to(actor: Actor) -> Select[Case]:
    """The cases the actor may open: of their agency, led by them or with them on the team; a manager opens all.

    For an hour also what they opened by break-glass, and every case where the agency opens them to all caseworkers.
    Nobody opens the case of a person whom they are kept away from (design.md 3).
    """
    found = select(Case).where(belongs_to(actor, Case), people_queries.not_excluded(actor, Case.person_id))
    if actor.may(Permission.CASE_ALL):
        return found
    if not actor.may(Permission.CASE_READ, Permission.CASE_WRITE):
        return found.where(Case.id.is_(None))
    on_team = select(CaseTeamMember.id).where(
        CaseTeamMember.agency_id == Case.agency_id, CaseTeamMember.case_id == Case.id,
        CaseTeamMember.user_id == actor.user_id, serves_now(),
    )  # fmt: skip
    theirs = or_(Case.lead_user_id == actor.user_id, on_team.exists())
    return found.where(or_(theirs, through_glass(actor), in_open_house(actor)))


def peek(actor: Actor, case_id: UUID) -> Case:
    """A case without an audit entry, for a verb that records its own; NotVisible when there is none for this actor."""
    found = current_session().scalars(visible_to(actor).where(Case.id == case_id)).one_or_none()
    if found is None:
        raise NotVisible
    load_keys(actor.agency_id, [found.person_id])
    mark_glass(actor, found)
    return found


def case(actor: Actor, case_id: UUID) -> Case:
    """One case; NotVisible when it does not exist or is not this actor's to open. The read is audited."""
    found = peek(actor, case_id)
    audit.record(actor=actor, verb="read", kind="case", row_id=found.id, subject_id=found.person_id)
    return found


def closed_door(actor: Actor, case_id: UUID) -> ClosedDoor | None:
    """What a colleague outside the team may know of a case of their own agency; None when there is no such case."""
    if not actor.may(Permission.CASE_READ):
        return None
    found = current_session().scalars(select(Case).where(belongs_to(actor, Case), Case.id == case_id)).one_or_none()
    if found is None:
        return None
    alias = people_queries.person_alias(actor, found.person_id)
    names = worker_names(actor, [found.lead_user_id])
    return ClosedDoor(case_id, rules.initials(alias), found.reference, names.get(found.lead_user_id, "your manager"))


def open_case_of(actor: Actor, person_id: UUID) -> Case | None:
    """The person's latest case that is not closed, on any of their linked records, of those the actor may open."""
    same = people_queries.in_same_person(actor, Case.person_id, person_id)
    found = visible_to(actor).where(same, Case.state != CaseState.CLOSED)
    return current_session().scalars(found.order_by(Case.opened_at.desc()).limit(1)).first()


def team_of(actor: Actor, case: Case) -> list[Member]:
    """The case team today, the lead worker first. Takes a case that the actor has opened."""
    found = select(CaseTeamMember).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case.id, serves_now()
    )
    rows = list(current_session().scalars(found.order_by(CaseTeamMember.since)))
    names = worker_names(actor, [row.user_id for row in rows])
    members = [
        Member(row.user_id, names.get(row.user_id, "Left"), row.since, row.user_id == case.lead_user_id, row.until)
        for row in rows
    ]
    return sorted(members, key=lambda member: not member.leads)


def worker_names(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """User id to name, for the actor's own agency, in one query; those who left are named too."""
    found = select(User.id, User.name).where(User.agency_id == actor.agency_id, User.id.in_(list(set(user_ids))))
    return {user_id: name for user_id, name in current_session().execute(found)}


def workers(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, Worker]:
    """User id to name and team, for the actor's own agency, in one query."""
    found = (
        select(User.id, User.name, User.team_id, Team.name)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.agency_id == actor.agency_id, User.id.in_(list(set(user_ids))))
    )
    return {row[0]: Worker(row[1], row[2], row[3] or "") for row in current_session().execute(found)}
