"""What is said of many at once: a percentage, a typical wait, an average. Each needs enough behind it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from math import ceil

from reports.disclosure.rules import HIDDEN, STANDARD, WITHHELD, Rule, Shown

PERCENTAGE_BASE = 20
MEDIAN, NINE_IN_TEN = 0.5, 0.9


def percentage(part: Shown, whole: Shown) -> Shown:
    """A whole percentage, from the rounded numbers; withheld below a base of 20 or beside a withheld number."""
    if part.number is None or whole.number is None or whole.number < PERCENTAGE_BASE:
        return HIDDEN
    return Shown(min(100, round(100 * part.number / whole.number)))


def days_within(histogram: Mapping[str, int], share: float, rule: Rule = STANDARD) -> str:
    """In how many working days a share of the waits had ended, from tallies by day ("0" to "30", "31+").

    Takes the histogram and MEDIAN or NINE_IN_TEN; returns words. Withheld below the threshold, and whenever the
    answer would be the longest wait itself: a maximum is one person's wait (domain.md 6.7).
    """
    waits = sorted((31 if days == "31+" else int(days), number) for days, number in histogram.items() if number)
    total = sum(number for _, number in waits)
    rank = ceil(share * total)
    if total < rule.threshold or rank >= total:
        return WITHHELD
    reached = accumulate(number for _, number in waits)
    days = next(days for (days, _), so_far in zip(waits, reached, strict=True) if so_far >= rank)
    return "more than 30" if days > 30 else str(days)


def average(total: int, count: int, rule: Rule = STANDARD) -> Shown:
    """How much falls to each of a count, to the nearest whole; withheld when the count is small, or the total is.

    Takes counts as they were tallied, and returns what may stand beside their own shown figures. Refuses negatives.
    """
    if total < 0 or count < 0:
        raise ValueError("A count is not negative.")
    if count < rule.threshold or rule.is_small(total):
        return HIDDEN
    return Shown(round(total / count))
