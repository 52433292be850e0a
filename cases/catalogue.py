"""The words of casework, read once from reference data: milestones, needs, reasons to close."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

REFERENCE = Path(__file__).resolve().parent.parent / "reference"

NOT_REPORTED = "NOT_REPORTED"
PHASES = {
    "pre_report": "Before any report", "report": "Report", "investigation": "Investigation", "charging": "Charging",
    "review": "Review of a decision", "court": "Court", "outcome": "Outcome", "post": "After",
    "compensation": "Compensation", "complaint": "Complaint",
}  # fmt: skip
#: Phases that only begin once the police know.
REPORTED_PHASES = frozenset({"report", "investigation", "charging", "review", "court", "outcome", "post"})
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
    "court": "Court", "worker": "Seen by us", "other": "Somebody else",
}  # fmt: skip
#: The same sources inside a sentence: “told by the court”.
TOLD_BY = {
    "officer": "the officer in the case", "cps": "the CPS", "witness_care": "Witness Care", "court": "the court",
    "other": "somebody else",
}  # fmt: skip
#: Never asked for: no field of ours holds immigration status or removal (domain.md 4.5).
FIREWALL_NEEDS = frozenset({"IMMIGRATION"})
FIREWALL_REASONS = frozenset({"REMOVED"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit as the reference data gives it: so many working days, days, months or years."""

    value: int
    unit: str


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
def phase_of(code: str) -> str:
    """The phase of a step; empty for “Not reported”, which belongs to none."""
    return next((row["phase"] for row in _read("cj_milestones.json")["milestones"] if row["code"] == code), "")


@cache
def deadline(code: str, what: str) -> Deadline | None:
    """One time limit of a step by its words, None when the reference data has none such."""
    rows = (row for row in _read("cj_milestones.json")["milestones"] if row["code"] == code)
    limits = (limit for row in rows for limit in row["deadlines"] if limit["what"] == what)
    return next((Deadline(int(limit["value"]), limit["unit"]) for limit in limits), None)


@cache
def need_words() -> dict[str, str]:
    """Every kind of need by code (needs_domains.json)."""
    return {row["code"]: row["label"] for row in _read("needs_domains.json")["domains"]}


@cache
def needs_to_choose() -> dict[str, str]:
    """The needs a worker may tick: all but those behind the immigration firewall."""
    return {code: label for code, label in need_words().items() if code not in FIREWALL_NEEDS}


@cache
def closing_reasons() -> dict[str, str]:
    """Why a case is closed, by code (closure_reasons.json)."""
    rows = _read("closure_reasons.json")["reasons"]
    return {row["code"]: row["label"] for row in rows if row["code"] not in FIREWALL_REASONS}
