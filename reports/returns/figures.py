"""The figures of a return: one agency's own, through cuts, as JSON that page, PDF and spreadsheet print alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agencies.queries import agency
from core import clock
from core.actor import Actor
from core.tallies import Period
from reports import periods
from reports.cuts import Cut, cuts
from reports.disclosure import FLOOR, MEDIAN, NINE_IN_TEN
from reports.families import Family, Over
from reports.returns.templates import HALF, TOTAL, Line, Part, Table, Template, without_kind
from reports.returns.templates import NINE_IN_TEN as NINE_IN_TEN_LINE
from reports.sheets import RULE, Cell, Sheet, as_json

NO_TOTALS = "no totals"
BY_QUARTER = "by quarter only"
SHARES = {HALF: MEDIAN, NINE_IN_TEN_LINE: NINE_IN_TEN}
Figures = dict[str, Any]


def figures_of(actor: Actor, template: Template, period: Period) -> Figures:
    """A return of the actor's own agency for a whole period that is over, as it would be sent today.

    Every figure comes from a cut, which opens on that agency alone; a half-year shows its quarters too, since both are
    released. Refuses, as not visible, who may not read the agency's figures.
    """
    shown = columns(period)
    codes = [family.code for family in template.families]
    found = [cuts(actor, codes, each) for each in shown]
    home = agency(actor.agency_id)
    return {
        "template": template.code, "title": template.title, "funder": template.funder,
        "asked_by": template.asked_by, "aims": template.aims, "agency": home.name,
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat(), "words": periods.words(period),
                   "kind": periods.kind(period)},
        "threshold": FLOOR, "rule": RULE,
        "parts": [_part(actor, part, shown, found) for part in template.parts],
        "definitions": _definitions(template.families), "left_out": [list(pair) for pair in template.left_out],
    }  # fmt: skip


def columns(period: Period) -> list[Period]:
    """The periods that are printed side by side: a quarter alone, or a half-year after its quarters."""
    quarters = periods.quarters_of(period)
    return list(quarters) if len(quarters) == 1 else [*quarters, period]


def check_sum(figures: Figures) -> str:
    """SHA-256 of figures in one canonical form: two returns with one sum say the same."""
    written = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def snapshot() -> str:
    """When figures were taken, for the record."""
    return clock.now().isoformat(timespec="seconds")


def _part(actor: Actor, part: Part, shown: Sequence[Period], found: Sequence[Mapping[str, Cut]]) -> Figures:
    sheets = [_sheet(actor, part, each, shown, found) for each in part.tables]
    return {"code": part.code, "title": part.title, "sheets": as_json(sheets)}


def _sheet(
    actor: Actor, part: Part, table: Table, shown: Sequence[Period], found: Sequence[Mapping[str, Cut]]
) -> Sheet:  # fmt: skip
    rows = tuple((line.label, line.unit, *(_figure(actor, line, cut_of) for cut_of in found)) for line in table.lines)
    counted = dict.fromkeys(line.family.population for line in table.lines)
    return Sheet(
        f"{part.code}-{table.code}", table.title, " ".join(f"{population}." for population in counted),
        ("Line", "Unit", *(periods.words(each) for each in shown)), rows,
    )  # fmt: skip


def _figure(actor: Actor, line: Line, cut_of: Mapping[str, Cut]) -> Cell:
    """A line in one period: its figure, or why there is none."""
    cut = cut_of[line.family.code]
    if line.family.over is Over.NOTHING and periods.kind(cut.period) != "quarter":
        return BY_QUARTER
    if actor.agency_id not in cut.agencies:
        return NO_TOTALS
    if line.line in SHARES:
        return cut.days(SHARES[line.line], actor.agency_id)
    if line.line == TOTAL:
        return cut.of_agency(actor.agency_id).value
    return cut.cell(actor.agency_id, line.line).value


def _definitions(families: Iterable[Family]) -> list[list[str]]:
    """What each figure counts; once for those that are counted alike for each kind of case."""
    told = {
        without_kind(family.title): f"Counts {family.unit}. {without_kind(family.population)}. {family.definition}"
        for family in families
    }
    return [[title, words] for title, words in told.items()]


def same_figures(one: Figures, other: Figures) -> bool:
    """True when two returns show the same numbers in the lines that both have, whenever they were taken.

    A form whose lines changed meanwhile says nothing about late entries.
    """
    mine, theirs = _lines(one), _lines(other)
    return all(mine[line] == theirs[line] for line in mine.keys() & theirs.keys())


def _lines(figures: Figures) -> dict[tuple[str, str], list[Cell]]:
    """What is shown in each line, by the title of its table and its own words."""
    sheets = (sheet for part in figures["parts"] for sheet in part["sheets"])
    return {(sheet["title"], row[0]): list(row[2:]) for sheet in sheets for row in sheet["rows"]}
