"""The safety tips on paper: A4, tagged, large; and a neutral sheet from which a stranger learns nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import pdf, words
from outreach.brief import catalogue

STYLESHEET = "receipt.css"


def tips_pdf(chosen: Sequence[str], *, neutral: bool) -> bytes:
    """A tagged PDF/UA-1 file of the chosen tips, all of them when none is chosen. It names no agency and nobody."""
    return pdf.render(tips_html(chosen, neutral=neutral), stylesheet=STYLESHEET)


def tips_html(chosen: Sequence[str], *, neutral: bool) -> str:
    """The document behind the PDF."""
    groups = catalogue.grouped(list(chosen), neutral=neutral)
    numbers = [] if neutral else [(each.name, each.phone) for each in catalogue.signposts().values() if each.phone]
    return _environment().get_template("outreach/brief/tips_pdf.html").render(
        groups=groups, neutral=neutral, numbers=numbers, title="Notes" if neutral else "Staying safe"
    )  # fmt: skip


def file_name(*, neutral: bool) -> str:
    """A name for the file that says no more than its title."""
    return "notes.pdf" if neutral else "staying-safe.pdf"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
