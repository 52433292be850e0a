"""Disclosure control: the one gate that every figure of a report passes (domain.md 6.7, security.md T16).

1 to 4 is withheld, 0 is shown, everything else is rounded to the nearest 5, totals by the same rule. What is printed
together is then checked as an attacker would: no withheld count of 1 to 4 may be worked out, not even roughly.
"""

from reports.disclosure.rules import (
    FLOOR,
    HIDDEN,
    NEAREST,
    STANDARD,
    WITHHELD,
    Rule,
    Shown,
    figure,
    rounded,
)
from reports.disclosure.settling import Known, Line, settle
from reports.disclosure.tables import ShownTable, protect, protect_list
from reports.disclosure.typical import MEDIAN, NINE_IN_TEN, PERCENTAGE_BASE, average, days_within, percentage

__all__ = (
    "FLOOR", "HIDDEN", "Known", "Line", "MEDIAN", "NEAREST", "NINE_IN_TEN", "PERCENTAGE_BASE", "STANDARD", "WITHHELD",
    "Rule", "Shown", "ShownTable", "average", "days_within", "figure", "percentage", "protect", "protect_list",
    "rounded", "settle",
)  # fmt: skip
