"""The words of the criminal justice journey, read from reference data: steps, outcomes, rights, harms, barriers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

from cases.catalogue import NOT_REPORTED, REFERENCE

PHASES = {
    "pre_report": "Before any report", "report": "Report", "investigation": "Investigation", "charging": "Charging",
    "review": "Review of a decision", "court": "Court", "outcome": "Outcome", "post": "After",
    "compensation": "Compensation", "complaint": "Complaint",
}  # fmt: skip
#: Short words for the picture of the journey; the list beside it has the full ones.
SHORT = {
    NOT_REPORTED: "Not reported",
    "DISCLOSED": "Told us",
    "OPTIONS_EXPLAINED": "Options",
    "SARC_OFFERED": "SARC offered",
    "SARC_ATTENDED": "SARC",
    "INTEL_SHARED": "Intelligence",
    "REPORTED": "Reported",
    "ACK": "Acknowledged",
    "OIC": "Officer named",
    "NEEDS_ASSESSED": "Police needs",
    "REFERRED_SUPPORT": "Police refer",
    "EARLY_ACCOUNT": "First account",
    "VRI": "Interview",
    "DIGITAL_REQUEST": "Phone asked for",
    "VIR": "Records asked",
    "SUSPECT_ID": "Suspect known",
    "ARREST": "Arrest",
    "SUSPECT_INTERVIEW": "Suspect asked",
    "BAIL_RUI": "Bail",
    "PROTECTIVE_ORDER": "Order",
    "EARLY_ADVICE": "CPS advice",
    "CPS_FILE": "Sent to CPS",
    "ACTION_PLAN": "CPS plan",
    "CHARGE": "Charged",
    "NFA_POLICE": "Police stop",
    "NFA_CPS": "CPS stop",
    "OOCD": "Out of court",
    "VICTIM_WITHDREW": "Withdrew",
    "VRR_REQUEST": "Review asked",
    "VRR_OUTCOME": "Review answer",
    "JR_OR_PRIVATE": "Other action",
    "FIRST_HEARING": "First hearing",
    "PTPH": "Plea hearing",
    "PLEA": "Plea",
    "SPECIAL_MEASURES_APP": "Measures asked",
    "SPECIAL_MEASURES_DEC": "Measures",
    "GRH": "Ground rules",
    "S28": "Section 28",
    "SEXUAL_HISTORY_APP": "Section 41",
    "COURT_VISIT": "Court visit",
    "TRIAL_DATE": "Trial",
    "TRIAL_MOVED": "Trial moved",
    "VPS": "Statement",
    "EVIDENCE_GIVEN": "Evidence",
    "VERDICT": "Verdict",
    "SENTENCE": "Sentence",
    "APPEAL": "Appeal",
    "VCS": "Contact scheme",
    "PAROLE": "Release",
    "CICA_APPLIED": "Claim made",
    "CICA_DECISION": "Claim answer",
    "COMPLAINT": "Complaint",
}
SOURCES = {
    "person": "The person", "officer": "Officer in the case", "cps": "CPS", "witness_care": "Witness Care Unit",
    "court": "Court", "police": "Police, somebody else", "witness_service": "Witness Service",
    "probation": "Probation", "compensation": "CICA", "worker": "Seen by us", "other": "Somebody else",
}  # fmt: skip
#: The same sources inside a sentence: “told by the court”.
TOLD_BY = {
    "officer": "the officer in the case", "cps": "the CPS", "witness_care": "Witness Care", "court": "the court",
    "police": "the police", "witness_service": "the Witness Service", "probation": "probation",
    "compensation": "CICA", "other": "somebody else",
}  # fmt: skip
#: Steps at which police say how they ended it, by one of 22 codes (Home Office Counting Rules).
WITH_OUTCOME = frozenset({"CHARGE", "NFA_POLICE", "NFA_CPS", "OOCD"})
#: Steps before a court: when their day moves, the move is counted.
COURT_DAYS = frozenset({"FIRST_HEARING", "PTPH", "PLEA", "GRH", "S28", "TRIAL_DATE", "VERDICT", "SENTENCE", "APPEAL"})
#: What a second date means at a step that has one.
SECOND_DATES = {
    "VERDICT": "Day Witness Care heard from the court", "SENTENCE": "Day Witness Care heard from the court",
    "VRR_REQUEST": "Day they said they have it",
}  # fmt: skip
FORCES = {"GMP": "Greater Manchester Police", "BTP": "British Transport Police", "OTHER": "Another force"}
RELATIONS = {
    "client": "Client", "stranger": "Stranger", "partner": "Partner", "ex_partner": "Former partner",
    "family": "Family", "acquaintance": "Someone they know", "third_party": "Someone who controls or takes money",
    "colleague": "Another worker", "authority": "Somebody in authority", "not_known": "Not known",
    "not_asked": "Not asked",
}  # fmt: skip
ORDERS = {
    "SPO": "Stalking Protection Order", "DAPO": "Domestic Abuse Protection Order",
    "DAPN": "Domestic Abuse Protection Notice", "NMO": "Non-molestation order", "RESTRAINING": "Restraining order",
    "BAIL": "Pre-charge bail conditions", "COURT_BAIL": "Court bail conditions",
    "SRO": "Sexual Risk Order", "SHPO": "Sexual Harm Prevention Order", "OTHER": "Another order",
}  # fmt: skip
APPLICANTS = {
    "police": "Police", "person": "The person", "cps": "CPS", "court": "The court itself", "other": "Somebody else",
}  # fmt: skip
AUTHORITIES = {
    "police": "Police (professional standards)", "iopc": "IOPC", "cps": "CPS", "witness_care": "Witness Care Unit",
    "courts": "Courts and tribunals service", "probation": "Probation", "cica": "CICA",
    "ombudsman": "Parliamentary and Health Service Ombudsman", "other": "Another body",
}  # fmt: skip
#: Ways to report, each with what it means in a sentence (domain.md 4.2 and 4.3).
OPTIONS = {
    "no": ("No report", "Support goes on just the same. This can change at any time."),
    "not_now": ("Not now", "Nothing is sent. We ask again only if they want us to."),
    "anonymous": (
        "Anonymous",
        "What is known goes to police or Crimestoppers without a name. No crime reference comes of it.",
    ),
    "agency": ("Through an agency", "An agency speaks with police and does not say who they are."),
    "full": ("Full report", "They report to police in their own name, with support if they want it."),
}
GOING_ON = {
    "stays": ("Goes on for now", "They thought about stopping, and go on."),
    "withdrew": (
        "No longer supports the prosecution",
        "Support goes on just the same. This is not the end of the case here.",
    ),
    "undecided": ("Not decided", "They need time. Nobody presses them."),
}
_FIREWALL_FACTORS = frozenset({"FEAR_DEPORT"})
_FIREWALL_HARMS = frozenset({"IMMIGRATION_THREAT"})


@dataclass(frozen=True, slots=True)
class Right:
    """One right of an edition of the Victims' Code: its number, title and what it means."""

    number: int
    title: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the Victims' Code and the day it came into force."""

    name: str
    since: date
    rights: tuple[Right, ...]


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


