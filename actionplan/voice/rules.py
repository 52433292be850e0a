"""What may be written down of what people who sex work said. Pure.

Source: domain.md S3-33, S3-43 and S3-45 (consultation without names, what changed), 6.7 (small numbers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from actionplan.voice.models import AnswerKind as AnswerKind
from actionplan.voice.models import Method as Method
from actionplan.voice.models import TookPart as TookPart
from actionplan.voice.models import Topic as Topic
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused

#: People who spoke hear back within two months: about one cycle of the forum's meetings.
ANSWERED_WITHIN = timedelta(days=60)
#: Easy words: a sentence of more words than this is hard to follow aloud.
EASY_SENTENCE = 15

METHOD_WORDS = {
    Method.STREET: "Talking on the street, on outreach", Method.DROP_IN: "Talking at a drop-in",
    Method.ONLINE: "Online outreach or messages", Method.GROUP: "A group or workshop",
    Method.ONE_TO_ONE: "Conversations, one to one", Method.SURVEY: "A survey",
    Method.CREATIVE: "Art, photographs or writing", Method.PEER: "Asked by peers",
    Method.BOX: "A comment box", Method.MEETING: "Told us at a meeting, unasked",
}  # fmt: skip
TOOK_PART_WORDS = {
    TookPart.NOT_COUNTED: "Not counted", TookPart.UNDER_5: "Fewer than 5", TookPart.FROM_5: "5 to 9",
    TookPart.FROM_10: "10 to 24", TookPart.FROM_25: "25 to 49", TookPart.FROM_50: "50 or more",
}  # fmt: skip
TOPIC_WORDS = {
    Topic.SAFETY: "Safety", Topic.REPORTING: "Reporting and police", Topic.HEALTH: "Health",
    Topic.HOUSING: "Housing", Topic.MONEY: "Money", Topic.RESPECT: "Respect and stigma",
    Topic.SERVICES: "Services", Topic.ENFORCEMENT: "Enforcement", Topic.FORUM: "The forum itself",
    Topic.OTHER: "Something else",
}  # fmt: skip
ANSWER_WORDS = {
    AnswerKind.DONE: "We did it", AnswerKind.DOING: "We are doing it", AnswerKind.DECIDING: "We have not decided yet",
    AnswerKind.CANNOT: "We cannot, and say why",
}  # fmt: skip
#: The kind of tag that says it. A no is plain: it is no alarm.
ANSWER_TAGS = {
    AnswerKind.DONE: "blue", AnswerKind.DOING: "green", AnswerKind.DECIDING: "grey", AnswerKind.CANNOT: "plain",
}  # fmt: skip

TEXT_FIELDS = ("title", "asked", "setting", "access", "thanks", "not_heard")


@dataclass(frozen=True, slots=True)
class Record:
    """A consultation as it is written down."""

    title: str
    asked: str
    method: Method
    setting: str
    held_from: date
    held_to: date
    took_part: TookPart
    agency_id: UUID
    commitment_id: UUID | None
    told_first: bool
    nobody_named: bool
    access: str
    thanks: str
    not_heard: str

    @property
    def texts(self) -> dict[str, str]:
        """Its words by the names of their fields, as the checker of shared texts takes them."""
        return {name: getattr(self, name) for name in TEXT_FIELDS}


@dataclass(frozen=True, slots=True)
class Saying:
    """A finding as it is written down."""

    topic: Topic
    said: str
    easy: str
    own_words: bool = False
    may_quote: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """Its words by the names of their fields."""
        return {"said": self.said, "easy": self.easy}


def may_write(actor: Actor) -> bool:
    """Coordinator, group leads, member and lived-experience representatives write down what was said."""
    return actor.may(Permission.VOICE_WRITE)


def may_answer(actor: Actor) -> bool:
    """Who answers for the forum: the coordinator, and those who report on the plan for their agency."""
    return actor.may(Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)


def record_may_stand(record: Record, today: date) -> Refused | None:
    """A consultation is over when it is written down; people were told first, and nothing names anybody (S3-43)."""
    if record.held_to < record.held_from:
        return Refused("The last day must not be before the first.", field="held_to")
    if record.held_to > today:
        return Refused("Write it down once it is over.", instead="Enter today at the latest.", field="held_to")
    if not record.told_first:
        return Refused("People are told first what it is for, and that they need not answer.",
                       instead="If they were not, do not keep what they said.", field="told_first")  # fmt: skip
    if not record.nobody_named:
        return Refused("Nothing here names anybody.", instead="Take it out, then say so.", field="nobody_named")
    return None


def saying_may_stand(saying: Saying, took_part: TookPart) -> Refused | None:
    """A quotation stands with leave, and only when 5 or more took part: fewer could be known by it (domain.md 6.7)."""
    if not saying.said.strip():
        return Refused("Write down what was said.", field="said")
    if saying.own_words and not saying.may_quote:
        return Refused("Their own words stand here only with their leave.", instead="Tell it in your words instead.",
                       field="may_quote")  # fmt: skip
    if saying.own_words and took_part is TookPart.UNDER_5:
        return Refused("Fewer than 5 took part, so a quotation could be known.", instead="Tell it in your words.",
                       field="own_words")  # fmt: skip
    return None


def is_owed(answered: bool, held_to: date, today: date) -> bool:
    """True when a finding has waited for an answer for more than two months."""
    return not answered and today - held_to > ANSWERED_WITHIN


def hard_sentences(words: str) -> list[str]:
    """The sentences of more than 15 words: what easy words avoid."""
    sentences = (each.strip() for each in re.split(r"(?<=[.!?])\s+|\n+", words))
    return [each for each in sentences if len(each.split()) > EASY_SENTENCE]


def next_reference(known: Sequence[str], year: int) -> str:
    """The next free reference of a year, such as “V-2026-03”."""
    begin = f"V-{year}-"
    numbers = [int(each.removeprefix(begin)) for each in known if each.startswith(begin)]
    return f"{begin}{max(numbers, default=0) + 1:02d}"
