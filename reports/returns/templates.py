"""What a funder asks for, as data (reference/monitoring_returns.json): parts, tables, and the figure behind each line.

A line names one family of figures and one of its categories, or a sum or a typical wait that the family shows. So a
form that changes is a change of data, and no return can hold a figure that no family publishes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from config import ROOT
from reports.families import FAMILIES, Family, Shows

FILE = ROOT / "reference" / "monitoring_returns.json"
TOTAL, HALF, NINE_IN_TEN = "@total", "@half", "@nine-in-ten"
KIND = "{kind}"
KIND_WORDS = {"isva": "ISVA support", "casework": "Casework"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a return: its words and its unit, and where its figure is."""

    label: str
    unit: str
    family: Family
    line: str


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under one title."""

    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Tables under one heading of the funder's form."""

    code: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """What one funder asks for, and for which periods."""

    code: str
    title: str
    funder: str
    asked_by: str
    aims: str
    periods: tuple[str, ...]
    parts: tuple[Part, ...]
    #: What the form asks for and no figure here can say, each with the reason and with what stands instead.
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """“PCC/GMCA: Victims’ services return”."""
        return f"{self.funder}: {self.title}"

    @property
    def families(self) -> list[Family]:
        """Every family that it uses, once, in the order of its lines."""
        found = {line.family.code: line.family for part in self.parts for each in part.tables for line in each.lines}
        return list(found.values())


def without_kind(words: str) -> str:
    """A title or sentence of a family without the kind of case before it: “ISVA support: time” is “Time”."""
    for kind in KIND_WORDS.values():
        words = words.removeprefix(f"{kind}: ")
    return words[:1].upper() + words[1:]


@cache
def templates() -> Mapping[str, Template]:
    """Every return by its code; raises ValueError for a line whose figure no family shows."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return {each["code"]: _template(each) for each in found["returns"]}


def _template(found: Mapping[str, Any]) -> Template:
    parts = tuple(_part(place, each) for place, each in enumerate(found["parts"], 1))
    return Template(
        code=found["code"], title=found["title"], funder=found["funder"], asked_by=found["asked_by"],
        aims=found["aims"], periods=tuple(found["periods"]), parts=parts,
        left_out=tuple((each["asked"], each["why"]) for each in found.get("left_out", [])),
    )  # fmt: skip


def _part(place: int, found: Mapping[str, Any]) -> Part:
    """A part with its tables: once, or for each kind of case that it names, one kind after the other."""
    tables = tuple(_table(each, kind) for kind in found.get("kinds", [""]) for each in found["tables"])
    return Part(f"part-{place}", found["title"], tables)


def _table(found: Mapping[str, Any], kind: str) -> Table:
    if "lines" in found:
        lines = tuple(_line(each, kind) for each in found["lines"])
        return Table(lines[0].family.code, _titled(found["title"], kind), lines)
    codes = found.get("families") or [found["family"]]
    families = [_family(code, kind) for code in codes]
    several = len(families) > 1
    lines = tuple(line for family in families for line in _every(family, several=several))
    title = _titled(found["title"], kind) if "title" in found else families[0].title
    return Table(families[0].code, title, lines)


def _titled(title: str, kind: str) -> str:
    """“ISVA support: working days”, as the families’ own titles are."""
    return f"{KIND_WORDS[kind]}: {title[:1].lower()}{title[1:]}" if kind else title


def _every(family: Family, *, several: bool) -> Iterator[Line]:
    """Every category of a family in its order, then the sum where it is shown."""
    before = f"{without_kind(family.title).removesuffix(', met')}: " if several else ""
    for code, label in family.categories.items():
        yield Line(before + label, family.unit, family, code)
    if Shows.AGENCY in family.shows and len(family.categories) > 1:
        yield Line(f"{before}All", family.unit, family, TOTAL)


def _line(found: Mapping[str, str], kind: str) -> Line:
    family = _family(found["family"], kind)
    if not _shown(family, found["line"]):
        raise ValueError(f"{family.code} shows no {found['line']}.")
    unit = "working days" if found["line"] in (HALF, NINE_IN_TEN) else family.unit
    return Line(found["label"], unit, family, found["line"])


def _shown(family: Family, line: str) -> bool:
    if line in (HALF, NINE_IN_TEN):
        return family.histogram
    return Shows.AGENCY in family.shows if line == TOTAL else Shows.CELL in family.shows and line in family.categories


def _family(code: str, kind: str) -> Family:
    name = code.replace(KIND, kind)
    if name not in FAMILIES:
        raise ValueError(f"No family is called {name}.")
    return FAMILIES[name]
