"""What a shared text may not say: names, aliases, references, numbers, addresses, ages, rare details. Pure.

The forum discusses no case (domain.md 6.1). The check looks at words alone. It asks nobody's records: an answer would
tell the author who is known to whom (docs/decisions/034). A find is no verdict: the author takes it out or says why it
may stay, and the coordinator sees that.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from core.errors import Refused
from people.leaks import details
from people.leaks.models import LeakKind
from people.leaks.models import LeakVerdictKind as LeakVerdictKind
from people.leaks.names import Spot, names

SHORTEST_REASON = 10
MOST_FINDINGS = 40
AROUND = 45

KIND_WORDS: Mapping[LeakKind, str] = {
    LeakKind.NAME: "A name",
    LeakKind.ALIAS: "An alias or initials",
    LeakKind.REFERENCE: "A reference to a record",
    LeakKind.NUMBER: "A number, address or profile",
    LeakKind.PLACE: "An exact place",
    LeakKind.BIRTH: "An age or a birthday",
    LeakKind.DETAIL: "A detail about one person or very few",
    LeakKind.IMMIGRATION: "Where somebody is from",
    LeakKind.LANGUAGE: "Wording",
}

VERDICT_WORDS: Mapping[LeakVerdictKind, str] = {
    LeakVerdictKind.MAY_STAY: "May stay",
    LeakVerdictKind.TAKE_OUT: "Must come out",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that may point at a person, or hurt: what they are, where they stand, and what to do."""

    kind: LeakKind
    found: str
    excerpt: str
    why: str
    field: str

    @property
    def key(self) -> str:
        """What an answer is kept by: the same find in the same words is answered once."""
        return hashlib.sha256(f"{self.kind}|{self.found.casefold()}".encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """The kind in words."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class LeakAnswer:
    """What an author was shown (keys of finds), and why it may stay."""

    seen: frozenset[str]
    reason: str


def look(
    texts: Mapping[str, str], known: Collection[str] = (), officers: Collection[str] = ()
) -> tuple[Finding, ...]:  # fmt: skip
    """Everything in some texts, by the names of their fields, that may point at one person, and hurtful wording.

    `known`: phrases that may stand, such as names of agencies. `officers`: names of those who take part in the forum,
    which may stand whole; named whole, the parts of the name may stand as well. In reading order.
    """
    found: dict[tuple[str, str], Finding] = {}
    for field, text in texts.items():
        for each in _in_one(field, text or "", known, officers):
            found.setdefault((each.key, field), each)
    return tuple(found.values())


def _in_one(field: str, text: str, known: Collection[str], officers: Collection[str]) -> list[Finding]:
    masked = _without(text, [*known, *officers])
    spots: list[Spot] = []
    for look_for in (details.references, details.numbers):
        spots += _apart(look_for(text), spots)
    for look_for in (details.language, details.births, details.places, details.places_of_one):
        spots += _apart(look_for(masked), spots)
    spots += _apart(names(text, _blanked(masked, spots), officers), spots)
    spots += _apart(details.about_one(masked), spots)
    return [_finding(field, text, spot) for spot in sorted(spots, key=lambda spot: spot.start)]


def _apart(new: Iterable[Spot], taken: Collection[Spot]) -> list[Spot]:
    """Those that do not overlap what was found already, nor each other."""
    found: list[Spot] = []
    for each in new:
        if all(each.end <= other.start or each.start >= other.end for other in (*taken, *found)):
            found.append(each)
    return found


def _without(text: str, phrases: Iterable[str]) -> str:
    """A text in which phrases that may stand cannot be read; every other letter keeps its place."""
    listed = sorted({words for words in phrases if len(words) > 1}, key=len, reverse=True)
    if not listed:
        return text
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(words) for words in listed)})(?!\w)")
    return pattern.sub(lambda found: "_" * len(found[0]), text)


def _blanked(text: str, spots: Iterable[Spot]) -> str:
    for spot in spots:
        text = text[: spot.start] + "_" * (spot.end - spot.start) + text[spot.end :]
    return text


def _finding(field: str, text: str, spot: Spot) -> Finding:
    start, end = max(0, spot.start - AROUND), min(len(text), spot.end + AROUND)
    words = " ".join(text[start:end].split())
    excerpt = f"{'… ' if start else ''}{words}{' …' if end < len(text) else ''}"
    found = " ".join(text[spot.start : spot.end].split())
    return Finding(spot.kind, found if spot.kind is LeakKind.ALIAS else found.rstrip(".,"), excerpt, spot.why, field)


def unanswered(
    findings: Iterable[Finding], answered: Collection[tuple[LeakKind, str]]
) -> tuple[Finding, ...]:  # fmt: skip
    """The finds that were not answered before, by kind and words."""
    return tuple(each for each in findings if (each.kind, each.found.casefold()) not in answered)


def few_enough(findings: Collection[Finding]) -> Refused | None:
    """One reason answers no more than 40 finds: nobody weighs more at once, and a page would not show them."""
    if len(findings) <= MOST_FINDINGS:
        return None
    return Refused(f"There are more than {MOST_FINDINGS} finds: take some out first.")


def answer_covers(findings: Iterable[Finding], answer: LeakAnswer | None) -> Refused | None:
    """Whether an author was shown all that is found, and said in 10 characters why it may stay."""
    if answer is None or not {each.key for each in findings} <= answer.seen:
        return Refused(
            "Some words may point at one person, or hurt.",
            instead="Look at what was found above the button: take it out, or say why it may stay.",
        )
    if len(answer.reason) < SHORTEST_REASON:
        return Refused("Say why these words may stay, in 10 characters or more.", field="leaks_reason")
    return None


def verdict_may_be(verdict: LeakVerdictKind, words: str) -> Refused | None:
    """Who wants words out says why, so that the author can mend them."""
    if verdict is LeakVerdictKind.TAKE_OUT and len(words.strip()) < SHORTEST_REASON:
        return Refused("Say why it must come out, in 10 characters or more.", field="words")
    return None


def note_may_be_judged(*, may: bool, own: bool) -> Refused | None:
    """Those who run the forum judge what stayed; nobody judges their own words."""
    if not may:
        return Refused("Only the coordinator and the chair answer this.")
    if own:
        return Refused("You wrote these words.", instead="The chair or another coordinator answers.")
    return None
