"""What may be written down of a Very Brief Intervention. Pure; nothing in it has to be answered.

Source: domain.md 5; the record fields of `reference/very_brief_intervention.json`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.errors import Refused
from outreach.brief.models import Said as Said
from outreach.brief.models import TipsWay as TipsWay

#: A follow-up further ahead than this is a plan of a case, not of an evening.
FURTHEST = timedelta(days=92)
UNDER_18 = "under_18"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was asked, said, given and agreed. Everything may be left out."""

    answers: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)
    tips: tuple[str, ...] = ()
    tips_ways: tuple[str, ...] = ()
    assisted: str = ""
    services: tuple[str, ...] = ()
    wants_referral: Said = Said.NOT_ASKED
    slavery_sign: Said = Said.NOT_ASKED
    follow_up_due: date | None = None
    follow_up: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing at all was written or ticked."""
        said = [*self.said.values(), self.wants_referral, self.slavery_sign]
        words = [*self.answers.values(), self.assisted, self.follow_up]
        ticked = (self.tips, self.services)
        nothing_said = all(each is Said.NOT_ASKED for each in said)
        return nothing_said and not any(words) and not any(ticked) and self.follow_up_due is None


def asked_codes(answers: Mapping[str, str], said: Mapping[str, Said], columns: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of the questions that were asked: those with words, or with any answer but “not asked”."""
    spoken = {code for code, words in answers.items() if words}
    answered = {code for code, column in columns.items() if said.get(column, Said.NOT_ASKED) is not Said.NOT_ASKED}
    return tuple(sorted(spoken | answered))


def may_be_recorded(facts: Facts, today: date) -> Refused | None:
    """Whether there is anything to keep, and whether its follow-up can be kept.

    Refuses an empty one, a follow-up that is past or more than three months ahead, and words for a follow-up without
    its day.
    """
    if facts.is_empty:
        return Refused("Nothing is written or ticked yet.", instead="One answer, or one tip, is enough.")
    if facts.follow_up and facts.follow_up_due is None:
        return Refused("Say by which day.", field="due")
    if facts.follow_up_due is not None and not today <= facts.follow_up_due <= today + FURTHEST:
        return Refused("Choose a day from today to three months ahead.", field="due")
    return None


def codes_may_be(chosen: Collection[str], known: Collection[str], field_name: str) -> Refused | None:
    """Whether every code is one of the list, so that it can be counted."""
    return Refused("Choose from the list.", field=field_name) if set(chosen) - set(known) else None


def may_be_with(flags: Collection[str]) -> Refused | None:
    """Nothing is kept about somebody who looked under 18 but a child safeguarding concern (domain.md 3.3)."""
    if UNDER_18 not in flags:
        return None
    return Refused(
        "This contact looked under 18: nothing is kept of them as of an adult.",
        instead="Raise the child safeguarding concern.",
    )


def may_be_given_at(at: datetime, began_at: datetime, now: datetime) -> Refused | None:
    """Whether a moment is one of the session, and not to come."""
    if began_at - timedelta(hours=1) <= at <= now + timedelta(minutes=10):
        return None
    return Refused("The time must be one of this session, and not to come.", field="time")


def way(code: str) -> TipsWay:
    """The way that a code stands for; ValueError when it is none."""
    return TipsWay(code)


def said(code: str | None) -> Said:
    """The answer that a code stands for; an empty one was not asked. ValueError when it is none."""
    return Said(code) if code else Said.NOT_ASKED
