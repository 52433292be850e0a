"""Documents made of figures that are already safe. Nothing here reads the database or knows a request."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from config import ROOT
from core import clock, pdf, words
from reports import charts
from reports.disclosure import WITHHELD
from reports.earlier import in_chapters
from reports.outreach import MonthReport
from reports.wide_charts import drawn_wide

STYLESHEET = "report.css"
FOR_MEMBERS = "For members"
#: Whom each classification means.
READERS = {
    FOR_MEMBERS: "the forum’s members and their agencies",
    "Public": "anybody",
    "Restricted": "those it was sent to, and nobody else",
}


def progress_pdf(
    figures: dict[str, Any],
    *,
    edition: int | None,
    meeting_title: str | None = None,
    meeting_day: date | None = None,
    classification: str = FOR_MEMBERS,
    occasion: str | None = None,
    maker: str | None = None,
) -> bytes:
    """The progress report as a tagged PDF/UA-1 file in A4.

    Takes the figures of `reports.progress`, fresh or frozen; the number of the issued edition, None for a draft,
    which says on every page that it is not issued; the meeting it is for, or other words for its occasion; who may
    read it; and for whom it was made. The same figures make the same pages.
    """
    page = progress_html(
        figures, edition=edition, meeting_title=meeting_title, meeting_day=meeting_day,
        classification=classification, occasion=occasion, maker=maker,
    )  # fmt: skip
    return pdf.render(page, stylesheet=STYLESHEET)


def progress_html(
    figures: dict[str, Any],
    *,
    edition: int | None,
    meeting_title: str | None = None,
    meeting_day: date | None = None,
    classification: str = FOR_MEMBERS,
    occasion: str | None = None,
    maker: str | None = None,
) -> str:
    """The document behind the PDF, with every value escaped."""
    meeting = ", ".join(filter(None, [meeting_title, words.long_day(meeting_day) if meeting_day else ""]))
    return _environment().get_template("reports/progress.html").render(
        report=figures,
        version=f"Version {edition}" if edition else "Draft, not issued",
        edition=edition,
        occasion=occasion or meeting or figures.get("body") or figures["forum"],
        classification=classification,
        readers=READERS.get(classification, READERS[FOR_MEMBERS]),
        maker=maker,
        check=check_sum(figures),
        contents=progress_contents(figures),
        body=_chapters(figures, paper=True),
    )  # fmt: skip


def progress_body(figures: dict[str, Any]) -> Markup:
    """The same report for a page of the service: its chapters from their headings down, every value escaped."""
    return _chapters(figures, paper=False)


def progress_contents(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The chapters of a report, fresh or frozen: the place of each on its page, and its title."""
    return [(chapter["code"], chapter["title"]) for chapter in in_chapters(figures)]


def outreach_pdf(report: MonthReport, *, home: str) -> bytes:
    """One month of an agency's outreach as a tagged PDF/UA-1 file in A4; its figures are safe already."""
    template = _environment().get_template("reports/outreach_pdf.html")
    return pdf.render(template.render(report=report, home=home, made_at=clock.now()), stylesheet="papers.css")


def chapters_html(chapters: Sequence[dict[str, Any]], *, paper: bool) -> Markup:
    """Chapters of `reports.blocks` as HTML for page or paper, every value escaped."""
    template = _environment().get_template("reports/_progress_body.html")
    return Markup(template.render(chapters=chapters, paper=paper))  # noqa: S704  # escaped by the template


def document_html(template: str, **values: Any) -> str:
    """Another document in the same look, with the same filters; every value is escaped."""
    return _environment().get_template(template).render(**values)


def check_sum(figures: dict[str, Any]) -> str:
    """SHA-256 of the figures in their one canonical JSON form: two reports with one sum say the same."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _chapters(figures: dict[str, Any], *, paper: bool) -> Markup:
    return chapters_html(in_chapters(figures), paper=paper)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    environment.filters.update(charts.FILTERS)
    environment.filters.update(day=_day, at=_at, grouped=_grouped, shown=_shown, drawn_wide=drawn_wide)
    environment.globals["withheld"] = WITHHELD
    return environment


def _day(iso: str) -> str:
    """“30 Oct 2026”, always with its year: a report is read for years."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _at(iso: str) -> str:
    """“23 November 2026, 5:00pm”, by the clock in Manchester."""
    moment = clock.london(datetime.fromisoformat(iso))
    return f"{words.long_day(moment)}, {words.clock_time(moment)}"


def _grouped(digest: str) -> str:
    """A check sum in fours, so that two can be compared by eye."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def _shown(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"
