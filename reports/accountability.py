"""Whether referrals are answered: by the agency that received them, each figure through disclosure control."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from reports.disclosure import HIDDEN, MEDIAN, NINE_IN_TEN, WITHHELD, Shown, days_within, protect
from reports.queries import Counted

Figures = dict[str, Any]

OUTCOMES = ("accepted", "declined", "withdrawn", "waiting")
STEPS = ("acknowledge", "decide")


def accountability(numbers: Counted, names: dict[UUID, str]) -> Figures:
    """Referrals received by agency: what became of them, and in how many working days (domain.md 6.5).

    Takes raw tallies and the names of the agencies that have any; returns figures that are safe to print. What became
    of them adds up to those received, so these columns are protected together, totals and all.
    """
    order = sorted((key for key in names if numbers.of("referrals.sent", key)), key=lambda key: names[key])
    if not order:
        return {"rows": [], "total": None, "quiet": sorted(names.values())}
    table = protect([_outcomes(numbers, key) for key in order])
    acknowledged = protect([[numbers.of("referrals.acknowledged", key)] for key in order], row_totals=False)
    rows = [
        _row(names[key], cells, received, own[0], {step: _waits(numbers, step, key) for step in STEPS})
        for key, cells, received, own in zip(order, table.cells, table.row_totals, acknowledged.cells, strict=True)
    ]
    waits = {step: numbers.dimensions(f"referrals.waiting-days.{step}") for step in STEPS}
    whole = _row("All agencies", table.column_totals, table.total, acknowledged.column_totals[0], waits)
    # Sorted by what is shown, so that the order tells nothing that the numbers do not.
    rows.sort(key=lambda row: (row["received"] == WITHHELD, -_size(row), row["agency"]))
    quiet = sorted(name for key, name in names.items() if key not in order)
    return {"rows": rows, "total": whole, "quiet": quiet}


def _outcomes(numbers: Counted, key: UUID) -> list[int]:
    """Accepted, declined, withdrawn, and no answer yet: together all that was received."""
    answered = [numbers.of(f"referrals.{outcome}", key) for outcome in OUTCOMES[:-1]]
    return [*answered, max(0, numbers.of("referrals.sent", key) - sum(answered))]


def _waits(numbers: Counted, step: str, key: UUID) -> Counter[str]:
    return numbers.by_measure[f"referrals.waiting-days.{step}"].get(key, Counter())


def _row(
    name: str, cells: list[Shown], received: Shown, acknowledged: Shown, waits: dict[str, Counter[str]]
) -> Figures:
    outcome = dict(zip(OUTCOMES, cells, strict=True))
    acknowledged = _acknowledged(acknowledged, received, outcome)
    # A typical time says that 5 or more were timed, so it stands only beside a number that says so too.
    bases = {"acknowledge": [acknowledged], "decide": [outcome["accepted"], outcome["declined"]]}
    return {
        "agency": name,
        "received": received.value,
        "acknowledged": acknowledged.value,
        **{key: shown.value for key, shown in outcome.items()},
        **{f"{step}_days": _days(waits[step], MEDIAN, bases[step]) for step in STEPS},
        **{f"{step}_most": _days(waits[step], NINE_IN_TEN, bases[step]) for step in STEPS},
    }


def _acknowledged(shown: Shown, received: Shown, outcome: dict[str, Shown]) -> Shown:
    """Acknowledged, unless it would tell what is withheld: none acknowledged means none accepted or declined."""
    answers_withheld = outcome["accepted"].withheld or outcome["declined"].withheld
    return HIDDEN if received.withheld or (shown.number == 0 and answers_withheld) else shown


def _days(waits: Counter[str], share: float, bases: list[Shown]) -> str:
    return days_within(waits, share) if any(base.number for base in bases) else WITHHELD


def _size(row: Figures) -> int:
    return row["received"] if isinstance(row["received"], int) else 0
