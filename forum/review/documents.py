"""A signed review as a tagged PDF, made of its frozen copy alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template

from core import pdf


def review_pdf(copy: dict[str, Any], *, signed_by: str, signed_at: datetime | None, check: str | None) -> bytes:
    """The review as PDF/UA-1 in A4: the same copy makes the same pages."""
    html = render_template(
        "forum/review/review_pdf.html", copy=copy, signed_by=signed_by, signed_at=signed_at, check=check or ""
    )
    return pdf.render(html, stylesheet="papers.css")
