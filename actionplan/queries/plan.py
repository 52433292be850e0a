"""The plan of a strategy: priorities, commitments, and the actions under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from actionplan.models import Action, Commitment, CommitmentKind, Outcome, Priority, Strategy
from actionplan.queries.rows import ActionRow, action_rows
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A commitment in the strategy's words, and the actions under it."""

    id: UUID
    code: str
    words: str
    kind: CommitmentKind
    actions: tuple[ActionRow, ...]
    strategy_id: UUID | None = None
    priority_id: UUID | None = None
    follows_id: UUID | None = None
    outcome: Outcome | None = None
    outcome_reason: str | None = None


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
    code: str = ""
    edition: int = 1
    follows_id: UUID | None = None
    guidance: str | None = None
    agreed_at: datetime | None = None


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


def current_strategy() -> Strategy:
    """The strategy that the plan serves: the one that began last, in its latest version. NotVisible when none is."""
    found = current_session().scalars(_newest_first().limit(1)).first()
    if found is None:
        raise NotVisible
    return found


def strategies() -> list[StrategyView]:
    """Every strategy and version, the one in force first."""
    return [strategy_view(row) for row in current_session().scalars(_newest_first())]


def _newest_first() -> Select[Strategy]:
    return select(Strategy).order_by(Strategy.begins.desc(), Strategy.edition.desc())


def strategy_view(row: Strategy) -> StrategyView:
    """A strategy's front page."""
    return StrategyView(
        row.id, row.title, row.purpose, row.owner, row.begins, row.ends, row.code, row.edition, row.follows_id,
        row.guidance, row.agreed_at,
    )  # fmt: skip


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
    rows = action_rows(select(Action).where(Action.commitment_id.in_([row.id for row in commitments])))
    under: dict[UUID | None, list[ActionRow]] = {}
    for action in rows:
        under.setdefault(action.commitment_id, []).append(action)
    views = [_commitment_view(row, under.get(row.id, [])) for row in commitments]
    by_priority = {row.id: row.priority_id for row in commitments}
    return PlanView(
        strategy=strategy_view(strategy),
        priorities=tuple(
            PriorityView(row.number, row.title, tuple(v for v in views if by_priority[v.id] == row.id))
            for row in priorities
        ),
        delivery=tuple(view for view in views if view.kind is CommitmentKind.DELIVERY),
        cross_cutting=tuple(view for view in views if view.kind is CommitmentKind.CROSS_CUTTING),
    )


def commitment(actor: Actor, commitment_id: UUID) -> CommitmentView:
    """One commitment with the actions under it; NotVisible when there is none."""
    row = current_session().get(Commitment, commitment_id)
    if row is None:
        raise NotVisible
    return _commitment_view(row, actions_of(commitment_id))


def actions_of(commitment_id: UUID) -> list[ActionRow]:
    """The actions under a commitment, by reference."""
    return action_rows(select(Action).where(Action.commitment_id == commitment_id))


def commitment_choices(strategy_id: UUID) -> list[tuple[str, str]]:
    """The commitments as a list to choose from: (id, code and the first words)."""
    return [(str(row.id), f"{row.code} {_opening(row.words)}") for row in _commitments(strategy_id)]


def _opening(words: str, length: int = 90) -> str:
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def _commitments(strategy_id: UUID) -> Sequence[Commitment]:
    found = select(Commitment).where(Commitment.strategy_id == strategy_id)
    return current_session().scalars(found.order_by(Commitment.position)).all()


def _commitment_view(row: Commitment, actions: Sequence[ActionRow]) -> CommitmentView:
    return CommitmentView(
        row.id, row.code, row.words, row.kind, tuple(actions), row.strategy_id, row.priority_id, row.follows_id,
        row.outcome, row.outcome_reason,
    )  # fmt: skip
