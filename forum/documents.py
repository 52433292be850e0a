"""Documents of the forum: a template and plain values in, a tagged PDF/UA-1 out. Nothing here reads the database."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import pdf, words

STYLESHEET = "forum.css"
BLANK_LINES = re.compile(r"\n\s*\n")


def document(template: str, **values: Any) -> bytes:
    """The PDF of a template of the forum, in A4; every value is escaped."""
    return pdf.render(html(template, **values), stylesheet=STYLESHEET)


def html(template: str, **values: Any) -> str:
    """The document behind the PDF."""
    return _environment().get_template(template).render(**values)


def paragraphs(text: str) -> list[list[str]]:
    """Words as people type them, as paragraphs of lines: a blank line begins a paragraph."""
    return [part.strip().splitlines() for part in BLANK_LINES.split(text.strip()) if part.strip()]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    environment.filters.update(iso_day=_iso_day, paragraphs=paragraphs)
    return environment


def _iso_day(stamp: str) -> str:
    """The day of a frozen stamp, in words."""
    return words.long_day(date.fromisoformat(stamp[:10]))
