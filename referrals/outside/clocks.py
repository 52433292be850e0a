"""The clock of a message from outside: contact first, then a record or a reason; by the agency's own limits."""

from __future__ import annotations

from core import clock
from core.dial import Dial, due_dial
from core.words import short_day
from referrals.outside.models import EnquiryState, OutsideEnquiry

DONE_WORDS = {EnquiryState.RECORDED: "Became a record", EnquiryState.SET_ASIDE: "Set aside"}


def dial_of(row: OutsideEnquiry) -> Dial:
    """What is owed next and by when; once it has ended, how and when."""
    started = clock.london(row.received_at).date()
    if row.state is EnquiryState.NEW:
        return due_dial(started=started, due=row.contact_by, verb="contact")
    if row.state is EnquiryState.CONTACTED:
        return due_dial(started=started, due=row.decide_by, verb="decide")
    return Dial("done", 1.0, DONE_WORDS[row.state], short_day(row.ended_at) if row.ended_at else "")
