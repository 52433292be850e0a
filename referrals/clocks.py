"""The clock of a referral, and its state in words. Clocks count working days from the day it was sent."""

from __future__ import annotations

from core import clock
from core.dial import Dial, due_dial
from core.words import short_day
from referrals.models import Referral, ReferralState, Urgency

URGENCY_WORDS = {Urgency.STANDARD: "Standard", Urgency.HIGH: "High", Urgency.EMERGENCY: "Emergency, today"}
STATE_WORDS = {
    ReferralState.SENT: "Sent",
    ReferralState.ACKNOWLEDGED: "Acknowledged",
    ReferralState.ACCEPTED: "Accepted",
    ReferralState.DECLINED: "Declined",
    ReferralState.WITHDRAWN: "Withdrawn",
    ReferralState.MISDIRECTED: "Sent to the wrong place",
}


def dial_of(referral: Referral) -> Dial:
    """What is owed next and by when; once it has ended, how and when."""
    started = clock.london(referral.sent_at).date()
    if referral.state is ReferralState.SENT:
        return due_dial(started=started, due=referral.acknowledge_by, verb="acknowledge")
    if referral.state is ReferralState.ACKNOWLEDGED:
        return due_dial(started=started, due=referral.decide_by, verb="decide")
    ended = referral.misdirected_at or referral.withdrawn_at or referral.decided_at
    return Dial("done", 1.0, STATE_WORDS[referral.state], short_day(ended) if ended else "")
