"""The sealed letter as its sender reads it: which parts go, which stay and why. Pure; it reads nothing itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agencies.models import AgencyKind
from core.words import long_day
from people.models import Category
from people.rules import ConsentFact, Coverage, category_may_go_to
from people.words import CATEGORY_WORDS, KIND_WORDS
from referrals.rules import TRIAGE

FIRST = (*TRIAGE, Category.CONTACT, Category.RISK)
READING_ORDER = (*FIRST, *(category for category in Category if category not in FIRST))


@dataclass(frozen=True, slots=True)
class LetterPart:
    """One part of the letter, shaped for the page's macro. `askable`: recording consent would let it go."""

    category: Category
    title: str
    goes: bool
    status_words: str
    paragraphs: tuple[str, ...]
    icon: str
    seen_first: bool
    askable: bool = False
    optional: bool = False
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What one receiver would read about one person, for one purpose, if it were sent now."""

    parts: tuple[LetterPart, ...]

    @property
    def going(self) -> tuple[LetterPart, ...]:
        """The parts that leave."""
        return tuple(part for part in self.parts if part.goes)

    @property
    def staying(self) -> tuple[LetterPart, ...]:
        """The parts that stay."""
        return tuple(part for part in self.parts if not part.goes)

    @property
    def digest(self) -> str:
        """SHA-256 of every word that leaves: equal only when the letter is the one that was shown."""
        words = [(part.category.value, part.paragraphs) for part in self.going]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def compose(
    *,
    held: Mapping[Category, Collection[str]],
    needs: Collection[str],
    coverage: Coverage,
    kind: AgencyKind,
    left_out: Collection[Category],
    receiver: str,
    alias: str,
) -> Letter:
    """Lay out the letter.

    `held`: category to the paragraphs a receiver would read; `needs`: the needs in words; `coverage`: the answer of
    `may_share` for every category held; `left_out`: what the sender keeps back although it could go.
    """
    words = {category: tuple(paragraphs) for category, paragraphs in held.items()}
    wanted = f"Needs: {'; '.join(needs)}." if needs else ""
    words[Category.SUPPORT] = tuple(filter(None, (wanted, *words.get(Category.SUPPORT, ()))))
    words.setdefault(Category.ALIAS, (alias,))
    return Letter(
        tuple(
            _part(category, words[category], coverage, kind, category in left_out, receiver, alias)
            for category in READING_ORDER
            if category in words
        )
    )


def _part(
    category: Category,
    words: tuple[str, ...],
    coverage: Coverage,
    kind: AgencyKind,
    left_out: bool,
    receiver: str,
    alias: str,
) -> LetterPart:
    title, first = CATEGORY_WORDS[category], category in TRIAGE
    if not category_may_go_to(category, kind):
        barred = (f"This never goes to {KIND_WORDS[kind]}.",)
        return LetterPart(category, title, False, "Cannot go", barred, "no", first)
    if category not in coverage.covered:
        reason = coverage.missing.get(category, "not asked")
        return _not_covered(category, reason, receiver, alias)
    status = agreed_words(coverage.covered[category])
    if left_out and not first:
        return LetterPart(
            category, title, False, "Left out by you", (f"{status}.",), "lock", first, optional=True, left_out=True
        )
    return LetterPart(category, title, True, status, words, "tick", first, optional=not first)


def _not_covered(category: Category, reason: str, receiver: str, alias: str) -> LetterPart:
    said_no = "said no" in reason
    words = reason[:1].upper() + reason[1:]
    why = f"{alias} said no to sharing this with {receiver}." if said_no else f"No consent covers this for {receiver}."
    if "not asked" in reason:
        why = f"{alias} has not been asked about sharing this with {receiver}."
    return LetterPart(
        category, CATEGORY_WORDS[category], False, f"{words}: stays here", (why,), "no" if said_no else "lock",
        category in TRIAGE, askable=not said_no,
    )  # fmt: skip


def agreed_words(fact: ConsentFact) -> str:
    """“Agreed 9 November, until 9 May 2027”: a consent lasts 12 months at most, so one year says both."""
    return f"Agreed {fact.given_on.day} {fact.given_on:%B}, until {long_day(fact.valid_until)}"
