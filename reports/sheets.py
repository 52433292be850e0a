"""Tables as they may be shown: one shape for page, paper, spreadsheet and the log of what was taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core import clock, tables, words
from reports.blocks import flat
from reports.disclosure import FLOOR, NEAREST, WITHHELD
from reports.earlier import in_chapters

Cell = int | str

RULE = (
    f"{WITHHELD} is withheld to protect people: 1 to {FLOOR - 1}, or a number that would give one away. 0 is a real "
    f"nought. Other counts about people are rounded to the nearest {NEAREST}, each on its own, so rows may not add up."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of figures that are safe already: what it is called, its headings, its rows, what to know of it."""

    code: str
    title: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.headings) for row in self.rows):
            raise ValueError(f"Each row of {self.code} needs {len(self.headings)} cells, one for each heading.")


def as_json(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """Sheets as JSON values, exactly as shown: what a release keeps."""
    return [asdict(sheet) for sheet in sheets]


def from_json(kept: Iterable[dict[str, Any]]) -> tuple[Sheet, ...]:
    """Sheets again, from what `as_json` gave and a database kept."""
    return tuple(
        Sheet(each["code"], each["title"], each["caption"], tuple(each["headings"]),
              tuple(tuple(row) for row in each["rows"]), tuple(each["notes"]))
        for each in kept
    )  # fmt: skip


def to_tables(sheets: Sequence[Sheet], *, about: Sequence[tuple[str, str]] = ()) -> list[tables.Sheet]:
    """The sheets for a spreadsheet, behind a first one that says what they are.

    Takes the sheets and pairs about all of them (period, population, unit); adds the rule of disclosure and when the
    file was made, and for each sheet its caption and its notes.
    """
    made = clock.london(clock.now())
    pairs = [*about, ("Rule", RULE), ("Made", f"{words.long_day(made)}, {words.clock_time(made)}")]
    told = [(sheet.title, " ".join((sheet.caption, *sheet.notes))) for sheet in sheets]
    first = tables.Sheet("About", ("About", "What it says"), [*pairs, *told])
    return [first, *(tables.Sheet(sheet.title, sheet.headings, sheet.rows) for sheet in sheets)]


def of_progress(figures: dict[str, Any]) -> tuple[Sheet, ...]:
    """Every table of a progress report, fresh or frozen, in the order in which the report shows them."""
    return tuple(
        _sheet(block)
        for chapter in in_chapters(figures)
        for block in flat(chapter["blocks"])
        if block["kind"] == "table"
    )


def about_progress(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """What the first sheet of a progress report says of it."""
    return [
        (figures["title"], figures["forum"]),
        ("Period", figures["period"]["words"]),
        ("Numbers taken", figures["snapshot"]),
        ("Who is counted", "Each table names its unit: actions, meetings, cases, referrals or reports, never people."),
        ("Safe to share", figures["statement"]),
    ]


def _sheet(block: dict[str, Any]) -> Sheet:
    """A table block as a sheet: what is drawn only is left out, and a cell of two lines becomes one."""
    kept = [place for place, column in enumerate(block["columns"]) if column["kind"] != "bar"]
    return Sheet(
        block["code"], block["title"], block["caption"],
        tuple(block["columns"][place]["heading"] for place in kept),
        tuple(tuple(_cell(row[place]) for place in kept) for row in block["rows"]),
        tuple(block["notes"]),
    )  # fmt: skip


def _cell(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value if isinstance(value, int) else str(value)
    said = " ".join(filter(None, (value.get("ref"), value["text"])))
    return f"{said} ({value['below']})" if value.get("below") else said
