"""Reads of the strategy and the plan. Shared by the forum's members: no row is about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from actionplan import rules
from actionplan.models import Action, ActionUpdate, Commitment, CommitmentKind, Priority, Progress, Rag, Strategy
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from core.tables import Cell


@dataclass(frozen=True, slots=True)
class Report:
    """One update, as the lists need it."""

    at: datetime
    by_name: str
    words: str
    progress: Progress
    done_percent: int
    rag: Rag


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action with its colour today, its arrow, and its last report."""

    id: UUID
    reference: str
    title: str
    output: str
    impact: str
    owner_agency_id: UUID
    owner_agency: str
    owner_name: str
    starts_on: date
    due_on: date
    first_due_on: date
    progress: Progress
    done_percent: int
    completed_on: date | None
    rag: Rag
    trend: rules.Trend
    why: str
    last: Report | None
    commitment_code: str
    stated_rag: Rag | None
    stated_reason: str | None
    version: int

    @property
    def is_overdue(self) -> bool:
        """True when it is open and past its due date today."""
        return rules.is_overdue(self.progress, self.due_on, clock.today())

    @property
    def is_open(self) -> bool:
        """True while there is work to do."""
        return rules.is_open(self.progress)


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A commitment in the strategy's words, and the actions under it."""

    id: UUID
    code: str
    words: str
    kind: CommitmentKind
    actions: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True)
class PriorityView:
    """A numbered priority and its commitments."""

    number: int
    title: str
    commitments: tuple[CommitmentView, ...]

    @property
    def actions(self) -> tuple[ActionRow, ...]:
        """Every action under the priority, in the order of its commitments."""
        return tuple(row for commitment in self.commitments for row in commitment.actions)


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy's front page."""

    id: UUID
    title: str
    purpose: str
    owner: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class PlanView:
    """The whole plan on one day."""

    strategy: StrategyView
    priorities: tuple[PriorityView, ...]
    delivery: tuple[CommitmentView, ...]
    cross_cutting: tuple[CommitmentView, ...]

    @property
    def actions(self) -> tuple[ActionRow, ...]:
        """Every action of the plan: by priority, then delivery, then across all."""
        under = (row for priority in self.priorities for row in priority.actions)
        beside = (row for commitment in (*self.delivery, *self.cross_cutting) for row in commitment.actions)
        return (*under, *beside)


def visible_to(actor: Actor) -> Select[Action]:
    """The actions an actor may read: the plan is shared, so all of them."""
    return select(Action)


def current_strategy() -> Strategy:
    """The strategy that the plan serves: the one that began last. Raises NotVisible when none is loaded."""
    found = current_session().scalars(select(Strategy).order_by(Strategy.begins.desc()).limit(1)).first()
    if found is None:
        raise NotVisible
    return found


def plan(strategy_id: UUID) -> PlanView:
    """The plan of a strategy, with every colour as it is today, in a fixed number of statements."""
    session = current_session()
    strategy = session.get(Strategy, strategy_id)
    if strategy is None:
        raise NotVisible
    priorities = session.scalars(
        select(Priority).where(Priority.strategy_id == strategy_id).order_by(Priority.number)
    ).all()
    commitments = _commitments(strategy_id)
    rows = _rows(select(Action).where(Action.commitment_id.in_([row.id for row in commitments])))
    views = [_commitment_view(row, rows) for row in commitments]
    by_priority = {row.id: row.priority_id for row in commitments}
    return PlanView(
        strategy=StrategyView(
            strategy.id, strategy.title, strategy.purpose, strategy.owner, strategy.begins, strategy.ends
        ),
        priorities=tuple(
            PriorityView(row.number, row.title, tuple(v for v in views if by_priority[v.id] == row.id))
            for row in priorities
        ),
        delivery=tuple(view for view in views if view.kind is CommitmentKind.DELIVERY),
        cross_cutting=tuple(view for view in views if view.kind is CommitmentKind.CROSS_CUTTING),
    )


def rag_counts(rows: Iterable[ActionRow]) -> dict[Rag, int]:
    """How many actions stand where, in the order of the bar; cancelled ones are not counted."""
    counts = {code: 0 for code in (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREY, Rag.BLUE)}
    for row in rows:
        if row.progress is not Progress.CANCELLED:
            counts[row.rag] += 1
    return counts


def actions_of(actor: Actor, agency_id: UUID) -> list[ActionRow]:
    """The actions that one agency owns, soonest due first."""
    return sorted(_rows(visible_to(actor).where(Action.owner_agency_id == agency_id)), key=lambda row: row.due_on)


def action(actor: Actor, action_id: UUID) -> tuple[ActionRow, str, list[Report]]:
    """One action, its commitment's words, and its reports, newest first; raises NotVisible when there is none."""
    rows = _rows(visible_to(actor).where(Action.id == action_id))
    if not rows:
        raise NotVisible
    session = current_session()
    words = session.scalars(
        select(Commitment.words).join(Action, Action.commitment_id == Commitment.id).where(Action.id == action_id)
    ).one()
    updates = session.scalars(
        select(ActionUpdate)
        .where(ActionUpdate.action_id == action_id)
        .order_by(ActionUpdate.at.desc(), ActionUpdate.id.desc())
    )
    return rows[0], words, [_report(row) for row in updates]


