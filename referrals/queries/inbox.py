"""The views of the inbox and what they can be narrowed to, as criteria; `lists` reads by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from agencies import queries as agencies
from agencies.models import Agency, Team, User
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.scoping import belongs_to
from referrals.models import Referral, ReferralDesk, ReferralReceipt, ReferralState, ReferralSubject, Urgency
from referrals.queries.desk import workers
from referrals.queries.due import overdue
from referrals.rules import PENDING

#: In the order of the page; what a receiver has to do comes first.
VIEWS = ("in", "new", "me", "overdue", "answered", "out", "ended")
#: Views of what has not been answered: the rows that can be given to a worker.
OPEN_VIEWS = ("in", "new", "me", "overdue")
NOBODY = "nobody"
ENDED = (ReferralState.WITHDRAWN, ReferralState.MISDIRECTED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; nothing chosen means all.

    `teams`: of the reader's agency; `agencies`: on the other side; `worker`: who has it, or `nobody`.
    """

    urgencies: frozenset[Urgency] = frozenset()
    mine: bool = False
    teams: frozenset[UUID] = frozenset()
    agencies: frozenset[UUID] = frozenset()
    worker: UUID | None = None
    nobody: bool = False

    @classmethod
    def of(
        cls,
        urgencies: Iterable[str],
        mine: bool,
        *,
        teams: Iterable[str] = (),
        agencies: Iterable[str] = (),
        worker: str = "",
    ) -> Filters:
        """From the words of an address; what is no urgency, or no id, is left out."""
        return cls(
            urgencies=frozenset(Urgency(each) for each in urgencies if each in tuple(Urgency)),
            mine=mine, teams=frozenset(_ids(teams)), agencies=frozenset(_ids(agencies)),
            worker=next(iter(_ids([worker])), None), nobody=worker == NOBODY,
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        """True when anything is chosen."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the reader can choose from: own teams and workers, and the agencies on the other side."""

    teams: tuple[Team, ...]
    workers: tuple[User, ...]
    agencies: tuple[Agency, ...]


def filter_choices(actor: Actor) -> FilterChoices:
    """The choices of the filter form; a reader of one team's referrals alone has no teams to choose from."""
    may_see_teams = actor.may(Permission.REFERRAL_AGENCY)
    return FilterChoices(
        teams=tuple(agencies.teams_of(actor.agency_id)) if may_see_teams else (),
        workers=tuple(workers(actor)),
        agencies=tuple(each for each in agencies.member_agencies() if each.id != actor.agency_id),
    )


def in_view(actor: Actor, view: str) -> ColumnElement[bool]:
    """What belongs in a view.

    New: nobody has it yet. Me: the next step is mine, as the worker who has it or the sender who was asked.
    """
    to_us, ours = Referral.to_agency_id == actor.agency_id, Referral.from_agency_id == actor.agency_id
    pending = Referral.state.in_(PENDING)
    conditions: dict[str, Callable[[], ColumnElement[bool]]] = {  # each costs time to build, and one is wanted
        "in": lambda: and_(to_us, pending),
        "new": lambda: and_(to_us, pending, Referral.id.not_in(_on_desk(actor))),
        "me": lambda: and_(pending, or_(and_(to_us, _is_on_my_desk(actor), ~waits_for_sender()), _asked_of_me(actor))),
        "overdue": lambda: overdue(clock.today()),
        "answered": lambda: Referral.state.in_((ReferralState.ACCEPTED, ReferralState.DECLINED)),
        "out": lambda: ours,
        "ended": lambda: or_(
            Referral.state.in_(ENDED), Referral.sharing_ended_at.is_not(None), Referral.outcome_at.is_not(None)
        ),
    }  # fmt: skip
    return conditions[view]()


def narrowed(actor: Actor, found: Select[Referral], filters: Filters) -> Select[Referral]:
    """A statement over referrals with what was chosen in the filter form."""
    if filters.urgencies:
        found = found.where(Referral.urgency.in_(sorted(filters.urgencies)))
    if filters.mine:
        found = found.where(_is_mine(actor))
    if filters.teams:
        found = found.where(or_(Referral.to_team_id.in_(filters.teams), Referral.from_team_id.in_(filters.teams)))
    if filters.agencies:
        found = found.where(_is_with(actor, filters.agencies))
    if filters.nobody:
        found = found.where(Referral.to_agency_id == actor.agency_id, Referral.id.not_in(_on_desk(actor)))
    if filters.worker is not None:
        found = found.where(Referral.id.in_(_on_desk(actor, filters.worker)))
    return found


def waits_for_sender() -> ColumnElement[bool]:
    """The receiver has asked, and the sender has not answered: `rules.waits_for_sender` as a criterion."""
    redirect = and_(Referral.redirect_asked_at.is_not(None), Referral.redirect_answered_at.is_(None))
    return or_(Referral.more_asked_at.is_not(None), redirect)


def _asked_of_me(actor: Actor) -> ColumnElement[bool]:
    """What I sent, and the receiver has asked me about."""
    return and_(Referral.state.in_(PENDING), Referral.id.in_(_sent_by(actor)), waits_for_sender())


def _is_with(actor: Actor, others: Iterable[UUID]) -> ColumnElement[bool]:
    wanted = list(others)
    received = and_(Referral.to_agency_id == actor.agency_id, Referral.from_agency_id.in_(wanted))
    return or_(received, and_(Referral.from_agency_id == actor.agency_id, Referral.to_agency_id.in_(wanted)))


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    """Sent by me, given to me, accepted by me, or addressed to my team and not yet anyone's."""
    kept = select(ReferralReceipt.referral_id).where(
        belongs_to(actor, ReferralReceipt), ReferralReceipt.accepted_by == actor.user_id
    )
    free = and_(Referral.state.in_(PENDING), Referral.to_team_id == actor.team_id, Referral.id.not_in(_on_desk(actor)))
    return or_(Referral.id.in_(_sent_by(actor)), Referral.id.in_(kept), _is_on_my_desk(actor), free)


def _is_on_my_desk(actor: Actor) -> ColumnElement[bool]:
    return Referral.id.in_(_on_desk(actor, actor.user_id))


def _on_desk(actor: Actor, worker_id: UUID | None = None) -> Select[UUID]:
    found = select(ReferralDesk.referral_id).where(belongs_to(actor, ReferralDesk))
    return found if worker_id is None else found.where(ReferralDesk.user_id == worker_id)


def _sent_by(actor: Actor) -> Select[UUID]:
    return select(ReferralSubject.referral_id).where(
        belongs_to(actor, ReferralSubject), ReferralSubject.sent_by == actor.user_id
    )


def _ids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
