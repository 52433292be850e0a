"""What narrows the plan: chips, themes and agencies."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from actionplan.models import Progress, Rag
from actionplan.rules.colours import is_open

DUE_WINDOW = timedelta(days=30)

#: What runs through every priority (the strategy's underlying theme), and the forum's lines of work since 2001.
THEMES = {
    "rights": "Awareness of people’s rights",
    "perceptions": "Changing perceptions",
    "stigma": "Reducing stigma",
    "safer": "Safer and healthier",
    "enforcement": "Enforcement against those who do harm",
    "reporting": "Reporting, with support",
    "services": "Getting to services",
    "networks": "Networks and partners",
    "communities": "Residents, businesses and communities",
    "leaving": "Support to leave, for those who ask",
}


class Chip(StrEnum):
    """The chips above the plan."""

    RED = "red"
    AMBER = "amber"
    SOON = "soon"
    QUIET = "quiet"
    UNCONFIRMED = "unconfirmed"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the chips look at in one action."""

    rag: Rag
    due_on: date
    progress: Progress
    owner_agency_id: UUID
    quiet: bool = False
    unconfirmed: bool = False


def matches(seen: Seen, chips: Collection[str], *, agency_id: UUID, today: date) -> bool:
    """Whether an action passes the chips: any of the colours chosen, and each of the other chips."""
    colours = {chip.value for chip in (Chip.RED, Chip.AMBER) if chip in chips}
    if colours and seen.rag.value not in colours:
        return False
    if Chip.SOON in chips and not (is_open(seen.progress) and today <= seen.due_on <= today + DUE_WINDOW):
        return False
    if (Chip.QUIET in chips and not seen.quiet) or (Chip.UNCONFIRMED in chips and not seen.unconfirmed):
        return False
    return Chip.OURS not in chips or seen.owner_agency_id == agency_id
