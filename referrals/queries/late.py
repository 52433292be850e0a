"""What is late or soon due, for the jobs that tell people, for managers, and for the worker who owes an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from agencies.models import User
from agencies.permissions import Permission
from core.actor import Actor
from core.scoping import belongs_to, current_session
from referrals.models import Referral, ReferralDesk, ReferralSubject
from referrals.queries.due import DUE, RUNS, most_urgent_first, overdue
from referrals.queries.rows import visible, visible_to
from referrals.rules import PENDING

#: The longest way from a working day to the next: Christmas and its neighbours.
NEXT_WORKING_DAY_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LateByWorker:
    """How many answers one worker of the agency is late with, and since when the oldest; no name: nobody has them."""

    worker: str
    count: int
    oldest: date


def late_sent(actor: Actor, today: date) -> list[Referral]:
    """What the actor's agency sent and the receiver has not answered in time, the oldest first."""
    found = visible_to(actor).where(Referral.from_agency_id == actor.agency_id, overdue(today))
    return list(current_session().scalars(found.order_by(DUE, Referral.id).execution_options(populate_existing=True)))


def soon_due(actor: Actor, today: date) -> list[Referral]:
    """What the actor's agency must answer in the next days, the first due first."""
    found = visible_to(actor).where(
        Referral.to_agency_id == actor.agency_id, RUNS, today < DUE, today + NEXT_WORKING_DAY_WITHIN >= DUE
    )
    return list(current_session().scalars(found.order_by(DUE, Referral.id).execution_options(populate_existing=True)))


def assignee(actor: Actor, referral_id: UUID) -> User | None:
    """The colleague who has a referral, if one does and still works here."""
    theirs = select(ReferralDesk.user_id).where(
        belongs_to(actor, ReferralDesk), ReferralDesk.referral_id == referral_id
    )
    return current_session().scalar(select(User).where(User.active, User.id.in_(theirs)))


def late_by_worker(actor: Actor, today: date) -> list[LateByWorker]:
    """Late answers of the actor's own agency by the worker who has them, most first; one statement."""
    found = (
        select(User.name, func.count(), func.min(DUE))
        .select_from(Referral)
        .outerjoin(ReferralDesk, ReferralDesk.referral_id == Referral.id)
        .outerjoin(User, User.id == ReferralDesk.user_id)
        .where(*visible(actor), Referral.to_agency_id == actor.agency_id, overdue(today))
        .group_by(User.name)
        .order_by(func.count().desc(), User.name)
    )
    return [LateByWorker(name or "", number, oldest) for name, number, oldest in current_session().execute(found)]


def owed_by(actor: Actor, limit: int = 20) -> list[Referral]:
    """The answers that wait for this very reader, most urgent first: theirs, and those that nobody has yet.

    Whoever sees every case of the agency (a manager) sees every answer that is owed. A clock that is paused waits for
    the sender, and for nobody here.
    """
    found = visible_to(actor).where(Referral.to_agency_id == actor.agency_id, RUNS)
    if not actor.may(Permission.CASE_ALL):
        found = found.where(or_(Referral.id.in_(_desks(actor, actor.user_id)), Referral.id.not_in(_desks(actor))))
    return list(current_session().scalars(found.order_by(*most_urgent_first(), Referral.sent_at).limit(limit)))


def asked_of(actor: Actor, limit: int = 20) -> list[Referral]:
    """What the actor sent, or their agency when they manage it, that stands still until it answers a question."""
    found = visible_to(actor).where(
        Referral.from_agency_id == actor.agency_id, Referral.state.in_(PENDING), Referral.paused_at.is_not(None),
        *_sent_by(actor),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(Referral.paused_at).limit(limit)))


def unanswered(actor: Actor, today: date, limit: int = 20) -> list[Referral]:
    """What the actor sent, or their agency when they manage it, and the receiver has not answered in time."""
    found = visible_to(actor).where(Referral.from_agency_id == actor.agency_id, overdue(today), *_sent_by(actor))
    return list(current_session().scalars(found.order_by(DUE).limit(limit)))


def _desks(actor: Actor, user_id: UUID | None = None) -> Select[UUID]:
    found = select(ReferralDesk.referral_id).where(belongs_to(actor, ReferralDesk))
    return found if user_id is None else found.where(ReferralDesk.user_id == user_id)


def _sent_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    if actor.may(Permission.CASE_ALL):
        return ()
    mine = select(ReferralSubject.referral_id).where(
        belongs_to(actor, ReferralSubject), ReferralSubject.sent_by == actor.user_id
    )
    return (Referral.id.in_(mine),)