def commitment_choices(strategy_id: UUID) -> list[tuple[str, str]]:
    """The commitments as a list to choose from: (id, code and the first words)."""
    return [(str(row.id), f"{row.code} {_opening(row.words)}") for row in _commitments(strategy_id)]


def export_rows(actor: Actor, strategy_id: UUID) -> tuple[list[str], list[list[Cell]]]:
    """The plan as headings and rows for a spreadsheet; the export is recorded in the audit trail."""
    audit.record(actor=actor, verb="exported", kind="action plan", row_id=strategy_id)
    headings = [
        "Reference", "Commitment", "Action", "Output", "Impact on people", "Owner agency", "Owner", "Starts",
        "First due", "Due", "Progress", "Done %", "RAG", "Completed", "Last report", "Reported",
    ]  # fmt: skip
    return headings, [_cells(row) for row in plan(strategy_id).actions]


def _cells(row: ActionRow) -> list[Cell]:
    last = row.last
    return [
        row.reference, row.commitment_code, row.title, row.output, row.impact, row.owner_agency, row.owner_name,
        row.starts_on, row.first_due_on, row.due_on, rules.PROGRESS_WORDS[row.progress], row.done_percent,
        rules.RAG_WORDS[row.rag], row.completed_on,
        last.words if last else None, clock.london(last.at).date() if last else None,
    ]  # fmt: skip


def _opening(words: str, length: int = 90) -> str:
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _commitments(strategy_id: UUID) -> Sequence[Commitment]:
    found = select(Commitment).where(Commitment.strategy_id == strategy_id)
    return current_session().scalars(found.order_by(Commitment.position)).all()


def _commitment_view(row: Commitment, actions: Sequence[ActionRow]) -> CommitmentView:
    under = tuple(action for action in actions if action.commitment_code == row.code)
    return CommitmentView(row.id, row.code, row.words, row.kind, under)


def _rows(found: Select[Action]) -> list[ActionRow]:
    session = current_session()
    actions = list(session.scalars(found.order_by(Action.reference)))
    if not actions:
        return []
    reports = _last_two(found)
    names = names_of({row.owner_agency_id for row in actions})
    codes = {
        key: code
        for key, code in session.execute(
            select(Commitment.id, Commitment.code).where(Commitment.id.in_({row.commitment_id for row in actions}))
        )
    }
    return [_row(row, reports.get(row.id, []), names, codes) for row in actions]


def _last_two(found: Select[Action]) -> dict[UUID, list[Report]]:
    wanted = found.order_by(None).with_only_columns(Action.id)
    place = func.row_number().over(
        partition_by=ActionUpdate.action_id, order_by=(ActionUpdate.at.desc(), ActionUpdate.id.desc())
    )
    numbered = select(ActionUpdate, place.label("place")).where(ActionUpdate.action_id.in_(wanted)).subquery()
    update = aliased(ActionUpdate, numbered)
    latest = select(update).where(numbered.c.place <= 2).order_by(update.at.desc(), update.id.desc())
    reports: dict[UUID, list[Report]] = {}
    for row in current_session().scalars(latest):
        reports.setdefault(row.action_id, []).append(_report(row))
    return reports


def _report(row: ActionUpdate) -> Report:
    return Report(row.at, row.by_name, row.words, row.progress, row.done_percent, row.rag)


def facts_of(row: Action, last: Report | None) -> rules.ActionFacts:
    """What decides the colour of a stored action; the owner's statement dates from the last report."""
    return rules.ActionFacts(
        starts_on=row.starts_on, due_on=row.due_on, first_due_on=row.first_due_on,
        progress=row.progress, done_percent=row.done_percent,
        stated_rag=row.stated_rag, stated_reason=row.stated_reason,
        stated_on=clock.london(last.at).date() if last else None,
    )  # fmt: skip


def _row(row: Action, reports: Sequence[Report], names: Mapping[UUID, str], codes: Mapping[UUID, str]) -> ActionRow:
    today = clock.today()
    last = reports[0] if reports else None
    facts = facts_of(row, last)
    rag = rules.rag_of(facts, today)
    before = reports[-1].rag if reports else None
    return ActionRow(
        id=row.id, reference=row.reference, title=row.title, output=row.output, impact=row.impact,
        owner_agency_id=row.owner_agency_id, owner_agency=names[row.owner_agency_id], owner_name=row.owner_name,
        starts_on=row.starts_on, due_on=row.due_on, first_due_on=row.first_due_on,
        progress=row.progress, done_percent=row.done_percent, completed_on=row.completed_on,
        rag=rag, trend=rules.trend(rag, before), why=rules.why(facts, rag, today), last=last,
        commitment_code=codes[row.commitment_id],
        stated_rag=row.stated_rag, stated_reason=row.stated_reason, version=row.version,
    )  # fmt: skip
