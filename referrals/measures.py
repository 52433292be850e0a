"""What is counted of referrals for reports: the measures' categories and their words. Pure.

Source: closure_reasons.json (`accountability_measures`), domain.md 2.3 and 6.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from cases.catalogue import needs_to_choose
from referrals import vocabulary
from referrals.models import Outcome

BECAME: Mapping[str, str] = {
    "accepted": "Accepted", "declined": "Declined", "withdrawn": "Withdrawn", "waiting": "No decision yet",
}  # fmt: skip
ACKNOWLEDGED: Mapping[str, str] = {"acknowledged": "Acknowledged", "not-yet": "Not yet, or never"}
OVERDUE: Mapping[str, str] = {"acknowledge": "Acknowledgement late", "decide": "Decision late"}
URGENCY: Mapping[str, str] = {"standard": "Standard", "high": "High", "emergency": "Emergency"}
AGAIN: Mapping[str, str] = {
    "first": "First time in a year", "second": "Second time", "third-or-more": "Third time or more",
}  # fmt: skip
OTHER, NOT_TOLD = "other", "not-told"


def declined_why() -> dict[str, str]:
    """Why referrals are declined, by code."""
    return {**vocabulary.decline_reasons(), OTHER: "Another reason"}


def results() -> dict[str, str]:
    """What came of referrals that were accepted, by code; not every person wants that told."""
    told = {outcome.value: vocabulary.OUTCOME_WORDS[outcome] for outcome in Outcome}
    return {**told, NOT_TOLD: "Not told, or not yet"}


def needs() -> dict[str, str]:
    """Needs that may be counted, by code: none behind the immigration firewall."""
    return {code: words for code, words in vocabulary.need_words().items() if code in needs_to_choose()}
