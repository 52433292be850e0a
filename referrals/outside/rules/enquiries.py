"""Questions about what is written to us from outside. Each answers None when allowed, or the refusal.

Sources: domain.md 2.1 (referral in), 4.3 and 4.5; security.md T5, T8 and T23.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from agencies.models import AgencyKind
from core.errors import Refused
from referrals.outside.models import EnquiryState
from referrals.outside.words import NEED_WORDS
from referrals.rules import need_may_go_to, opens_a_case

#: Messages in an hour: tried from one place, and kept for one agency.
PLACE_LIMIT = 6
AGENCY_LIMIT = 300


class Reach(StrEnum):
    """How somebody can be reached; the last: they will reach us, with a word to be known by."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    I_WILL = "i_will"


def somebody_can_be_reached(reach: str | None, address: str, code_word: str) -> Refused | None:
    """Refuse a message with no safe way to answer it: one way to reach them, or “I will contact you” with a word."""
    if not reach:
        return Refused("Choose how we can reach you safely.", field="reach")
    if reach == Reach.I_WILL:
        return None if code_word else Refused("Choose a word, so that we know it is you.", field="code_word")
    return None if address else Refused("Enter a number or an e-mail address that is safe.", field="address")


def named_without_consent(consent: bool, details: Collection[str]) -> Refused | None:
    """Refuse a name or contact of a person who has not agreed to be told about: advice needs none."""
    if consent or not any(details):
        return None
    return Refused(
        "They have not agreed, so take out their name and how to reach them.",
        instead="We can still advise you. Nothing was kept.",
        field="name",
    )


def forms_may_open(kind: AgencyKind) -> Refused | None:
    """Refuse public forms to an agency that keeps no record here: police and probation have their own front doors."""
    if opens_a_case(kind):
        return None
    return Refused("Your agency keeps no records here, so it cannot take what people write to it.")


def needs_offered(kind: AgencyKind) -> list[str]:
    """The needs that the form of an agency offers: immigration advice only where no public authority reads it."""
    return [need for need in NEED_WORDS if need_may_go_to(need, kind)]


def may_end(state: EnquiryState) -> Refused | None:
    """Refuse to make a record of, or set aside, what has ended already."""
    if state in (EnquiryState.NEW, EnquiryState.CONTACTED):
        return None
    return Refused("A colleague has dealt with this already.")
