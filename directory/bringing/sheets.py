"""A spreadsheet of services as CSV, one on each row, under the headings of the template. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from core.errors import Refused
from core.tables import TRIGGERS
from directory import facts, hours
from directory.bringing.rules import MOST_ENTRIES, MOST_PROBLEMS, Brought, BroughtPlace, Problem
from directory.facts import PlaceWords
from directory.hours import ORDER, WHOLE_DAYS
from directory.models import PlaceKind
from directory.rules import CATEGORY_WORDS

#: The template's headings, with one row that shows how.
EXAMPLE = {
    "Organisation": "Lantern Advice", "Service": "Money advice", "What it does": "Help with debt and benefits.",
    "For whom": "Adults in Greater Manchester", "Helps with": "General support; Rights", "Phone": "0161 496 0123",
    "Phone is for": "Advice line", "Website": "https://www.example.org/money", "E-mail": "advice@example.org",
    **{words: "9:30am to 4pm" if code in ORDER[:5] else "" for code, words in WHOLE_DAYS.items()},
    "Languages": "English; Polish", "Area": "Manchester; Salford", "Cost": "Free", "Youngest age": "18",
    "Oldest age": "", "Place": "Advice centre", "Street and number": "1 Example Street", "Town": "Manchester",
    "County": "Greater Manchester", "Postcode": "M1 1AA", "Confidential premises": "no", "Id": "",
}  # fmt: skip
HEADINGS = tuple(EXAMPLE)
NEEDED = ("Organisation", "Service")
CODES = {words.casefold(): code for code, words in CATEGORY_WORDS.items()} | {code: code for code in CATEGORY_WORDS}
Row = Mapping[str, str]


def read_sheet(content: bytes) -> tuple[list[Brought], list[Problem]]:
    """The services of a spreadsheet, and each error by row and column; rows are numbered as a spreadsheet does."""
    try:
        rows = list(csv.reader(io.StringIO(_decoded(content), newline=""), _dialect(content)))
    except csv.Error:
        return [], [Problem("File", "", "This is no CSV that can be read")]
    headings = [_known(cell) for cell in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        return [], [Problem("Row 1", missing[0], "There is no such column. Use the headings of the template")]
    entries: list[Brought] = []
    problems: list[Problem] = []
    for number, cells in enumerate(rows[1 : MOST_ENTRIES + 2], 2):
        if any(cell.strip() for cell in cells) and len(problems) < MOST_PROBLEMS:
            _read_row(number, _row(headings, cells), entries, problems)
    return entries, problems


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _dialect(content: bytes) -> type[csv.Dialect]:
    first = _decoded(content).split("\n", 1)[0]

    class OfThisFile(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return OfThisFile


def _known(cell: str) -> str:
    words = " ".join(cell.replace("_", " ").split()).casefold()
    return next((name for name in HEADINGS if name.casefold() == words), "")


def _row(headings: list[str], cells: list[str]) -> Row:
    """What stands under each heading; the mark that our own writer sets before a formula is taken off again."""
    found = {}
    for name, cell in zip(headings, cells, strict=False):
        words = cell.strip()
        found[name] = words[1:] if words[:1] == "'" and words[1:2] in TRIGGERS else words
    return found


def _read_row(number: int, row: Row, entries: list[Brought], problems: list[Problem]) -> None:
    where, before = f"Row {number}", len(problems)

    def get(column: str, read: Callable[[str], Any] = facts.plain) -> Any:
        try:
            return read(row.get(column, ""))
        except Refused as refusal:
            problems.append(Problem(where, column, refusal.reason))
            return None

    for column in NEEDED:
        if not row.get(column):
            problems.append(Problem(where, column, "It is empty"))
    said = _said(row, get)
    refusal = facts.ages_are_sound(said.get("minimum_age"), said.get("maximum_age"))
    if refusal is not None:
        problems.append(Problem(where, "Youngest age", refusal.reason))
    confidential = get("Confidential premises", _yes_or_no)
    place = _place(row, get)
    wrong = facts.place_is_sound(place, confidential=bool(confidential)) if place else None
    if wrong is not None:
        problems.append(Problem(where, "Street and number", wrong.reason))
    if len(problems) == before:
        entries.append(_entry(where, row, said, place, confidential=bool(confidential)))


def _said(row: Row, get: Callable[..., Any]) -> dict[str, Any]:
    """What the row says, by column of the directory; an empty cell says nothing."""
    phone = get("Phone", lambda words: facts.phone(words, row.get("Phone is for", "")) if words else None)
    url = get("Website", facts.web_address)
    week = {code: get(words, hours.typed_day) or [] for code, words in WHOLE_DAYS.items()}
    said = {
        "name": facts.plain(row.get("Service", ""))[:200], "description": get("What it does"),
        "eligibility": get("For whom"), "categories": get("Helps with", _codes), "phones": [phone] if phone else [],
        "urls": [{"label": "Website", "url": url}] if url else [], "email": get("E-mail", facts.email_address),
        "schedules": hours.weekly(week), "languages": facts.lines(row.get("Languages", "")),
        "areas": facts.lines(row.get("Area", "")), "fees": get("Cost"), "minimum_age": get("Youngest age", _age),
        "maximum_age": get("Oldest age", _age),
    }  # fmt: skip
    return {column: value for column, value in said.items() if value or value == 0}


def _place(row: Row, get: Callable[..., Any]) -> PlaceWords | None:
    address, town = row.get("Street and number"), row.get("Town")
    postcode = get("Postcode", facts.postcode)
    name = facts.plain(row.get("Place", ""))[:200]
    if not (address or town or postcode):
        return PlaceWords(PlaceKind.VIRTUAL.value, name) if name else None
    return PlaceWords(
        PlaceKind.PHYSICAL.value, name or facts.plain(address), address=facts.plain(address) or None,
        city=facts.plain(town) or None, region=get("County") or None, postcode=postcode,
    )  # fmt: skip


def _entry(where: str, row: Row, said: dict[str, Any], place: PlaceWords | None, *, confidential: bool) -> Brought:
    organisation = facts.plain(row.get("Organisation", ""))[:200]
    by_name = str(uuid5(NAMESPACE_URL, f"{organisation.casefold()}|{said['name'].casefold()}"))
    brought_id = row.get("Id", "")[:100] or by_name
    places = (BroughtPlace(f"{brought_id}/place", place),) if place else ()
    return Brought(
        row=where, brought_id=brought_id, organisation_id="", organisation=organisation, about_organisation="",
        organisation_url=None, said=said, places=places, confidential=confidential,
    )  # fmt: skip


def _codes(words: str) -> list[str]:
    found = []
    for name in facts.lines(words):
        if name.casefold() not in CODES:
            raise Refused(f"“{name}” is no kind of help that the directory knows")
        found.append(CODES[name.casefold()])
    return found


def _age(words: str) -> int | None:
    if words and not (words.isascii() and words.isdecimal() and len(words) <= 3):
        raise Refused("An age must be a whole number")
    return int(words) if words else None


def _yes_or_no(words: str) -> bool:
    if words.casefold() not in ("", "no", "n", "yes", "y"):
        raise Refused("Write yes or no")
    return words.casefold() in ("yes", "y")
