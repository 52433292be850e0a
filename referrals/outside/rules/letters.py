"""Questions about a letter to a reader outside. Each answers None when allowed, or the refusal with its reason.

Sources: domain.md 4.1 (consent names its recipient) and 4.5 (immigration firewall); security.md T5, T6, T8.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import listed, long_day
from people.models import Category, ConsentState
from people.rules import category_may_go_to
from people.words import CATEGORY_WORDS
from referrals.outside.models import LIVE, LetterState, OutsideKind
from referrals.outside.words import KIND_CLAUSES, KIND_WORDS, STATE_WORDS
from referrals.rules import PROTECTED_NEEDS, SharingRefused

#: The kinds of member agency whose firewall an organisation outside has. An unknown kind has the strictest.
BARRIERS: Mapping[OutsideKind, AgencyKind] = {
    OutsideKind.SUPPORT: AgencyKind.SUPPORT,
    OutsideKind.HEALTH: AgencyKind.SUPPORT,
    OutsideKind.LEGAL: AgencyKind.SUPPORT,
    OutsideKind.POLICE: AgencyKind.POLICE,
    OutsideKind.PROBATION: AgencyKind.PROBATION,
    OutsideKind.COUNCIL: AgencyKind.LOCAL_AUTHORITY,
    OutsideKind.OTHER: AgencyKind.POLICE,
}
#: What a member agency of a blocked kind would be, were it outside.
MEMBER_KINDS: Mapping[AgencyKind, OutsideKind] = {
    AgencyKind.POLICE: OutsideKind.POLICE,
    AgencyKind.PROBATION: OutsideKind.PROBATION,
    AgencyKind.LOCAL_AUTHORITY: OutsideKind.COUNCIL,
}
BLOCKED = frozenset({OutsideKind.POLICE, OutsideKind.PROBATION, OutsideKind.COUNCIL, OutsideKind.OTHER})
FIRST = (Category.ALIAS, Category.SUPPORT, Category.CONTACT, Category.RISK)
ORDER = (*FIRST, *(category for category in Category if category not in FIRST))
LONGEST_DAYS = 14
READING_MINUTES = 30
MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One part of the letter as its sender sees it: whether it goes, the words, and why it stays."""

    category: Category
    title: str
    goes: bool
    status_words: str
    paragraphs: tuple[str, ...]
    icon: str
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole letter before it goes."""

    parts: tuple[SheetPart, ...]

    @property
    def going(self) -> tuple[SheetPart, ...]:
        """The parts that leave."""
        return tuple(part for part in self.parts if part.goes)

    @property
    def staying(self) -> tuple[SheetPart, ...]:
        """The parts that stay."""
        return tuple(part for part in self.parts if not part.goes)

    @property
    def digest(self) -> str:
        """SHA-256 of every word that leaves: equal only when the letter is the one that was shown."""
        words = [(part.category.value, part.paragraphs) for part in self.going]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def standing_in(kind: OutsideKind) -> AgencyKind:
    """The kind of member agency whose rules an organisation outside is under; an unknown kind has the strictest."""
    return BARRIERS[kind]


def is_blocked(kind: OutsideKind) -> bool:
    """Whether immigration-protected words may never reach this kind of organisation (domain.md 4.5)."""
    return kind in BLOCKED


def barred(category: Category, kind: OutsideKind) -> bool:
    """Whether a category may not reach this kind of organisation at all, whatever consent says."""
    return not category_may_go_to(category, standing_in(kind))


def need_may_leave(need: str, kind: OutsideKind) -> bool:
    """True unless the need is protected and the organisation blocked (domain.md 4.5)."""
    return need not in PROTECTED_NEEDS or not is_blocked(kind)


def wording_code(kind: OutsideKind) -> str:
    """Which wording is read aloud: one that warns when what is told may be passed on (security.md T5)."""
    return "sharing-outside-authority" if is_blocked(kind) else "sharing-outside"


def same_organisation(name: str) -> str:
    """An organisation's name as it is compared: case and spacing do not count."""
    return " ".join(name.casefold().split())


def kind_fits_name(
    organisation: str, kind: OutsideKind, members: Mapping[str, OutsideKind], telling: Mapping[str, OutsideKind]
) -> Refused | None:
    """Refuse an unblocked kind for a name that says otherwise: the firewall rests on the kind (domain.md 4.5).

    `members`: names, aliases and codes of member agencies of a blocked kind; `telling`: words that tell what an
    organisation is, found at the start of a word. Both in the form of `same_organisation`.
    """
    if is_blocked(kind):
        return None
    name = same_organisation(organisation)
    if name in members:
        choose, member = members[name], " It is a member of the forum: refer to it through Roundtable."
    else:
        plain = " " + " ".join(re.findall(r"[^\W_]+", name))
        found = next((means for word, means in telling.items() if f" {word}" in plain), None)
        if found is None:
            return None
        choose, member = found, " A member of the forum is referred to through Roundtable."
    return Refused(
        f"The name says that it is not {KIND_CLAUSES[kind]}.", instead=f"Choose “{KIND_WORDS[choose]}”.{member}",
        field="kind",
    )  # fmt: skip


