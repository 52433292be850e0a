"""What may be looked up, how often, and what a written thing can be. Pure: a refusal, or None when it is allowed.

Sources: the order (30 an hour, 100 a day); domain.md 4.4; security.md T5.
"""

from __future__ import annotations

from collections.abc import Collection

from core.errors import Refused
from safety.vocabulary import DescriptorKind

MOST_AN_HOUR = 30
MOST_A_DAY = 100
LEAST_LETTERS = 3
LEAST_DIGITS = 6
PLATE_LETTERS = range(2, 9)

#: NUM's own checkers, which members use at NUM. Nothing of theirs is held here (domain.md 4.4).
CHECKERS = {"phone": "Phone number checker", "email": "E-mail checker"}


def too_many(in_the_last_hour: int, in_the_last_day: int) -> str:
    """Why one more look-up is stopped, in words; empty when it may be made. Counts those made before it."""
    if in_the_last_hour >= MOST_AN_HOUR:
        return f"You have used the checker {MOST_AN_HOUR} times in an hour."
    if in_the_last_day >= MOST_A_DAY:
        return f"You have used the checker {MOST_A_DAY} times in a day."
    return ""


def may_be_looked_up(written: str) -> Refused | None:
    """Something must be there to compare: two letters would be anybody's."""
    if sum(letter.isalnum() for letter in written) >= LEAST_LETTERS:
        return None
    return Refused("Enter a phone number, e-mail address, registration plate or profile name.", field="written")


def kinds_of(written: str) -> tuple[DescriptorKind, ...]:
    """What a written thing can be, by its shape alone. A profile name can be anything.

    The shape alone decides how many questions are asked, so that the time taken says nothing of the answer.
    """
    signs = [letter for letter in written if letter.isalnum()]
    digits = sum(sign.isdigit() for sign in signs)
    fits = {
        DescriptorKind.PHONE: digits >= LEAST_DIGITS,
        DescriptorKind.EMAIL: "@" in written.strip().lstrip("@") or "＠" in written,
        DescriptorKind.PLATE: len(signs) in PLATE_LETTERS and 0 < digits < len(signs),
        DescriptorKind.PROFILE: True,
    }
    return tuple(kind for kind, does in fits.items() if does)


def checkers_may_be(codes: Collection[str]) -> Refused | None:
    """Somebody was told of one checker or both."""
    if codes and set(codes) <= set(CHECKERS):
        return None
    return Refused("Choose which checker you told them of.", field="checkers")
