"""Rules of the desk. Pure: what a list may be asked for, who may hand a case over and take it, what a note needs.

Source: domain.md 2.1 and 9 (transfer, supervision), design.md 3 (who may open a case).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from cases.models import CaseKind, CaseState
from core.errors import Refused

SCOPES = {"yours": "Cases you lead", "team": "Cases of your team", "all": "All you may open"}
FLAGS = {
    "waiting": "Not contacted yet", "quiet": "Not reached for 28 days", "overdue": "With something overdue",
}  # fmt: skip
RISKS = {"high": "High or immediate", "medium": "Medium", "standard": "Standard", "none": "Not assessed"}
SORTS = {
    "reference": "Case", "kind": "For", "state": "State", "lead": "Lead worker", "opened": "Opened",
    "changed": "Last changed", "reached": "Last contact",
}  # fmt: skip
LONGEST_QUERY, LONGEST_NAME, MOST_FILTERS, MOST_AT_ONCE = 100, 60, 30, 100
TRANSFER_REASONS = {
    "leave": "The lead worker is away or leaves", "load": "To share the work fairly",
    "asked": "The person asked for somebody else", "skills": "Another worker fits better",
    "conflict": "A conflict of interest", "area": "Another team looks after this", "other": "Another reason",
}  # fmt: skip
LONGEST_STAY = timedelta(days=92)
LONGEST_UNTIL_NEXT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of cases is asked for; empty answers ask for everything that is open."""

    q: str = ""
    scope: str = "yours"
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    lead: UUID | None = None
    team: UUID | None = None
    need: str = ""
    risk: str = ""
    flags: tuple[str, ...] = ()
    sort: str = "changed"
    descending: bool = True

    @property
    def narrows(self) -> bool:
        """True when something is asked for beyond scope and order."""
        return any((self.q, self.states, self.kinds, self.lead, self.team, self.need, self.risk, self.flags))

    def as_arguments(self) -> list[tuple[str, str]]:
        """The same as arguments of an address, without what is asked for anyway."""
        single = [
            ("q", self.q), ("scope", "" if self.scope == "yours" else self.scope),
            ("lead", str(self.lead or "")), ("team", str(self.team or "")), ("need", self.need), ("risk", self.risk),
            ("sort", "" if self.sort == "changed" else self.sort),
            ("order", "" if self.descending == _falls(self.sort) else "down" if self.descending else "up"),
        ]  # fmt: skip
        many = [("state", self.states), ("kind", self.kinds), ("flag", self.flags)]
        return [(name, value) for name, value in single if value] + [
            (name, value) for name, values in many for value in values
        ]

    def address(self) -> str:
        """The arguments as the end of an address."""
        return urlencode(self.as_arguments())


def filters_of(asked: Mapping[str, Sequence[str]], needs: Mapping[str, str]) -> Filters:
    """Read what a reader asked for; whatever is not one of ours is left out, so that any address shows a list."""

    def one(name: str, known: Mapping[str, Any], otherwise: str = "") -> str:
        value = next(iter(asked.get(name, [])), "")
        return value if value in known else otherwise

    def some(name: str, known: Sequence[str]) -> tuple[str, ...]:
        return tuple(value for value in known if value in asked.get(name, []))

    sort, order = one("sort", SORTS, "changed"), one("order", {"up": "", "down": ""})
    return Filters(
        q=next(iter(asked.get("q", [])), "").strip()[:LONGEST_QUERY],
        scope=one("scope", SCOPES, "yours"),
        states=some("state", [str(state) for state in CaseState]),
        kinds=some("kind", [str(kind) for kind in CaseKind]),
        lead=_id(asked, "lead"),
        team=_id(asked, "team"),
        need=one("need", needs),
        risk=one("risk", RISKS),
        flags=some("flag", list(FLAGS)),
        sort=sort,
        descending=_falls(sort) if not order else order == "down",
    )


def transfer_may_be_offered(
    *, actor_id: UUID, lead_user_id: UUID, manages: bool, to_user_id: UUID | None, to_team_id: UUID | None
) -> Refused | None:
    """The lead worker or a manager offers a case, to one colleague or one team, and not to whoever leads it."""
    if actor_id != lead_user_id and not manages:
        return Refused("Only the lead worker or a manager can hand a case over.")
    if (to_user_id is None) == (to_team_id is None):
        return Refused("Choose a colleague or a team, one of them.", field="to_user")
    if to_user_id == lead_user_id:
        return Refused("They lead this case already.", field="to_user")
    return None


def transfer_may_say(
    reason_code: str, reason: str, handover: str, stays_until: date | None, today: date
) -> Refused | None:
    """A transfer has a reason (in words when it is another one), a handover note, and a stay of at most 92 days."""
    if reason_code not in TRANSFER_REASONS:
        return Refused("Choose why.", field="reason_code")
    if reason_code == "other" and not reason.strip():
        return Refused("Say why, in a sentence.", field="reason")
    if not handover.strip():
        return Refused("Write what the next lead worker has to know.", field="handover")
    if stays_until is not None and not today <= stays_until <= today + LONGEST_STAY:
        return Refused("Choose a day from today, three months ahead at most.", field="stays_until")
    return None


def note_may_be_written(words: str, held_on: date, next_on: date | None, today: date) -> Refused | None:
    """A note of supervision has words, a day that has come, and the next supervision within a year after today."""
    if not words.strip():
        return Refused("Write what was talked about.", field="words")
    if held_on > today:
        return Refused("A note is written after the supervision.", field="held_on")
    if next_on is not None and not today <= next_on <= today + LONGEST_UNTIL_NEXT:
        return Refused("Choose a day from today, a year ahead at most.", field="next_on")
    return None


def filter_may_be_kept(name: str, kept: Sequence[str]) -> Refused | None:
    """A kept filter has a short name that no other of the same person has; thirty are enough."""
    if not name.strip():
        return Refused("Give it a name.", field="name")
    if len(name.strip()) > LONGEST_NAME:
        return Refused(f"A name has {LONGEST_NAME} characters or fewer.", field="name")
    if _plain(name) in {_plain(other) for other in kept}:
        return Refused("You have a filter of that name already.", field="name")
    if len(kept) >= MOST_FILTERS:
        return Refused(f"You keep {MOST_FILTERS} filters already.", instead="Delete one first.", field="name")
    return None


def risk_band(level: str) -> str:
    """The band of RISKS that a level of the general risk form stands in."""
    return level if level in {"standard", "medium"} else "high" if level else "none"


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name.strip()).casefold()


def _falls(sort: str) -> bool:
    """Dates begin with the latest, words with A."""
    return sort in {"changed", "opened"}


def _id(asked: Mapping[str, Sequence[str]], name: str) -> UUID | None:
    try:
        return UUID(next(iter(asked.get(name, [])), ""))
    except ValueError:
        return None
