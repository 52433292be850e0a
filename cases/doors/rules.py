"""Breaking the glass. Pure: each rule answers with the refusal, or None when it allows.

Source: design.md 3 (a reason of 20 characters or more, 60 minutes, lead worker notified, reviewed), security.md T1.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from cases.openings import Verdict
from core.calendar import add_working_days
from core.errors import Refused
from people.rules.exclusion import LEAST_REASON, says_why

OPEN_FOR = timedelta(minutes=60)
MOST_A_DAY = 10
VERDICT_WORDS = {Verdict.FINE: "Fine", Verdict.FOLLOW_UP: "To follow up"}


def glass_may_be_broken(*, reason: str, opened_today: int, lead_name: str) -> Refused | None:
    """A colleague outside the team opens a case for an hour: with a reason, and ten times a day at most.

    `reason` is counted after each run of white space became one space; one letter again and again is no reason.
    """
    if not says_why(reason):
        return Refused(f"Say why, in a sentence of {LEAST_REASON} characters or more.", field="reason")
    if opened_today >= MOST_A_DAY:
        return Refused(
            f"You have opened {MOST_A_DAY} cases this way today, and that is the most.",
            instead=f"Ask {lead_name} or a manager to put you on the case team.",
            field="reason",
        )
    return None


def review_by(day: date) -> date:
    """An opening is reviewed by the next working day (security.md, decision 4)."""
    return add_working_days(day, 1)


def opening_may_be_reviewed(
    *, actor_id: UUID, opened_by: UUID, is_reviewed: bool, verdict: Verdict | None, words: str
) -> Refused | None:
    """A manager or the data protection lead says of an opening that it is fine, or what is to follow.

    Nobody reviews their own, and an opening is reviewed once.
    """
    if actor_id == opened_by:
        return Refused("You opened this yourself.", instead="Another manager or your data protection lead reviews it.")
    if is_reviewed:
        return Refused("This was reviewed already.")
    if verdict is None:
        return Refused("Choose what you say of it.", field="verdict")
    if verdict is Verdict.FOLLOW_UP and not words.strip():
        return Refused("Say what is to follow.", field="words")
    return None


def verdict(code: str) -> Verdict | None:
    """The verdict that a code stands for; None for any other."""
    return Verdict(code) if code in set(Verdict) else None
