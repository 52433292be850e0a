"""Papers as files: a print, a letter, a pack; PDF/UA, and JSON. Shapes only: nothing is read here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.parts import Piece, Section
from config import ROOT
from core import pdf, words

STYLESHEET = "papers.css"
SCHEMA = "https://roundtable.example/schemas/subject_pack/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands on the first page and, as a watermark, on every page: of whom, for what, made by whom and when."""

    title: str
    home: str
    about: str
    reference: str
    purpose: str
    made_by: str
    made_at: datetime
    note: str = ""
    check_sum: str = ""
    extra: Sequence[tuple[str, str]] = field(default_factory=tuple)


def print_pdf(cover: Cover, sections: Sequence[Section]) -> bytes:
    """The chosen parts as a tagged PDF/UA-1, each page marked with who printed it and when."""
    return pdf.render(print_html(cover, sections), stylesheet=STYLESHEET)


def print_html(cover: Cover, sections: Sequence[Section]) -> str:
    """The document behind the PDF, with every value escaped."""
    return _environment().get_template("cases/papers/print_pdf.html").render(cover=cover, sections=sections)


def print_json(cover: Cover, sections: Sequence[Section]) -> bytes:
    """The same parts for machines."""
    return as_json({
        "about": cover.about, "reference": cover.reference, "agency": cover.home, "purpose": cover.purpose,
        "made_by": cover.made_by, "made_at": cover.made_at.isoformat(timespec="seconds"),
        "sections": [section_shape(section) for section in sections],
    })  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter under the agency's own heading."""

    home: str
    home_name: str
    team: str
    to: str
    reference: str
    subject: str
    paragraphs: Sequence[str]
    written_by: str
    day: date
    rests_on: str = ""
    draft: bool = False


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF/UA-1."""
    html = _environment().get_template("cases/papers/letter_pdf.html").render(letter=letter)
    return pdf.render(html, stylesheet=STYLESHEET)


def section_shape(section: Section) -> dict[str, Any]:
    """A section as JSON keeps it."""
    return {"key": section.key, "title": section.title, "pieces": [piece_shape(piece) for piece in section.pieces]}


def piece_shape(piece: Piece) -> dict[str, Any]:
    """A piece as JSON keeps it."""
    return {
        "heading": piece.heading,
        "words": piece.words,
        "own_words": piece.own,
        "rows": [list(row) for row in piece.rows],
    }


def piece_of(shape: Mapping[str, Any]) -> Piece:
    """The reverse of `piece_shape`."""
    rows = tuple((str(label), str(value)) for label, value in shape["rows"])
    return Piece(shape["heading"], shape["words"], own=bool(shape["own_words"]), rows=rows)


def as_json(value: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON that people can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def check_sum(content: Mapping[str, Any]) -> str:
    """SHA-256 of the JSON of a pack: what was released, and nothing else, has it."""
    return hashlib.sha256(as_json(content)).hexdigest()


def pack_pdf(content: Mapping[str, Any], summed: str) -> bytes:
    """A released pack as pages: made from the frozen JSON alone, whenever it is asked for."""
    html = _environment().get_template("cases/papers/pack_pdf.html").render(
        pack=content, check_sum=summed, made_at=datetime.fromisoformat(content["released_at"]),
    )  # fmt: skip
    return pdf.render(html, stylesheet=STYLESHEET)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(words.FILTERS)
    environment.filters["iso_day"] = _iso_day
    return environment


def _iso_day(stamp: str) -> str:
    """The day of a frozen stamp, in words."""
    return words.long_day(datetime.fromisoformat(stamp) if "T" in stamp else date.fromisoformat(stamp))
