"""What agencies did, as totals of all of them: this quarter beside the one before, through disclosure control."""

from __future__ import annotations

from typing import Any

from reports.disclosure import Shown, figure, protect
from reports.queries import Counted

Figures = dict[str, Any]

NO_TOTALS = "no totals"

LINES = (
    ("outreach.sessions", "Outreach sessions", "sessions"),
    ("outreach.headcount", "Times someone was met on outreach", "meetings, not people"),
    ("outreach.contacts", "Contacts written down", "contacts"),
    ("cases.opened", "Cases opened", "cases"),
    ("cases.open", "Cases open at the end of the quarter", "cases"),
    ("cases.contacts", "Support contacts in cases, ISVA contacts among them", "contacts"),
)
CHOICES = (
    ("not-reported", "Not reported to police"),
    ("reported", "Reported to police"),
    ("not-known", "Not known, or not asked"),
)


def activity(now: Counted, before: Counted) -> list[Figures]:
    """Sessions, meetings, cases and contacts of two quarters; each stands alone and is rounded or withheld."""
    return [
        {
            "measure": words,
            "unit": unit,
            "now": _sent(now, measure, figure(now.total(measure))),
            "before": _sent(before, measure, figure(before.total(measure))),
        }
        for measure, words, unit in LINES
    ]


def reporting(now: Counted, before: Counted) -> Figures:
    """Cases by whether the person reported to police. Not reporting is a complete answer (domain.md 2.2).

    Returns the choices of two quarters with their totals, protected together.
    """
    quarters = [quarter.dimensions("cases.reported") for quarter in (now, before)]
    table = protect([[quarter[code] for quarter in quarters] for code, _ in CHOICES], row_totals=False)
    lines = zip((*(words for _, words in CHOICES), "All cases"), (*table.cells, table.column_totals), strict=True)
    rows = [
        {
            "choice": words,
            "now": _sent(now, "cases.reported", cells[0]),
            "before": _sent(before, "cases.reported", cells[1]),
        }
        for words, cells in lines
    ]
    return {"rows": rows[:-1], "total": rows[-1]}


def _sent(quarter: Counted, measure: str, shown: Shown) -> int | str:
    """The figure, or that no agency sent any: silence is not a nought."""
    return shown.value if quarter.by_measure[measure] else NO_TOTALS
