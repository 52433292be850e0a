"""What is counted of outreach for reports: the measures' categories and their words. Pure; nothing finer leaves.

Source: domain.md 5 (what a contact records; meetings are counted, never different people) and 6.7.
"""

from __future__ import annotations

from collections.abc import Mapping

from outreach import catalogue

#: Headcount of a session, by whether the agency knew them; the rest was not noted.
HEADS: Mapping[str, str] = {
    "new": "New to the agency", "known": "Known to the agency", "not-noted": "Not noted",
}  # fmt: skip
MET_BEFORE: Mapping[str, str] = {"new": "New", "known": "Known", "not_sure": "Not sure"}
REPORTING: Mapping[str, str] = {
    "done": "Has reported to police", "police": "Thinks of reporting to police",
    "num_only": "To National Ugly Mugs only",
    "thinking": "Still thinking", "not_now": "Not now", "declined": "Would rather not say", "not_asked": "Not asked",
}  # fmt: skip
ANSWERS: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_known": "Not known", "not_asked": "Not asked"}


def modes() -> dict[str, str]:
    """Ways of meeting people, by code."""
    return catalogue.modes()


def items() -> dict[str, str]:
    """Things that are given, by code."""
    return catalogue.items()


def done() -> dict[str, str]:
    """What is done at a contact, by code."""
    return catalogue.interventions()


def told() -> dict[str, str]:
    """What people are told about, by code."""
    return dict(catalogue.INFORMATION)


def concerns() -> dict[str, str]:
    """What worries the worker or the person, by code."""
    return dict(catalogue.CONCERNS)


def barriers() -> dict[str, str]:
    """What keeps somebody from reporting, by code."""
    return catalogue.barriers()
