"""Pages of incidents and of those they are about."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from agencies.permissions import Permission
from cases import bp
from cases.justice import catalogue, queries, rules, service
from cases.justice.forms import IncidentForm, SuspectForm
from cases.justice.views.asking import never, question, to_journey
from cases.justice.words import incident_title, reported_words, when_words
from cases.pages import file_of, team_only
from cases.reading import legible
from core.access import current_actor, requires
from core.changing import Answer, Stored

NO_ACCOUNT = "What happened is not asked here, and has no place in these notes."


@bp.route("/cases/<uuid:case_id>/incidents/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_incident(case_id: UUID) -> Answer:
    """Add an incident: its kind and its day, and what the police know."""
    shown = file_of(case_id)
    form = IncidentForm()
    return question(
        form, shown, lambda: service.save_incident(actor=current_actor(), case_id=case_id, **_facts(form)), never,
        heading="Add an incident", button="Add the incident", back=to_journey(case_id), lede=NO_ACCOUNT,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/incidents/<uuid:incident_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_incident(case_id: UUID, incident_id: UUID) -> Answer:
    """Change an incident; a clash shows both."""
    shown = file_of(case_id)
    row = queries.incident(current_actor(), shown["case"], incident_id)
    form = IncidentForm(**_filled(row))

    def write() -> object:
        return service.save_incident(
            actor=current_actor(), case_id=case_id, incident_id=incident_id, version=form.version.data or 0,
            **_facts(form),
        )  # fmt: skip

    return question(
        form, shown, write, lambda: _stored(shown["case"], incident_id), heading=f"Incident {row.number}",
        button="Save the incident", back=to_journey(case_id), lede=NO_ACCOUNT,
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/incidents/<uuid:incident_id>/suspects/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_suspect(case_id: UUID, incident_id: UUID) -> Answer:
    """Add whom an incident is about: a label and a relation."""
    shown = file_of(case_id)
    row = queries.incident(current_actor(), shown["case"], incident_id)
    form = SuspectForm()

    def write() -> object:
        return service.save_suspect(
            actor=current_actor(), case_id=case_id, incident_id=incident_id, label=form.label.data or "",
            relation=form.relation.data,
        )  # fmt: skip

    return question(
        form, shown, write, never, heading="Add a suspect", button="Add", back=to_journey(case_id),
        lede=incident_title(row),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/suspects/<uuid:suspect_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_suspect(case_id: UUID, suspect_id: UUID) -> Answer:
    """Change the label or relation of a suspect; a clash shows both."""
    shown = file_of(case_id)
    row = queries.suspect(current_actor(), shown["case"], suspect_id)
    incident_id = row.incident_id
    form = SuspectForm(version=row.version, label=legible(row, "label"), relation=legible(row, "relation"))

    def write() -> object:
        return service.save_suspect(
            actor=current_actor(), case_id=case_id, incident_id=incident_id, suspect_id=suspect_id,
            label=form.label.data or "", relation=form.relation.data, version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> Stored:
        now = queries.suspect(current_actor(), shown["case"], suspect_id)
        relation = catalogue.RELATIONS.get(legible(now, "relation"), "")
        return now.version, [("Label", legible(now, "label")), ("To them", relation)]

    return question(form, shown, write, stored, heading="Suspect", button="Save", back=to_journey(case_id))


def _facts(form: IncidentForm) -> dict[str, Any]:
    return {
        "harms": form.harms.data or [], "when": rules.when(form.when.data), "first_on": form.first_on.day,
        "last_on": form.last_on.day, "ward": form.ward.data, "reported": rules.reported(form.reported.data),
        "reported_on": form.reported_on.day, "force": form.force.data, "other_force": form.other_force.data,
        "reference": form.reference.data, "officer": form.officer.data, "under_18": rules.answer(form.under_18.data),
        "eighteenth_on": form.eighteenth_on.day, "knew_on": form.knew_on.day,
    }  # fmt: skip


def _filled(row: Any) -> dict[str, Any]:
    return {
        "version": row.version, "harms": queries.codes_in(row, "harms"), "when": row.when_kind.value,
        "first_on": row.first_on, "last_on": None if row.last_on == row.first_on else row.last_on,
        "ward": legible(row, "ward"), "reported": row.reported.value, "reported_on": row.reported_on,
        "force": row.force or "", "other_force": legible(row, "other_force"), "reference": legible(row, "reference"),
        "officer": legible(row, "officer"), "under_18": row.under_18.value,
        "eighteenth_on": queries.facts_of(row).eighteenth, "knew_on": row.knew_on,
    }  # fmt: skip


def _stored(case: Any, incident_id: UUID) -> Stored:
    row = queries.incident(current_actor(), case, incident_id)
    return row.version, [
        ("Kind", "; ".join(queries.harm_words(row))), ("When", when_words(row)),
        ("Where", catalogue.wards().get(legible(row, "ward"), "Not asked")), ("Police", reported_words(row)),
        ("Under 18 then", rules.ANSWER_WORDS[row.under_18]), ("Crime reference", legible(row, "reference")),
        ("Officer", legible(row, "officer")),
    ]  # fmt: skip
