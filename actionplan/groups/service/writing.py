"""What every write of a group does: hold its row, refuse who may not, and write a step down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from actionplan import events
from actionplan.around import DecisionRef, around
from actionplan.groups import queries, rules
from actionplan.groups.models import GroupStep, StepKind, TaskGroup
from agencies.queries import user
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session

CHANGED = "This changed while you were writing. Both texts are below; nothing is lost."
SUBJECT = "Something to look at about a group"


def unless(refusal: Refused | None) -> None:
    """Raise what a rule refused."""
    if refusal is not None:
        raise refusal


def group_row(actor: Actor, group_id: UUID) -> TaskGroup:
    """The group as it stands in the database now; NotVisible when the actor sees none."""
    found = queries.visible_to(actor).where(TaskGroup.id == group_id)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def tended_row(actor: Actor, group_id: UUID) -> TaskGroup:
    """The group, for those who keep its pages; refused for others and once it has ended."""
    row = group_row(actor, group_id)
    unless(rules.tending_is_allowed(actor, queries.keeps(actor, row), row.state))
    return row


def decided(actor: Actor, decision_id: UUID | None) -> DecisionRef:
    """The forum's decision that a step rests on. Refuses none, and one that the forum never made."""
    if decision_id is None:
        raise Refused("Choose the decision of the forum.", instead="It is numbered in the minutes.", field="decision")
    try:
        return around.decision(actor, decision_id)
    except NotVisible:
        raise Refused("The forum made no such decision.", instead="Choose one of the list.", field="decision") from None


def move(row: TaskGroup, version: int, **values: Any) -> None:
    """Change a group by one conditional UPDATE, as read at `version`; Clash when somebody was first."""
    changed = current_session().execute(
        update(TaskGroup)
        .where(TaskGroup.id == row.id, TaskGroup.version == version, TaskGroup.state == row.state)
        .values(version=version + 1, **values)
        .returning(TaskGroup.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)
    current_session().refresh(row)


def write_step(
    actor: Actor, row: TaskGroup, kind: StepKind, *, reason: str = "", decision: DecisionRef | None = None
) -> None:
    """Write down what happened to a group, audit it, and tell the floors above."""
    current_session().add(
        GroupStep(
            group_id=row.id, kind=kind, at=clock.now(), by_user_id=actor.user_id, by_name=user(actor.user_id).name,
            reason=reason.strip(), ends_on=row.ends_on,
            decision_id=decision.id if decision else None, decision_reference=decision.reference if decision else None,
            decision_words=decision.words if decision else None, decision_on=decision.day if decision else None,
        )
    )  # fmt: skip
    current_session().flush()
    audit.record(actor=actor, verb=kind.value, kind="group", row_id=row.id, fields=["state"])
    events.group_changed.send("actionplan.groups", actor=actor, group_id=row.id)


def tell_leads(actor: Actor, row: TaskGroup, act: str) -> None:
    """Leave a neutral notice for the group's lead and deputy, but not for who did it."""
    for user_id, agency_id, address in queries.lead_addresses(row.id):
        if user_id != actor.user_id:
            outbox.put(
                agency_id=agency_id, address=address, subject=SUBJECT, path=f"/groups/{row.id}", once=f"{act}:{row.id}"
            )


def tell_coordinators(actor: Actor, row: TaskGroup, act: str) -> None:
    """Leave a neutral notice for those who run the plan, but not for who did it."""
    for user_id, agency_id, address in queries.coordinators():
        if user_id != actor.user_id:
            outbox.put(
                agency_id=agency_id, address=address, subject=SUBJECT, path=f"/groups/{row.id}", once=f"{act}:{row.id}"
            )
