"""Reads of the criminal justice journey. Each takes a case, or cases, that the actor has opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, or_, select

from cases import rules as case_rules
from cases.justice import catalogue
from cases.justice.clocks import IncidentFacts, RunningClock, Step, clocks_of
from cases.justice.models import (
    Answer,
    ClockLead,
    ClockWish,
    Incident,
    OrderBreach,
    ProtectiveOrder,
    ReportingChoice,
    RightRecord,
    RightsComplaint,
    SpecialMeasure,
    Suspect,
)
from cases.models import Case, Milestone, StepChange
from cases.reading import legible
from core import clock
from core.actor import Actor
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.scoping import belongs_to, current_session

Row = TypeVar(
    "Row", Incident, Suspect, ProtectiveOrder, OrderBreach, RightRecord, RightsComplaint, ReportingChoice,
    SpecialMeasure, ClockWish, Milestone,
)  # fmt: skip


def _of(actor: Actor, table: type[Row], case_ids: Iterable[UUID]) -> list[Row]:
    found = select(table).where(belongs_to(actor, table), table.case_id.in_(list(case_ids)))
    return list(current_session().scalars(found.order_by(table.id).execution_options(populate_existing=True)))


def _one(actor: Actor, table: type[Row], case: Case, row_id: UUID) -> Row:
    found = select(table).where(belongs_to(actor, table), table.case_id == case.id, table.id == row_id)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def milestones_of(actor: Actor, case: Case) -> list[Milestone]:
    """Every step of the journey as it stands, the latest first; those that were replaced are left out."""
    found = select(Milestone).where(
        belongs_to(actor, Milestone), Milestone.case_id == case.id, Milestone.replaced.is_(False)
    )
    newest = found.order_by(Milestone.happened_on.desc(), Milestone.recorded_at.desc(), Milestone.id.desc())
    return list(current_session().scalars(newest))


def milestone(actor: Actor, case: Case, milestone_id: UUID) -> Milestone:
    """One step of a case, as it stands or stood; NotVisible when it has none such."""
    return _one(actor, Milestone, case, milestone_id)


def latest(actor: Actor, case: Case, milestone_id: UUID) -> tuple[Milestone, int]:
    """A step as it stands now, whichever of its rows was named, and how many rows it has had."""
    rows = {row.id: row for row in _of(actor, Milestone, [case.id])}
    if milestone_id not in rows:
        raise NotVisible
    follows = {row.replaces_id: row for row in rows.values() if row.replaces_id}
    found = rows[milestone_id]
    while found.id in follows:
        found = follows[found.id]
    number, at = 1, found.replaces_id
    while at is not None:
        number, at = number + 1, rows[at].replaces_id
    return found, number


def earlier_of(actor: Actor, case: Case) -> dict[UUID, list[Milestone]]:
    """What each step of the journey replaced, by its id, the latest first: one statement for all."""
    rows = {row.id: row for row in _of(actor, Milestone, [case.id])}
    found: dict[UUID, list[Milestone]] = {}
    for row in rows.values():
        chain, at = [], row.replaces_id
        while at is not None and at in rows:
            chain.append(rows[at])
            at = rows[at].replaces_id
        found[row.id] = chain
    return found


def moves_of(step: Milestone, earlier: Sequence[Milestone]) -> int:
    """How often the day of a step was moved."""
    return sum(row.change is StepChange.MOVED for row in (step, *earlier))


def is_planned(row: Milestone) -> bool:
    """Whether a step is still to come, as far as is written down."""
    return row.planned or row.happened_on > clock.today()


def steps_of(milestones: Iterable[Milestone]) -> list[Step]:
    """Steps as clocks and the picture read them, oldest first; a plan that nobody confirmed stays a plan."""
    steps = [
        Step(row.code, row.happened_on, row.told_on, row.incident_id, row.id, row.received_on, is_planned(row))
        for row in milestones
        if not row.replaced
    ]
    return sorted(steps, key=lambda step: (step.happened_on, step.row))


def incidents_of(actor: Actor, case: Case) -> list[Incident]:
    """The incidents of a case in the order they were written down."""
    return sorted(_of(actor, Incident, [case.id]), key=lambda row: row.number)


def incident(actor: Actor, case: Case, incident_id: UUID) -> Incident:
    """One incident of a case; NotVisible when it has none such."""
    return _one(actor, Incident, case, incident_id)


def next_incident_number(actor: Actor, case: Case) -> int:
    """The number that the next incident of a case gets."""
    highest = select(func.max(Incident.number)).where(belongs_to(actor, Incident), Incident.case_id == case.id)
    return (current_session().scalar(highest) or 0) + 1


def suspects_of(actor: Actor, case: Case) -> list[Suspect]:
    """Whom the incidents of a case are about, by label."""
    return _of(actor, Suspect, [case.id])


def suspect(actor: Actor, case: Case, suspect_id: UUID) -> Suspect:
    """One suspect of a case; NotVisible when it has none such."""
    return _one(actor, Suspect, case, suspect_id)


def measures_of(actor: Actor, case: Case) -> dict[str, SpecialMeasure]:
    """The special measures of a case that anything was said of, by code."""
    return {row.code: row for row in _of(actor, SpecialMeasure, [case.id])}


def orders_of(actor: Actor, case: Case) -> list[ProtectiveOrder]:
    """The protective orders of a case, the latest first."""
    return _of(actor, ProtectiveOrder, [case.id])[::-1]


def order(actor: Actor, case: Case, order_id: UUID) -> ProtectiveOrder:
    """One protective order of a case; NotVisible when it has none such."""
    return _one(actor, ProtectiveOrder, case, order_id)


def breaches_of(actor: Actor, case: Case) -> dict[UUID, list[OrderBreach]]:
    """The times that orders of a case were broken, by order, the latest first."""
    found: dict[UUID, list[OrderBreach]] = defaultdict(list)
    for row in sorted(_of(actor, OrderBreach, [case.id]), key=lambda row: (row.happened_on, row.id), reverse=True):
        found[row.order_id].append(row)
    return dict(found)


def rights_of(actor: Actor, case: Case) -> list[RightRecord]:
    """What is written of the rights of the Victims' Code in a case, of every edition."""
    return sorted(_of(actor, RightRecord, [case.id]), key=lambda row: (row.edition, row.number))


