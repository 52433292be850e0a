"""What is counted of outcomes for reports: distance travelled, answers at the end, and needs met. Pure.

Source: outcome_measures.json and domain.md 2.4. The person's own scores alone are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cases.outcomes import catalogue

TRAVELLED: Mapping[str, str] = {"better": "Better", "same": "The same", "worse": "Worse"}
SILENT: Mapping[str, str] = {
    "no": "Does not apply", "declined": "Would rather not say", "not_known": "Does not know", "not_asked": "Not asked",
}  # fmt: skip
FIVE: Mapping[str, str] = {"high": "4 or 5", "middle": "3", "low": "1 or 2", **SILENT}
YES_NO: Mapping[str, str] = {"yes": "Yes", "no-stopped": "No", **SILENT}
MET: Mapping[str, str] = {"met": "Met", "partly": "Partly met", "not-met": "Not met"}
#: By its value on the scale of needs.
MET_BY_VALUE: Mapping[int, str] = {3: "met", 2: "partly", 1: "not-met"}


@cache
def travelled() -> dict[str, str]:
    """The measures that are asked more than once, from 1 to 5, by code."""
    return {code: row["label"] for code, row in catalogue.measures().items() if _is_five(code) and _is_repeated(row)}


@cache
def at_the_end() -> dict[str, str]:
    """The measures that are asked at the end alone, by code."""
    rows = catalogue.measures().items()
    return {code: row["label"] for code, row in rows if code != catalogue.NEEDS_MET and not _is_repeated(row)}


def answers_of(code: str) -> Mapping[str, str]:
    """The categories of a measure that is asked at the end."""
    return FIVE if _is_five(code) else YES_NO


def category_of(code: str, value: int) -> str:
    """The category that a score of a measure asked at the end falls in."""
    if not _is_five(code):
        return "yes" if value == max(catalogue.YES_NO) else "no-stopped"
    return "high" if value >= 4 else "middle" if value == 3 else "low"


def _is_five(code: str) -> bool:
    return code != catalogue.NEEDS_MET and catalogue.measure(code).is_distance


def _is_repeated(row: Mapping[str, str]) -> bool:
    return "start" in row["when"]
