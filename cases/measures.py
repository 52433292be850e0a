"""What is counted of cases for reports: the measures' categories and their words. Pure; nothing finer leaves.

Source: outcome_measures.json (activity counts, outcomes), domain.md 2.1 to 2.4 and 6.7. Nothing on immigration, no
death by itself, and “not asked”, “declined”, “not known” and “no” stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cases import catalogue
from cases.catalogue import CAME_BY
from cases.models import CaseKind
from cases.rules import MODE_WORDS, OUTCOME_WORDS

#: The two kinds of case; each has measures of its own, so that ISVA work is never mixed with other casework.
KINDS: Mapping[str, str] = {CaseKind.ISVA.value: "ISVA support", CaseKind.CASEWORK.value: "Casework"}
REPORTED: Mapping[str, str] = {
    "reported": "Reported to police", "not-reported": "Not reported to police", "not-known": "Not known, or not asked",
}  # fmt: skip
SOURCES: Mapping[str, str] = {**CAME_BY, "referral": "By a referral in Roundtable", "not-asked": "Not asked"}
MODES: Mapping[str, str] = {mode.value: words for mode, words in MODE_WORDS.items()}
OUTCOMES: Mapping[str, str] = {outcome.value: words for outcome, words in OUTCOME_WORDS.items()}
MINUTES: Mapping[str, str] = {"contact": "In contact", "travel": "Travelling"}
OTHER, NOT_KNOWN = "other", "not-known"
#: A death is never counted by itself: it would point at one person (domain.md 6.7).
_NEVER_ALONE = frozenset({"DECEASED"})
#: Needs by the eight categories of the Ministry of Justice's framework of 2013 (needs_domains.json).
MOJ: Mapping[str, str] = {
    "health": "Mental and physical health", "shelter": "Shelter and accommodation",
    "family": "Family, friends and children", "education": "Education, skills and employment",
    "drugs": "Drugs and alcohol", "finance": "Finance and benefits", "outlook": "Outlook and attitudes",
    "social": "Social interactions", "extra": "A need outside the eight categories",
}  # fmt: skip
MOJ_OF: Mapping[str, str] = {
    "MENTAL_HEALTH": "health", "PHYS_HEALTH": "health", "SEX_HEALTH": "health", "HOUSING": "shelter",
    "CHILDREN": "family", "RELATIONSHIPS": "family", "EMPLOYMENT": "education", "SUBSTANCE": "drugs",
    "MONEY": "finance", "SELF": "outlook", "SOCIAL": "social",
}  # fmt: skip


@cache
def closing_reasons() -> dict[str, str]:
    """Why cases are closed, by code, then every other reason, and none given."""
    named = {code: words for code, words in catalogue.closing_reasons().items() if code not in _NEVER_ALONE}
    return {**named, OTHER: "Another reason", NOT_KNOWN: "Not known"}


@cache
def needs() -> dict[str, str]:
    """Needs that may be written down, by code."""
    return catalogue.needs_to_choose()


def moj_of(need: str) -> str:
    """The category of the framework of 2013 that a need falls in, `extra` when in none of the eight."""
    return MOJ_OF.get(need, "extra")
