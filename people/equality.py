"""The equality questions: what is asked, from which list, and how the answers are packed before they are sealed.

Sources: `ethnicity_ons2021.json` (19 categories of the Census 2021) and `identity_classifications.json`. All voluntary,
self-defined, own words first. A Gender Recognition Certificate is never asked about (Gender Recognition Act 2004 s.22);
nor is nationality.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from config import ROOT
from core.crypto.fields import packed, unpacked
from core.errors import Refused
from people.models import Answer
from people.words import ANSWER_WORDS

ETHNICITY = "ethnicity"
AGE_BAND = "age_band"
#: The codes of the lists that say why there is no answer: ours are the same for every question.
SILENT_CODES = frozenset({"PNTS", "NA", "NK", "NS"})
#: What may be chosen instead of a code.
UNSAID: Mapping[str, str] = {
    Answer.NOT_ASKED: "Not asked", Answer.DECLINED: "Prefer not to say", Answer.NOT_KNOWN: "Not known"
}  # fmt: skip
LONGEST_WORDS = 300
CERTIFICATE = re.compile(r"\bGRCs?\b|gender\s+recognition\s+cert", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its title, what is asked, and the codes of its list with their words, by group when it has any."""

    key: str
    title: str
    asked: str
    options: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said to one question: a code of the list, own words, both, or one of the other answers."""

    answer: Answer = Answer.NOT_ASKED
    code: str = ""
    words: str = ""


Answers = Mapping[str, Said]

_TITLES = {
    "gender_identity": ("Gender", "How do they describe their gender?"),
    "gender_same_as_birth": ("Trans status", "Is it the same as their sex registered at birth?"),
    "sexual_orientation": ("Sexual orientation", "Which describes their sexual orientation?"),
    "disability": ("Disability", "A physical or mental health condition that lasts 12 months or more?"),
    AGE_BAND: ("Age", "How old are they?"),
}


@cache
def questions() -> dict[str, Question]:
    """Every question by its key, in the order in which they are asked."""
    groups = json.loads((ROOT / "reference" / "ethnicity_ons2021.json").read_text(encoding="utf-8"))["categories"]
    lists = json.loads((ROOT / "reference" / "identity_classifications.json").read_text(encoding="utf-8"))["lists"]
    ethnicity = Question(
        ETHNICITY, "Ethnicity", "How do they describe their ethnic group?",
        {row["code"]: row["label"] for row in groups}, {row["code"]: row["high_level"] for row in groups},
    )  # fmt: skip
    named = {row["list"]: row["options"] for row in lists}
    rest = {key: Question(key, *words, _options(named[key])) for key, words in _TITLES.items()}
    return {ETHNICITY: ethnicity, **rest}


def _options(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows if row["code"] not in SILENT_CODES}


def said_of(key: str, chosen: str, words: str) -> Said:
    """What was said to one question, from a chosen code or answer and own words; own words alone are enough.

    Refuses an unknown code, words beside “prefer not to say”, and any word of a Gender Recognition Certificate.
    """
    words = words.strip()
    if CERTIFICATE.search(words):
        raise Refused(
            "Take out what is said of a Gender Recognition Certificate: it is protected, and never asked for.",
            field=f"{key}_words",
        )
    if chosen in questions()[key].options:
        return Said(Answer.GIVEN, chosen, words)
    answer = Answer(chosen) if chosen in UNSAID else None
    if answer is None:
        raise Refused("Choose one of these", field=key)
    if not words:
        return Said(answer)
    if answer is not Answer.NOT_ASKED:
        raise Refused("There are words here, but the answer says there are none.", field=f"{key}_words")
    return Said(Answer.GIVEN, "", words)


def packed_answers(answers: Answers) -> str | None:
    """Answers as one text, to be sealed; None when nothing was asked."""
    told = {key: said for key, said in answers.items() if said.answer is not Answer.NOT_ASKED}
    return packed({key: [said.answer, said.code, said.words] for key, said in told.items()}) if told else None


def unpacked_answers(words: str | None) -> dict[str, Said]:
    """The reverse of `packed_answers`, with every question in it; after an erasure all are as if never asked."""
    held: Mapping[str, Any] = unpacked(words) or {}
    return {
        key: Said(Answer(held[key][0]), held[key][1], held[key][2]) if key in held else Said() for key in questions()
    }


def answer_words(key: str, said: Said) -> str:
    """One answer in words: the person's own first, then the list's."""
    if said.answer is not Answer.GIVEN:
        return UNSAID.get(said.answer, ANSWER_WORDS[said.answer])
    listed = questions()[key].options.get(said.code, "")
    return f"“{said.words}” ({listed})" if said.words and listed else listed or f"“{said.words}”"


def told_lines(answers: Answers) -> list[tuple[str, str]]:
    """What was told, question by question; what was not told is left out."""
    return [
        (questions()[key].title, answer_words(key, said))
        for key, said in answers.items()
        if said.answer is Answer.GIVEN
    ]
