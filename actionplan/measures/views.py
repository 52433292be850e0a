"""Pages of measures: the list with its lines, one measure, its values, corrections and end."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan import bp
from actionplan import queries as plan_queries
from actionplan.measures import cited_views as cited_views
from actionplan.measures import forms, queries, rules, service
from actionplan.measures.facts import MeasureFacts
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, asked, change
from core.downloads import known, table_file
from core.errors import Clash, Refused
from core.words import long_day

WORDS: dict[str, Any] = {
    "standing_words": rules.STANDING_WORDS, "standing_tags": rules.STANDING_TAGS, "kind_words": rules.KIND_WORDS,
    "direction_words": rules.DIRECTION_WORDS, "frequency_words": rules.FREQUENCY_WORDS,
}  # fmt: skip


@bp.get("/action-plan/measures")
@requires(Permission.PLAN_READ)
def list_measures() -> Answer:
    """Every measure with its line and how it stands; those that ended are one step away."""
    actor, ended = current_actor(), request.args.get("show") == "ended"
    page = queries.measures_page(actor, request.args.get("page", 1, type=int), ended=ended)
    return render_template(
        "actionplan/measures/list.html", page=page, ended=ended, may_keep=actor.may(Permission.PLAN_WRITE),
        page_url=lambda number: url_for(".list_measures", page=number, show="ended" if ended else None), **WORDS,
    )  # fmt: skip


@bp.get("/action-plan/measures/values.<kind>")
@requires(Permission.PLAN_READ)
def export_measures(kind: str) -> Response:
    """Every measure with its values as XLSX, ODS or CSV."""
    known(kind)
    headings, rows = queries.export_rows(current_actor())
    return table_file(kind, "Measures", headings, rows, f"measures-{clock.today().isoformat()}")


@bp.route("/action-plan/measures/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def add_measure() -> Answer:
    """Begin to measure something."""
    form = _offered(forms.MeasureForm(data={"first_period": clock.today(), "direction": "up", "frequency": "quarter"}))
    if form.submitted():
        try:
            row = service.add_measure(actor=current_actor(), facts=form.facts, answer=form.leak_answer)
            flash(f"{row.reference} added.", "success")
            return redirect(url_for(".show_measure", plan_measure_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("actionplan/measures/new.html", form, {}, stored=[])


@bp.get("/action-plan/measures/<uuid:plan_measure_id>")
@requires(Permission.PLAN_READ)
def show_measure(plan_measure_id: UUID) -> Answer:
    """One measure: its line, what it counts and how to read it, and every value, corrected ones among them."""
    actor = current_actor()
    shown = queries.measure(actor, plan_measure_id)
    may_bring = rules.value_may_be_brought(actor, shown.short.row.owner_agency_id) is None
    return render_template(
        "actionplan/measures/show.html", shown=shown, row=shown.short.row, may_keep=actor.may(Permission.PLAN_WRITE),
        may_bring=may_bring and shown.short.row.ended_on is None, show_value=rules.shown,
        form=forms.ReasonForm(data={"version": shown.short.row.version}), **WORDS,
    )  # fmt: skip


@bp.route("/action-plan/measures/<uuid:plan_measure_id>/change", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def change_measure(plan_measure_id: UUID) -> Answer:
    """Change what a measure says; a clash shows both."""
    actor = current_actor()
    row = queries.row_of(actor, plan_measure_id)
    form = _offered(forms.MeasureForm(data={**forms.answers_of(queries.facts_of(row)), "version": row.version}))
    return change(
        "actionplan/measures/change.html",
        form,
        {"row": row},
        lambda: service.change_measure(
            actor=actor, measure_id=plan_measure_id, version=form.version.data or 0, facts=form.facts,
            answer=form.leak_answer,
        ),
        lambda: _stored(plan_measure_id),
        back=_page_of(plan_measure_id),
    )  # fmt: skip


@bp.route("/action-plan/measures/<uuid:plan_measure_id>/end", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def end_measure(plan_measure_id: UUID) -> Answer:
    """Stop to ask for its values, with a reason."""
    actor = current_actor()
    row = queries.row_of(actor, plan_measure_id)
    form = forms.ReasonForm(data={"version": row.version})
    return change(
        "actionplan/measures/end.html",
        form,
        {"row": row},
        lambda: service.end_measure(
            actor=actor, measure_id=plan_measure_id, version=form.version.data or 0, reason=form.reason.data,
            answer=form.leak_answer,
        ),
        lambda: _stored(plan_measure_id),
        back=_page_of(plan_measure_id),
        done="Ended. Its values stay.",
    )  # fmt: skip


@bp.post("/action-plan/measures/<uuid:plan_measure_id>/resume")
@requires(Permission.PLAN_WRITE)
def resume_measure(plan_measure_id: UUID) -> Answer:
    """Ask for its values again."""
    form = forms.ReasonForm()
    service.resume_measure(actor=current_actor(), measure_id=plan_measure_id, version=form.version.data or 0)
    flash("Its values are asked for again.", "success")
    return redirect(_page_of(plan_measure_id), 303)


@bp.route("/action-plan/measures/<uuid:plan_measure_id>/values/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)
def bring_value(plan_measure_id: UUID) -> Answer:
    """Give the value of a period: the oldest that is owed is chosen already, so an owner types one number."""
    actor = current_actor()
    shown = queries.measure(actor, plan_measure_id).short
    form = forms.ValueForm(data={"period": shown.owed[0].begins.isoformat() if shown.owed else ""})
    form.offer(shown.owed)
    return change(
        "actionplan/measures/bring.html",
        form,
        {"shown": shown, "row": shown.row},
        lambda: service.bring_value(
            actor=actor, measure_id=plan_measure_id,
            period=rules.period_of(date.fromisoformat(form.period.data), shown.row.frequency), facts=form.facts,
            answer=form.leak_answer,
        ),
        lambda: _stored_values(plan_measure_id, form),
        back=_page_of(plan_measure_id),
        done="Value stored.",
    )  # fmt: skip


@bp.route("/action-plan/measures/values/<uuid:measure_value_id>/correct", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)
def correct_value(measure_value_id: UUID) -> Answer:
    """Put another value in its place, with the reason; both stay."""
    actor = current_actor()
    row, before = queries.value(actor, measure_value_id)
    form = forms.CorrectForm(
        data={"value": before.value, "withheld": before.withheld, "out_of": before.out_of, "note": before.note}
    )
    if form.submitted():
        try:
            service.correct_value(
                actor=actor, value_id=measure_value_id, facts=form.facts, reason=form.reason.data,
                answer=form.leak_answer,
            )  # fmt: skip
            flash("Corrected. Both values stay to be read.", "success")
            return redirect(_page_of(row.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _overtaken(row.id, form, before)
    return asked("actionplan/measures/correct.html", form, {"row": row, "before": before}, stored=[])


def _overtaken(measure_id: UUID, form: forms.CorrectForm, before: queries.ValueLine) -> Answer:
    """Somebody corrected the same value: theirs is shown beside what was typed, and leads to its own correction."""
    form.renew_key()
    form.form_errors.append("Somebody corrected this value while you were writing. Both are below; nothing is lost.")
    view = queries.measure(current_actor(), measure_id)
    now = next(each for each in view.shown if each.period == before.period)
    stored = [("Value", now.words), ("Why", now.reason or ""), ("By", now.by_name)]
    return render_template(
        "actionplan/measures/correct.html", form=form, row=view.short.row, before=now, stored=stored
    ), 409


def _offered(form: forms.MeasureForm) -> forms.MeasureForm:
    strategy = plan_queries.current_strategy()
    form.offer(plan_queries.commitment_choices(strategy.id), [(agency.id, agency.name) for agency in member_agencies()])
    return form


def _stored(measure_id: UUID) -> Stored:
    row = queries.row_of(current_actor(), measure_id)
    return row.version, _said(queries.facts_of(row))


def _said(facts: MeasureFacts) -> list[tuple[str, str]]:
    return [
        ("What it measures", facts.title), ("What exactly is counted", facts.definition),
        ("Which way is better", rules.DIRECTION_WORDS[facts.direction]),
        ("Where it began", rules.shown(facts.baseline, facts.kind, facts.unit)),
        ("Where it should be", rules.shown(facts.target, facts.kind, facts.unit)),
        ("By when", long_day(facts.target_by) if facts.target_by else "No day"), ("Source", facts.source),
        ("What to keep in mind", facts.caveat or "Nothing"),
    ]  # fmt: skip


def _stored_values(measure_id: UUID, form: forms.ValueForm) -> Stored:
    """The value that somebody gave for the same period; what is still owed is offered in its place."""
    view = queries.measure(current_actor(), measure_id)
    form.offer(view.short.owed)
    wanted = form.period.data
    found = next((each for each in view.shown if each.period.begins.isoformat() == wanted), None)
    if found is None:
        return 0, []
    return 0, [("Period", found.period.words), ("Value", found.words), ("By", found.by_name), ("Note", found.note)]


def _page_of(measure_id: UUID) -> str:
    return url_for(".show_measure", plan_measure_id=measure_id)
