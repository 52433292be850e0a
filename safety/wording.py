"""What plain words give away of the one who spoke, and where they say that something is proven. Pure.

The words that it looks for are in `reference/anonymity_words.json`. Source: domain.md 4.2.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from people.spotting import DATES, NUMBERED, POSTCODES, SENTENCE, capitalised, identifiers_in, met, named, vocabulary

#: So many words in a row, the same as in the report, are the person's own way of saying it.
OWN_PHRASE = 8
SHORTEST_REASON = 10

ADVICE = re.compile(
    r"\bif (?:you|he|she|they|someone|anyone|this)\b|\b(?:do not|don[’']t|never) (?:get|go|let|take|meet)\b",
    re.IGNORECASE,
)


class FindingKind(StrEnum):
    """What was found."""

    OWN_NAME = "own_name"
    NAME = "name"
    OWN_CONTACT = "own_contact"
    CONTACT = "contact"
    DATE = "date"
    PLACE = "place"
    OWN_PHRASE = "own_phrase"
    DETAIL = "detail"
    VOICE = "voice"
    FIREWALL = "firewall"
    ACCUSING = "accusing"


KIND_WORDS: Mapping[FindingKind, str] = {
    FindingKind.OWN_NAME: "Names the person",
    FindingKind.NAME: "A name",
    FindingKind.OWN_CONTACT: "Their own number, address or profile",
    FindingKind.CONTACT: "A number, address or link in the text",
    FindingKind.DATE: "An exact day or time",
    FindingKind.PLACE: "An exact place",
    FindingKind.OWN_PHRASE: "Their own phrase",
    FindingKind.DETAIL: "A detail that may point at them",
    FindingKind.VOICE: "Their own voice",
    FindingKind.FIREWALL: "A word that may show where somebody is from",
    FindingKind.ACCUSING: "Says that it is proven",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could point at the one who spoke. `must_go`: no reason answers it, it is taken out."""

    kind: FindingKind
    found: str
    why: str
    must_go: bool = False

    @property
    def key(self) -> str:
        """What an answer is kept by: the same find in the same words is answered once."""
        return hashlib.sha256(f"{self.kind}|{self.found.casefold()}".encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """The kind in words."""
        return KIND_WORDS[self.kind]


def in_plain_words(
    text: str, own_words: Iterable[str] = (), names_used: Collection[str] = (), beside: Sequence[str] = ()
) -> list[Finding]:  # fmt: skip
    """Everything that words alone give away: names, days, places, contacts, the person's own phrases, details, voice.

    `own_words`: what the person said, so that their phrases are known again. `names_used`: names that a reported
    person goes by, which may stand. `beside`: what stands beside the text, where numbers and profiles belong.
    """
    whole = "\n".join([text, *beside])
    said = list(own_words)
    found = (
        first_names(whole, names_used), dates(whole), places(whole), contacts(text), own_phrases(text, said),
        details(text), voice(text), accusations(whole),
    )  # fmt: skip
    return once(finding for each in found for finding in each)


def once(findings: Iterable[Finding]) -> list[Finding]:
    """Each find once, what must go first."""
    known: dict[str, Finding] = {}
    for each in findings:
        if each.key not in known or each.must_go:
            known[each.key] = each
    return sorted(known.values(), key=lambda each: (not each.must_go, list(FindingKind).index(each.kind)))


def open_findings(findings: Iterable[Finding], answers: Mapping[str, str]) -> list[Finding]:
    """The finds that still stand in the way: those that must go, and those without a reason of 10 characters."""
    return [each for each in findings if each.must_go or len(answers.get(each.key, "").strip()) < SHORTEST_REASON]


def first_names(text: str, names_used: Collection[str] = ()) -> Iterator[Finding]:
    """First names; one that is an everyday word or place as well counts where no sentence begins with it."""
    used = {word.casefold() for name in names_used for word in name.split()}
    known = vocabulary()
    for found, begins in capitalised(text):
        bare = re.sub(r"['’]s$", "", found)
        bare = bare.title() if bare.isupper() else bare
        if bare.casefold() in used:
            continue
        if bare in known.first_names or (bare in known.everyday_names and not begins):
            yield Finding(FindingKind.NAME, bare, "Take it out, or say whose name it is and why it may stand.")


def dates(text: str) -> Iterator[Finding]:
    """Exact days and times; a month with its year, and a part of the day, may stand."""
    for pattern in DATES:
        for found in pattern.finditer(text):
            yield Finding(FindingKind.DATE, found[0], "Say the month, and the part of the day at most.")
    for words in met(text, vocabulary().days):
        yield Finding(FindingKind.DATE, words, "Say the month, and the part of the day at most.")


def places(text: str) -> Iterator[Finding]:
    """Postcodes, streets, buildings by name, rooms and house numbers; a ward may stand."""
    why = "Say the ward. An exact place tells who was there."
    for pattern in (*POSTCODES, NUMBERED, named(vocabulary().streets), named(vocabulary().buildings)):
        for found in pattern.finditer(text):
            yield Finding(FindingKind.PLACE, found[0], why)


def contacts(text: str) -> Iterator[Finding]:
    """Numbers, addresses, profiles and links in running text: those of a reported person belong beside it."""
    for found in identifiers_in(text):
        why = "Put it beside the text, as what was noticed of the reported person; or take it out."
        yield Finding(FindingKind.CONTACT, found, why)


def own_phrases(text: str, own_words: Iterable[str]) -> Iterator[Finding]:
    """Runs of 8 words and more that are the same as in what the person said: who knows them knows their voice."""
    said = [_bare(words) for words in own_words if words]
    runs = {tuple(each[start : start + OWN_PHRASE]) for each in said for start in range(len(each) - OWN_PHRASE + 1)}
    written = text.split()
    bare = [_bare_word(word) for word in written]
    start = 0
    while runs and start <= len(bare) - OWN_PHRASE:
        end = start
        while tuple(bare[end : end + OWN_PHRASE]) in runs and end <= len(bare) - OWN_PHRASE:
            end += 1
        if end > start:
            phrase = " ".join(written[start : end + OWN_PHRASE - 1])
            yield Finding(FindingKind.OWN_PHRASE, phrase, "Say it in other words.")
            start = end + OWN_PHRASE - 1
        start += 1


def _bare(text: str) -> list[str]:
    return [_bare_word(word) for word in text.split()]


def _bare_word(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def details(text: str) -> Iterator[Finding]:
    """What is true of few people, said of the one who spoke."""
    for words in met(text, vocabulary().telling):
        yield Finding(FindingKind.DETAIL, words, "Take it out unless it is about the reported person.")


def voice(text: str) -> Iterator[Finding]:
    """“I” and “we”: a warning is told by the agency."""
    for found in re.finditer(rf"\b(?:{'|'.join(vocabulary().first_person)})\b", text):
        yield Finding(FindingKind.VOICE, found[0], "Tell it as the agency: “it was reported that …”.")


def accusations(text: str) -> Iterator[Finding]:
    """Words that say somebody is guilty, and acts told as facts: suspect wording is “reported”, never “did”.

    Nobody has heard the other side, and a wrong match harms a stranger. Source: domain.md 4.2 (Article 10 UK GDPR).
    """
    known = vocabulary()
    for words in met(text, known.accusing):
        yield Finding(FindingKind.ACCUSING, words, "Say “a man was reported to …”: this is reported, not proven.", True)
    for sentence in SENTENCE.findall(text):
        if met(sentence, known.reporting) or ADVICE.search(sentence):
            continue
        if acts := list(met(sentence, known.acts)):
            why = f"“{acts[0]}” stands as a fact. Write that it was reported, in this sentence."
            yield Finding(FindingKind.ACCUSING, sentence.strip(), why, True)
