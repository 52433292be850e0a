"""The directory on paper, for a drop-in: what the world may read of it, by kind of help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select

from config import ROOT
from core import pdf, words
from core.actor import Actor
from core.scoping import current_session
from directory import queries, rules
from directory.models import Location, Service, ServiceStatus

STYLESHEET = "directory.css"
#: More than this is no sheet to hand to somebody: narrow it.
MOST = 150


@dataclass(frozen=True, slots=True)
class Line:
    """A service as it is printed."""

    service: Service
    organisation: str
    places: tuple[Location, ...]
    is_assured: bool

    @property
    def also(self) -> list[str]:
        """What else it helps with, beside the heading that it stands under."""
        return rules.category_words(self.service.categories[1:])


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: kinds of help in the order of their words, and whether there was more than a sheet takes."""

    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    number: int
    was_cut: bool


def sheet(actor: Actor, q: str, categories: Sequence[str], *, checked_only: bool, today: date) -> Sheet:
    """The services to print, each once, under the first kind of help that was asked for or that it has.

    Leaves out what is for members only or not running. Three statements, however many there are.
    """
    found = queries.matching(queries.visible_to(actor), q, categories)
    found = found.where(Service.unlisted.is_(False), Service.status == ServiceStatus.ACTIVE)
    if checked_only:
        found = found.where(Service.checked_on >= today - rules.CHECKED_FOR)
    rows = list(current_session().scalars(found.order_by(Service.name, Service.id).limit(MOST + 1)))
    lines = _lines(rows[:MOST], today)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(_heading(line.service, categories), []).append(line)
    return Sheet(tuple((name, tuple(groups[name])) for name in sorted(groups)), len(lines), len(rows) > MOST)


def _heading(row: Service, asked: Sequence[str]) -> str:
    code = next((code for code in row.categories if code in asked), None) or next(iter(row.categories), "support")
    return rules.category_words([code])[0]


def _lines(rows: Sequence[Service], today: date) -> list[Line]:
    session = current_session()
    names = queries.organisation_names(rows)
    found = select(Location).where(Location.service_id.in_([row.id for row in rows])).order_by(Location.name)
    at: dict[object, list[Location]] = {}
    for place in session.scalars(found):
        at.setdefault(place.service_id, []).append(place)
    return [
        Line(row, names[row.organisation_id], tuple(at.get(row.id, ())), rules.is_assured(row.checked_on, today))
        for row in rows
    ]


def sheet_pdf(made: Sheet, *, home: str, made_on: date) -> bytes:
    """The sheet as a tagged PDF/UA-1 file in A4 and large letters, with the day on each page."""
    return pdf.render(sheet_html(made, home=home, made_on=made_on), stylesheet=STYLESHEET)


def sheet_html(made: Sheet, *, home: str, made_on: date) -> str:
    """The document behind the PDF, with every value escaped."""
    template = _environment().get_template("directory/sheet_pdf.html")
    return template.render(sheet=made, home=home, made_on=made_on, rules=rules)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    return environment
