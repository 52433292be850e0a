"""What in a text could point at somebody or some place: looked for before an observation is kept. Pure.

A number, an address, a registration plate, an exact place, or a word of the immigration firewall. Whatever is found is
changed, or the writer says why it stays. Source: domain.md 4.5 and 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from agencies.models import AgencyKind
from people.rules.firewall import WatchedWords, groups_found, words_never_released

LONGEST_NAME = 3


class Kind(StrEnum):
    """What a spotted piece of text is."""

    NAME = "name"
    REFERENCE = "reference"
    OWN_ADDRESS = "own_address"
    NUMBER = "number"
    EMAIL = "email"
    PLATE = "plate"
    PLACE = "place"
    WORD = "word"


#: What each kind is called when it is shown; the piece itself stands before it.
KIND_WORDS = {
    Kind.NAME: "is a name that somebody you support uses",
    Kind.REFERENCE: "is the reference of somebody’s record",
    Kind.OWN_ADDRESS: "is a number or address of somebody you support",
    Kind.NUMBER: "may be a telephone number",
    Kind.EMAIL: "is an e-mail address or profile",
    Kind.PLATE: "may be a registration plate",
    Kind.PLACE: "is an exact place",
    Kind.WORD: "may say where somebody is from, or more than may leave",
}
#: What nobody can give a reason for.
NEVER_STAYS = frozenset({Kind.REFERENCE, Kind.OWN_ADDRESS})

_NUMBER = re.compile(r"(?<![\w+])(?:\+|0)[\d\s().-]{8,17}\d(?!\w)")
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.\w+|(?<!\w)@\w{3,}|(?:https?://|www\.)\S+", re.IGNORECASE)
_PLATES = (
    re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}\s?[A-Za-z]{3}(?!\w)"),
    re.compile(r"(?<!\w)[A-Z]\d{1,3}\s?[A-Z]{3}(?!\w)"),
    re.compile(r"(?<!\w)[A-Z]{3}\s?\d{1,3}[A-Z](?!\w)"),
)
_POSTCODE = re.compile(r"(?<!\w)[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}(?!\w)")
_ROADS = (
    "street|st|road|rd|avenue|ave|lane|close|court|drive|place|square|terrace|grove|crescent|gardens|house|hotel|arches"
)
_STREET = re.compile(rf"(?<!\w)(?:\d{{1,4}}[a-z]?\s+)?(?:[A-Z][\w’']+\s+){{1,3}}(?i:{_ROADS})(?!\w)")
_FLAT = re.compile(r"(?<!\w)(?:flat|room|unit|apartment|number)\s+\d{1,4}[a-z]?(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece of a text that could point at somebody, and what it is."""

    kind: Kind
    piece: str

    @property
    def words(self) -> str:
        """“M14 5AB” is an exact place."""
        return f"“{self.piece}” {KIND_WORDS[self.kind]}"

    @property
    def may_stay(self) -> bool:
        """Whether a reason is enough for it to stay."""
        return self.kind not in NEVER_STAYS


def spotted(text: str, watched: WatchedWords, prefix: str, *, leaving: bool = False) -> list[Spot]:
    """Everything in a text that could point at somebody, each piece once. `prefix`: of the agency's references.

    While it stays in the agency, of the watched words only those on where people are from count; a text that is
    `leaving` for the police is looked through for all of them (drugs, condoms, places of work).
    """
    words = _watched(text, watched) if leaving else (Spot(Kind.WORD, word) for word in never_released(text, watched))
    found = [*_references(text, prefix), *_patterns(text), *words]
    return list(dict.fromkeys(found))


def never_released(text: str, watched: WatchedWords) -> list[str]:
    """The words of a text that may never reach the police, whoever reads it again (immigration firewall)."""
    return words_never_released(text, AgencyKind.POLICE, watched)


def numbers_in(text: str) -> list[str]:
    """What looks like a telephone number or an e-mail address in a text, as it was typed."""
    return [match[0].strip() for pattern in (_NUMBER, _EMAIL) for match in pattern.finditer(text)]


def possible_names(text: str) -> Iterator[str]:
    """Every run of one to three words of a text: what a name that somebody uses could be."""
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    for start in range(len(words)):
        for size in range(1, LONGEST_NAME + 1):
            if start + size <= len(words):
                yield " ".join(words[start : start + size])


def must_go(found: Iterable[Spot]) -> list[Spot]:
    """Those that no reason lets stay."""
    return [spot for spot in found if not spot.may_stay]


def _references(text: str, prefix: str) -> Iterator[Spot]:
    for match in re.finditer(rf"(?<!\w){re.escape(prefix)}-\d{{1,8}}(?!\w)", text, re.IGNORECASE):
        yield Spot(Kind.REFERENCE, match[0])


def _patterns(text: str) -> Iterator[Spot]:
    kinds = (
        (Kind.NUMBER, (_NUMBER,)), (Kind.EMAIL, (_EMAIL,)), (Kind.PLATE, _PLATES),
        (Kind.PLACE, (_POSTCODE, _STREET, _FLAT)),
    )  # fmt: skip
    for kind, patterns in kinds:
        for pattern in patterns:
            yield from (Spot(kind, " ".join(match[0].split())) for match in pattern.finditer(text))


def _watched(text: str, watched: WatchedWords) -> Iterator[Spot]:
    for words in groups_found(text, AgencyKind.POLICE, watched).values():
        yield from (Spot(Kind.WORD, word) for word in words)
