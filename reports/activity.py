"""What agencies did, as totals of all of them: this quarter beside the one before, through disclosure control."""

from __future__ import annotations

from typing import Any

from reports.disclosure import figure, protect
from reports.queries import Counted

Figures = dict[str, Any]

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
            "now": figure(now.total(measure)).value,
            "before": figure(before.total(measure)).value,
        }
        for measure, words, unit in LINES
    ]


def reporting(now: Counted, before: Counted) -> Figures:
    """Cases by whether the person reported to police. Not reporting is a complete answer (domain.md 2.2).

    Returns the choices of two quarters with their totals, protected together.
    """
    quarters = [quarter.dimensions("cases.reported") for quarter in (now, before)]
    table = protect([[quarter[code] for quarter in quarters] for code, _ in CHOICES], row_totals=False)
    rows = [
        {"choice": words, "now": cells[0].value, "before": cells[1].value}
        for (_, words), cells in zip(CHOICES, table.cells, strict=True)
    ]
    current, earlier = table.column_totals
    return {"rows": rows, "total": {"choice": "All cases", "now": current.value, "before": earlier.value}}