def compose(
    *,
    held: Mapping[Category, Collection[str]],
    needs: Collection[str],
    answers: Mapping[Category, bool],
    kind: OutsideKind,
    left_out: Collection[Category],
    given_on: date,
) -> Sheet:
    """Lay out the letter. `held`: the paragraphs by category; `needs`: in words; `answers`: what the consent says."""
    words = {category: tuple(paragraphs) for category, paragraphs in held.items()}
    if needs:
        words[Category.SUPPORT] = (f"Needs: {'; '.join(needs)}.", *words.get(Category.SUPPORT, ()))
    return Sheet(
        tuple(
            _part(category, words[category], answers, kind, category in left_out, given_on)
            for category in ORDER
            if category in words
        )
    )


def _part(
    category: Category, words: tuple[str, ...], answers: Mapping[Category, bool], kind: OutsideKind, left_out: bool,
    given_on: date,
) -> SheetPart:  # fmt: skip
    title = CATEGORY_WORDS[category]
    if barred(category, kind):
        return SheetPart(category, title, False, "Cannot go", (f"This never goes to {KIND_CLAUSES[kind]}.",), "no")
    if category not in answers:
        return SheetPart(category, title, False, "Not asked: stays here", ("They were not asked about this.",), "lock")
    if not answers[category]:
        return SheetPart(category, title, False, "Said no: stays here", (f"No on {long_day(given_on)}.",), "no")
    if left_out:
        return SheetPart(category, title, False, "Left out by you", ("They agreed to this.",), "lock", left_out=True)
    return SheetPart(category, title, True, f"Agreed {long_day(given_on)}", words, "tick")


def consent_covers(
    *,
    state: ConsentState,
    valid_until: date,
    answers: Mapping[Category, bool],
    wanted: Iterable[Category],
    today: date,
    organisation: str,
) -> Refused | None:
    """Refuse what is not covered today by this very consent: it names one organisation, and each kind by itself."""
    if state is not ConsentState.GIVEN:
        return SharingRefused(f"There is no consent for {organisation} any more.", instead="Ask again first.")
    if valid_until < today:
        return SharingRefused(f"This consent ended on {long_day(valid_until)}.", instead="Ask again first.")
    missing = [CATEGORY_WORDS[category].lower() for category in wanted if not answers.get(category)]
    if missing:
        return SharingRefused(f"Nothing went. No consent covers: {listed(missing)}.", instead="Ask again first.")
    return None


def firewall_holds(wanted: Iterable[Category], needs: Iterable[str], kind: OutsideKind) -> Refused | None:
    """Refuse what may never go to this kind of organisation, whatever anyone agreed to; there is no override."""
    stopped = [CATEGORY_WORDS[category].lower() for category in wanted if barred(category, kind)]
    stopped += [] if all(need_may_leave(need, kind) for need in needs) else ["immigration advice"]
    if not stopped:
        return None
    return SharingRefused(f"This cannot go to {KIND_CLAUSES[kind]}: {listed(stopped)}.", instead="Take it out.")


def something_goes(sheet: Sheet) -> Refused | None:
    """Refuse an empty letter."""
    if sheet.going:
        return None
    return Refused("There is nothing in this letter that may go.", instead="Ask about more first.")


def sheet_is_the_one_shown(shown: str | None, composed: str) -> Refused | None:
    """Refuse when what would leave differs by one character from what the sender last read."""
    if shown is None or shown == composed:
        return None
    return Refused("Nothing went yet. Read what will leave, below.", instead="Then send it.")


def name_was_typed(typed: str, organisation: str, kind: OutsideKind) -> Refused | None:
    """Refuse a letter to police, probation, a council or an unknown kind until its name has been typed (T6)."""
    if not is_blocked(kind) or same_organisation(typed) == same_organisation(organisation):
        return None
    return Refused(f"Type the name as it stands: {organisation}", field="typed")


def reader_can_be_reached(reader: str) -> Refused | None:
    """Refuse a letter without a work e-mail address or number for its reader: the words must be read out by phone."""
    if "@" in reader or sum(letter.isdigit() for letter in reader) >= 5:
        return None
    return Refused("Enter the reader’s work e-mail address or telephone number.", field="reader")


def sender_can_be_rung(ring: str) -> Refused | None:
    """Refuse a letter that does not say on which number its reader can ring somebody."""
    if sum(letter.isdigit() for letter in ring) >= 5:
        return None
    return Refused("Add the number on which they can ring you.", field="ring")


def may_be_recalled(state: LetterState) -> Refused | None:
    """Refuse to recall a letter that has ended; until then it may be recalled at any time."""
    if state in LIVE:
        return None
    return Refused(f"There is nothing left to recall. {STATE_WORDS[state]}.")
