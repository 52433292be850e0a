"""How one agency stands: its own figures by quarter, each through disclosure control. For its manager.

Figures alone: what is late, and who carries how much, comes from the floors whose lists the reader may open anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.tallies import Period
from reports import queries
from reports.dashboards import reading
from reports.dashboards.rules import NO_TOTALS, Change, Line, Stack, Value, changes, compared, first_counted, short_name
from reports.dashboards.sheets import lines_sheet, stack_sheet
from reports.families import FAMILIES
from reports.sheets import Sheet

#: What an agency does in a quarter, in the order of the table.
ACTIVITY = (
    "outreach.sessions", "outreach.headcount", "outreach.contacts", "cases.opened", "cases.open", "cases.closed",
    "cases.contacts", "referrals.received", "referrals.out", "incidents.route",
)  # fmt: skip
#: Open cases beside the workers who lead them, by kind: what one of them carries.
OPEN, WORKERS = "cases.open", "cases.workers"
CASELOAD = (
    (OPEN, "isva", "ISVA support: cases open at the end"), (WORKERS, "isva", "ISVA support: workers who lead them"),
    (OPEN, "casework", "Casework: cases open at the end"), (WORKERS, "casework", "Casework: workers who lead them"),
)  # fmt: skip
IN, OUT = "referrals.received", "referrals.out"
WAITS = (
    "referrals.waiting-days.acknowledge", "referrals.waiting-days.decide", "isva.first-contact-days",
    "isva.assessment-days", "casework.first-contact-days", "casework.assessment-days",
)  # fmt: skip
#: Who still waits to be reached: the totals of two histograms.
LISTS = ("isva.waiting-days", "casework.waiting-days")
KINDS = ("isva", "casework")
#: Families with the same categories stand under each other in one picture: its code, its title, its families.
OUTCOMES = (
    ("needs-met", "Needs met", tuple(f"{kind}.needs-met" for kind in KINDS)),
    ("distance", "Change, as people see it", tuple(
        f"{kind}.distance.{asked}" for kind in KINDS for asked in ("COPE", "SAFETY", "INFORMED", "HEALTH")
    )),
    ("rights-told", "Told in time (Victims’ Code)", tuple(f"{kind}.rights-told" for kind in KINDS)),
)  # fmt: skip
ANSWERED = tuple(code for _, _, codes in OUTCOMES for code in codes)


@dataclass(frozen=True, slots=True)
class AgencyDashboard:
    """One agency's figures of the last whole quarter, with those before it; every one may be passed on."""

    agency: str
    quarter: Period
    quarters: tuple[Period, ...]
    began: Period | None
    changes: tuple[Change, ...]
    compared: bool
    activity: tuple[Line, ...]
    caseload: tuple[Line, ...]
    waits: tuple[Line, ...]
    lists: tuple[Line, ...]
    referrals: tuple[Stack, ...]
    outcomes: tuple[Stack, ...]
    silent: bool

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The same figures as tables to take away."""
        over_time = (
            lines_sheet("activity", "Activity", self.agency, self.quarters, self.activity),
            lines_sheet("caseload", "Caseload", self.agency, self.quarters, self.caseload),
            lines_sheet("waits", "Waits", self.agency, self.quarters, (*self.waits, *self.lists)),
        )
        return (*filter(None, over_time), *map(stack_sheet, self.stacks))

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """What is counted by category."""
        return (*self.referrals, *self.outcomes)

    def line(self, code: str) -> Line | None:
        """The line of a family, None where no totals came."""
        return next((line for line in self.activity if line.code == code), None)


def agency_dashboard(actor: Actor, quarter: Period) -> AgencyDashboard:
    """The dashboard of the actor's own agency in a whole quarter, beside the four before it.

    Refuses, as not visible, whoever may not read their agency's figures. The read is audited. What nobody counts at
    this agency is left out, instead of noughts.
    """
    if not actor.may(Permission.FIGURES_READ):
        raise NotVisible
    wanted = reading.quarters_to(quarter)
    read = reading.read(actor, (*ACTIVITY, WORKERS, *WAITS, *LISTS, *ANSWERED), wanted)
    first = first_counted([reading.own(read, code, actor.agency_id) for code in ACTIVITY])
    found, quarters = read[first:], wanted[first:]
    audit.record(actor=actor, verb="read", kind="agency dashboard", fields=[quarter.start.isoformat()])
    activity = _sent(reading.own(found, code, actor.agency_id) for code in ACTIVITY)
    caseload = _carried(found, actor.agency_id)
    lists = _sent(reading.own(found, code, actor.agency_id) for code in LISTS)
    waits = _sent(line for code in WAITS for line in reading.waits(found, code, actor.agency_id))
    return AgencyDashboard(
        agency=queries.home_of(actor), quarter=quarter, quarters=quarters, activity=activity, waits=waits, lists=lists,
        caseload=caseload, changes=tuple(changes((*activity, *lists))), compared=compared(activity),
        began=quarters[0] if first else None,
        referrals=tuple(filter(None, (_by_quarter(found, code, actor.agency_id, quarters) for code in (IN, OUT)))),
        outcomes=tuple(_outcomes(found[-1:], actor.agency_id)),
        silent=not any(line.now is not None for line in activity),
    )  # fmt: skip


def _sent(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.sent)


def _carried(found: reading.Cuts, agency_id: UUID) -> tuple[Line, ...]:
    """Open cases and who leads them, by kind; a kind that the agency has none of is left out."""
    lines = _sent(reading.own_category(found, code, agency_id, kind, label) for code, kind, label in CASELOAD)
    return tuple(line for line in lines if set(line.printed) - {0, NO_TOTALS})


def _by_quarter(found: reading.Cuts, code: str, agency_id: UUID, quarters: Sequence[Period]) -> Stack | None:
    """One family by its categories, a row for each quarter; None where no totals came at all."""
    family = FAMILIES[code]
    parts = [reading.own_part(found, code, agency_id, dimension) for dimension in family.dimensions]
    rows = tuple(
        (short_name(quarter), tuple(part[at] for part in parts))
        for at, quarter in enumerate(quarters)
        if parts[0][at] is not None
    )
    return Stack(code, family.title, family.unit, tuple(family.dimensions.values()), rows) if rows else None


def _outcomes(last: reading.Cuts, agency_id: UUID) -> list[Stack]:
    """Outcomes of the last quarter, a picture each with a row a family; what no totals came of is left out."""
    made = [(code, title, _rows(last, codes, agency_id), FAMILIES[codes[0]]) for code, title, codes in OUTCOMES]
    return [
        Stack(code, title, family.unit, tuple(family.dimensions.values()), rows)
        for code, title, rows, family in made
        if rows
    ]


def _rows(last: reading.Cuts, codes: Sequence[str], agency_id: UUID) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    return tuple(
        (
            FAMILIES[code].title,
            tuple(reading.own_part(last, code, agency_id, dimension)[0] for dimension in FAMILIES[code].dimensions),
        )
        for code in codes
        if agency_id in last[0][code].agencies
    )
