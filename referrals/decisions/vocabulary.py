"""The tables that the path reads: grounds, lawful combinations, bodies outside, and the words of every answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from agencies.models import AgencyKind
from config import ROOT


@dataclass(frozen=True, slots=True)
class Combination:
    """A lawful basis that can be chosen: Article 6, Article 9 and Schedule 1 together. `audience`: who may use it."""

    code: str
    basis: str
    article_6: str
    article_9: str
    schedule_1: str
    audience: str
    only_when: str
    policy: bool

    @property
    def words(self) -> str:
        """“6(1)(e) public task, with 9(2)(g) substantial public interest and Schedule 1 paragraph 18”."""
        paragraph = f" and DPA 2018 Schedule 1 paragraph {self.schedule_1}" if self.schedule_1 else ""
        return f"Article {self.article_6}, with {self.article_9}{paragraph}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What triggers a decision, and the combinations it offers."""

    code: str
    words: str
    hint: str
    combinations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of recipient outside Roundtable, and the kind of agency whose firewall holds for it."""

    code: str
    words: str
    firewall: AgencyKind


@cache
def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "reference" / name).read_text())
    return found


@cache
def combinations() -> dict[str, Combination]:
    """Every combination by its code."""
    return {
        row["code"]: Combination(
            row["code"], row["basis"], row["article_6"], row["article_9"], row["schedule_1"] or "", row["for"],
            row["only_when"] or "", row["policy"],
        )
        for row in _read("sharing_decisions.json")["combinations"]
    }  # fmt: skip


@cache
def grounds() -> dict[str, Ground]:
    """Every ground by its code."""
    return {
        row["code"]: Ground(row["code"], row["words"], row["hint"], tuple(row["combinations"]))
        for row in _read("sharing_decisions.json")["grounds"]
    }


@cache
def bodies() -> dict[str, Body]:
    """Kinds of recipient outside Roundtable by their code."""
    rows = _read("sharing_decisions.json")["outside_bodies"]
    return {row["code"]: Body(row["code"], row["words"], AgencyKind(row["firewall"])) for row in rows}


@cache
def words_of(table: str) -> dict[str, str]:
    """Code to words of one list: consent_answers, capacity, advice, telling."""
    return {row["code"]: row["words"] for row in _read("sharing_decisions.json")[table]}


@cache
def paragraph_18_of(consent: str) -> str:
    """Which condition of Schedule 1 paragraph 18 an answer about consent meets; empty when it meets none."""
    rows = {row["code"]: row["paragraph_18"] for row in _read("sharing_decisions.json")["consent_answers"]}
    return rows.get(consent) or ""


@cache
def paragraph_18_words() -> dict[str, str]:
    """The three conditions of paragraph 18 in words."""
    return dict(_read("sharing_decisions.json")["paragraph_18"])


@cache
def incapable(capacity: str) -> bool:
    """True when this answer about capacity means that the person cannot consent."""
    return any(row["incapable"] for row in _read("sharing_decisions.json")["capacity"] if row["code"] == capacity)


@cache
def golden_rules() -> tuple[str, ...]:
    """The seven golden rules of sharing (Department for Education, 2024)."""
    return tuple(_read("consent_and_sharing.json")["seven_golden_rules_2024"])


@cache
def caldicott() -> tuple[str, ...]:
    """The eight Caldicott principles (2020)."""
    return tuple(_read("consent_and_sharing.json")["caldicott_principles"])


@cache
def slavery() -> dict[str, Any]:
    """First responders, the helpline, and where to get immigration advice first."""
    return _read("modern_slavery.json")
