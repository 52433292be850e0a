"""A dashboard on paper, in a tagged PDF: its tables hold every number; what is counted by category is drawn too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core import clock, pdf
from core.tallies import Period
from reports import documents
from reports.dashboards.rules import Stack
from reports.dashboards.sheets import pictures
from reports.sheets import RULE, Sheet

STYLESHEET = "papers.css"


def dashboard_pdf(title: str, of: str, period: Period, sheets: Sequence[Sheet], stacks: Iterable[Stack]) -> bytes:
    """Tables that are safe already as a PDF/UA-1 file in A4: whose they are, their period, and the rule.

    Each of the stacks is drawn over the table of its own code.
    """
    page = documents.document_html(
        "reports/dashboards/paper.html", title=title, of=of, period=period.words, sheets=sheets, rule=RULE,
        pictures=pictures(stacks), made_at=clock.now(),
    )  # fmt: skip
    return pdf.render(page, stylesheet=STYLESHEET)
