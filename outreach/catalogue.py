"""The words of outreach, read once from reference data: items, interventions, ways of meeting, wards, barriers."""

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
#: Ways of meeting in a word or two, where a line must fit a phone.
SHORT_MODES = {
    "street": "on foot", "van": "van", "premises": "parlour visit", "home": "home visit", "online": "online",
    "phone": "by telephone", "dropin": "drop-in", "canal_village": "walk route", "event": "event",
    "prison": "prison visit", "hospital": "hospital visit",
}  # fmt: skip
#: Someone who wants nothing written down is counted on the session, never as a contact.
NOT_A_CONTACT = frozenset({"declined"})
FLAGS = {
    "worried": "Worried about them", "wants_referral": "Wants a referral", "follow_up": "Follow up",
    "under_18": "Looked under 18",
}  # fmt: skip
#: What was explained or handed on in words (domain.md 5). Told, not given: items are counted apart.
INFORMATION = {
    "num": "National Ugly Mugs", "alerts": "Current warnings", "checker": "Number and e-mail checkers",
    "safety_tips": "Safety tips", "rights": "Their rights", "reporting": "Ways to report, and not to",
    "services": "Services near here", "health": "Sexual health", "our_records": "What we write down, and why",
}  # fmt: skip
#: What worries the worker or the person. Nothing on where somebody comes from is asked (domain.md 4.5).
CONCERNS = {
    "violence": "Violence or threats", "controlled": "Controlled by somebody", "money_taken": "Money taken from them",
    "injury": "Hurt or ill", "mental_health": "Mental health", "self_harm": "Self-harm or suicide",
    "drugs_alcohol": "Drugs or alcohol", "sleeping_rough": "Nowhere to sleep", "debt": "Money or debt",
    "partner": "Afraid of somebody at home", "stalked": "Followed or stalked", "isolated": "On their own",
}  # fmt: skip
#: How people came across, noted for the session as a whole and only if it helps; nobody is asked for it.
PRESENTED_GENDERS = {
    "women": "Women", "men": "Men", "trans_or_non_binary": "Trans or non-binary people", "not_sure": "Not sure",
}  # fmt: skip
#: Flags of a person that are no setting, and “not asked”, which is an empty answer here.
_NO_SETTING = frozenset({"STUDENT", "FORCED", "NOT_STATED"})
#: What would say where somebody comes from, or that they fear for it (domain.md 4.5; as in cases/justice).
_FIREWALL_BARRIERS = frozenset({"FEAR_DEPORT", "DATA_SHARED", "FIREWALL"})


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


@cache
def settings() -> dict[str, str]:
    """Where and how somebody works, by code (work_settings.json), without the flags that are no setting."""
    rows = _read("work_settings.json")["settings"]
    return {row["code"]: row["label"] for row in rows if row["code"] not in _NO_SETTING}


@cache
def barriers() -> dict[str, str]:
    """What keeps somebody from reporting, by code (barriers_to_reporting.json), without what the firewall keeps out."""
    rows = _read("barriers_to_reporting.json")["factors"]
    kept = (row for row in rows if row["direction"] == "disabling" and row["code"] not in _FIREWALL_BARRIERS)
    return {row["code"]: row["label"].partition(" (")[0] for row in kept}


def _without(words: dict[str, str], taken: dict[str, str]) -> dict[str, str]:
    return {code: label for code, label in words.items() if code not in taken}
