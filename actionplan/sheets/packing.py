"""The right rows of a sheet as they wait for a yes: plain JSON, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from actionplan.models import Progress
from actionplan.rules import NewAction
from actionplan.sheets.rules import SheetRow


def packed(row: SheetRow) -> dict[str, Any]:
    """A row as JSON can hold it."""
    new = row.action
    return {
        "number": row.number, "commitment_id": str(new.commitment_id), "title": new.title, "output": new.output,
        "impact": new.impact, "owner_agency_id": str(new.owner_agency_id), "owner_name": new.owner_name,
        "starts_on": new.starts_on.isoformat(), "due_on": new.due_on.isoformat(), "themes": list(new.themes),
        "supporters": [str(each) for each in new.supporters], "funding": new.funding, "progress": new.progress.value,
        "done_percent": new.done_percent,
    }  # fmt: skip


def unpacked(kept: Mapping[str, Any]) -> SheetRow:
    """The row again."""
    action = NewAction(
        commitment_id=UUID(kept["commitment_id"]), title=kept["title"], output=kept["output"], impact=kept["impact"],
        owner_agency_id=UUID(kept["owner_agency_id"]), owner_name=kept["owner_name"],
        starts_on=date.fromisoformat(kept["starts_on"]), due_on=date.fromisoformat(kept["due_on"]),
        themes=tuple(kept["themes"]), supporters=tuple(UUID(each) for each in kept["supporters"]),
        funding=kept["funding"], progress=Progress(kept["progress"]), done_percent=kept["done_percent"],
    )  # fmt: skip
    return SheetRow(kept["number"], action)