def right(actor: Actor, case: Case, edition: str, number: int) -> RightRecord | None:
    """What is written of one right, read afresh; None when nothing is yet."""
    found = select(RightRecord).where(
        belongs_to(actor, RightRecord), RightRecord.case_id == case.id, RightRecord.edition == edition,
        RightRecord.number == number,
    )  # fmt: skip
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def measure(actor: Actor, case: Case, code: str) -> SpecialMeasure | None:
    """What is written of one special measure, read afresh; None when nothing is yet."""
    found = select(SpecialMeasure).where(
        belongs_to(actor, SpecialMeasure), SpecialMeasure.case_id == case.id, SpecialMeasure.code == code
    )
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def complaints_of(actor: Actor, case: Case) -> list[RightsComplaint]:
    """The complaints of a case, the latest first."""
    return _of(actor, RightsComplaint, [case.id])[::-1]


def complaint(actor: Actor, case: Case, complaint_id: UUID) -> RightsComplaint:
    """One complaint of a case; NotVisible when it has none such."""
    return _one(actor, RightsComplaint, case, complaint_id)


def choices_of(actor: Actor, case: Case) -> list[ReportingChoice]:
    """What the person chose about reporting and going on, the latest first."""
    return sorted(_of(actor, ReportingChoice, [case.id]), key=lambda row: (row.chosen_on, row.id), reverse=True)


def edition_of(records: Sequence[RightRecord], on: date) -> catalogue.Edition:
    """The edition that a case is shown in: the one its records were written under, or the one in force.

    The latest edition that has a record wins, so a case that began under an older Code keeps it until somebody writes
    under the newer one.
    """
    named = {row.edition for row in records}
    kept = next((edition for edition in catalogue.editions() if edition.name in named), None)
    return kept or catalogue.edition_in_force(on)


@dataclass(frozen=True, slots=True)
class Running:
    """The clocks of one case, what cannot be counted yet, and its incidents."""

    clocks: list[RunningClock]
    not_started: list[tuple[UUID, str]]


def leads_of(actor: Actor) -> dict[str, list[str]]:
    """The times to remind that the agency chose itself, by clock."""
    rows = current_session().scalars(select(ClockLead).where(belongs_to(actor, ClockLead)))
    return {row.clock: row.leads for row in rows}


