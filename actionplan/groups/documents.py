"""Documents of groups: terms of reference, final report, highlight report. Nothing here reads the database."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actionplan.groups import highlight_rules, rules
from actionplan.groups.queries import GroupView, HighlightView
from config import ROOT
from core import pdf, words

STYLESHEET = "group.css"


def terms_pdf(view: GroupView, *, made_on: date) -> bytes:
    """A group's terms of reference as a tagged PDF/UA-1 file in A4."""
    return _made("terms_pdf.html", view=view, made_on=made_on)


def final_report_pdf(view: GroupView, *, made_on: date) -> bytes:
    """A group's final report as a tagged PDF/UA-1 file in A4."""
    return _made("final_pdf.html", view=view, made_on=made_on)


def highlight_pdf(view: HighlightView, *, made_on: date) -> bytes:
    """A highlight report as a tagged PDF/UA-1 file in A4; a draft says on every page that it is not issued."""
    return _made("highlight_pdf.html", view=view, made_on=made_on, **report_words())


def report_words() -> dict[str, Any]:
    """The words of colours, arrows and scores, as the pages and the file both take them."""
    return {
        "rag_words": highlight_rules.RAG_WORDS, "trend_words": highlight_rules.TREND_WORDS,
        "risk_words": highlight_rules.RISK_WORDS, "score_words": highlight_rules.SCORE_WORDS,
    }  # fmt: skip


def _made(template: str, **values: Any) -> bytes:
    html = _environment().get_template(f"actionplan/groups/{template}").render(role_words=rules.ROLE_WORDS, **values)
    return pdf.render(html, stylesheet=STYLESHEET)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
