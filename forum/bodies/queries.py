"""Reads of bodies and of who sits in them. Shared by the members; no row is about a person who is supported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from agencies.models import Agency, User
from agencies.permissions import Permission
from agencies.queries import holders
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from forum import queries as forum
from forum.bodies import rules
from forum.bodies.models import Body, BodyKind, BodyMember, Interest
from forum.bodies.reference import FORUM
from forum.models import Meeting

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as lists show it."""

    member: BodyMember
    agency: str
    sector: str

    @property
    def role(self) -> str:
        """The role in words."""
        return rules.ROLE_WORDS[self.member.role]

    @property
    def term_ends_soon(self) -> bool:
        """Whether its term ends within 60 days, or is over."""
        return self.member.ended_on is None and rules.term_ends_soon(self.member.term_ends, clock.today())


@dataclass(frozen=True, slots=True)
class InterestLine:
    """A declared interest with the name of whoever declared it."""

    interest: Interest
    name: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in the list of bodies."""

    body: Body
    members: int
    kind: str
    next_on: date | None


def visible_to(actor: Actor) -> Select[Body]:
    """The bodies an actor may read: the forum is shared by its members, so all of them."""
    return select(Body)


def body(actor: Actor, body_id: UUID) -> Body:
    """One body; NotVisible when there is none."""
    return _found(current_session().scalars(visible_to(actor).where(Body.id == body_id)).one_or_none())


def body_of_group(group_id: UUID) -> Body | None:
    """The body of a task and finish group; None until the group is approved."""
    return current_session().scalars(select(Body).where(Body.group_id == group_id)).one_or_none()


def forum_body() -> Body:
    """The forum as a body; NotVisible when reference data is not loaded."""
    return _found(current_session().scalars(select(Body).where(Body.code == FORUM)).one_or_none())


def body_of(meeting: Meeting) -> Body:
    """The body that meets: a meeting that names none is the forum's."""
    if meeting.body_id is None:
        return forum_body()
    return _found(current_session().get(Body, meeting.body_id))


def bodies(actor: Actor, *, closed: bool = False) -> list[BodyLine]:
    """Bodies that still meet (or those that closed): the forum, subgroups, groups, each by name. Three statements."""
    wanted = visible_to(actor).where(Body.closed_on.is_not(None) if closed else Body.closed_on.is_(None))
    rows = list(current_session().scalars(wanted.limit(200)))
    order = list(BodyKind)
    rows.sort(key=lambda row: (order.index(row.kind), row.name))
    seats, ahead = _seat_counts(row.id for row in rows), _next_days(rows)
    return [BodyLine(row, seats.get(row.id, 0), rules.KIND_WORDS[row.kind], ahead.get(row.id)) for row in rows]


def open_besides(actor: Actor) -> dict[UUID, str]:
    """The bodies besides the forum itself that still meet, by name."""
    found = visible_to(actor).where(Body.code != FORUM, Body.closed_on.is_(None)).order_by(Body.name)
    return {row.id: row.name for row in current_session().scalars(found.limit(200))}


def names(actor: Actor) -> dict[UUID, str]:
    """The names of all bodies there ever were."""
    found = visible_to(actor).order_by(Body.name).limit(500)
    return {row.id: row.name for row in current_session().scalars(found)}


def accounts(actor: Actor) -> dict[UUID, str]:
    """The accounts that may sit in a body, with their agency: all who read the forum's meetings, by name."""
    found = (
        select(User.id, User.name, Agency.name.label("agency"))
        .join(Agency, Agency.id == User.agency_id)
        .where(User.active, User.id.in_(holders(Permission.MEETING_READ)))
        .order_by(User.name)
    )
    return {row.id: f"{row.name}, {row.agency}" for row in current_session().execute(found.limit(500))}


def seats_by_agency(actor: Actor) -> dict[UUID | None, list[SeatLine]]:
    """Who speaks for each agency in the forum, in one statement; under None, who sits for themselves."""
    found: dict[UUID | None, list[SeatLine]] = {}
    for line in seats(forum_body().id):
        found.setdefault(line.member.agency_id, []).append(line)
    return found


def quorum_rule(row: Body) -> rules.QuorumRule:
    """A body's quorum as a rule."""
    return rules.QuorumRule(
        one_in=row.quorum_one_in, least=row.quorum_least, chair=row.quorum_chair, voluntary=row.quorum_voluntary,
        statutory=row.quorum_statutory, lived_experience=row.quorum_lived_experience,
    )  # fmt: skip


