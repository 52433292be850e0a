"""Which words everybody knows: common English, the forum's own texts, places. A capital letter means less on these.

The common words come with zxcvbn, which the check of passwords uses too (docs/decisions/011); no list of ours could be
as long. Names in it do not count as words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from config import ROOT
from people.spotting import vocabulary

REFERENCE = ROOT / "reference"
FILE = REFERENCE / "leak_words.json"
#: Texts that the forum wrote or works by: what they say, and what they write with a capital, points at nobody.
OWN_TEXTS = (
    "strategy_2016_19", "strategy_2020_22", "action_plan", "agenda", "forum_members", "npcc_guiding_statements",
    "services_directory", "member_services", "wards_manchester", "language_rules", "barriers_to_reporting",
    "harm_types", "modern_slavery", "needs_domains", "victims_code_rights", "work_settings", "roles", "teams",
)  # fmt: skip
WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’]*")
INSIDE = re.compile(r"(?<=[a-z,;0-9] )[A-Z][\w'’-]+")
ENDINGS = ("'s", "’s", "s'", "s’", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "ness", "ment", "able", "ability")
BEGINNINGS = ("re", "un", "non", "co", "pre", "sub", "multi", "mis", "over", "under", "inter", "anti", "de", "dis")


@dataclass(frozen=True, slots=True)
class LeakWords:
    """The word lists of `reference/leak_words.json`."""

    rows: dict[str, Any]

    def plain(self, name: str) -> frozenset[str]:
        """One list, without capitals."""
        return frozenset(word.casefold() for word in self.rows[name])

    def each(self, name: str) -> tuple[str, ...]:
        """One list as it is written."""
        return tuple(self.rows[name])


@cache
def leak_words() -> LeakWords:
    """The lists, read once."""
    return LeakWords(json.loads(FILE.read_text(encoding="utf-8")))


@cache
def own_text() -> str:
    """All that the forum's own reference texts say."""
    texts = [_said(json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))) for name in OWN_TEXTS]
    return "\n".join(texts)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(_said(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(_said(each) for each in value)
    return value if isinstance(value, str) else ""


@cache
def first_names() -> frozenset[str]:
    """First names that are no everyday word, without capitals."""
    return frozenset(name.casefold() for name in vocabulary().first_names)


@cache
def doubtful_names() -> frozenset[str]:
    """Names that are everyday words or places as well: “Amber”, “Price”."""
    lists = ("female_names", "male_names", "surnames")
    listed = {name for each in lists for name in FREQUENCY_LISTS[each] if len(name) > 2}
    return frozenset(name.casefold() for name in vocabulary().everyday_names) | listed - first_names()


@cache
def common_words() -> frozenset[str]:
    """Words of everyday English and of the forum's texts, without capitals; first names are not among them."""
    english = {word for each in ("english_wikipedia", "us_tv_and_film") for word in FREQUENCY_LISTS[each]}
    own = {word.casefold() for word in WORD.findall(own_text()) if word[0].islower()}
    mine = leak_words()
    more = mine.plain("extra_words") | {word for name in mine.each("extra_words") for word in name.split("-")}
    return frozenset((english | own | more) - first_names())


@cache
def usual_capitals() -> frozenset[str]:
    """Words that the forum's texts write with a capital inside a sentence, with places, months and days."""
    mine = leak_words()
    inside = {_bare(word) for word in INSIDE.findall(own_text())} - first_names()
    everyday = frozenset(name.casefold() for name in vocabulary().everyday_names)
    calendar = {
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    }  # fmt: skip
    return frozenset((inside - everyday) | calendar | mine.plain("capitals") | mine.plain("places")) - {"i"}


def is_usual(word: str) -> bool:
    """Whether a word is often written with a capital, or can be nobody’s name: “Council”, “Monday”, “They”."""
    usual = usual_capitals() | leak_words().plain("never_a_name")
    return all(part in usual or part.removesuffix("s") in usual for part in word.casefold().split("-"))


def is_common(word: str) -> bool:
    """Whether a word, or what it is made of, is everyday English or stands in the forum's own texts."""
    plain = word.casefold().strip("-'’")
    return all(_is_known(part) for part in plain.split("-") if part)


def _is_known(word: str) -> bool:
    known = common_words()
    if word in known or _bare(word) in known:
        return True
    stems = {word.removesuffix(end) for end in ENDINGS if word.endswith(end) and len(word) - len(end) > 2}
    stems |= {stem + "e" for stem in stems} | {stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:]}
    stems |= {stem[:-1] + "y" for stem in stems if stem.endswith("i")} | {re.sub("is", "iz", word)}
    whole = {word.removeprefix(begin) for begin in BEGINNINGS if word.startswith(begin) and len(word) - len(begin) > 3}
    names = first_names() | doubtful_names()
    return bool(((stems | whole) - names) & known)


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word).casefold()
