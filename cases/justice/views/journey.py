"""The page of the criminal justice journey: picture, clocks, steps, incidents, measures, orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request

from agencies.permissions import Permission
from cases import bp
from cases import rules as case_rules
from cases.justice import catalogue, clocks, queries, rules
from cases.justice.journey import journey_of
from cases.justice.words import (
    force_words,
    incident_title,
    order_title,
    outcome_words,
    reported_words,
    when_words,
)
from cases.pages import file_of, team_only
from cases.reading import legible
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer


@bp.get("/cases/<uuid:case_id>/journey")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_journey(case_id: UUID) -> Answer:
    """The criminal justice journey: the picture, the clocks and every step; of one incident with `?incident=`."""
    shown = file_of(case_id)
    actor, case = current_actor(), shown["case"]
    incidents = queries.incidents_of(actor, case)
    picked = next((row for row in incidents if str(row.id) == request.args.get("incident")), None)
    milestones = [
        row for row in queries.milestones_of(actor, case) if picked is None or row.incident_id in (None, picked.id)
    ]
    running = [
        item
        for item in queries.clocks_on(actor, [case], shown["alias"])[case_id]
        if picked is None or item.incident in (None, picked.id)
    ]
    titles = {row.id: incident_title(row) for row in incidents}
    return render_template(
        "cases/justice/journey.html", **shown, picked=picked, titles=titles,
        steps=_steps(actor, case, milestones, titles), journey=journey_of(queries.steps_of(milestones), clock.today()),
        clocks=running, not_started=clocks.not_started([queries.facts_of(row) for row in incidents]),
        incidents=_incidents(actor, case, incidents), orders=_orders(actor, case), measures=_measures(actor, case),
        reported=_reported(milestones, incidents), tells=clocks.told_of(), today=clock.today(),
        supervises=actor.may(Permission.CASE_SUPERVISE),
    )  # fmt: skip


def _reported(milestones: list[Any], incidents: list[Any]) -> str:
    """What the steps say; when they say nothing, what the incidents do."""
    said = case_rules.reported_answer([row.code for row in milestones if not queries.is_planned(row)])
    if said != "not-known":
        return said
    answers = {row.reported.value for row in incidents}
    return "reported" if "yes" in answers else "not-reported" if answers == {"no"} else said


def _steps(actor: Actor, case: Any, milestones: list[Any], titles: dict[UUID, str]) -> list[dict[str, Any]]:
    earlier = queries.earlier_of(actor, case)
    return [
        {
            "row": row, "title": catalogue.milestones().get(row.code, row.code), "planned": queries.is_planned(row),
            "note": legible(row, "note"), "source": catalogue.SOURCES.get(row.source, row.source),
            "outcome": outcome_words(row), "about": titles.get(row.incident_id) if row.incident_id else "",
            "moves": queries.moves_of(row, earlier[row.id]), "why": legible(row, "why"),
            "earlier": [
                {"on": old.happened_on, "note": legible(old, "note"), "planned": old.planned} for old in earlier[row.id]
            ],
        }
        for row in milestones
    ]  # fmt: skip


def _incidents(actor: Actor, case: Any, incidents: list[Any]) -> list[dict[str, Any]]:
    suspects = queries.suspects_of(actor, case)
    return [
        {
            "row": row, "harms": queries.harm_words(row), "when": when_words(row), "reported": reported_words(row),
            "where": catalogue.wards().get(legible(row, "ward"), ""), "reference": legible(row, "reference"),
            "officer": legible(row, "officer"), "force": force_words(row), "under_18": row.under_18.value == "yes",
            "suspects": [
                {"row": each, "label": legible(each, "label"),
                 "relation": catalogue.RELATIONS.get(legible(each, "relation"), "")}
                for each in suspects if each.incident_id == row.id
            ],
        }
        for row in incidents
    ]  # fmt: skip


def _orders(actor: Actor, case: Any) -> list[dict[str, Any]]:
    breaches = queries.breaches_of(actor, case)
    return [
        {
            "row": row, "title": order_title(row), "conditions": legible(row, "conditions"),
            "applicant": catalogue.APPLICANTS.get(row.applicant, ""),
            "breaches": [
                {"on": one.happened_on, "police": rules.REPORTED_WORDS[one.police_told], "words": legible(one, "words")}
                for one in breaches.get(row.id, [])
            ],
        }
        for row in queries.orders_of(actor, case)
    ]  # fmt: skip


def _measures(actor: Actor, case: Any) -> list[dict[str, Any]]:
    known = queries.measures_of(actor, case)
    return [
        {
            "code": code, "label": label, "state": rules.MEASURE_WORDS[known[code].state] if code in known else "",
            "tone": rules.MEASURE_TONES[known[code].state] if code in known else ("ring", "grey"),
        }
        for code, label in catalogue.special_measures().items()
    ]  # fmt: skip
