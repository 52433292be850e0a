"""Writes of bodies: their quorum, their seats, declared interests, and the agencies' seats in the forum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from forum import queries as forum
from forum.bodies import queries, rules
from forum.bodies.models import Body, BodyKind, BodyMember, Interest, SeatRole
from forum.models import Membership
from forum.service import may_run
from forum.steps import step

BODY_CHANGED = "Somebody changed this body while you were writing. Nothing was stored."
SEAT_CHANGED = "Somebody changed this seat while you were writing. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits, in which role, for how long, and who sits for them when they cannot."""

    name: str
    role: SeatRole
    term_begins: date
    agency_id: UUID | None = None
    user_id: UUID | None = None
    term_ends: date | None = None
    deputy_name: str | None = None
    deputy_user_id: UUID | None = None


def add_subgroup(*, actor: Actor, name: str, purpose: str, quorum: rules.QuorumRule) -> Body:
    """Begin a subgroup of the forum. Refuses an empty name or purpose, and a name that another body has."""
    may_run(actor)
    _hold_body(name, purpose, None)
    number = current_session().scalar(select(func.count()).select_from(Body)) or 0
    row = Body(
        code=f"subgroup-{number + 1}", kind=BodyKind.SUBGROUP, name=name.strip(), purpose=purpose.strip(),
        reports_to="The forum", **quorum_columns(quorum),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="body", row_id=row.id)
    return row


def change_body(
    *, actor: Actor, body_id: UUID, name: str, purpose: str, quorum: rules.QuorumRule, term_months: int | None,
    version: int,
) -> Body:  # fmt: skip
    """Change what a body is for, its quorum and its terms of office. Clash when somebody changed it first."""
    may_run(actor)
    row = queries.body(actor, body_id)
    _hold_body(name, purpose, row)
    values = {"name": name.strip(), "purpose": purpose.strip(), "term_months": term_months, **quorum_columns(quorum)}
    changed = sorted(key for key, value in values.items() if getattr(row, key) != value)
    step(row, version, clash=BODY_CHANGED, **values)
    audit.record(actor=actor, verb="changed", kind="body", row_id=row.id, fields=changed)
    return row


def close_body(*, actor: Actor, body_id: UUID, version: int) -> Body:
    """End a subgroup: it meets no more, and stays readable. Refuses the forum, and a group, which ends in the plan."""
    may_run(actor)
    row = queries.body(actor, body_id)
    if row.kind is not BodyKind.SUBGROUP:
        raise Refused("Only a subgroup is ended here.", instead="A task and finish group ends on its own page.")
    step(row, version, Body.closed_on.is_(None), clash=BODY_CHANGED, closed_on=clock.today())
    audit.record(actor=actor, verb="closed", kind="body", row_id=row.id)
    return row


def add_member(*, actor: Actor, body_id: UUID, seat: Seat) -> BodyMember:
    """Seat somebody. Refuses a second chair, a term that runs backwards, a closed body, and a seat held already."""
    may_run(actor)
    row = queries.body(actor, body_id)
    if row.closed_on is not None:
        raise Refused("This body has ended.", instead="Its seats stay as they were.")
    seat = _named(seat)
    _hold_seat(row, seat, None)
    member = BodyMember(body_id=row.id, **_seat_columns(seat))
    current_session().add(member)
    current_session().flush()
    audit.record(actor=actor, verb="seated", kind="body member", row_id=member.id)
    return member


def change_member(*, actor: Actor, body_id: UUID, member_id: UUID, seat: Seat, version: int) -> BodyMember:
    """Change a seat's role, deputy or term. Clash when somebody changed it first; refuses a seat that ended."""
    may_run(actor)
    row, member = queries.body(actor, body_id), queries.member(actor, body_id, member_id)
    if member.ended_on is not None:
        raise Refused("This seat has ended.", instead="Give a new one.")
    seat = _named(seat)
    _hold_seat(row, seat, member)
    values = _seat_columns(seat)
    changed = sorted(key for key, value in values.items() if getattr(member, key) != value)
    step(member, version, BodyMember.ended_on.is_(None), clash=SEAT_CHANGED, **values)
    audit.record(actor=actor, verb="changed", kind="body member", row_id=member.id, fields=changed)
    return member


def end_seat(
    *, actor: Actor, body_id: UUID, member_id: UUID, ended_on: date, reason: str, version: int
) -> BodyMember:  # fmt: skip
    """End a seat on a day, with the reason. It stays in the list of those who sat before."""
    may_run(actor)
    member = queries.member(actor, body_id, member_id)
    if not reason.strip():
        raise Refused("Say why the seat ends.", field="reason")
    if ended_on < member.term_begins:
        raise Refused("A seat cannot end before it begins.", field="ended_on")
    still = BodyMember.ended_on.is_(None)
    step(member, version, still, clash=SEAT_CHANGED, ended_on=ended_on, ended_reason=reason.strip())
    audit.record(actor=actor, verb="ended", kind="body member", row_id=member.id)
    return member


