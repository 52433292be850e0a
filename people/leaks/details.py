"""References, numbers, places, ages, rare details and wording in a shared text, by their shape. Pure.

What is true of many may be said: a paper on pregnancy points at nobody. So rare details, days, streets and words of the
firewall count only in a sentence that speaks of one person, or of fewer than five (domain.md 6.1, 6.7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache

from agencies.models import AgencyKind
from people.leaks import lexicon
from people.leaks.models import LeakKind
from people.leaks.names import Spot
from people.reference import watched_words
from people.rules.firewall import NEVER_RELEASED, groups_found
from people.spotting import (
    DATES,
    EMAIL,
    LINK,
    MONTHS,
    NUMBERED,
    PHONE,
    POSTCODES,
    PROFILE,
    SENTENCE,
    met,
    named,
    vocabulary,
)

REFERENCES = (
    re.compile(r"\b[A-Z]{2,}(?:-[A-Za-z]+)*-[A-Z]{0,2}\d{3,6}\b(?!-\d)"),
    re.compile(
        r"\b(?:UIC|CAD|NHS|NI|NRM|log|crime|incident|case|client|custody|URN)(?: (?:no|number|ref|reference)\b\.?)?:? ?"
        r"(?:[A-Z]{1,4}[/ -]?)?\d[\dA-Z/-]{2,}",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{2}[A-Z]{1,2}\d?/\d{3,}/\d{2}\b"),
    re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
)  # fmt: skip
BIRTHS = (
    re.compile(r"\baged? \d{1,2}\b(?! ?(?:to\b|[-–+%]|(?:and|or) (?:over|under|above|below)))", re.IGNORECASE),
    re.compile(
        r"\b(?:she|he|they|who) (?:is|was|are|were|turned|turns) (?:just |only )?\d{1,2}\b"
        r"(?=[.,;!?)]|$| and| when| who)",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{1,2}[- ]years?[- ]old\b(?!s)", re.IGNORECASE),
    re.compile(
        r"\b(?:born (?:on|in)|d\.?o\.?b\.?|date of birth|birthday)\b[:,]?(?: is| was)? "
        rf"(?:the )?(?:\d[\d/.-]*|{MONTHS})(?: ?(?:st|nd|rd|th)?(?: of)? (?:{MONTHS}))?(?: ?\d{{4}})?",
        re.IGNORECASE,
    ),
)  # fmt: skip
FULL_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
LEAST_DIGITS = 9
#: Lines that many ring: 0800, 0808 and 03 are no one person's.
PUBLIC_LINE = re.compile(r"^(?:\+44 ?\(?0?\)? ?|0)(?:80[08]|3)")
QUOTED = re.compile(r"[“\"][^”\"\n]{2,300}[”\"]|‘[^’\n]{2,300}’(?!\w)")

REFERENCE_WHY = "This reads like the reference of somebody’s record. Take it out."
NUMBER_WHY = "A number, address or profile may be somebody’s own. Take it out, or say whose it is."
PLACE_WHY = "An exact place tells who was there. Say the ward, or the part of town."
BIRTH_WHY = "An age or a birthday points at one person. Say a range, or leave it out."
DETAIL_WHY = "True of one person or very few. Say what is true of many, or leave it out."
FROM_WHY = "This may show where one person is from, or whether they may stay. Take it out."


def references(text: str) -> Iterator[Spot]:
    """References of people and cases, crime numbers, registration plates. The forum's own (“A-012”) may stand."""
    yield from _spots(LeakKind.REFERENCE, REFERENCES, text, REFERENCE_WHY)


def numbers(text: str) -> Iterator[Spot]:
    """Telephone numbers, e-mail addresses, profiles and links to them; what an office publishes may stand."""
    for found in LINK.finditer(text):
        if any(each in found[0].casefold() for each in lexicon.leak_words().each("profile_links")):
            yield Spot(LeakKind.NUMBER, found.start(), found.end(), NUMBER_WHY)
    for found in EMAIL.finditer(text):
        if found[0].split("@")[0].casefold() not in lexicon.leak_words().plain("mailboxes"):
            yield Spot(LeakKind.NUMBER, found.start(), found.end(), NUMBER_WHY)
    yield from _spots(LeakKind.NUMBER, (PROFILE,), text, NUMBER_WHY)
    for found in PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in found[0])
        if digits >= LEAST_DIGITS and not PUBLIC_LINE.match(found[0]) and not _holds_a_day(found[0]):
            yield Spot(LeakKind.NUMBER, found.start(), found.end(), NUMBER_WHY)


def _holds_a_day(words: str) -> bool:
    return any(pattern.search(words) for pattern in DATES)


def births(text: str) -> Iterator[Spot]:
    """Ages and birthdays of one person; “18 to 25” and “18 and over” may stand."""
    yield from _spots(LeakKind.BIRTH, BIRTHS, text, BIRTH_WHY)


def places(text: str) -> Iterator[Spot]:
    """Whole postcodes, and streets with a house number, wherever they stand."""
    yield from _spots(LeakKind.PLACE, (FULL_POSTCODE,), text, PLACE_WHY)
    for found in named(vocabulary().streets).finditer(text):
        if found[0][0].isdigit():
            yield Spot(LeakKind.PLACE, found.start(), found.end(), PLACE_WHY)


