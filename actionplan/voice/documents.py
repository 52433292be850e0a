"""“You said, we did” and the forum's standing item as files. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actionplan.voice.queries import FindingLine, StandingItem
from config import ROOT
from core import pdf, words

STYLESHEET = "group.css"


def you_said_pdf(rows: Sequence[FindingLine], *, made_on: date) -> bytes:
    """“You said, we did” in easy words and large letters, as a tagged PDF/UA-1 file in A4: to read aloud or hang up."""
    return _made("you_said_pdf.html", rows=rows, made_on=made_on)


def standing_pdf(item: StandingItem, *, made_on: date) -> bytes:
    """The item of a meeting's agenda as a tagged PDF/UA-1 file in A4."""
    return _made("standing_pdf.html", item=item, made_on=made_on)


def _made(template: str, **values: object) -> bytes:
    return pdf.render(
        _environment().get_template(f"actionplan/voice/{template}").render(**values), stylesheet=STYLESHEET
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