def lead_row(actor: Actor, code: str) -> ClockLead | None:
    """The agency's own times to remind of one clock, read afresh; None for the usual ones."""
    found = select(ClockLead).where(belongs_to(actor, ClockLead), ClockLead.clock == code)
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def clocks_on(actor: Actor, cases: Sequence[Case], name: str) -> dict[UUID, list[RunningClock]]:
    """The clocks of many cases, by case: four statements, whatever the number of cases. `name` stands in the titles."""
    ids = [case.id for case in cases]
    steps = _grouped(row for row in _of(actor, Milestone, ids) if not row.replaced)
    incidents, wishes, leads = (
        _grouped(_of(actor, Incident, ids)),
        _grouped(_of(actor, ClockWish, ids)),
        leads_of(actor),
    )
    return {
        case.id: clocks_of(
            steps_of(steps.get(case.id, [])), name, enhanced=case_rules.has_enhanced_rights(case.kind),
            today=clock.today(), incidents=[facts_of(row) for row in incidents.get(case.id, [])],
            silent=_silent(wishes.get(case.id, [])), leads=leads,
        )
        for case in cases
    }  # fmt: skip


def wishes_of(actor: Actor, case: Case) -> dict[tuple[str, UUID], ClockWish]:
    """The latest wish about each clock of a case."""
    return {(row.clock, row.about_id): row for row in _of(actor, ClockWish, [case.id])}


def coming_steps(actor: Actor, cases: Sequence[Case], until: date) -> list[Milestone]:
    """Planned steps of many cases up to a day, and those whose day passed unconfirmed: one statement."""
    today = clock.today()
    found = select(Milestone).where(
        belongs_to(actor, Milestone), Milestone.case_id.in_([case.id for case in cases]), Milestone.replaced.is_(False),
        Milestone.happened_on <= until, or_(Milestone.planned.is_(True), Milestone.happened_on > today),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(Milestone.happened_on)))


def ending_orders(actor: Actor, cases: Sequence[Case], until: date) -> list[ProtectiveOrder]:
    """Orders in force on many cases that run out by a day: one statement."""
    found = select(ProtectiveOrder).where(
        belongs_to(actor, ProtectiveOrder), ProtectiveOrder.case_id.in_([case.id for case in cases]),
        ProtectiveOrder.state == "in_force", ProtectiveOrder.expires_on <= until,
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(ProtectiveOrder.expires_on)))


def answers_due(actor: Actor, cases: Sequence[Case]) -> list[RightsComplaint]:
    """Complaints on many cases that are open and have a day for their answer: one statement."""
    found = select(RightsComplaint).where(
        belongs_to(actor, RightsComplaint), RightsComplaint.case_id.in_([case.id for case in cases]),
        RightsComplaint.stage != "closed", RightsComplaint.answer_due_on.is_not(None),
        RightsComplaint.answered_on.is_(None),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(RightsComplaint.answer_due_on)))


def facts_of(row: Incident) -> IncidentFacts:
    """An incident as the clocks read it; what nobody knows, or was erased, is None."""
    birthday = legible(row, "birthday")
    under = {Answer.YES: True, Answer.NO: False}.get(row.under_18)
    return IncidentFacts(
        row.id, row.first_on, row.last_on, row.reported_on, under, _day(birthday) if birthday else None, row.knew_on
    )


def codes_in(row: Incident | ReportingChoice, name: str) -> list[str]:
    """The sealed codes of a row; none when they were erased."""
    found = unpacked(legible(row, name) or None)
    return list(found) if isinstance(found, list) else []


def harm_words(row: Incident) -> list[str]:
    """The kinds of harm of an incident in words; “Erased” once its key is gone."""
    if legible(row, "harms") == "Erased":
        return ["Erased"]
    return [catalogue.harms().get(code, code) for code in codes_in(row, "harms")]


def _silent(wishes: Sequence[ClockWish]) -> set[tuple[str, UUID]]:
    latest: dict[tuple[str, UUID], bool] = {}
    for row in sorted(wishes, key=lambda row: (row.recorded_at, row.id)):
        latest[row.clock, row.about_id] = row.silent
    return {key for key, silent in latest.items() if silent}


def _grouped(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _day(words: str) -> date | None:
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        return None
