"""What may be done with an exclusion (conflict of interest). Pure. Source: security.md T3, design.md 3."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from core.errors import Refused

LEAST_REASON = 20
LONGEST_PLANNED = timedelta(days=366 * 10)


def plain_words(words: str) -> str:
    """What was written, with each run of white space as one space."""
    return " ".join(words.split())


def says_why(words: str) -> bool:
    """True for a reason that says something: 20 characters once white space is collapsed, and not one letter again
    and again."""
    plain = plain_words(words)
    return len(plain) >= LEAST_REASON and len(set(plain.casefold()) - {" "}) > 3


def exclusion_may_be_set(
    *, actor_id: UUID, user_id: UUID, reason: str, from_on: date, until_on: date | None, today: date
) -> Refused | None:
    """A colleague is kept away for a reason, from today or a day soon, until a later day or until it is ended.

    Nobody excludes themselves: they say so to a manager or the data protection lead, who does.
    """
    if user_id == actor_id:
        return Refused(
            "You cannot exclude yourself.", instead="Ask a manager or your data protection lead.", field="user"
        )
    if not says_why(reason):
        return Refused("Say why, in a sentence of 20 characters or more.", field="reason")
    if from_on > today + timedelta(days=366):
        return Refused("Begin within a year.", field="from_on")
    if until_on is not None and until_on < max(from_on, today):
        return Refused("The last day must come after the first, and not be over.", field="until_on")
    if until_on is not None and until_on - from_on > LONGEST_PLANNED:
        return Refused("Check the year.", field="until_on")
    return None


def exclusion_may_be_ended(
    *, actor_id: UUID, set_by: UUID, set_on: date, today: date, reason: str, is_over: bool
) -> Refused | None:
    """It takes two people to let a colleague near again: whoever set it ends it alone only on the same day.

    Source: security.md T3 (two-person approval for un-excluding).
    """
    if is_over:
        return Refused("It has ended already.")
    if actor_id == set_by and set_on != today:
        return Refused(
            "You set this, so somebody else must end it.",
            instead="Ask another manager or your data protection lead.",
        )
    if not says_why(reason):
        return Refused("Say why it ends, in a sentence of 20 characters or more.", field="reason")
    return None
