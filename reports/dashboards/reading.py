"""Reads figures for a dashboard: cuts of whole quarters, and nothing else. No count leaves here that is not shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from core.actor import Actor
from core.tallies import Period, quarter_of
from reports import periods
from reports.cuts import Cut, cuts
from reports.dashboards.rules import Line, Value
from reports.disclosure import MEDIAN, NINE_IN_TEN, WITHHELD
from reports.families import FAMILIES

#: How many quarters stand side by side: the last, and the same one a year before.
QUARTERS = 5
Cuts = Sequence[dict[str, Cut]]
#: What the whole of a family is called, where its title names its categories.
CALLED = {
    "incidents.route": "Incident reports taken",
    "isva.waiting-days": "ISVA support: nobody reached yet",
    "casework.waiting-days": "Casework: nobody reached yet",
}
SHARES = ((MEDIAN, "half within"), (NINE_IN_TEN, "nine in ten within"))


def quarter_asked_for(words: str, today: date) -> Period:
    """The whole quarter that holds the first day of “2026-07”; the last one when it means none, or is not over."""
    last = periods.last_whole_quarter(today)
    try:
        wanted = quarter_of(date.fromisoformat(f"{words}-01"))
    except ValueError:
        return last
    return wanted if periods.EARLIEST <= wanted.start <= last.start else last


def quarters_to(last: Period) -> tuple[Period, ...]:
    """Five quarters, the oldest first."""
    found = [last]
    while len(found) < QUARTERS:
        found.insert(0, periods.before(found[0]))
    return tuple(found)


def read(actor: Actor, codes: Iterable[str], quarters: Sequence[Period]) -> list[dict[str, Cut]]:
    """The cuts of some families in each quarter. Who may read which is the cuts' own rule."""
    wanted = tuple(dict.fromkeys(codes))
    return [cuts(actor, wanted, quarter) for quarter in quarters]


def own(found: Cuts, code: str, agency_id: UUID) -> Line:
    """One agency's figures of a family over the quarters."""
    return _line(found, code, lambda cut: cut.of_agency(agency_id) if agency_id in cut.agencies else None)


def own_category(found: Cuts, code: str, agency_id: UUID, dimension: str, label: str) -> Line:
    """One agency's figures of one category over the quarters, under a name of its own."""
    return Line(f"{code} {dimension}", label, FAMILIES[code].unit, own_part(found, code, agency_id, dimension))


def own_part(found: Cuts, code: str, agency_id: UUID, dimension: str) -> tuple[Value, ...]:
    """One agency's figures of one category over the quarters."""
    return tuple(each[code].cell(agency_id, dimension) if agency_id in each[code].agencies else None for each in found)


def whole(found: Cuts, code: str) -> Line:
    """The figures of a family over the quarters, of all agencies together."""
    return _line(found, code, lambda cut: cut.total if cut.sent else None)


def whole_part(found: Cuts, code: str, dimension: str) -> tuple[Value, ...]:
    """The figures of one category over the quarters, of all agencies together."""
    return tuple(each[code].of_dimension(dimension) if each[code].sent else None for each in found)


def waits(found: Cuts, code: str, agency_id: UUID | None = None) -> list[Line]:
    """In how many working days half, and nine in ten, of the waits had ended: of one agency, or of all."""
    family = FAMILIES[code]
    return [
        Line(
            f"{code} {share}", f"{family.title}: {words}", "working days",
            tuple(_days(each[code], share, agency_id) for each in found),
        )
        for share, words in SHARES
    ]  # fmt: skip


def _days(cut: Cut, share: float, agency_id: UUID | None) -> Value:
    sent = agency_id in cut.agencies if agency_id else cut.sent
    return cut.days(share, agency_id) if sent else None


def _line(found: Cuts, code: str, pick: Callable[[Cut], Value]) -> Line:
    family = FAMILIES[code]
    return Line(code, CALLED.get(code, family.title), family.unit, tuple(pick(each[code]) for each in found))


def is_withheld(value: Value) -> bool:
    """True for a figure that the reader sees as [c]."""
    return str(value) == WITHHELD