def places_of_one(text: str) -> Iterator[Spot]:
    """Streets, buildings, rooms and districts, in sentences about one person or fewer than five."""
    where = (*POSTCODES, NUMBERED, named(vocabulary().streets), named(vocabulary().buildings))
    for sentence in SENTENCE.finditer(text):
        if speaks_of_one(sentence[0]):
            for spot in _spots(LeakKind.PLACE, where, sentence[0], PLACE_WHY):
                yield Spot(spot.kind, spot.start + sentence.start(), spot.end + sentence.start(), spot.why)


def about_one(text: str) -> Iterator[Spot]:
    """In sentences about one person or fewer than five: acts, rare details, days, words of the firewall."""
    for sentence in SENTENCE.finditer(text):
        words = sentence[0]
        one = speaks_of_one(words)
        yield from _placed(LeakKind.IMMIGRATION, words, _firewall(words, one), sentence.start(), FROM_WHY)
        if not one:
            continue
        mine = lexicon.leak_words()
        rare = [*met(words, mine.each("acts")), *met(words, vocabulary().telling)]
        yield from _placed(LeakKind.DETAIL, words, rare, sentence.start(), DETAIL_WHY)
        for spot in _spots(LeakKind.DETAIL, DATES, words, DETAIL_WHY):
            yield Spot(spot.kind, spot.start + sentence.start(), spot.end + sentence.start(), spot.why)


def _firewall(words: str, one: bool) -> Iterator[str]:
    """Words that tell of one person by themselves, and, in a sentence about one, the watched ones of the firewall."""
    yield from met(words, lexicon.leak_words().each("telling_of_itself"))
    if one:
        everyday = {word for each in watched_words().lists for word in each.ambiguous}
        groups = groups_found(words, AgencyKind.POLICE, watched_words())
        yield from (held for group in NEVER_RELEASED for held in groups.get(group, ()) if held not in everyday)


def speaks_of_one(words: str) -> bool:
    """Whether a sentence is about one person, or fewer than five; “if a person …” is about anybody."""
    pronouns, people, general = _cues()
    if pronouns.search(words):
        return True
    return any(not general.search(words[: found.start()]) for found in people.finditer(words))


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    mine = lexicon.leak_words()
    pronouns, ones, people, general = (
        "|".join(mine.each(name)) for name in ("pronouns", "one_of", "people", "in_general")
    )
    return (
        re.compile(rf"\b(?:{pronouns})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{ones}) (?:[\w-]+ ){{0,2}}?(?:{people})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{general})(?: \w+)?\s*$", re.IGNORECASE),
    )


def language(text: str) -> Iterator[Spot]:
    """Words that the forum does not use, with the one to use; titles, offences and quoted own words may stand."""
    free = [(found.start(), found.end()) for found in QUOTED.finditer(text)]
    allowed = re.compile("|".join(re.escape(words) for words in lexicon.leak_words().each("may_be_said")), re.I)
    free += [(found.start(), found.end()) for found in allowed.finditer(text)]
    for pattern, use in _wording():
        for found in pattern.finditer(text):
            inside = any(start <= found.start() and found.end() <= end for start, end in free)
            if not inside and not _in_a_name(text, found):
                yield Spot(LeakKind.LANGUAGE, found.start(), found.end(), f"Write “{use}”.")


def _in_a_name(text: str, found: re.Match[str]) -> bool:
    """“Prostitution and Exploitation Unit”: a capital, with another capital beside it."""
    after = re.match(r"(?: (?:and|of|the|for))* [A-Z]", text[found.end() :])
    before = re.search(r"[A-Z][\w’']+ (?:(?:and|of|the|for) )*$", text[: found.start()])
    return found[0][0].isupper() and bool(after or before)


@cache
def _wording() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each watched wording with what to write instead: `reference/language_rules.json`, and words that hurt."""
    rows = json.loads((lexicon.REFERENCE / "language_rules.json").read_text(encoding="utf-8"))["rules"]
    pairs = [(_plain(words), row["use"]) for row in rows for words in row["instead_of"]]
    pairs += [(words, row["use"]) for row in lexicon.leak_words().rows["hurtful"] for words in row["words"]]
    known: dict[str, str] = {}
    for words, use in pairs:
        if words and words.removesuffix("s") not in known:
            known.setdefault(words.removesuffix("s"), use)
    longest = sorted(known, key=len, reverse=True)
    return tuple((re.compile(rf"\b{re.escape(each)}s?\b", re.IGNORECASE), known[each]) for each in longest)


def _plain(words: str) -> str:
    """The words themselves: what stands in brackets, and rules in prose, are no words to look for."""
    bare = re.sub(r" ?\(.*\)", "", words).strip()
    return "" if bare.startswith(("'", "conflating")) else bare


def _spots(kind: LeakKind, patterns: Iterable[re.Pattern[str]], text: str, why: str) -> Iterator[Spot]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Spot(kind, found.start(), found.end(), why)


def _placed(kind: LeakKind, words: str, held: Iterable[str], start: int, why: str) -> Iterator[Spot]:
    """Words of a sentence by their place in the whole text; a word that is spelt another way there has none."""
    for each in sorted(held, key=len, reverse=True):
        for found in re.finditer(rf"(?<!\w){re.escape(each)}\w*", words, re.IGNORECASE):
            yield Spot(kind, start + found.start(), start + found.end(), why)
