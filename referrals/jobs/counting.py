"""Scheduled work of referrals: the agency's own tallies, and the end of referrals whose consent has run out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core import clock, tallies
from core.actor import Actor
from core.calendar import working_days_between
from core.tallies import Period
from referrals import queries, rules, service, vocabulary
from referrals.models import Escalation, Referral, ReferralState

LONGEST = 30
WHOLE = "all"
DECIDED = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN)


def write_tallies(actor: Actor, period: Period) -> None:
    """Count what the actor's agency received, and sent, in a period (by the day of sending, in Manchester).

    Waiting times are histograms of working days, “0” to “30” and “31+”; a referral without that answer is in none, and
    days on which the clock waited for the sender are not counted. What is late at this moment is counted by what is
    owed, and what stayed late after the managers were told is counted once more for the forum.
    """
    received = [each for each in queries.received_between(actor, period.start, period.end) if _was_ours(each)]
    numbers = {
        "referrals.sent": {WHOLE: len(received)},
        "referrals.acknowledged": {WHOLE: sum(each.acknowledged_at is not None for each in received)},
        **{f"referrals.{state.value}": {WHOLE: _in_state(received, state)} for state in DECIDED},
        "referrals.waiting-days.acknowledge": _histogram([_days(each, each.acknowledged_at) for each in received]),
        "referrals.waiting-days.decide": _histogram([_decided_in(each) for each in received]),
        "referrals.overdue": _overdue(received),
        "referrals.escalated": {WHOLE: sum(each.escalation is Escalation.FORUM for each in received)},
        "referrals.unmet": _unmet(actor, period),
        "referrals.sent-by": {WHOLE: queries.count_sent_between(actor, period.start, period.end)},
    }
    for measure, counted in numbers.items():
        tallies.write(actor=actor, measure=measure, period=period, numbers=counted)


def end_expired(actor: Actor) -> int:
    """Withdraw the agency's undecided referrals that no consent covers any longer."""
    return service.end_expired(actor=actor)


def _unmet(actor: Actor, period: Period) -> dict[str, int]:
    """By need: how often the agency declined, and knew of nobody else who could help with it (domain.md S3-41)."""
    return dict.fromkeys(vocabulary.need_words(), 0) | queries.unmet_between(actor, period.start, period.end)


def _was_ours(received: Referral) -> bool:
    """False for what went to the wrong place: it was never the receiver's to answer."""
    return received.state is not ReferralState.MISDIRECTED


def _in_state(received: Sequence[Referral], state: ReferralState) -> int:
    return sum(each.state is state for each in received)


def _overdue(received: Sequence[Referral]) -> dict[str, int]:
    today = clock.today()
    owed = Counter(rules.due_of(each)[0] for each in received if rules.is_overdue(each, today))
    return {step: owed[step] for step in ("acknowledge", "decide")}


def _decided_in(sent: Referral) -> int | None:
    days = _days(sent, sent.decided_at)
    return None if days is None else days - sent.paused_days


def _days(sent: Referral, answered: datetime | None) -> int | None:
    if answered is None:
        return None
    return working_days_between(clock.london(sent.sent_at).date(), clock.london(answered).date())


def _histogram(days: Sequence[int | None]) -> dict[str, int]:
    counted = Counter(_bucket(each) for each in days if each is not None)
    return dict(counted)


def _bucket(days: int) -> str:
    return str(max(0, days)) if days <= LONGEST else f"{LONGEST + 1}+"
