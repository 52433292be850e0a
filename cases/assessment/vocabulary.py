"""The words of assessments that are reference data: DASH topics and bands, MARAC criteria, kinds of harm."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from cases.catalogue import REFERENCE

#: Families of harm_types.json by the heading they stand under, so that no page is a wall.
_HARM_HEADINGS = {
    "body": ("Violence and sexual violence", ("sexual", "physical", "fatal")),
    "fear": ("Threats, stalking and control", ("threat", "harassment", "coercion", "domestic", "exploitation")),
    "money": ("Money and property", ("acquisitive", "property", "nuisance")),
    "other": ("Online, hate, institutions and the rest", (
        "sexual_online", "online", "identity", "institutional", "concern", "other",
    )),
}  # fmt: skip
#: Kinds of harm that speak of the Home Office or of status: held by the firewall, never ticked here (domain.md 4.5).
_FIREWALL_HARMS = frozenset({"IMMIGRATION_THREAT"})


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


@cache
def dash_topics() -> dict[int, str]:
    """The 24 topics by number, in our paraphrase (dash_questions.json)."""
    return {row["number"]: row["topic"] for row in _read("dash_questions.json")["questions"]}


@cache
def dash_bands() -> dict[str, tuple[int, int]]:
    """The bands of the score, from and to (dash_questions.json): standard, medium, high."""
    return {row["band"]: (row["min"], row["max"]) for row in _read("dash_questions.json")["scoring"]["bands"]}


@cache
def marac_words() -> dict[str, str]:
    """The four criteria of MARAC by code (dash_questions.json, domain.md 3.1)."""
    return {row["code"]: row["label"] for row in _read("dash_questions.json")["marac_criteria"]}


@cache
def harm_groups() -> list[tuple[str, str, tuple[str, ...]]]:
    """Kinds of harm under four headings: key, heading, codes (harm_types.json)."""
    rows = [row for row in _read("harm_types.json")["harm_types"] if row["code"] not in _FIREWALL_HARMS]
    return [
        (key, heading, tuple(row["code"] for row in rows if row["family"] in families))
        for key, (heading, families) in _HARM_HEADINGS.items()
    ]


@cache
def _all_harms() -> dict[str, str]:
    return {row["code"]: row["label"] for row in _read("harm_types.json")["harm_types"]}


def harm_words(codes: Iterable[str]) -> dict[str, str]:
    """The words of some kinds of harm, by code."""
    return {code: _all_harms()[code] for code in codes}
