"""Scheduled work of referrals: the agency's own tallies, and the end of referrals whose consent has run out.

All is counted in the database, by the day of sending in Manchester. Of waiting times two moments a referral are read.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, and_, func, select

from cases.models import Case
from core import clock, tallies
from core.actor import Actor
from core.counts import grouped_list, histogram, moments, spread, within, working_days
from core.scoping import belongs_to, current_session
from core.tallies import Measured, Period
from people.models import Person
from referrals import measures, queries, service
from referrals.models import Escalation, Referral, ReferralReceipt, ReferralState, ReferralSubject
from referrals.queries.due import overdue

WHOLE = "all"
DECIDED = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN)
A_YEAR = timedelta(days=365)


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count what the actor's agency received, and sent, in a period (by the day of sending, in Manchester).

    Waiting times are histograms of working days, “0” to “30” and “31+”; a referral without that answer is in none, and
    days on which the clock waited for the sender are not counted. What is late at this moment is counted by what is
    owed, and what stayed late after the managers were told is counted once more for the forum. What went to the wrong
    place was never the receiver's to answer, and is in none of this.
    """
    if _has_begun(actor, period):
        yield from tallies.quarterly(period, _at_receiver(actor, period) | _at_sender(actor, period))


def write_tallies(actor: Actor, period: Period) -> None:
    """Write the agency's referrals of a quarter, where they differ from what stands."""
    tallies.keep(actor=actor, measured=tally(actor, period))


def end_expired(actor: Actor) -> int:
    """Withdraw the agency's undecided referrals that no consent covers any longer."""
    return service.end_expired(actor=actor)


def _has_begun(actor: Actor, period: Period) -> bool:
    """Whether the agency had sent or received any by the end of a period: before its first there is no nought."""
    sent = select(Referral.id).where(belongs_to(actor, Referral), Referral.sent_at < moments(period)[1]).limit(1)
    sides = (Referral.to_agency_id == actor.agency_id, Referral.from_agency_id == actor.agency_id)
    return any(current_session().scalar(sent.where(side)) for side in sides)


def _at_receiver(actor: Actor, period: Period) -> dict[str, Mapping[str, int]]:
    received = (*_received_by(actor), *_sent_in(period))
    by_state = _by(Referral.state, received)
    sent = sum(by_state.values())
    acknowledged = _number(received, Referral.acknowledged_at.is_not(None))
    ours = {state.value: {WHOLE: by_state[state.value]} for state in DECIDED}
    return {
        "referrals.sent": {WHOLE: sent},
        "referrals.acknowledged": {WHOLE: acknowledged},
        **{f"referrals.{state}": numbers for state, numbers in ours.items()},
        "referrals.received": _became(by_state),
        "referrals.acknowledgement": {"acknowledged": acknowledged, "not-yet": sent - acknowledged},
        "referrals.urgency": within(_by(Referral.urgency, received), measures.URGENCY),
        "referrals.declined-why": _declined_why(received),
        **_waits(received),
        "referrals.overdue": _overdue(received),
        "referrals.escalated": {WHOLE: _number(received, Referral.escalation == Escalation.FORUM)},
        "referrals.needs": _needs(actor, received),
        "referrals.unmet": within(queries.unmet_between(actor, period.start, period.end), measures.needs()),
    }


def _at_sender(actor: Actor, period: Period) -> dict[str, Mapping[str, int]]:
    sent = (*_sent_by(actor), *_sent_in(period))
    accepted = (*sent, Referral.state == ReferralState.ACCEPTED)
    return {
        "referrals.sent-by": {WHOLE: queries.count_sent_between(actor, period.start, period.end)},
        "referrals.out": _became(_by(Referral.state, sent)),
        "referrals.out-result": within(_by(Referral.outcome, accepted), measures.results(), measures.NOT_TOLD),
        "referrals.re-referred": _again(actor, period),
    }


def _received_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (*_right_place(actor), Referral.to_agency_id == actor.agency_id)


