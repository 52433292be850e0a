"""Questions about the national referral mechanism. Sources: domain.md 3.5; Modern Slavery Act 2015 ss.48 and 52."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.models import AgencyKind
from core.errors import Refused
from people.rules import ConsentFact, Recipient
from referrals.decisions.models import AdviceAnswer as AdviceAnswer

LEAST = 20


@dataclass(frozen=True, slots=True)
class Informed:
    """What the person was told before they agreed; every part must be true."""

    what_it_is: bool
    home_office: bool
    may_refuse: bool


def is_first_responder(agency_code: str, table: Mapping[str, Any]) -> bool:
    """Whether a member of the forum may send a request: police and the council; no charity of the forum may."""
    return agency_code in table["members"]


def refuse_uninformed(informed: Informed) -> None:
    """Refuse a request of someone who was not told what it is, who learns of it, and that they may say no."""
    if not informed.what_it_is or not informed.home_office or not informed.may_refuse:
        raise Refused(
            "An adult must agree, informed, or nothing is sent.",
            instead="Tell them all three, and ask again.", field="what_it_is",
        )  # fmt: skip


def refuse_without_words(grounds: str, own_view: str) -> None:
    """Refuse a request without the worker's grounds and the person's own view: both are kept (domain.md 3.5)."""
    if len(grounds.strip()) < LEAST:
        raise Refused("Say what makes you think so, in 20 characters or more.", field="grounds")
    if not own_view.strip():
        raise Refused("Write what they say about it themselves.", field="own_view")


def consent_for(facts: Iterable[ConsentFact], recipient: Recipient, today: Any) -> ConsentFact | None:
    """The live consent to tell this first responder's team, named as such; one to “every team” is not enough."""
    named = [
        fact
        for fact in facts
        if fact.is_live(today) and any(fact.answers.values())
        and (fact.recipient_agency_id, fact.recipient_team_id) == (recipient.agency_id, recipient.team_id)
    ]  # fmt: skip
    return named[-1] if named else None


def may_notify(kind: AgencyKind, table: Mapping[str, Any]) -> bool:
    """Whether an agency has the duty to notify at all: public authorities only (Modern Slavery Act 2015, s.52)."""
    return kind.value in table["notify_kinds"]


def refuse_identity(found: Collection[str]) -> None:
    """Refuse a note of the duty to notify that holds an alias or reference of someone the agency knows."""
    if found:
        raise Refused(
            "This names someone. A notification without consent names nobody.", instead="Take the name out.",
            field="indicators",
        )  # fmt: skip
