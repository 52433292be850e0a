"""The record of a decision on paper, for the agency's own file. It goes to nobody outside the agency."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import clock, pdf
from core.words import FILTERS
from referrals.decisions import words
from referrals.decisions.queries import Opened

STYLESHEET = "receipt.css"


def decision_pdf(opened: Opened) -> bytes:
    """The record as a tagged PDF/UA-1 file in A4: every answer, who decided, who agreed, and what happened since."""
    return pdf.render(decision_html(opened), stylesheet=STYLESHEET)


def decision_html(opened: Opened) -> str:
    """The document behind the PDF, with every value escaped."""
    return _environment().get_template("referrals/decisions/record.html").render(
        opened=opened, row=opened.row, sections=words.sections(opened), state_words=words.STATE_WORDS,
        happened_words=words.HAPPENED_WORDS, direction=words.direction_words(opened.row), made_at=clock.now(),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(FILTERS)
    return environment
