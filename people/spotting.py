"""What plain words hold: names, days, places, numbers, addresses, by their shape alone. Pure.

The words that it looks for are in `reference/anonymity_words.json`. Two checks build on it: of warnings before they
leave (`safety/wording.py`), and of the texts that the forum shares (`people/leaks/rules.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config import ROOT

FILE = ROOT / "reference" / "anonymity_words.json"
MOST_IDENTIFIERS = 40

MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?"
)
DATES = (
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})\b(?: \d{{4}})?", re.IGNORECASE),
    re.compile(rf"\b(?:{MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d+])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b"),
    re.compile(r"\b\d{4}-\d{2}-\d{2}\b"),
    re.compile(r"\b\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m\b\.?", re.IGNORECASE),
    re.compile(r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b"),
    re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!s)", re.IGNORECASE),
    re.compile(r"\b(?:two|three|four|five|six|\d{1,2}) (?:days?|nights?) ago\b", re.IGNORECASE),
)
POSTCODES = (
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE),
    re.compile(r"\bM(?:[1-9]|[1-3]\d|4[0-6])\b(?! ?\d[A-Z]{2}\b)"),
)
NUMBERED = re.compile(r"\b(?:flat|room|unit|apartment|door|house|suite|number|no\.?) ?\d{1,4}[a-z]?\b", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w+])\+?\(?\d[\d\s().-]{6,}\d(?!\w)")
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")
PROFILE = re.compile(r"(?<!\w)@\w{2,}")
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
CAPITALISED = re.compile(r"\b[A-Z][\w'’-]+")
SENTENCE = re.compile(r"[^\n]+?(?:[.!?]+(?=\s|$)|(?=\n|$))")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The watched words of `reference/anonymity_words.json`."""

    first_names: frozenset[str]
    everyday_names: frozenset[str]
    streets: tuple[str, ...]
    buildings: tuple[str, ...]
    telling: tuple[str, ...]
    first_person: tuple[str, ...]
    days: tuple[str, ...]
    accusing: tuple[str, ...]
    acts: tuple[str, ...]
    reporting: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The watched words, read once."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return Vocabulary(
        first_names=frozenset(rows["first_names"]), everyday_names=frozenset(rows["everyday_names"]),
        streets=tuple(rows["streets"]), buildings=tuple(rows["buildings"]), telling=tuple(rows["telling"]),
        first_person=tuple(rows["first_person"]), days=tuple(rows["days"]), accusing=tuple(rows["accusing"]),
        acts=tuple(rows["acts"]), reporting=tuple(rows["reporting"]),
    )  # fmt: skip


def capitalised(text: str) -> Iterator[tuple[str, bool]]:
    """Each word with a capital letter, and whether a sentence or line begins with it."""
    for found in CAPITALISED.finditer(text):
        before = text[: found.start()].rstrip(" “\"'(")
        yield found[0], not before or before[-1] in ".!?\n:;"


@cache
def named(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """“Ditchley Street”, “14 Corn Fold”, “the Old Mill Hotel”: a name with a capital before the word."""
    return re.compile(rf"\b(?:\d{{1,4}}[a-z]? )?(?:[A-Z][\w'’]+ ){{1,3}}(?:{'|'.join(kinds)})\b\.?")


def identifiers_in(text: str) -> list[str]:
    """Every telephone number, e-mail address, profile and link in a text, at most 40."""
    found: list[str] = []
    rest = text
    for pattern in (LINK, EMAIL, PROFILE, PHONE):
        found += [each[0].strip() for each in pattern.finditer(rest) if not _is_a_day(each[0])]
        rest = pattern.sub(" ", rest)
    return list(dict.fromkeys(found))[:MOST_IDENTIFIERS]


def _is_a_day(words: str) -> bool:
    return any(pattern.fullmatch(words.strip()) for pattern in DATES)


def met(text: str, words: tuple[str, ...]) -> list[str]:
    """Which of some words and phrases a text holds, as they stand in it, in any case, each once."""
    return list(dict.fromkeys(found[0] for found in _any_of(words).finditer(text)))


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?:s|es)?(?!\w)", re.IGNORECASE)
