"""The person's own copy of their ledger, as a file. Shapes only: nothing here reads the database or knows a request."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import pdf, words
from people.queries import LedgerCopy

STYLESHEET = "ledger.css"


def ledger_pdf(copy: LedgerCopy, *, home: str) -> bytes:
    """The copy as a tagged PDF/UA-1 file in A4: in short sentences, and how to ask or complain.

    Takes what may be told, and what the agency that made it is called. The cover says the reference; the name only
    when the copy was ordered with it.
    """
    return pdf.render(ledger_html(copy, home=home), stylesheet=STYLESHEET)


def ledger_html(copy: LedgerCopy, *, home: str) -> str:
    """The document behind the PDF, with every value escaped."""
    return _environment().get_template("people/ledger_pdf.html").render(copy=copy, home=home)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
