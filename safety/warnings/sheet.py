"""The sheet for a drop-in, as a file. Shapes only: nothing here reads the database or knows a request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from core import pdf, words
from safety.warnings.queries import CurrentWarning

STYLESHEET = "sheet.css"
#: A sheet is renewed after four weeks: paper does not know what was taken back since.
HANGS = timedelta(weeks=4)


def sheet_pdf(rows: Sequence[CurrentWarning], *, home: str, made_on: date) -> bytes:
    """Warnings as a tagged PDF/UA-1 file in A4 and large letters, to hang up or to hand over and take back.

    Takes what is current, what the agency that prints it is called, and the day. It says until when it may hang.
    """
    return pdf.render(sheet_html(rows, home=home, made_on=made_on), stylesheet=STYLESHEET)


def sheet_html(rows: Sequence[CurrentWarning], *, home: str, made_on: date) -> str:
    """The document behind the PDF, with every value escaped."""
    down_on = min(made_on + HANGS, *(row.expires_on for row in rows))
    return (
        _environment()
        .get_template("safety/warnings/sheet_pdf.html")
        .render(rows=rows, home=home, made_on=made_on, down_on=down_on)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
