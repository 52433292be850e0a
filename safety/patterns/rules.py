"""What makes a mark, and what may be said about a link. Pure: a refusal, or None when it is allowed.

Sources: the order (linked across agencies without exposing any reporter); domain.md 4.2; security.md T10.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from core.errors import Refused
from safety.patterns.models import LinkAnswer
from safety.vocabulary import DescriptorKind

LEAST_PROFILE_LETTERS = 5
LEAST_PLATE_LETTERS = 5
LEAST_IN_A_PATTERN = 2
ANSWER_DAYS = 14

ANSWER_WORDS = {
    LinkAnswer.TALK: "Talk: they may see whom to ring here, if they say so too",
    LinkAnswer.NOT_NOW: "Not now",
}


def is_telling(kind: DescriptorKind, same: str) -> bool:
    """Whether two reports that both say it say something: a short profile name or half a plate is many people's.

    `same` is the form in which it is compared. A number must be one, and an address have its two parts.
    """
    signs = sum(letter.isalnum() for letter in same)
    return {
        DescriptorKind.PHONE: same.startswith("+"),
        DescriptorKind.EMAIL: all(same.partition("@")),
        DescriptorKind.PLATE: signs >= LEAST_PLATE_LETTERS,
        DescriptorKind.PROFILE: signs >= LEAST_PROFILE_LETTERS,
    }.get(kind, False)


def makes_the_link(mine: UUID, others: Iterable[UUID]) -> list[UUID]:
    """Of two agencies one makes their link, so that there is one: the one whose id comes first."""
    return sorted(other for other in others if mine < other)


def week_of(day: date) -> date:
    """The Monday of a day's week: all that is kept of when a link was found."""
    return day - timedelta(days=day.weekday())


def may_answer(*, ended: bool, answer: str, contact: UUID | None, colleagues: Collection[UUID]) -> Refused | None:
    """Refuse an answer to a link that has ended, and to talk without somebody of one's own whom they may ring."""
    if ended:
        return Refused("This link has ended: nobody is asked any more.")
    if answer not in list(LinkAnswer):
        return Refused("Choose whether to talk.", field="answer")
    if answer == LinkAnswer.TALK and contact not in colleagues:
        return Refused("Choose whom they may ring here.", field="contact_id")
    return None


def both_talk(from_says: LinkAnswer | None, to_says: LinkAnswer | None) -> bool:
    """True when both said that they want to talk; one alone opens nothing."""
    return from_says is LinkAnswer.TALK and to_says is LinkAnswer.TALK
