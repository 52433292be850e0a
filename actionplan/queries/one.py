"""One action whole: its reports, milestones, moved dates, evidence, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from actionplan.models import (
    Action,
    ActionDependency,
    ActionEvidence,
    ActionMilestone,
    ActionSupporter,
    ActionUpdate,
    CarriedAction,
    Commitment,
    DateMove,
    Progress,
    Rag,
)
from actionplan.queries.rows import ActionRow, Report, action_rows, report_of, visible_to
from agencies.models import Agency, User
from agencies.permissions import Permission
from agencies.queries import holders
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class Said:
    """An update with the action and the commitment that it is about."""

    action_id: UUID
    reference: str
    title: str
    commitment_id: UUID
    commitment_code: str
    at: datetime
    by_name: str
    words: str
    progress: Progress
    done_percent: int
    rag: Rag


@dataclass(frozen=True, slots=True)
class Link:
    """An action at the other end of a dependency. `done` is true when it holds nothing up."""

    id: UUID
    reference: str
    title: str
    due_on: date
    done: bool
    why: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What belongs to one action beside its reports."""

    milestones: list[ActionMilestone]
    moved: list[DateMove]
    evidence: list[ActionEvidence]
    needs: list[Link]
    needed_by: list[Link]
    carried: list[str]


def action(actor: Actor, action_id: UUID) -> tuple[ActionRow, str, list[Report]]:
    """One action, its commitment's words, and its reports, newest first; raises NotVisible when there is none."""
    rows = action_rows(visible_to(actor).where(Action.id == action_id))
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
    return rows[0], words, [report_of(row) for row in updates]


def surroundings(actor: Actor, action_id: UUID) -> Surroundings:
    """The milestones, moved dates, evidence and dependencies of an action, each oldest first."""
    session = current_session()
    return Surroundings(
        milestones=list(
            session.scalars(
                select(ActionMilestone)
                .where(ActionMilestone.action_id == action_id)
                .order_by(ActionMilestone.planned_on, ActionMilestone.id)
            )
        ),
        moved=list(session.scalars(select(DateMove).where(DateMove.action_id == action_id).order_by(DateMove.at))),
        evidence=list(
            session.scalars(
                select(ActionEvidence).where(ActionEvidence.action_id == action_id).order_by(ActionEvidence.at)
            )
        ),
        needs=_links(actor, ActionDependency.needs_id, ActionDependency.action_id, action_id),
        needed_by=_links(actor, ActionDependency.action_id, ActionDependency.needs_id, action_id),
        carried=_carried(action_id),
    )


def _links(actor: Actor, far: Any, near: Any, action_id: UUID) -> list[Link]:
    found = visible_to(actor).join(ActionDependency, far == Action.id).where(near == action_id)
    rows = current_session().execute(found.add_columns(ActionDependency.why).order_by(Action.reference))
    return [
        Link(row.id, row.reference, row.title, row.due_on, row.progress is Progress.COMPLETE, why) for row, why in rows
    ]


def _carried(action_id: UUID) -> list[str]:
    before = aliased(Commitment)
    found = (
        select(before.code)
        .join(CarriedAction, CarriedAction.from_commitment_id == before.id)
        .where(CarriedAction.action_id == action_id)
        .order_by(CarriedAction.at)
    )
    return list(current_session().scalars(found))


def milestones_of(action_ids: Collection[UUID]) -> dict[UUID, list[ActionMilestone]]:
    """The milestones of several actions, with one statement."""
    found: dict[UUID, list[ActionMilestone]] = {}
    if action_ids:
        wanted = select(ActionMilestone).where(ActionMilestone.action_id.in_(action_ids))
        for row in current_session().scalars(wanted.order_by(ActionMilestone.planned_on)):
            found.setdefault(row.action_id, []).append(row)
    return found


def milestone(actor: Actor, milestone_id: UUID) -> ActionMilestone:
    """One milestone; NotVisible when there is none."""
    found = current_session().get(ActionMilestone, milestone_id)
    if found is None:
        raise NotVisible
    return found


def supporter_ids(action_id: UUID) -> list[UUID]:
    """The agencies that support an action."""
    return list(
        current_session().scalars(select(ActionSupporter.agency_id).where(ActionSupporter.action_id == action_id))
    )


def evidence_count(action_id: UUID) -> int:
    """How much evidence an action has."""
    found = select(func.count()).select_from(ActionEvidence).where(ActionEvidence.action_id == action_id)
    return current_session().scalar(found) or 0


def needs_of_all() -> dict[UUID, set[UUID]]:
    """Which action waits for which, over the whole plan: a circle may be long."""
    needs: dict[UUID, set[UUID]] = {}
    for row in current_session().scalars(select(ActionDependency)):
        needs.setdefault(row.action_id, set()).add(row.needs_id)
    return needs


def owner_choices() -> list[tuple[UUID, UUID, str]]:
    """Who may own an action: those who may report on their agency's, as (user, agency, name and agency)."""
    found = (
        select(User.id, User.agency_id, User.name, Agency.name)
        .join(Agency, Agency.id == User.agency_id)
        .where(User.active, Agency.active, User.id.in_(holders(Permission.PLAN_UPDATE_OWN)))
        .order_by(Agency.name, User.name)
    )
    return [
        (user_id, agency_id, f"{name}, {agency}")
        for user_id, agency_id, name, agency in current_session().execute(found)
    ]


def updates_between(actor: Actor, start: date, end: date, *, commitment_id: UUID | None = None) -> list[Said]:
    """What owners reported from one day to another, both included, the latest first; under one commitment if named."""
    first = datetime.combine(start, time(), tzinfo=clock.LONDON)
    after = datetime.combine(end + timedelta(days=1), time(), tzinfo=clock.LONDON)
    found = (
        select(ActionUpdate, Action, Commitment)
        .join(Action, Action.id == ActionUpdate.action_id)
        .join(Commitment, Commitment.id == Action.commitment_id)
        .where(Action.id.in_(visible_to(actor).with_only_columns(Action.id)))
        .where(ActionUpdate.at >= first, ActionUpdate.at < after)
        .order_by(ActionUpdate.at.desc(), ActionUpdate.id.desc())
    )
    if commitment_id is not None:
        found = found.where(Action.commitment_id == commitment_id)
    return [_said(*row) for row in current_session().execute(found)]


def _said(update: ActionUpdate, action: Action, commitment: Commitment) -> Said:
    return Said(
        action.id, action.reference, action.title, commitment.id, commitment.code, update.at, update.by_name,
        update.words, update.progress, update.done_percent, update.rag,
    )  # fmt: skip