def _sent_by(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (*_right_place(actor), Referral.from_agency_id == actor.agency_id)


def _right_place(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (belongs_to(actor, Referral), Referral.state != ReferralState.MISDIRECTED)


def _sent_in(period: Period) -> tuple[ColumnElement[bool], ...]:
    first, after = moments(period)
    return (Referral.sent_at >= first, Referral.sent_at < after)


def _by(column: Any, criteria: tuple[ColumnElement[bool], ...]) -> Counter[str]:
    found = select(column, func.count()).where(*criteria).group_by(column)
    return Counter({str(value or ""): number for value, number in _rows(found)})


def _number(criteria: tuple[ColumnElement[bool], ...], *more: ColumnElement[bool]) -> int:
    return current_session().scalar(select(func.count(Referral.id)).where(*criteria, *more)) or 0


def _became(by_state: Counter[str]) -> dict[str, int]:
    """What became of referrals; those that nobody has decided on wait."""
    return within(by_state, measures.BECAME, "waiting")


def _declined_why(received: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    declined = (*received, Referral.state == ReferralState.DECLINED)
    return within(_by(Referral.reason_code, declined), measures.declined_why(), measures.OTHER)


def _waits(received: tuple[ColumnElement[bool], ...]) -> dict[str, dict[str, int]]:
    moments_of = select(Referral.sent_at, Referral.acknowledged_at, Referral.decided_at, Referral.paused_days)
    acknowledged, decided = Counter[int](), Counter[int]()
    for sent, first, last, paused in _rows(moments_of.where(*received)):
        if first is not None:
            acknowledged[working_days(sent, first)] += 1
        if last is not None:
            decided[working_days(sent, last) - paused] += 1
    return {
        "referrals.waiting-days.acknowledge": histogram(acknowledged.elements()),
        "referrals.waiting-days.decide": histogram(decided.elements()),
    }


def _overdue(received: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    late = _by(Referral.state, (*received, overdue(clock.today())))
    owed = {"acknowledge": late[ReferralState.SENT], "decide": late[ReferralState.ACKNOWLEDGED]}
    return within(owed, measures.OVERDUE)


def _needs(actor: Actor, received: tuple[ColumnElement[bool], ...]) -> dict[str, int]:
    """Needs of the cases that were opened from referrals; a package itself is sealed, and never counted."""
    listed = grouped_list(Case.needs).label("listed")
    found = (
        select(listed, func.count())
        .select_from(Referral)
        .join(ReferralReceipt, ReferralReceipt.referral_id == Referral.id)
        .join(Case, and_(Case.agency_id == ReferralReceipt.agency_id, Case.id == ReferralReceipt.case_id))
        .where(*received, belongs_to(actor, ReferralReceipt), belongs_to(actor, Case))
        .group_by("listed")
    )
    return within(spread((text, number) for text, number in _rows(found)), measures.needs())


def _again(actor: Actor, period: Period) -> dict[str, int]:
    """How often the agency had referred the same person in the year up to each referral, by its own note of whom."""
    first, after = moments(period)
    whom = func.coalesce(Person.main_id, Person.id)
    found = (
        select(whom, Referral.sent_at)
        .select_from(Referral)
        .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
        .join(Person, and_(Person.agency_id == ReferralSubject.agency_id, Person.id == ReferralSubject.person_id))
        .where(*_sent_by(actor), belongs_to(actor, ReferralSubject), belongs_to(actor, Person))
        .where(Referral.sent_at >= first - A_YEAR, Referral.sent_at < after)
        .order_by(Referral.sent_at)
    )
    before: dict[UUID, deque[datetime]] = defaultdict(deque)
    times: Counter[str] = Counter()
    names = list(measures.AGAIN)
    for person_id, sent_at in _rows(found):
        earlier = before[person_id]
        while earlier and earlier[0] < sent_at - A_YEAR:
            earlier.popleft()
        if sent_at >= first:
            times[names[min(len(earlier), len(names) - 1)]] += 1
        earlier.append(sent_at)
    return within(times, measures.AGAIN)


def _rows(statement: Executable) -> Any:
    return current_session().execute(statement)
