"""The words of outreach, read once from reference data: items, interventions, ways of meeting, wards."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

REFERENCE = Path(__file__).resolve().parent.parent / "reference"

#: What most people are given: shown first, with the short word that fits a phone.
MAIN_ITEMS = {
    "condoms": "Condoms", "lube": "Lube", "hot_drink": "Hot drink", "naloxone": "Naloxone kit",
    "attack_alarm": "Attack alarm", "num_card": "NUM card",
}  # fmt: skip
MAIN_INTERVENTIONS = {
    "welfare_check": "Welfare check", "safety_advice": "Safety advice", "harm_reduction": "Harm reduction",
    "sexual_health": "Sexual health", "reporting_options": "Reporting options", "signpost": "Told of a service",
}  # fmt: skip
#: Someone who wants nothing written down is counted on the session, never as a contact.
NOT_A_CONTACT = frozenset({"declined"})
FLAGS = {
    "worried": "Worried about them", "wants_referral": "Wants a referral", "follow_up": "Follow up",
    "under_18": "Looked under 18",
}  # fmt: skip


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


@cache
def items() -> dict[str, str]:
    """Every item that can be given, by code: those most used first (outreach_items.json)."""
    others = {row["code"]: row["label"] for row in _read("outreach_items.json")["items"]}
    return {**MAIN_ITEMS, **_without(others, MAIN_ITEMS)}


@cache
def interventions() -> dict[str, str]:
    """Everything that can be done at a contact, by code: those most used first (outreach_items.json)."""
    rows = _read("outreach_items.json")["interventions"]
    others = {row["code"]: row["label"] for row in rows if row["code"] not in NOT_A_CONTACT}
    return {**MAIN_INTERVENTIONS, **_without(others, MAIN_INTERVENTIONS)}


@cache
def other_interventions() -> dict[str, str]:
    """What is done less often: asked for behind a disclosure on the quick log."""
    return _without(interventions(), MAIN_INTERVENTIONS)


@cache
def other_items() -> dict[str, str]:
    """What is given less often: asked for behind a disclosure on the quick log."""
    return _without(items(), MAIN_ITEMS)


@cache
def modes() -> dict[str, str]:
    """Ways of meeting people, by code (outreach_items.json)."""
    return {row["code"]: row["label"] for row in _read("outreach_items.json")["contact_modes"]}


@cache
def wards() -> dict[str, str]:
    """The smallest places that may be written down: Manchester's 32 wards, then other areas and no place at all."""
    known = _read("wards_manchester.json")
    manchester = {row["gss_code"]: row["name"] for row in known["wards"]}
    others = {row["gss_code"]: f"{row['name']} (not Manchester)" for row in known["other_gm_authorities"]}
    special = {row["code"]: row["label"] for row in known["special_values"]}
    return {**manchester, **others, **special}


def _without(words: dict[str, str], taken: dict[str, str]) -> dict[str, str]:
    return {code: label for code, label in words.items() if code not in taken}
