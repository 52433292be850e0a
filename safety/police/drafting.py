"""The first words of a letter, for a worker to go on from: put no more exactly than they must be."""

from __future__ import annotations

from datetime import date

from safety.police.models import ReleaseKind
from safety.reports import catalogue
from safety.reports.models import IncidentReport
from safety.reports.rules import when_words


def first_words(kind: ReleaseKind, report: IncidentReport) -> str:
    """Where a letter of this kind starts: without a name the kinds of harm, a half month and a ward; else their words.

    What was noticed of whoever did it stands beside the words. Injuries, the way of working and the platform stay here:
    health and places of work do not go to police (domain.md 4.5).
    """
    opening = _in_their_words(report) if kind is ReleaseKind.FULL_REPORT else _in_ours(report)
    return "\n\n".join(part for part in opening if part)


def _in_ours(report: IncidentReport) -> tuple[str, ...]:
    harms = "; ".join(catalogue.harms().get(code, code) for code in report.harms)
    where = catalogue.places().get(report.ward or "", "")
    day = about_when(report.first_on, report.last_on)
    said = [f"Reported: {harms}." if harms else "", f"When: {day}." if day else "", f"Where: {where}." if where else ""]
    return (" ".join(filter(None, said)),)


def _in_their_words(report: IncidentReport) -> tuple[str, ...]:
    where = catalogue.places().get(report.ward or "", "")
    when = when_words(report.when_kind, report.first_on, report.last_on, report.hours)
    return report.words or "", f"When: {when}.", f"Where: {where}." if where else ""


def about_when(first: date | None, last: date | None) -> str:
    """A day or a band of days as half a month, or the months it spans: an exact day points at one client."""
    if first is None or last is None:
        return ""
    if (first.year, first.month) != (last.year, last.month):
        return f"between {first:%B %Y} and {last:%B %Y}"
    half = "first half of " if last.day <= 15 else "second half of " if first.day > 15 else ""
    return f"{half}{first:%B %Y}"
