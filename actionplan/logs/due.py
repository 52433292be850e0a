"""Reads of what is coming and what is to be done about entries of the logs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from actionplan.logs import rules
from actionplan.logs.kinds import EnforcementState, Log, PolicyStage
from actionplan.logs.models import EnforcementPlan, PolicyEntry, ResourceEntry, TrainingEntry
from actionplan.logs.queries import MODELS, visible_to
from core import clock
from core.actor import Actor
from core.scoping import current_session

Criteria = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class DueEntry:
    """An entry about which something is to be done."""

    log: Log
    row_id: UUID
    title: str
    owner_agency_id: UUID
    due: rules.Due


def coming_operations(actor: Actor, today: date, limit: int = 5) -> list[EnforcementPlan]:
    """Operations that are not over and not called off, the next first: what an agenda asks about."""
    open_states = (EnforcementState.PLANNED, EnforcementState.CONSIDERED)
    found = visible_to(actor, Log.ENFORCEMENT).where(
        EnforcementPlan.state.in_(open_states), EnforcementPlan.ends_on >= today, EnforcementPlan.taken_off_at.is_(None)
    )
    return list(current_session().scalars(found.order_by(EnforcementPlan.begins_on).limit(limit)))


def closing_consultations(actor: Actor, today: date, limit: int = 5) -> list[PolicyEntry]:
    """Consultations that are open, the next to close first."""
    found = visible_to(actor, Log.POLICY).where(*_open_policy(), PolicyEntry.closes_on >= today)
    return list(current_session().scalars(found.order_by(PolicyEntry.closes_on).limit(limit)))


def due(actor: Actor, agency_id: UUID | None = None) -> list[DueEntry]:
    """What is to be done about entries, of all agencies or of one; four statements, the earliest first."""
    today = clock.today()
    found = [
        *_due(actor, Log.POLICY, _open_policy(), agency_id, lambda row: rules.policy_due(row.closes_on, today)),
        *_due(actor, Log.RESOURCES, running(today), agency_id, lambda row: rules.resource_due(row.ends_on, today)),
        *_due(actor, Log.TRAINING, _unnumbered(today), agency_id, lambda row: rules.training_due(row.held_on, today)),
        *_due(actor, Log.ENFORCEMENT, _unsettled(today), agency_id,
              lambda row: rules.enforcement_due(row.state, row.ends_on, today)),
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.due.by)


def _open_policy() -> Criteria:
    return (
        PolicyEntry.stage == PolicyStage.OPEN, PolicyEntry.responded_on.is_(None), PolicyEntry.taken_off_at.is_(None),
    )  # fmt: skip


def running(today: date) -> Criteria:
    return (
        ResourceEntry.stage.in_(rules.RUNNING), ResourceEntry.ends_on <= today + rules.ENDS_WITHIN,
        ResourceEntry.taken_off_at.is_(None),
    )  # fmt: skip


def _unnumbered(today: date) -> Criteria:
    return TrainingEntry.held_on < today, TrainingEntry.trained.is_(None), TrainingEntry.taken_off_at.is_(None)


def _unsettled(today: date) -> Criteria:
    states = (
        EnforcementState.PLANNED, EnforcementState.CONSIDERED, EnforcementState.CARRIED_OUT,
    )  # fmt: skip
    return (
        EnforcementPlan.state.in_(states), EnforcementPlan.ends_on < today, EnforcementPlan.taken_off_at.is_(None),
    )  # fmt: skip


def _due(
    actor: Actor, log: Log, criteria: Criteria, agency_id: UUID | None, asked: Callable[[Any], rules.Due | None]
) -> list[DueEntry]:
    found = visible_to(actor, log).where(*criteria)
    if agency_id is not None:
        found = found.where(MODELS[log].owner_agency_id == agency_id)
    rows = current_session().scalars(found)
    answered = ((row, asked(row)) for row in rows)
    return [DueEntry(log, row.id, row.title, row.owner_agency_id, due) for row, due in answered if due is not None]