def declare_interest(*, actor: Actor, body_id: UUID, member_id: UUID, words: str) -> Interest:
    """Enter an interest of a member in the register. By the member, or by whoever runs the meetings."""
    member = queries.member(actor, body_id, member_id)
    if actor.user_id not in (member.user_id, member.deputy_user_id):
        may_run(actor)
    if not words.strip():
        raise Refused("Say what the interest is.", field="words")
    row = Interest(
        body_id=body_id, member_id=member.id, words=words.strip(), declared_on=clock.today(),
        declared_by=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="declared", kind="interest", row_id=row.id)
    return row


def end_interest(*, actor: Actor, body_id: UUID, interest_id: UUID) -> None:
    """Say that an interest no longer stands; the register keeps it. A second time changes nothing."""
    found = select(Interest).where(Interest.id == interest_id, Interest.body_id == body_id)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    member = queries.member(actor, body_id, row.member_id)
    if actor.user_id not in (member.user_id, member.deputy_user_id):
        may_run(actor)
    if row.ended_on is None:
        step(row, row.version, clash="Somebody ended this interest first.", ended_on=clock.today())
        audit.record(actor=actor, verb="ended", kind="interest", row_id=row.id)


def join_forum(*, actor: Actor, agency_id: UUID, since: date) -> Membership:
    """Give an agency a seat in the forum from a day. Refuses one that has a seat already."""
    may_run(actor)
    home = forum.forum()
    if any(seat.agency.id == agency_id for seat in forum.members(home.id, since)):
        raise Refused("This agency has a seat already.", field="agency")
    row = Membership(forum_id=home.id, agency_id=agencies.agency(agency_id).id, since=since)
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="forum membership", row_id=row.id)
    return row


def leave_forum(*, actor: Actor, agency_id: UUID, until: date) -> None:
    """End an agency's seat in the forum on a day; it stays among the earlier members. Clash when it ended already."""
    may_run(actor)
    ended = current_session().scalar(
        update(Membership)
        .where(Membership.agency_id == agency_id, Membership.until.is_(None), Membership.since <= until)
        .values(until=until)
        .returning(Membership.id)
    )
    if ended is None:
        raise Clash("This seat has ended already, or had not begun on that day.")
    audit.record(actor=actor, verb="ended", kind="forum membership", row_id=ended, fields=("until",))


def _hold_body(name: str, purpose: str, row: Body | None) -> None:
    for field, words, said in (("name", name, "Give the body a name."), ("purpose", purpose, "Say what it is for.")):
        if not words.strip():
            raise Refused(said, field=field)
    same = select(Body.id).where(func.lower(Body.name) == name.strip().lower(), Body.closed_on.is_(None))
    if current_session().scalars(same.where(Body.id != row.id) if row else same).first() is not None:
        raise Refused("Another body has this name.", field="name")


def _hold_seat(row: Body, seat: Seat, own: BodyMember | None) -> None:
    if not seat.name:
        raise Refused("Choose an account, or write a name.", field="name")
    if seat.term_ends is not None and seat.term_ends < seat.term_begins:
        raise Refused("The term must end after it begins.", field="term_ends")
    others = [line for line in queries.seats(row.id) if own is None or line.member.id != own.id]
    if seat.role in rules.ONE_EACH and any(line.member.role is seat.role for line in others):
        held = rules.ROLE_WORDS[seat.role].lower()
        raise Refused(f"There is a {held} already.", instead="End that seat first.", field="role")
    if any(line.member.name == seat.name and line.member.agency_id == seat.agency_id for line in others):
        raise Refused(f"{seat.name} has a seat already.", field="name")


def _named(seat: Seat) -> Seat:
    """The seat with name and agency as the account has them, when there is one; and the deputy's name."""
    name, agency_id, deputy = seat.name.strip(), seat.agency_id, (seat.deputy_name or "").strip() or None
    if seat.user_id is not None:
        account = agencies.user(seat.user_id)
        name, agency_id = account.name, account.agency_id
    if seat.deputy_user_id is not None:
        deputy = agencies.user(seat.deputy_user_id).name
    return Seat(name, seat.role, seat.term_begins, agency_id, seat.user_id, seat.term_ends, deputy, seat.deputy_user_id)


def _seat_columns(seat: Seat) -> dict[str, Any]:
    return {field: getattr(seat, field) for field in Seat.__slots__}


def quorum_columns(quorum: rules.QuorumRule) -> dict[str, Any]:
    """A quorum as a body keeps it."""
    return {f"quorum_{field}": getattr(quorum, field) for field in rules.QuorumRule.__slots__}
