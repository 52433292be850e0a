"""The words of the Very Brief Intervention, read once from reference data: six questions, 17 tips, whom to name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from outreach.brief.models import Said, TipsWay

REFERENCE = Path(__file__).resolve().parent.parent.parent / "reference"

SAID_WORDS = {
    Said.YES: "Yes", Said.NO: "No", Said.NOT_SURE: "Not sure", Said.DECLINED: "Declined",
    Said.NOT_ASKED: "Not asked",
}  # fmt: skip
WAY_WORDS = {
    TipsWay.TALKED: "Talked through", TipsWay.SHOWN: "Shown on the screen", TipsWay.PRINTED: "Given on paper",
    TipsWay.SENT: "Sent, with nothing in it that a stranger would understand",
}  # fmt: skip
#: What a worker ticks: what was sent is noted by the sending itself.
TICKED_WAYS = {way: words for way, words in WAY_WORDS.items() if way is not TipsWay.SENT}

#: The questions that are answered with yes or no, and the column that keeps the answer; the others are words only.
ANSWERED = {"Q3": "wants_it_to_stop", "Q4": "worried", "Q5": "safe_place", "Q6": "afraid"}

#: How the tips are grouped to be read and printed. Every tip stands in one group.
GROUPS = (
    ("Warnings and checks", ("T1", "T2", "T3", "T5")),
    ("Before you start", ("T4", "T6", "T7", "T11")),
    ("Where you are", ("T8", "T10", "T12", "T13")),
    ("About yourself", ("T9", "T14", "T15", "T16", "T17")),
)

#: The tips that can be said so that a stranger who reads them learns nothing: for a neutral sheet, and to be sent.
NEUTRAL = {
    "T7": "Have a plan ready in case something goes wrong.",
    "T8": "Know the ways out of a building to somewhere safe.",
    "T9": "Carry a personal safety alarm.",
    "T10": "Leave no key in the lock: it could be used to lock you in.",
    "T11": "Let someone know where you are going and when you will be back.",
    "T13": "If you are offered a drink, take only one that is unopened.",
    "T14": "Keep your phone charged, with the numbers you may need on speed dial.",
    "T15": "Trust your instincts, and be willing to say no.",
    "T17": "Carry nothing that could be used against you.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One of the six questions; `column` keeps a yes or no, empty when only words are kept."""

    code: str
    text: str
    column: str


@dataclass(frozen=True, slots=True)
class Signpost:
    """A service to name under Act."""

    code: str
    name: str
    phone: str


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


def _step(code: str) -> dict[str, Any]:
    steps: list[dict[str, Any]] = _read("very_brief_intervention.json")["steps"]
    return next(step for step in steps if step["code"] == code)


@cache
def questions() -> tuple[Question, ...]:
    """The six questions of Ask, in order. Each is optional."""
    return tuple(Question(row["id"], row["text"], ANSWERED.get(row["id"], "")) for row in _step("ASK")["questions"])


@cache
def tips() -> dict[str, str]:
    """The 17 safety tips by id, in the words of their source."""
    return {row["id"]: row["text"] for row in _step("SAFETY_TIPS")["tips"]}


@cache
def signposts() -> dict[str, Signpost]:
    """The national services to name under Act, by id, with the number to ring."""
    known = {row["id"]: row for row in _read("services_directory.json")["services"]}
    wanted: list[str] = _step("ACT")["service_ids"]
    return {code: _signpost(known[code]) for code in wanted}


def _signpost(row: dict[str, Any]) -> Signpost:
    phones = row.get("phones") or [{"number": ""}]
    return Signpost(row["id"], row["name"], phones[-1]["number"])


def helpline() -> dict[str, str]:
    """The Modern Slavery and Exploitation Helpline: name, phone, note."""
    return cast("dict[str, str]", _read("modern_slavery.json")["helpline"])


def grouped(chosen: list[str], *, neutral: bool = False) -> list[tuple[str, list[str]]]:
    """Tips by group, in order, only those chosen; all of them when none is. `neutral`: only what says nothing."""
    words = NEUTRAL if neutral else tips()
    wanted = set(chosen) or set(words)
    rows = [(heading, [words[code] for code in codes if code in wanted and code in words]) for heading, codes in GROUPS]
    return [(heading, texts) for heading, texts in rows if texts]
