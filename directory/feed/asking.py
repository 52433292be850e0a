"""What somebody asks the public feed, read from the query of an address. Pure; a question that is none is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from core.errors import Refused
from directory.feed.queries import Asked, Part
from directory.feed.shape import TAXONOMY_ID, term_id
from directory.hours import DAY_WORDS, WHOLE_DAYS
from directory.rules import CATEGORY_WORDS

USUAL, MOST = 50, 100
FURTHEST = 100_000
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?")
TRUE, FALSE = ("true", "1", "yes"), ("false", "0", "no", "")
DISTRICT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:\s*[0-9][A-Z]{2})?")


def part(given: Mapping[str, str]) -> Part:
    """Which part of a list: `page` from 1, `per_page` up to 100, 50 when nothing is said."""
    return Part(_whole(given, "page", 1, 1, FURTHEST), _whole(given, "per_page", USUAL, 1, MOST))


def asked(given: Mapping[str, str]) -> Asked:
    """What narrows a list of services or of places."""
    wanted = _named(given, "taxonomy_term_id")
    code = next((code for code in CATEGORY_WORDS if term_id(code) == wanted), None)
    taxonomy = _named(given, "taxonomy_id")
    return Asked(
        search=search(given), code=code, classified=taxonomy == TAXONOMY_ID,
        nothing=(wanted is not None and code is None) or (taxonomy is not None and taxonomy != TAXONOMY_ID),
        organisation_id=_named(given, "organization_id"), minimum_age=_number(given, "minimum_age"),
        maximum_age=_number(given, "maximum_age"), day=_day(given.get("day", "")),
        start_time=_time(given, "start_time"), end_time=_time(given, "end_time"),
        modified_after=_moment(given.get("modified_after", "")), district=_district(given),
    )  # fmt: skip


def search(given: Mapping[str, str]) -> str:
    """The words to search for."""
    return given.get("search", "").strip()[:100]


def is_true(given: Mapping[str, str], name: str) -> bool:
    """A yes or a no; nothing is a no."""
    words = given.get(name, "").strip().casefold()
    if words not in (*TRUE, *FALSE):
        raise Refused(f"{name} must be true or false")
    return words in TRUE


def _whole(given: Mapping[str, str], name: str, usual: int, least: int, most: int) -> int:
    words = given.get(name, "").strip()
    if not words:
        return usual
    if not words.isascii() or not words.isdecimal() or not least <= int(words[:12]) <= most:
        raise Refused(f"{name} must be a whole number from {least} to {most}")
    return int(words)


def _number(given: Mapping[str, str], name: str) -> float | None:
    words = given.get(name, "").strip()
    if not words:
        return None
    if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", words, re.ASCII):
        raise Refused(f"{name} must be a number")
    return float(words)


def _named(given: Mapping[str, str], name: str) -> UUID | None:
    words = given.get(name, "").strip()
    try:
        return UUID(words) if words else None
    except ValueError:
        raise Refused(f"{name} must be a UUID") from None


def _day(words: str) -> str | None:
    wanted = words.strip().casefold()
    if not wanted:
        return None
    for code in DAY_WORDS:
        if wanted in (code.casefold(), DAY_WORDS[code].casefold(), WHOLE_DAYS[code].casefold()):
            return code
    raise Refused("day must be a day of the week, such as MO or Monday")


def _time(given: Mapping[str, str], name: str) -> str | None:
    words = given.get(name, "").strip()
    found = TIME.fullmatch(words)
    if words and not found:
        raise Refused(f"{name} must be a time, such as 09:30")
    return f"{int(found[1]):02}:{found[2]}" if found else None


def _moment(words: str) -> datetime | None:
    written = words.strip().replace(" ", "+")
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise Refused("modified_after must be a date or a moment, such as 2026-11-23T09:00:00Z") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _district(given: Mapping[str, str]) -> str | None:
    if given.get("proximity", "").strip():
        raise Refused("proximity is not offered here: ask by postcode, which finds the places of its district")
    words = given.get("postcode", "").strip().upper()
    found = DISTRICT.fullmatch(words)
    if words and not found:
        raise Refused("postcode must be a postcode, such as M1 3LA, or its first half")
    return found[1] if found else None
