"""What is counted of incident reports for reports of the forum: categories and their words. Pure.

Source: domain.md 4.2 (what a person may say yes to) and 6.7 (death, missing and trafficking are never broken down).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from safety.reports import catalogue

ROUTE: Mapping[str, str] = {
    "told-us-only": "Told an agency only", "warning": "Agreed to a warning to members",
    "anonymous": "Agreed to tell police without a name", "full-report": "Agreed to a full report to police",
}  # fmt: skip
WENT: Mapping[str, str] = {
    "nothing-yet": "Nothing has left the agency", "warning": "A warning went to members",
    "anonymous": "Police were told without a name", "full-report": "A full report went to police",
}  # fmt: skip
POLICE_KNOW: Mapping[str, str] = {
    "yes": "Police know", "no": "Police do not know", "not_known": "Not known", "declined": "Would rather not say",
    "not_asked": "Not asked",
}  # fmt: skip
ORIGIN: Mapping[str, str] = {"worker": "Told to a worker", "public": "Written on the public page"}
OTHER = "other"
#: Groups that would name one kind of harm, or one that is never counted apart.
_NEVER_A_GROUP = frozenset({"fatal"})


@cache
def harm_groups() -> dict[str, str]:
    """Groups of harm by code. What must never stand apart is in “Something else”."""
    return {code: words for code, words in catalogue.FAMILIES.items() if code not in _NEVER_A_GROUP}


@cache
def _group_by_harm() -> dict[str, str]:
    by_words = {words: code for code, words in catalogue.FAMILIES.items()}
    return {harm: by_words[words] for words, group in catalogue.harms_by_family() for harm in group}


def group_of(harm: str) -> str:
    """The group that a kind of harm is counted in (domain.md 6.7)."""
    group = _group_by_harm().get(harm, OTHER)
    return OTHER if harm in catalogue.NEVER_ALONE or group in _NEVER_A_GROUP else group


def barriers() -> dict[str, str]:
    """What makes reporting harder, by code."""
    return catalogue.barriers()
