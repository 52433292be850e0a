"""What agencies did in the year, by quarter: counts that passed disclosure control, beside the year before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.tallies import Period, quarter_of
from forum.review import rules
from reports import periods
from reports.cuts import Cut, cuts
from reports.families import FAMILIES
from reports.sheets import RULE, Sheet, as_json

NO_TOTALS = "no totals"


def of_year(actor: Actor, begins: date, ends: date) -> list[dict[str, Any]]:
    """Two tables, the year and the year before, of the quarters that lie whole in it; none for who reads no reports.

    A quarter is the shortest period that is released (domain.md 6.7), so a part of one is left out, and so is one that
    ends today.
    """
    if not actor.may(Permission.REPORT_READ):
        return []
    this = whole_quarters(begins, min(ends, clock.today() - timedelta(days=1)))
    before = [periods.year_before(quarter) for quarter in this]
    sheets = (_sheet(actor, "this-year", "The year", this), _sheet(actor, "year-before", "The year before", before))
    return as_json(sheet for sheet in sheets if sheet is not None)


def whole_quarters(begins: date, ends: date) -> list[Period]:
    """The calendar quarters that lie whole between two days, in order."""
    quarter = quarter_of(begins)
    found = []
    while quarter.end <= ends:
        if quarter.start >= begins:
            found.append(quarter)
        quarter = periods.after(quarter)
    return found


def _sheet(actor: Actor, code: str, title: str, quarters: list[Period]) -> Sheet | None:
    """One line for each family: all agencies together, a column for each quarter; None when there is no quarter."""
    if not quarters:
        return None
    labels = rules.statistics()
    found = [cuts(actor, labels, quarter) for quarter in quarters]
    rows = [(label, FAMILIES[code].unit, *(_shown(cut_of[code]) for cut_of in found)) for code, label in labels.items()]
    return Sheet(
        code, f"{title} in figures", f"{title}, by whole quarters. All agencies together.",
        ("What", "Unit", *(periods.words(quarter) for quarter in quarters)), tuple(rows), (RULE,),
    )  # fmt: skip


def _shown(cut: Cut) -> int | str:
    return cut.total.value if cut.sent else NO_TOTALS
