"""What is asked of everyone who takes figures away, and whose figures a document holds."""

from __future__ import annotations

from core.errors import Refused
from reports.releases.models import ReleasePurpose as ReleasePurpose
from reports.releases.models import ReleaseShape as ReleaseShape

SHORTEST_REASON = 10
PURPOSE_WORDS = {
    ReleasePurpose.FORUM: "For a meeting of the forum",
    ReleasePurpose.FUNDER: "For a funder",
    ReleasePurpose.MANAGEMENT: "To run or plan the work",
    ReleasePurpose.PUBLIC: "To be published",
    ReleasePurpose.OTHER: "Something else",
}
SHAPE_WORDS = {
    ReleaseShape.XLSX: "Spreadsheet (XLSX)",
    ReleaseShape.ODS: "Spreadsheet (ODS)",
    ReleaseShape.CSV: "Plain tables (CSV)",
    ReleaseShape.PDF: "PDF",
}
#: The documents of the forum. Every other document holds one agency's own figures, and stays in its own ledger.
OF_THE_FORUM = frozenset({"progress-report", "annual-review", "forum-dashboard"})


def refuse_without_reason(why: str) -> None:
    """Who takes figures away says why, in 10 characters or more (security.md T16)."""
    if len(why.strip()) < SHORTEST_REASON:
        raise Refused("Say what you take it for, in a few words.", field="why")
