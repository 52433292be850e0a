"""The words of incident reports, read once from reference data: kinds of harm by family, places, settings, barriers."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, cast

from cases.catalogue import REFERENCE
from cases.justice.catalogue import factors, wards

FAMILIES = {
    "sexual": "Sexual violence",
    "sexual_online": "Images",
    "physical": "Violence",
    "threat": "Threats",
    "harassment": "Stalking and harassment",
    "coercion": "Blackmail and pressure",
    "acquisitive": "Money and things taken",
    "nuisance": "Time wasted",
    "property": "Damage",
    "identity": "Hate",
    "exploitation": "Control and exploitation",
    "domestic": "Partner or family",
    "institutional": "Landlords and people in authority",
    "online": "Online platforms",
    "fatal": "Death",
    "concern": "Concern, no harm yet",
    "other": "Something else",
}
#: Codes whose own words speak of leave to stay: one is said in other words, the rest of the list is as it came
#: (domain.md 4.5). A threat to go to the authorities is a kind of harm; which authority is never a code of ours.
_OTHER_CODES = {"IMMIGRATION_THREAT": "AUTHORITY_THREAT"}
_OTHER_WORDS = {
    "AUTHORITY_THREAT": "Threat to report them to somebody in authority",
    "OUTING": "Outing or doxxing, done or threatened (to family, an employer, a landlord or others)",
    "CONDOM_REMOVAL": "Condom removed or damaged without consent (“stealthing”)",
    "HATE": "Hate (racist, homophobic, biphobic, transphobic, disability, religion, or against people who sex work)",
    "FRAUD": "Fraud or scam (a fake deposit for a booking, a false account on a site)",
    "OTHER": "Something else",
}
#: What makes it hard, without a count that is not theirs, and without naming an authority that is never a code of ours.
_OTHER_BARRIERS = {
    "PAST_POLICE": "Bad past experience with police",
    "DATA_SHARED": "Fear that what they say goes to other authorities",
    "PERP_THREAT": "Threat from the person who harmed them to report them",
    "NOT_BELIEVED": "Fear of not being believed, or of being blamed",
}
#: Flags and stages of life in the list of settings, which are no place of work.
_NOT_A_SETTING = frozenset({"STUDENT", "FORCED", "EXITED", "CONSIDERING", "NOT_STATED"})
HOURS = {
    "morning": "Morning (6am to noon)", "afternoon": "Afternoon (noon to 6pm)", "evening": "Evening (6pm to 10pm)",
    "night": "Night (10pm to 2am)", "small_hours": "Small hours (2am to 6am)",
}  # fmt: skip
#: Ways in which kinds of harm are counted together for research when they are too rare to stand alone
#: (domain.md 6.7: homicide, missing and trafficking are never broken down).
NEVER_ALONE = frozenset({"HOMICIDE", "MISSING", "TRAFFICKING", "FORCED_MARRIAGE"})

_NORTH = (
    "Ancoats & Beswick", "Charlestown", "Cheetham", "Clayton & Openshaw", "Crumpsall", "Harpurhey", "Higher Blackley",
    "Miles Platting & Newton Heath", "Moston",
)  # fmt: skip
_CENTRAL = (
    "Ardwick", "Deansgate", "Fallowfield", "Gorton & Abbey Hey", "Hulme", "Levenshulme", "Longsight", "Moss Side",
    "Piccadilly", "Rusholme", "Whalley Range",
)  # fmt: skip


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


@cache
def harms_by_family() -> list[tuple[str, dict[str, str]]]:
    """The 38 kinds of harm grouped by family, each family with its heading (harm_types.json)."""
    rows = _read("harm_types.json")["harm_types"]
    return [
        (words, {code: label for code, label, its in map(_harm, rows) if its == family})
        for family, words in FAMILIES.items()
    ]


def _harm(row: dict[str, Any]) -> tuple[str, str, str]:
    code = _OTHER_CODES.get(row["code"], row["code"])
    return code, _OTHER_WORDS.get(code, row["label"]), row["family"]


@cache
def harms() -> dict[str, str]:
    """Every kind of harm by code."""
    return {code: label for _, group in harms_by_family() for code, label in group.items()}


@cache
def family_of(code: str) -> str:
    """The heading of the family that a kind of harm stands in."""
    return next((words for words, group in harms_by_family() if code in group), FAMILIES["other"])


@cache
def settings() -> dict[str, str]:
    """Ways of working by code (work_settings.json), without flags and stages of life, which are no setting."""
    return {
        row["code"]: row["label"]
        for row in _read("work_settings.json")["settings"]
        if row["code"] not in _NOT_A_SETTING
    }


def short(code: str) -> str:
    """A kind of harm as it stands in a list: the words before what explains them."""
    return re.split(r": | \(| / |, ", harms().get(code, code))[0]


@cache
def barriers() -> dict[str, str]:
    """What makes reporting harder, by code."""
    return {code: _OTHER_BARRIERS.get(code, label) for code, label in factors("disabling").items()}


def places() -> dict[str, str]:
    """Wards, other areas, and what is no place, by code. Never a street: that is for their own words."""
    return {code: label for code, label in wards().items() if code != "NOT_STATED"}


@cache
def area_of(ward: str | None) -> str:
    """The part of the city that a place counts to in research: coarse enough to point at nobody."""
    name = wards().get(ward or "", "")
    if ward == "ONLINE":
        return "Online"
    if not (ward or "").startswith("E05"):
        return "Elsewhere" if name and ward != "NOT_STATED" else "Not stated"
    return "North" if name in _NORTH else "Central" if name in _CENTRAL else "South"
