"""Documents made of figures that are already safe. Nothing here reads the database or knows a request."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import clock, pdf, words
from reports.disclosure import WITHHELD
from reports.outreach import MonthReport

STYLESHEET = "report.css"


def progress_pdf(figures: dict[str, Any], *, edition: int | None, meeting_title: str, meeting_day: date) -> bytes:
    """The progress report as a tagged PDF/UA-1 file in A4.

    Takes the figures of `reports.progress`, fresh or frozen; the number of the issued edition, None for a draft,
    which says on every page that it is not issued; and the meeting it is for. The same figures make the same pages.
    """
    return pdf.render(
        progress_html(figures, edition=edition, meeting_title=meeting_title, meeting_day=meeting_day),
        stylesheet=STYLESHEET,
    )


def progress_html(figures: dict[str, Any], *, edition: int | None, meeting_title: str, meeting_day: date) -> str:
    """The document behind the PDF, with every value escaped."""
    template = _environment().get_template("reports/progress.html")
    return template.render(
        report=figures,
        version=f"Version {edition}" if edition else "Draft, not issued",
        edition=edition,
        meeting_title=meeting_title,
        meeting_day=meeting_day,
        check=check_sum(figures),
    )


def outreach_pdf(report: MonthReport, *, home: str) -> bytes:
    """One month of an agency's outreach as a tagged PDF/UA-1 file in A4; its figures are safe already."""
    template = _environment().get_template("reports/outreach_pdf.html")
    return pdf.render(template.render(report=report, home=home, made_at=clock.now()), stylesheet="papers.css")


def check_sum(figures: dict[str, Any]) -> str:
    """SHA-256 of the figures in their one canonical JSON form: two reports with one sum say the same."""
    canonical = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    environment.filters.update(day=_day, whole_day=_whole_day, at=_at, grouped=_grouped, shown=_shown, step=_step)
    environment.globals["withheld"] = WITHHELD
    return environment


def _day(iso: str) -> str:
    """“30 Oct 2026”, always with its year: a report is read for years."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _whole_day(iso: str) -> str:
    return words.long_day(date.fromisoformat(iso))


def _at(iso: str) -> str:
    """“23 November 2026, 5:00pm”, by the clock in Manchester."""
    moment = clock.london(datetime.fromisoformat(iso))
    return f"{words.long_day(moment)}, {words.clock_time(moment)}"


def _grouped(digest: str) -> str:
    """A check sum in fours, so that two can be compared by eye."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def _shown(value: int | str) -> str:
    return value if isinstance(value, str) else f"{value:,}"


def _step(largest: int) -> int:
    """A round distance between the lines of a chart, with three to six of them."""
    sizes = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
    return next((size for size in sizes if largest <= size * 5), 10_000)
