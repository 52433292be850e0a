"""Scheduled work of referrals: the agency's own tallies, and the end of referrals whose consent has run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core import clock, tallies
from core.actor import Actor
from core.calendar import working_days_between
from core.tallies import Period
from referrals import queries, service
from referrals.models import Referral, ReferralState

LONGEST = 30
WHOLE = "all"
DECIDED = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN)


def write_tallies(actor: Actor, period: Period) -> None:
    """Count what the actor's agency received, and sent, in a period (by the day of sending, in Manchester).

    Waiting times are histograms of working days, “0” to “30” and “31+”; a referral without that answer is in none.
    """
    received = queries.received_between(actor, period.start, period.end)
    numbers = {
        "referrals.sent": {WHOLE: len(received)},
        "referrals.acknowledged": {WHOLE: sum(each.acknowledged_at is not None for each in received)},
        **{f"referrals.{state.value}": {WHOLE: _in_state(received, state)} for state in DECIDED},
        "referrals.waiting-days.acknowledge": _histogram([_days(each, each.acknowledged_at) for each in received]),
        "referrals.waiting-days.decide": _histogram([_days(each, each.decided_at) for each in received]),
        "referrals.sent-by": {WHOLE: queries.count_sent_between(actor, period.start, period.end)},
    }
    for measure, counted in numbers.items():
        tallies.write(actor=actor, measure=measure, period=period, numbers=counted)


def end_expired(actor: Actor) -> int:
    """Withdraw the agency's undecided referrals that no consent covers any longer."""
    return service.end_expired(actor=actor)


def _in_state(received: Sequence[Referral], state: ReferralState) -> int:
    return sum(each.state is state for each in received)


def _days(sent: Referral, answered: datetime | None) -> int | None:
    if answered is None:
        return None
    return working_days_between(clock.london(sent.sent_at).date(), clock.london(answered).date())


def _histogram(days: Sequence[int | None]) -> dict[str, int]:
    counted = Counter(_bucket(each) for each in days if each is not None)
    return dict(counted)


def _bucket(days: int) -> str:
    return str(max(0, days)) if days <= LONGEST else f"{LONGEST + 1}+"
