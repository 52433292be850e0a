"""The clock of a referral, and its state in words. Clocks count working days from the day it was sent."""

from __future__ import annotations

from core import clock
from core.dial import Dial, due_dial
from core.words import short_day
from referrals.models import Referral, ReferralState, Urgency
from referrals.rules import PENDING, due_of

URGENCY_WORDS = {Urgency.STANDARD: "Standard", Urgency.HIGH: "High", Urgency.EMERGENCY: "Emergency, today"}
STATE_WORDS = {
    ReferralState.SENT: "Sent",
    ReferralState.ACKNOWLEDGED: "Acknowledged",
    ReferralState.ACCEPTED: "Accepted",
    ReferralState.DECLINED: "Declined",
    ReferralState.WITHDRAWN: "Withdrawn",
    ReferralState.MISDIRECTED: "Sent to the wrong place",
}


def dial_of(referral: Referral, waits_for: str = "the sender") -> Dial:
    """What is owed next and by when; paused while it waits for the sender; once it has ended, how and when.

    `waits_for`: what the reader calls the sending agency, for a clock that stands still.
    """
    if referral.state not in PENDING:
        return _ended(referral)
    if referral.paused_at is not None:
        return Dial("paused", 0.5, "Paused", f"waits for {waits_for} since {short_day(referral.paused_at)}")
    verb, due = due_of(referral)
    return due_dial(started=clock.london(referral.sent_at).date(), due=due, verb=verb)


def _ended(referral: Referral) -> Dial:
    at = {
        ReferralState.WITHDRAWN: referral.withdrawn_at,
        ReferralState.MISDIRECTED: referral.misdirected_at,
    }.get(referral.state, referral.decided_at)
    return Dial("done", 1.0, STATE_WORDS[referral.state], short_day(at) if at else "")
