"""The words of casework, read once from reference data: needs, reasons to close, and which steps follow a report."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

REFERENCE = Path(__file__).resolve().parent.parent / "reference"

NOT_REPORTED = "NOT_REPORTED"
#: Phases that only begin once the police know.
REPORTED_PHASES = frozenset({"report", "investigation", "charging", "review", "court", "outcome", "post"})
#: How somebody came to a service; asked once, kept at the case.
CAME_BY = {
    "self": "By themselves", "outreach": "From outreach", "partner": "From another organisation", "sarc": "From a SARC",
    "police": "From the police", "health": "From health care",
    "peer": "Through a friend or peer", "other": "Another way",
    "declined": "Did not want to say",
}  # fmt: skip
#: Never asked for: no field of ours holds immigration status or removal (domain.md 4.5).
FIREWALL_NEEDS = frozenset({"IMMIGRATION"})
FIREWALL_REASONS = frozenset({"REMOVED"})


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))


@cache
def phase_of(code: str) -> str:
    """The phase of a step; empty for “Not reported”, which belongs to none."""
    return next((row["phase"] for row in _read("cj_milestones.json")["milestones"] if row["code"] == code), "")


@cache
def step_codes() -> tuple[str, ...]:
    """Every step of the criminal justice journey by its code (cj_milestones.json)."""
    return tuple(row["code"] for row in _read("cj_milestones.json")["milestones"])


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