@cache
def milestones() -> dict[str, str]:
    """Every step of the criminal justice journey by code; “Not reported” first (cj_milestones.json)."""
    return {
        NOT_REPORTED: "Not reported",
        **{row["code"]: row["label"] for row in _read("cj_milestones.json")["milestones"]},
    }


@cache
def milestones_by_phase() -> list[tuple[str, dict[str, str]]]:
    """The steps grouped by phase, in the order of the journey, each group with its heading."""
    rows = _read("cj_milestones.json")["milestones"]
    return [
        (words, {row["code"]: row["label"] for row in rows if row["phase"] == phase}) for phase, words in PHASES.items()
    ]


@cache
def outcome_words() -> dict[int, str]:
    """The 22 police outcomes by code (Home Office Counting Rules)."""
    return {row["code"]: row["label"] for row in _read("cj_milestones.json")["crime_outcome_codes"]}


@cache
def special_measures() -> dict[str, str]:
    """The special measures of the Youth Justice and Criminal Evidence Act 1999 by code."""
    return {row["code"]: row["label"] for row in _read("cj_milestones.json")["special_measures"]}


@cache
def harms() -> dict[str, str]:
    """The kinds of harm by code (harm_types.json), without the one that speaks of the Home Office (domain.md 4.5)."""
    found = _read("harm_types.json")
    rows = next(value for value in found.values() if isinstance(value, list) and value and isinstance(value[0], dict))
    kept = (row for row in rows if row["code"] not in _FIREWALL_HARMS)
    return {row["code"]: row["label"].replace(" (free text)", "") for row in kept}


@cache
def wards() -> dict[str, str]:
    """Where something was: the wards of Manchester by code, then the places that are none."""
    found = _read("wards_manchester.json")
    named = sorted(((row["gss_code"], row["name"]) for row in found["wards"]), key=lambda pair: pair[1])
    beyond = [(row["gss_code"], row["name"]) for row in found["other_gm_authorities"]]
    return {**dict(named), **dict(beyond), **{row["code"]: row["label"] for row in found["special_values"]}}


@cache
def factors(direction: str) -> dict[str, str]:
    """What makes reporting harder (`disabling`) or easier (`enabling`), by code; “Other” stands in both.

    What somebody fears of the authorities on leave to stay is never a code of ours: their own words are enough
    (domain.md 4.5).
    """
    rows = _read("barriers_to_reporting.json")["factors"]
    return {
        row["code"]: row["label"]
        for row in rows
        if row["direction"] == direction and row["code"] not in _FIREWALL_FACTORS
    }


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition of the Victims' Code that we hold, the latest first."""
    rows = _read("victims_code_editions.json")["editions"]
    found = [Edition(row["edition"], date.fromisoformat(row["in_force_from"]), _rights(row["rights"])) for row in rows]
    return tuple(sorted(found, key=lambda edition: edition.since, reverse=True))


def edition_in_force(on: date) -> Edition:
    """The edition of the Victims' Code that is in force on a day; the oldest one before any was."""
    return next((edition for edition in editions() if edition.since <= on), editions()[-1])


def edition_named(name: str) -> Edition | None:
    """An edition by its name, None when we hold none such."""
    return next((edition for edition in editions() if edition.name == name), None)


def words_of(codes: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Code to label, of options that carry an explanation as well."""
    return {code: label for code, (label, _) in codes.items()}


def _rights(file: str) -> tuple[Right, ...]:
    return tuple(Right(row["number"], row["title"], tuple(row["entitlements"])) for row in _read(file)["rights"])
