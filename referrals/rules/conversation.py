"""Questions about messages between the two sides of a referral: who may write, and what may not stand in one.

Sources: domain.md 0 (hard rules 1 and 2), 4.5 (free text), security.md T4 to T7; design.md 4 (a sealed copy, never a
window: a thread closes with its package).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.models import AgencyKind
from core.errors import Refused
from core.words import listed
from people.models import Category
from people.rules import category_may_go_to
from people.words import CATEGORY_WORDS, KIND_WORDS
from referrals.models import Referral, ReferralState
from referrals.rules.gate import BLOCKED_KINDS, PENDING, SharingRefused, opens_a_case

LONGEST_MESSAGE = 4000
#: Each is a value of its own, known exactly: it is never a matter of reading the words again.
IDENTIFIERS = frozenset({Category.LEGAL_NAME, Category.DOB, Category.CONTACT})
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIGURES = re.compile(r"\b(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{2,4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?,? (\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})\b")
_NUMBER = re.compile(r"\+?[\d][\d ()./\-]{5,}\d")
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")


@dataclass(frozen=True, slots=True)
class Spilled:
    """What of the person's record a text repeats although it is not part of the package.

    `never`: categories that refuse it; `look_at`: short phrases that may stand there by chance, to be read again.
    """

    never: frozenset[Category] = frozenset()
    look_at: tuple[str, ...] = ()


def thread_is_open(referral: Referral, kind: AgencyKind, *, is_ours: bool, other: str) -> Refused | None:
    """Refuse to write where the package is closed, or not yet open to a receiver that keeps no record here.

    `kind`: that of the receiver; `is_ours`: the reader's side sent it. Police and probation read and write only after
    they have accepted (security.md T4); a thread ends with its referral and with the consent that it rests on.
    """
    if referral.state in PENDING:
        if opens_a_case(kind):
            return None
        words = f"You can write to {other} once they have accepted." if is_ours else "You can write once you accept."
        return Refused(words)
    if referral.state is ReferralState.ACCEPTED and referral.sharing_ended_at is None:
        return None
    return Refused("This thread is closed, as the referral is. Nothing more can be written here.")


def receiver_may_read(referral: Referral, kind: AgencyKind, until: date | None, today: date) -> bool:
    """Whether the receiving side may read the thread now. `until`: last day of the consent, None: closed for them."""
    is_open = thread_is_open(referral, kind, is_ours=False, other="") is None
    return is_open and until is not None and today <= until


def message_has_words(words: str) -> Refused | None:
    """Refuse an empty message, and one of more than 4,000 characters."""
    if not words.strip():
        return Refused("Write a message", field="words")
    if len(words) > LONGEST_MESSAGE:
        return Refused(
            f"Message must be {LONGEST_MESSAGE:,} characters or fewer. It has {len(words):,}.", field="words"
        )
    return None


def spilled(words: str, held: Mapping[Category, Sequence[str]], sent: frozenset[Category], kind: AgencyKind) -> Spilled:
    """Compare a text with what is held about the person and was not part of the package.

    `held`: category to its values word for word (a legal name, a date in ISO form, each number or address with the
    code word and what must never be done, the lines of a part);
    `sent`: what the package holds, for that the other side knows; `kind`: that of the agency that would read it.
    A legal name, a date of birth, a number and a whole line are refused for every kind. A short phrase out of a part
    is refused when the part may never go to this kind, and is otherwise looked at.
    """
    plain = _bare(words)
    never, look_at = set[Category](), list[str]()
    for category, values in held.items():
        if category in sent:
            continue
        barred = not category_may_go_to(category, kind)
        if any(_repeats(words, plain, category, value) for value in values):
            never.add(category)
            continue
        phrases = [phrase for value in values for phrase in _phrases(category, value) if _holds(plain, _bare(phrase))]
        if phrases and barred:
            never.add(category)
        look_at += phrases if not barred else []
    return Spilled(frozenset(never), tuple(dict.fromkeys(look_at)))


def message_beside_decision(kind: AgencyKind, other: str, *, agreed: bool) -> Refused | None:
    """Refuse words of a sender to police, probation or a council where a decision stands in for consent.

    What two people authorised has left; new words are new sharing. `agreed`: the person’s live consent covers the name
    to use and the support wanted for that team. Source: domain.md 3.6 and 4.5.
    """
    if agreed or kind not in BLOCKED_KINDS:
        return None
    return SharingRefused(
        f"Nothing was sent. {other} was told without consent, and the decision covers what was sent and no more.",
        instead="Ask the person and record their consent, or begin another decision to share.", field="words",
    )  # fmt: skip


def message_may_go(found: Spilled, kind: AgencyKind, other: str) -> Refused | None:
    """Refuse a message that tells what the package did not, and say which kind of information, never its value."""
    if not found.never:
        return None
    named = listed([CATEGORY_WORDS[category].lower() for category in Category if category in found.never])
    if kind in BLOCKED_KINDS and any(not category_may_go_to(category, kind) for category in found.never):
        return SharingRefused(
            f"Nothing was sent. This message holds {named}, and that cannot go to {KIND_WORDS[kind]}.",
            instead="Take it out.", field="words",
        )  # fmt: skip
    return SharingRefused(
        f"Nothing was sent. This message holds {named}, and {other} was not sent that.",
        instead="Take it out, or ask, record consent and send more.", field="words",
    )  # fmt: skip


def _repeats(words: str, plain: str, category: Category, value: str) -> bool:
    """True when a text holds one value exactly: a name, a date however it is written, a number, or a whole line."""
    if category is Category.DOB:
        return date.fromisoformat(value) in _dates(words)
    if category is Category.CONTACT:
        return _reaches(words, value) or (not _is_address(value) and _is_long(value) and _holds(plain, _bare(value)))
    return (category is Category.LEGAL_NAME or _is_long(value)) and _holds(plain, _bare(value))


def _phrases(category: Category, value: str) -> list[str]:
    """The short pieces of a value that could stand in a text by chance: parts of a name, phrases of a line."""
    if category is Category.DOB or (category is Category.CONTACT and _is_address(value)):
        return []
    pieces = value.split() if category is Category.LEGAL_NAME else re.split(r"[.,;:()\n]| and ", value)
    return [piece.strip() for piece in pieces if len(_bare(piece)) >= (3 if category is Category.LEGAL_NAME else 4)]


def _is_long(value: str) -> bool:
    return _bare(value).count(" ") >= 2


def _is_address(value: str) -> bool:
    """True for a number or an e-mail address alone, as against words such as a code word."""
    return not any(letter.isalpha() for letter in value) or _ADDRESS.fullmatch(value.strip()) is not None


def _reaches(words: str, value: str) -> bool:
    """True when a text holds any number or address that stands in a value."""
    mails = {found.casefold().rstrip(".") for found in _ADDRESS.findall(words)}
    if mails & {found.casefold().rstrip(".") for found in _ADDRESS.findall(value)}:
        return True
    numbers = {digits[-9:] for found in _NUMBER.findall(value) if len(digits := _digits(found)) >= 6}
    return any(_digits(found)[-9:] in numbers for found in _NUMBER.findall(words))


def _digits(words: str) -> str:
    return "".join(letter for letter in words if letter.isdigit())


def _dates(words: str) -> set[date]:
    """Every date that a text could mean, by each of the usual ways to write one."""
    text = " ".join(words.casefold().split())
    figures = _FIGURES.findall(text)
    found = {_day(c, b, a) for a, b, c in figures} | {_day(a, b, c) for a, b, c in figures}
    found |= {_day(year, _month(month), day) for day, month, year in _DAY_FIRST.findall(text)}
    found |= {_day(year, _month(month), day) for month, day, year in _MONTH_FIRST.findall(text)}
    return {day for day in found if day is not None}


def _month(name: str) -> str:
    return str(MONTHS.index(name[:3]) + 1) if name[:3] in MONTHS else "0"


def _day(year: str, month: str, day: str) -> date | None:
    whole = int(year) if len(year) == 4 else 1900 + int(year) if int(year) > 30 else 2000 + int(year)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        return None


def _bare(words: str) -> str:
    """Letters and figures alone, in the plainest of their forms: spacing, case and punctuation hide nothing."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    kept = (letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def _holds(plain: str, bare: str) -> bool:
    return bool(bare) and f" {bare} " in f" {plain} "
