"""The measures of outcome_measures.json as questions: what is asked when, and what each score stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from cases import catalogue
from cases.outcomes.models import Point

NEEDS_MET = "NEEDS_MET"
FIVE: Mapping[int, str] = {1: "1, not at all", 2: "2", 3: "3, somewhat", 4: "4", 5: "5, very much"}
YES_NO: Mapping[int, str] = {1: "No", 2: "Yes"}
MET: Mapping[int, str] = {1: "Not met", 2: "Partly met", 3: "Met"}
#: Words by which the reference data says when a measure is asked.
WHEN = {Point.START: ("start",), Point.REVIEW: ("review", "3 months"), Point.EXIT: ("exit",)}
#: The same questions as the person hears them.
ASKED = {
    "COPE": "I can cope with everyday life", "SAFETY": "I feel safe", "INFORMED": "I know my options and my rights",
    "HEALTH": "My health and wellbeing are good", "RECOVER": "I can recover and rebuild",
    "REINTEGRATE": "I can take part in social life, work or learning",
    "SATISFACTION": "I am satisfied with the service",
    "CJ_ENGAGED": "I stayed with the police and court process as far as I wished",
    "CHOICE": "My choices were respected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One question: its code, its words, and the scale by value."""

    code: str
    words: str
    scale: Mapping[int, str]

    @property
    def is_distance(self) -> bool:
        """Whether scores can be compared over time, from 1 to 5."""
        return self.scale is FIVE


@cache
def measures() -> dict[str, dict[str, Any]]:
    """Every measure of the reference data by code."""
    file = catalogue.REFERENCE / "outcome_measures.json"
    return {row["code"]: row for row in cast("dict[str, Any]", json.loads(file.read_text()))["measures"]}


def asked_at(point: Point, needs: list[str]) -> list[Measure]:
    """What is asked at a point of a case; needs are asked about one by one, those of the case only."""
    found = [measure(code) for code, row in measures().items() if code != NEEDS_MET and _is_asked(row, point)]
    if _is_asked(measures()[NEEDS_MET], point):
        found += [measure(f"{NEEDS_MET}:{code}") for code in needs]
    return found


def measure(code: str) -> Measure:
    """A measure by its code; one need's is `NEEDS_MET:` and the need."""
    if code.startswith(f"{NEEDS_MET}:"):
        need = code.partition(":")[2]
        return Measure(code, f"Need met: {catalogue.need_words().get(need, need).lower()}", MET)
    scale = FIVE if "1-5" in measures()[code]["scale"] else YES_NO
    return Measure(code, ASKED.get(code, measures()[code]["label"]), scale)


def in_order(codes: Iterable[str]) -> list[str]:
    """Codes in the order of the reference data, needs last."""
    known = list(measures())
    return sorted(set(codes), key=lambda code: (known.index(code.partition(":")[0]), code))


def _is_asked(row: Mapping[str, Any], point: Point) -> bool:
    return any(words in row["when"] for words in WHEN[point])