def seats(body_id: UUID, on: date | None = None) -> list[SeatLine]:
    """Who sits in a body on a day (today when none is given), in the order chair first, then by agency and name."""
    day = on or clock.today()
    held = _seats().where(
        BodyMember.body_id == body_id, BodyMember.term_begins <= day,
        or_(BodyMember.ended_on.is_(None), BodyMember.ended_on >= day),
    )  # fmt: skip
    lines = [SeatLine(row[0], row[1], row[2]) for row in current_session().execute(held.limit(500))]
    order = list(rules.ROLE_WORDS)
    return sorted(lines, key=lambda line: (min(order.index(line.member.role), 3), line.agency, line.member.name))


def former_seats(actor: Actor, body_id: UUID, number: int) -> Page[SeatLine]:
    """One page of the seats that ended, the latest first."""
    found = select(BodyMember).where(BodyMember.body_id == body_id, BodyMember.ended_on.is_not(None))
    page = page_of(found.order_by(BodyMember.ended_on.desc(), BodyMember.name), number)
    named = {member.id: SeatLine(member, agency, sector) for member, agency, sector in _named(page.items)}
    return Page([named[member.id] for member in page.items], page.page, page.total, page.size)


def member(actor: Actor, body_id: UUID, member_id: UUID) -> BodyMember:
    """One seat of a body; NotVisible when there is none."""
    found = select(BodyMember).where(BodyMember.id == member_id, BodyMember.body_id == body_id)
    return _found(current_session().scalars(found).one_or_none())


def agencies_of(row: Body, on: date) -> set[UUID]:
    """The agencies whose presence counts on a day: members of the forum, or those that sit in another body."""
    if row.kind is BodyKind.FORUM:
        return {seat.agency.id for seat in forum.members(forum.forum().id, on)}
    lines = seats(row.id, on)
    return {
        line.member.agency_id
        for line in lines
        if line.member.agency_id is not None and line.member.role is not rules.SeatRole.OBSERVER
    }


def own_seats(user_id: UUID) -> list[BodyMember]:
    """The seats that an account holds now, as member or as deputy."""
    held = select(BodyMember).where(
        or_(BodyMember.user_id == user_id, BodyMember.deputy_user_id == user_id),
        or_(BodyMember.ended_on.is_(None), BodyMember.ended_on >= clock.today()),
    )
    return list(current_session().scalars(held))


def interests(actor: Actor, body_id: UUID) -> list[InterestLine]:
    """The register of interests of a body that still stand, by name."""
    found = (
        select(Interest, BodyMember.name)
        .join(BodyMember, BodyMember.id == Interest.member_id)
        .where(Interest.body_id == body_id, or_(Interest.ended_on.is_(None), Interest.ended_on >= clock.today()))
    )
    rows = current_session().execute(found.order_by(BodyMember.name, Interest.declared_on).limit(500))
    return [InterestLine(*row) for row in rows]


def terms_ending(actor: Actor) -> list[SeatLine]:
    """Seats in bodies that still meet, whose term ends within 60 days or has ended."""
    found = (
        _seats()
        .join(Body, Body.id == BodyMember.body_id)
        .where(Body.closed_on.is_(None), BodyMember.ended_on.is_(None))
        .where(BodyMember.term_ends <= clock.today() + rules.TERM_WARNED)
        .order_by(BodyMember.term_ends, BodyMember.name)
    )
    return [SeatLine(row[0], row[1], row[2]) for row in current_session().execute(found.limit(50))]


def _seats() -> Select[BodyMember, str, str]:
    return select(
        BodyMember, func.coalesce(Agency.name, "For themselves"), func.coalesce(Agency.sector, "")
    ).join(Agency, Agency.id == BodyMember.agency_id, isouter=True)  # fmt: skip


def _named(members: Iterable[BodyMember]) -> list[tuple[BodyMember, str, str]]:
    ids = [row.id for row in members]
    rows = current_session().execute(_seats().where(BodyMember.id.in_(ids)))
    return [(who, agency, sector) for who, agency, sector in rows]


def _seat_counts(body_ids: Iterable[UUID]) -> dict[UUID, int]:
    found = (
        select(BodyMember.body_id, func.count())
        .where(BodyMember.body_id.in_(list(body_ids)))
        .where(or_(BodyMember.ended_on.is_(None), BodyMember.ended_on >= clock.today()))
        .group_by(BodyMember.body_id)
    )
    return {key: value for key, value in current_session().execute(found)}


def _next_days(rows: Iterable[Body]) -> dict[UUID, date]:
    """The day of the next meeting of each body."""
    known = list(rows)
    first = forum.next_starts([row.id for row in known])
    days = {row.id: first.get(None if row.code == FORUM else row.id) for row in known}
    return {key: clock.london(at).date() for key, at in days.items() if at is not None}


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotVisible
    return row
