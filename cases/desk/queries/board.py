"""The caseload board: how much each worker carries, for managers; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import queries as case_queries
from cases.desk import rules
from cases.glance import glance
from cases.models import Case, CaseKind, CaseState
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session


@dataclass(slots=True)
class Load:
    """What one worker carries: open cases, ISVA support among them, waiting, quiet, high risk; and tasks overdue."""

    user_id: UUID
    name: str
    team_id: UUID | None
    team: str
    open: int = 0
    waiting: int = 0
    quiet: int = 0
    overdue: int = 0
    risk: int = 0
    isva: int = 0


@dataclass(slots=True)
class Board:
    """Every worker's load, the heaviest first, the sums, and open cases by state."""

    loads: list[Load] = field(default_factory=list)
    states: dict[CaseState, int] = field(default_factory=dict)

    def total(self, measure: str) -> int:
        """The sum of a measure over all workers."""
        return sum(getattr(load, measure) for load in self.loads)

    @property
    def most(self) -> int:
        """The most open cases that one worker has; the length of the longest bar."""
        return max((load.open for load in self.loads), default=0)


def board(actor: Actor, team_id: UUID | None = None) -> Board:
    """The load of everyone who leads open cases or may lead, in one team or all; NotVisible without CASE_SUPERVISE."""
    if not actor.may(Permission.CASE_SUPERVISE):
        raise NotVisible
    rows = _open_cases(actor)
    leads = agencies_queries.colleagues(actor, Permission.CASE_LEAD)
    workers = case_queries.workers(actor, {row.lead_user_id for row in rows} | {user.id for user in leads})
    loads = {
        user_id: Load(user_id, worker.name, worker.team_id, worker.team_name)
        for user_id, worker in workers.items()
        if team_id is None or worker.team_id == team_id
    }
    shown = [row for row in rows if row.lead_user_id in loads]
    _count(loads, shown, _high(actor, shown), glance("load", actor, [row.id for row in shown]))
    heaviest = sorted(loads.values(), key=lambda load: (-load.open, load.name.casefold()))
    return Board(heaviest, _by_state(shown))


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    lead_user_id: UUID
    state: CaseState
    kind: CaseKind
    waiting: bool
    quiet: bool


def _open_cases(actor: Actor) -> list[_Row]:
    found = case_queries.visible_to(actor).where(Case.state != CaseState.CLOSED)
    columns = found.with_only_columns(
        Case.id, Case.lead_user_id, Case.state, Case.kind, case_queries.is_waiting(), case_queries.is_quiet()
    )
    return [_Row(*row[:4], bool(row[4]), bool(row[5])) for row in current_session().execute(columns)]


def _high(actor: Actor, rows: Iterable[_Row]) -> set[UUID]:
    risks = glance("risk", actor, [row.id for row in rows])
    return {case_id for case_id, risk in risks.items() if rules.risk_band(str(risk.level or "")) == "high"}


def _count(loads: Mapping[UUID, Load], rows: Iterable[_Row], high: set[UUID], overdue: Mapping[UUID, int]) -> None:
    for row in rows:
        load = loads[row.lead_user_id]
        load.open += 1
        load.isva += row.kind is CaseKind.ISVA
        load.waiting += row.waiting
        load.quiet += row.quiet
        load.risk += row.id in high
        load.overdue += overdue.get(row.id, 0)


def _by_state(rows: Sequence[_Row]) -> dict[CaseState, int]:
    counts: dict[CaseState, int] = defaultdict(int)
    for row in rows:
        counts[row.state] += 1
    return {state: counts[state] for state in CaseState if state is not CaseState.CLOSED}
