"""Pure questions about one asking: how it was said, what was asked of whom, and what changed since the last time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import long_day
from people.models import Category, ConsentMethod, Purpose, Receipt
from people.rules.consent import ASKED_ALONE, Interpreter, Recipient
from people.rules.firewall import category_may_go_to
from people.words import CATEGORY_WORDS

MOST_RECIPIENTS = 6

#: One recipient and one reason: each such pair is a consent of its own.
Ask = tuple[Recipient, Purpose]


@dataclass(frozen=True, slots=True)
class HowSaid:
    """How the person answered in one conversation: it holds for every recipient and purpose they were asked about."""

    method: ConsentMethod
    valid_until: date
    told_may_refuse: bool
    safe_to_speak: bool
    capacity: str
    interpreter: Interpreter | None = None
    conditions: str | None = None
    told_limits: bool | None = None
    capacity_note: str | None = None
    witness: str | None = None
    receipt: Receipt = Receipt.NOT_OFFERED


@dataclass(frozen=True, slots=True)
class WordsRead:
    """The exact words that were read for one recipient and purpose, and the stored wording that they come from."""

    wording_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """What one conversation asked about: `answers` by recipient, `declined` the reasons they said no to as a whole."""

    answers: Mapping[Recipient, Mapping[Category, bool]]
    words: Mapping[Ask, WordsRead]
    declined: Collection[Ask] = ()
    asked_alone: Mapping[Recipient, frozenset[Category]] = field(default_factory=dict)
    copied_from: Mapping[Ask, UUID] = field(default_factory=dict)

    def answers_to(self, ask: Ask) -> dict[Category, bool]:
        """What they said to one recipient for one reason: no to all that was asked when they declined the reason."""
        said = self.answers.get(ask[0], {})
        return {category: agreed and ask not in self.declined for category, agreed in said.items()}


def kinds_to_ask(kind: AgencyKind) -> list[Category]:
    """What is asked about in one go for an agency of this kind: not what never goes there or is asked alone."""
    alone = ASKED_ALONE.get(kind, frozenset())
    return [category for category in Category if category_may_go_to(category, kind) and category not in alone]


def kinds_to_ask_alone(kind: AgencyKind, *, named_team: bool) -> list[Category]:
    """What is asked about one by one, because the agency may pass it on; nothing unless a team is named."""
    alone = ASKED_ALONE.get(kind, frozenset())
    return [category for category in Category if category in alone and named_team]


def refuse_unfit_asking(recipients: Sequence[Recipient], purposes: Sequence[Purpose], asking: Asking) -> None:
    """Refuses an asking about nobody, too many at once, no reason or one never asked about, or without its words.

    Safeguarding is never asked about: it is not consent (domain.md 3.6). More than six at once cannot be taken in.
    """
    if not recipients:
        raise Refused("Choose at least one team.", field="recipient")
    if len(set(recipients)) > MOST_RECIPIENTS:
        raise Refused(f"Ask about {MOST_RECIPIENTS} teams at most in one conversation.", field="recipient")
    if not purposes or Purpose.SAFEGUARDING in purposes:
        raise Refused("Choose at least one reason that people are asked about.", field="purpose")
    for recipient in recipients:
        if not asking.answers.get(recipient):
            raise Refused("Choose yes or no to at least one kind of information for each team.",
                          instead="Or take the team out above.", field="said")  # fmt: skip
        if any((recipient, purpose) not in asking.words for purpose in purposes):
            raise Refused("Read the words for each team and reason first.", field="said")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise than in the earlier consent, in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one consent says, as far as two of them can be compared."""

    answers: Mapping[Category, bool]
    valid_until: date
    conditions: str | None = None
    taken_back: Collection[Category] = ()

    def word(self, category: Category) -> str:
        """“yes”, “no”, “taken back” or “not asked”."""
        if category in self.taken_back:
            return "taken back"
        return {True: "yes", False: "no", None: "not asked"}[self.answers.get(category)]


def changes_since(earlier: Said, later: Said) -> list[Change]:
    """What a later consent says otherwise than the earlier one that it started from, kind by kind, then its terms."""
    changed = [
        Change(CATEGORY_WORDS[category], earlier.word(category), later.word(category))
        for category in Category
        if earlier.word(category) != later.word(category)
    ]
    terms = [
        Change("Last day", long_day(earlier.valid_until), long_day(later.valid_until)),
        Change("Limits in their own words", earlier.conditions or "none", later.conditions or "none"),
    ]
    return changed + [change for change in terms if change.before != change.after]


def refuse_nothing_taken_back(agreed: Iterable[Category], wanted: Collection[Category]) -> list[Category]:
    """The kinds that are taken back, of those agreed to; refuses none, and kinds that nobody agreed to."""
    standing = set(agreed)
    if not wanted:
        raise Refused("Tick what they take back.", field="categories")
    if not set(wanted) <= standing:
        raise Refused("This changed while you were reading. Open the page afresh.", field="categories")
    return [category for category in Category if category in wanted]
