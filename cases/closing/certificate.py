"""The disposal certificate: that a record was erased, when, by whom and why, in numbers. It holds no content."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.closing import rules
from cases.closing.queries import ErasedRow
from config import ROOT
from core import pdf, words

STYLESHEET = "receipt.css"


def certificate_pdf(found: ErasedRow, *, home: str) -> bytes:
    """The certificate as a tagged PDF/UA-1 file in A4. `home`: the agency that erased."""
    return pdf.render(certificate_html(found, home=home), stylesheet=STYLESHEET)


def certificate_html(found: ErasedRow, *, home: str) -> str:
    """The document behind the PDF, with every value escaped."""
    return (
        _environment()
        .get_template("cases/closing/certificate.html")
        .render(
            found=found,
            row=found.row,
            home=home,
            why=rules.WHY_WORDS[found.row.why],
            total=sum(found.row.counts.values()),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
