"""Pages of the steps of the journey: add one, change one in sight, and when the person was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.forms import day_of
from cases.justice import catalogue, queries, rules, service
from cases.justice.forms import ChangeStepForm, MilestoneForm, ToldForm
from cases.justice.views.asking import chosen_id, day_words, incident_choices, never, question, to_journey
from cases.pages import file_of, team_only
from cases.reading import legible
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, asked
from core.errors import Refused
from core.words import long_day

WRITE = Permission.CASE_WRITE


@bp.route("/cases/<uuid:case_id>/milestones/new", methods=["GET", "POST"])
@requires(WRITE, conceal=True)
@team_only
def new_milestone(case_id: UUID) -> Answer:
    """Add a step of the journey; “Not reported” is first, and complete."""
    shown = file_of(case_id)
    form = MilestoneForm(
        incident_choices(shown["case"]), happened_on=clock.today(), incident=request.args.get("incident", "")
    )
    return question(
        form, shown,
        lambda: service.add_milestone(actor=current_actor(), case_id=case_id, code=form.code.data, **_facts(form)),
        never, heading="Add a step", button="Add the step", back=to_journey(case_id),
        about=(f"When a step gives {shown['alias']} a right to be told or to ask, its clock starts by itself.",),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/milestones/<uuid:milestone_id>/change", methods=["GET", "POST"])
@requires(WRITE, conceal=True)
@team_only
def change_milestone(case_id: UUID, milestone_id: UUID) -> Answer:
    """Say that a planned step came, move its day, put a step right or strike it out; the old stays readable."""
    shown = file_of(case_id)
    step, number = queries.latest(current_actor(), shown["case"], milestone_id)
    form = ChangeStepForm(
        incident_choices(shown["case"]), version=number, happened_on=step.happened_on, told_on=step.told_on,
        incident=str(step.incident_id or ""), source=step.source, outcome_code=str(step.outcome_code or ""),
        second_on=step.received_on, note=legible(step, "note"),
        change=rules.usual_change(planned=queries.is_planned(step)),
    )  # fmt: skip

    def write() -> object:
        return service.replace_milestone(
            actor=current_actor(), case_id=case_id, milestone_id=milestone_id,
            change=rules.step_change(form.change.data), why=form.why.data or "",
            version=form.version.data, **_facts(form),
        )  # fmt: skip

    return question(
        form, shown, write, lambda: _stored(shown["case"], milestone_id), back=to_journey(case_id),
        heading=catalogue.milestones().get(step.code, step.code), button="Save the change",
        lede=f"{'Planned for' if queries.is_planned(step) else 'On'} {long_day(step.happened_on)}. It stays readable.",
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/milestones/<uuid:milestone_id>/told", methods=["GET", "POST"])
@requires(WRITE, conceal=True)
@team_only
def record_told(case_id: UUID, milestone_id: UUID) -> Answer:
    """When the person was told of a step: it stops the clock of whoever owed it."""
    shown = file_of(case_id)
    step = queries.milestone(current_actor(), shown["case"], milestone_id)
    form = ToldForm(told_on=clock.today())
    if form.submitted():
        try:
            service.record_told(
                actor=current_actor(), case_id=case_id, milestone_id=milestone_id, told_on=day_of(form.told_on)
            )
            flash("The day is written down.", "success")
            return redirect(url_for(".show_journey", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/justice/told.html", form, shown, step=step, step_words=catalogue.milestones()[step.code])


def _facts(form: MilestoneForm | ChangeStepForm) -> dict[str, Any]:
    return {
        "happened_on": day_of(form.happened_on), "source": form.source.data, "note": form.note.data,
        "told_on": form.told_on.day, "incident_id": chosen_id(form.incident.data),
        "outcome_code": int(form.outcome_code.data) if form.outcome_code.data else None,
        "second_on": form.second_on.day,
    }  # fmt: skip


def _stored(case: Any, milestone_id: UUID) -> Stored:
    row, number = queries.latest(current_actor(), case, milestone_id)
    return number, [
        ("Date", day_words(row.happened_on)), ("Told", day_words(row.told_on)),
        ("Who told us", catalogue.SOURCES.get(row.source, row.source)), ("Note", legible(row, "note")),
        ("Why", legible(row, "why")),
    ]  # fmt: skip
