"""Writes of the steps of the journey. What was written stays readable: a change is a new row, with its reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import update

from cases.justice import catalogue, queries, rules
from cases.models import Case, Milestone, StepChange
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session

REPLACED = "Somebody changed this step while you were writing. Both are below; nothing is lost."


def add_milestone(
    *,
    actor: Actor,
    case_id: UUID,
    code: str,
    happened_on: date,
    source: str,
    note: str | None = None,
    told_on: date | None = None,
    incident_id: UUID | None = None,
    outcome_code: int | None = None,
    second_on: date | None = None,
) -> Milestone:
    """Add a step of the criminal justice journey; “Not reported” is a step like any other, and complete.

    `code` is one of cj_milestones.json or NOT_REPORTED, `source` who told us, `told_on` when the person was told; a day
    to come makes it a plan. Refuses on a closed case, an unknown step, and being told before it happened.
    """
    case = case_to_write(actor, case_id)
    step = _step(
        actor, case, code=code, happened_on=happened_on, source=source, note=note, told_on=told_on,
        incident_id=incident_id, outcome_code=outcome_code, second_on=second_on,
    )  # fmt: skip
    store(actor, case, step, "milestone")
    return step


def replace_milestone(
    *,
    actor: Actor,
    case_id: UUID,
    milestone_id: UUID,
    change: StepChange,
    why: str,
    happened_on: date,
    source: str,
    note: str | None = None,
    told_on: date | None = None,
    incident_id: UUID | None = None,
    outcome_code: int | None = None,
    second_on: date | None = None,
    version: int | None = None,
) -> Milestone:
    """Put a step right, move its day, say that it came, or strike it out: a new row that names the old one.

    Both stay readable. Moving needs a plan and another day; a plan “came” on a day that has come. `version` is how many
    rows the step had when it was read. Refuses without a reason, except for a plan that came, and what was struck out;
    Clash when the step was changed already.
    """
    case = case_to_write(actor, case_id)
    old, number = queries.latest(actor, case, milestone_id)
    if version is not None and number != version:
        raise Clash(REPLACED)
    if old.change is StepChange.STRUCK:
        raise Refused("This step was struck out.", instead="Add it anew.")
    if change is not StepChange.HAPPENED:
        refuse_if(rules.change_needs_why(why))
    _refuse_wrong_change(old, change, happened_on)
    step = _step(
        actor, case, code=old.code, happened_on=happened_on, source=source, note=note, told_on=told_on,
        incident_id=incident_id, outcome_code=outcome_code, second_on=second_on,
    )  # fmt: skip
    step.replaces_id, step.change, step.why = old.id, change, said(why)
    step.replaced = change is StepChange.STRUCK
    _take_place_of(actor, old)
    store(actor, case, step, f"milestone {change.value}")
    return step


def record_told(*, actor: Actor, case_id: UUID, milestone_id: UUID, told_on: date) -> None:
    """Write down when the person was told of a step, once. Refuses a day before the step, and one to come."""
    case = case_to_write(actor, case_id)
    step = queries.milestone(actor, case, milestone_id)
    refuse_if(rules.told_may_be(step.happened_on, told_on, clock.today()))
    won = current_session().scalar(
        update(Milestone)
        .where(Milestone.agency_id == actor.agency_id, Milestone.id == milestone_id)
        .where(Milestone.told_on.is_(None), Milestone.replaced.is_(False))
        .values(told_on=told_on)
        .returning(Milestone.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Refused("The day they were told is written down already.", field="told_on")
    current_session().expire(step)
    audit.record(
        actor=actor, verb="changed", kind="milestone", row_id=milestone_id, subject_id=case.person_id,
        fields=["told_on"],
    )  # fmt: skip


def _step(
    actor: Actor, case: Case, *, code: str, happened_on: date, source: str, note: str | None, told_on: date | None,
    incident_id: UUID | None, outcome_code: int | None, second_on: date | None,
) -> Milestone:  # fmt: skip
    today = clock.today()
    refuse_if(rules.step_may_be(code, happened_on, told_on, today, outcome=outcome_code, second=second_on))
    if source not in catalogue.SOURCES:
        raise Refused("Choose who told us.", field="source")
    if incident_id is not None:
        queries.incident(actor, case, incident_id)
    return Milestone(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, code=code, happened_on=happened_on,
        told_on=told_on, source=source, note=said(note), recorded_by=actor.user_id, recorded_at=clock.now(),
        incident_id=incident_id, planned=happened_on > today, outcome_code=outcome_code, received_on=second_on,
    )  # fmt: skip


def _refuse_wrong_change(old: Milestone, change: StepChange, happened_on: date) -> None:
    planned = queries.is_planned(old)
    if change in (StepChange.MOVED, StepChange.HAPPENED) and not planned:
        raise Refused("This step has happened already.", instead="Correct it instead.", field="change")
    if change is StepChange.MOVED and (happened_on == old.happened_on or happened_on <= clock.today()):
        raise Refused("Enter the new day, still to come.", field="happened_on")
    if change is StepChange.HAPPENED and happened_on > clock.today():
        raise Refused("It has not happened yet.", instead="Move it to the new day.", field="happened_on")


def _take_place_of(actor: Actor, old: Milestone) -> None:
    won = current_session().scalar(
        update(Milestone)
        .where(Milestone.agency_id == actor.agency_id, Milestone.id == old.id, Milestone.replaced.is_(False))
        .values(replaced=True)
        .returning(Milestone.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(REPLACED)
    current_session().expire(old)
