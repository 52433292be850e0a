"""The retention schedule and the closing checklist: reference data, and what an agency made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from cases.catalogue import REFERENCE

OWN_PREFIX = "own-"


@dataclass(frozen=True, slots=True)
class RecordType:
    """How long one kind of record is kept: months from a day, and for some until an age."""

    code: str
    label: str
    months: int
    counted_from: str
    for_cases: bool
    note: str
    until_age: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the checklist."""

    code: str
    label: str

    @property
    def is_own(self) -> bool:
        """Whether the agency wrote it itself."""
        return self.code.startswith(OWN_PREFIX)


@cache
def default_schedule() -> dict[str, RecordType]:
    """Record types by code, with the months of retention_schedule.json."""
    rows = _read("retention_schedule.json")["record_types"]
    return {row["code"]: RecordType(**row) for row in rows}


@cache
def default_checklist() -> tuple[Item, ...]:
    """The items of closing_checklist.json, in order."""
    return tuple(Item(**row) for row in _read("closing_checklist.json")["items"])


def schedule(own: Mapping[str, Any] | None) -> dict[str, RecordType]:
    """The schedule of an agency: the reference data with its own months."""
    months = own or {}
    return {code: replace(row, months=int(months.get(code, row.months))) for code, row in default_schedule().items()}


def checklist(own: Sequence[Any] | None) -> tuple[Item, ...]:
    """The checklist of an agency: what it kept of the reference data, then its own questions."""
    if not own:
        return default_checklist()
    known = {item.code: item for item in default_checklist()}
    return tuple(_item(entry, known) for entry in own if isinstance(entry, dict) or entry in known)


def _item(entry: Any, known: Mapping[str, Item]) -> Item:
    return Item(**entry) if isinstance(entry, dict) else known[entry]


@cache
def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((REFERENCE / name).read_text()))
