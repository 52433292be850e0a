"""An action's dates, milestones, and what it waits for."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from actionplan import rules
from actionplan.models import Action, ActionDependency, ActionMilestone, DateMove, Strategy
from actionplan.queries import needs_of_all
from actionplan.service.adding import STALE, versioned
from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle


def move_date(
    *, actor: Actor, action_id: UUID, version: int, to_on: date, reason: str, answer: LeakAnswer | None = None
) -> None:
    """Move an action's due date, with a reason; every move is kept and counted (domain.md 6.2: “revised dates”).

    Refuses an agency that does not own it, work that is over, a date before the start and a move without a reason;
    raises Clash when the action changed in between.
    """
    row = _own(actor, action_id)
    allowed = rules.date_may_move(row.starts_on, row.due_on, to_on, reason, row.progress)
    if not allowed.allowed:
        raise Refused(allowed.reason, field=allowed.field)
    settle(actor=actor, kind="action date", row_id=action_id, texts={"reason": reason}, answer=answer)
    from_on = row.due_on
    versioned(action_id, version, due_on=to_on, moves=Action.moves + 1)
    current_session().add(
        DateMove(
            action_id=action_id, at=clock.now(), from_on=from_on, to_on=to_on, reason=reason.strip(),
            by_user_id=actor.user_id, by_name=user(actor.user_id).name,
        )
    )  # fmt: skip
    current_session().flush()
    audit.record(actor=actor, verb="moved", kind="action", row_id=action_id, fields=("due_on",))


def add_milestone(
    *, actor: Actor, action_id: UUID, title: str, planned_on: date, answer: LeakAnswer | None = None
) -> ActionMilestone:
    """Add a step on an action's way; its planned date stays as the baseline (domain.md 6.4).

    Refuses an agency that does not own the action, and an empty title.
    """
    _own(actor, action_id)
    if not title.strip():
        raise Refused("Say what will be reached", field="title")
    settle(actor=actor, kind="action milestone", row_id=action_id, texts={"title": title}, answer=answer)
    row = ActionMilestone(action_id=action_id, title=title.strip(), planned_on=planned_on, forecast_on=planned_on)
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="action milestone", row_id=row.id)
    return row


def change_milestone(
    *, actor: Actor, milestone_id: UUID, version: int, forecast_on: date, reached_on: date | None
) -> None:
    """Say when a milestone is expected now, or when it was reached; the planned date stays.

    Refuses an agency that does not own its action and a day in the future as reached; raises Clash when it changed
    in between.
    """
    row = current_session().get(ActionMilestone, milestone_id)
    if row is None:
        raise NotVisible
    _own(actor, row.action_id)
    if reached_on is not None and reached_on > clock.today():
        raise Refused("Reached must be today or earlier.", field="reached_on")
    changed = current_session().execute(
        update(ActionMilestone)
        .where(ActionMilestone.id == milestone_id, ActionMilestone.version == version)
        .values(forecast_on=forecast_on, reached_on=reached_on, version=version + 1)
        .returning(ActionMilestone.id)
    )
    if changed.first() is None:
        raise Clash(STALE)
    fields = ("forecast_on", "reached_on")
    audit.record(actor=actor, verb="changed", kind="action milestone", row_id=milestone_id, fields=fields)


def add_dependency(
    *, actor: Actor, action_id: UUID, needs_id: UUID, why: str, answer: LeakAnswer | None = None
) -> None:
    """Say that an action waits for another. Refuses a circle, however long, and an agency that does not own the action.

    The strategies are locked while the circle is looked for, so that two halves of one are never stored at once.
    """
    _own(actor, action_id)
    session = current_session()
    if session.get(Action, needs_id) is None:
        raise Refused("Choose an action", field="needs")
    if why.strip():
        settle(actor=actor, kind="action dependency", row_id=action_id, texts={"why": why}, answer=answer)
    session.execute(select(Strategy.id).order_by(Strategy.id).with_for_update())
    allowed = rules.dependency_may_stand(action_id, needs_id, needs_of_all())
    if not allowed.allowed:
        raise Refused(allowed.reason, field=allowed.field)
    try:
        with session.begin_nested():
            session.add(ActionDependency(action_id=action_id, needs_id=needs_id, why=why.strip()))
    except IntegrityError:
        raise Refused("It waits for that one already.", field="needs") from None
    audit.record(actor=actor, verb="linked", kind="action", row_id=action_id, fields=("needs",))


def end_dependency(*, actor: Actor, action_id: UUID, needs_id: UUID) -> None:
    """Say that an action no longer waits for another; NotVisible when it did not."""
    _own(actor, action_id)
    gone = current_session().execute(
        delete(ActionDependency)
        .where(ActionDependency.action_id == action_id, ActionDependency.needs_id == needs_id)
        .returning(ActionDependency.needs_id)
    )
    if gone.first() is None:
        raise NotVisible
    audit.record(actor=actor, verb="unlinked", kind="action", row_id=action_id, fields=("needs",))


def _own(actor: Actor, action_id: UUID) -> Action:
    row = current_session().get(Action, action_id)
    if row is None:
        raise NotVisible
    allowed = rules.update_may_be_made(actor, row.owner_agency_id)
    if not allowed.allowed:
        raise Refused(allowed.reason)
    return row
