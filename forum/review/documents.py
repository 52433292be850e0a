"""A signed review as page and as tagged PDF, both made of its frozen copy alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from core import pdf
from core.words import long_day
from forum.review.chapters import chapters_of
from reports import documents

STYLESHEET = "report.css"


def review_pdf(copy: dict[str, Any], *, signed_by: str, signed_at: datetime | None, check: str | None) -> bytes:
    """The review as PDF/UA-1 in A4: the same copy makes the same pages."""
    page = documents.document_html(
        "forum/review/review_pdf.html", copy=copy, signed_by=signed_by, signed_at=signed_at, check=check or "",
        contents=contents_of(copy), body=documents.chapters_html(chapters_of(copy), paper=True),
        period=period_words(copy),
    )  # fmt: skip
    return pdf.render(page, stylesheet=STYLESHEET)


def review_body(copy: dict[str, Any]) -> Markup:
    """The same review for a page of the service: its chapters from their headings down, every value escaped."""
    return documents.chapters_html(chapters_of(copy), paper=False)


def contents_of(copy: dict[str, Any]) -> list[tuple[str, str]]:
    """The chapters of a review: the place of each on its page, and its title."""
    return [(chapter["code"], chapter["title"]) for chapter in chapters_of(copy)]


def period_words(copy: dict[str, Any]) -> str:
    """“24 November 2025 to 23 November 2026”."""
    return " to ".join(long_day(date.fromisoformat(copy[key])) for key in ("begins", "ends"))
