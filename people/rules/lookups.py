"""How often one account may look up numbers and e-mail addresses: more is fishing, not work (security.md T5)."""

from __future__ import annotations

MOST_AN_HOUR = 30
MOST_A_DAY = 100


def too_many_look_ups(in_the_last_hour: int, in_the_last_day: int) -> str:
    """Why one more look-up is stopped, in words; empty when it may be made. Counts those made before it."""
    if in_the_last_hour >= MOST_AN_HOUR:
        return f"You have looked up {MOST_AN_HOUR} numbers or addresses in an hour."
    if in_the_last_day >= MOST_A_DAY:
        return f"You have looked up {MOST_A_DAY} numbers or addresses in a day."
    return ""
