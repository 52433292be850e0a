"""Pages of the logs: all of them, one log, one entry, and what changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan import bp
from actionplan import queries as plan
from actionplan.around import around
from actionplan.logs import due, figures, forms, queries, rules, service, shape, words
from actionplan.logs.kinds import EnforcementState, Log
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import audit, clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, asked, change, renewed
from core.downloads import table_file
from core.errors import Clash, Refused
from core.forms import EmptyForm

WRITERS = (Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)
EVERY_LOG = "<any(policy,research,training,resources,enforcement,joining):log>"
ENDINGS = (("xlsx", "Spreadsheet"), ("ods", "ODS"), ("csv", "CSV"))


@bp.get("/action-plan/logs")
@requires(Permission.PLAN_READ)
def show_logs() -> Answer:
    """Every log, what is to be done about entries, and what is coming."""
    actor, today = current_actor(), clock.today()
    counts = queries.counts(actor)
    return render_template(
        "actionplan/logs/home.html",
        logs=[(log, words.LOGS[log], words.LEDES[log], counts[log]) for log in Log],
        due=due.due(actor), operations=due.coming_operations(actor, today),
        closing=due.closing_consultations(actor, today), span=shape.span, states=words.ENFORCEMENT_STATES,
        tag_of=words.tag_of,
    )  # fmt: skip


@bp.get(f"/action-plan/logs/{EVERY_LOG}")
@requires(Permission.PLAN_READ)
def show_log(log: str) -> Answer:
    """One log: its few numbers, narrowed by stage, by words and to the reader's own agency."""
    actor, known = current_actor(), Log(log)
    sought = queries.Sought(
        words=request.args.get("q", ""), stages=tuple(request.args.getlist("show")), ours="ours" in request.args,
        taken_off="off" in request.args,
    )  # fmt: skip
    return render_template(
        "actionplan/logs/list.html", log=known, sought=sought, subnav=subnav(known),
        page=queries.log_page(actor, known, sought, request.args.get("page", 1, type=int)),
        heads=shape.HEADS[known], stage_head=shape.STAGE_HEADS[known], words=words,
        options=[(str(code), label) for code, label in words.NARROWED_BY[known][1].items()],
        figures=figures.figures(actor, known), by_audience=_by_audience(actor, known),
        endings=ENDINGS,
        not_joined=figures.not_joined(actor) if known is Log.JOINING else [], may_write=actor.may(*WRITERS),
        url_for_page=lambda number: url_for(
            ".show_log", log=log, page=number, q=sought.words or None, show=list(sought.stages),
            ours="1" if sought.ours else None, off="1" if sought.taken_off else None,
        ),
    )  # fmt: skip


@bp.get(f"/action-plan/logs/{EVERY_LOG}/export.<any(xlsx,ods,csv):ending>")
@requires(Permission.PLAN_READ)
def export_log(log: str, ending: str) -> Response:
    """A log as XLSX, ODS or CSV."""
    actor, known = current_actor(), Log(log)
    headings, rows = queries.export_rows(actor, known)
    audit.record(actor=actor, verb="exported", kind=service.KINDS[known], row_id=actor.agency_id)
    return table_file(ending, words.LOGS[known], headings, rows, f"{log}-log-{clock.today().isoformat()}")


@bp.route(f"/action-plan/logs/{EVERY_LOG}/new", methods=["GET", "POST"])
@requires(*WRITERS)
def add_log_entry(log: str) -> Answer:
    """Put an entry on a log."""
    actor, known = current_actor(), Log(log)
    form = _form(actor, known, {"agency": str(actor.agency_id)})
    shown = {"log": known, "words": words, "back": url_for(".show_log", log=log), "entry": None}
    if form.submitted():
        try:
            made = service.add_entry(
                actor=actor, log=known, title=form.said_title, owner_agency_id=form.owner_agency_id,
                values=form.values, commitment_id=form.commitment_id, answer=form.leak_answer,
            )  # fmt: skip
            flash("It stands on the log.", "success")
            return redirect(url_for(".show_log_entry", log=log, entry_id=made), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("actionplan/logs/form.html", form, shown, stored=[])


@bp.get(f"/action-plan/logs/{EVERY_LOG}/<uuid:entry_id>")
@requires(Permission.PLAN_READ)
def show_log_entry(log: str, entry_id: UUID) -> Answer:
    """One entry, and for an operation every step it took."""
    actor, known = current_actor(), Log(log)
    entry = queries.entry(actor, known, entry_id)
    steps = queries.steps_of(actor, entry_id) if known is Log.ENFORCEMENT else []
    mine = rules.entry_may_be_written(actor, entry.row.owner_agency_id) is None
    state = entry.row.state if known is Log.ENFORCEMENT else None
    return render_template(
        "actionplan/logs/show.html", log=known, entry=entry, steps=steps, words=words, link=shape.LINK,
        form=EmptyForm(version=entry.row.version), may_write=mine,
        may_change=mine and entry.row.taken_off_at is None and rules.entry_may_change(known, state) is None,
        may_step=state is not None and entry.row.taken_off_at is None
        and bool(rules.steps_open(actor, entry.row.owner_agency_id, state)),
        unseen=shape.UNSEEN if shape.was_unseen([step.state for step in reversed(steps)]) else "",
    )  # fmt: skip


@bp.route(f"/action-plan/logs/{EVERY_LOG}/<uuid:entry_id>/change", methods=["GET", "POST"])
@requires(*WRITERS)
def change_log_entry(log: str, entry_id: UUID) -> Answer:
    """Change an entry; a clash shows what stands now beside what was typed."""
    actor, known = current_actor(), Log(log)
    entry = queries.entry(actor, known, entry_id)
    _may_write(actor, known, entry.row)
    form = _form(actor, known, _answers(known, entry.row), entry)
    back = url_for(".show_log_entry", log=log, entry_id=entry_id)
    return change(
        "actionplan/logs/form.html", form, {"log": known, "words": words, "back": back, "entry": entry},
        lambda: service.change_entry(
            actor=actor, log=known, entry_id=entry_id, version=form.version.data or 0, title=form.said_title,
            owner_agency_id=form.owner_agency_id, values=form.values, commitment_id=form.commitment_id,
            answer=form.leak_answer,
        ),
        lambda: _stored(actor, known, entry_id),
        back=back,
    )  # fmt: skip


@bp.route(f"/action-plan/logs/{EVERY_LOG}/<uuid:entry_id>/take-off", methods=["GET", "POST"])
@requires(*WRITERS)
def take_log_entry_off(log: str, entry_id: UUID) -> Answer:
    """Take an entry off, with the reason; it stays readable."""
    actor, known = current_actor(), Log(log)
    entry = queries.entry(actor, known, entry_id)
    _refuse(rules.entry_may_be_written(actor, entry.row.owner_agency_id))
    form = forms.TakeOffForm(version=entry.row.version)
    back = url_for(".show_log_entry", log=log, entry_id=entry_id)
    return change(
        "actionplan/logs/take_off.html", form, {"log": known, "words": words, "back": back, "entry": entry},
        lambda: service.take_off(
            actor=actor, log=known, entry_id=entry_id, version=form.version.data or 0, reason=form.reason.data or "",
            answer=form.leak_answer,
        ),
        lambda: _stored(actor, known, entry_id),
        back=url_for(".show_log", log=log), done="Taken off. It can be read and put back under “Taken off”.",
    )  # fmt: skip


@bp.post(f"/action-plan/logs/{EVERY_LOG}/<uuid:entry_id>/put-back")
@requires(*WRITERS)
def put_log_entry_back(log: str, entry_id: UUID) -> Answer:
    """Put an entry back on its log."""
    actor, known = current_actor(), Log(log)
    form = EmptyForm()
    if form.submitted():
        try:
            service.put_back(actor=actor, log=known, entry_id=entry_id, version=form.version.data or 0)
            flash("It stands on the log again.", "success")
        except Clash as clash:
            flash(str(clash), "warning")
    return redirect(url_for(".show_log_entry", log=log, entry_id=entry_id), 303)


@bp.route("/action-plan/logs/enforcement/<uuid:entry_id>/step", methods=["GET", "POST"])
@requires(*WRITERS)
def take_operation_step(entry_id: UUID) -> Answer:
    """Note the next step of an operation."""
    actor = current_actor()
    entry = queries.entry(actor, Log.ENFORCEMENT, entry_id)
    _refuse(rules.entry_may_be_written(actor, entry.row.owner_agency_id))
    form = forms.StepForm(version=entry.row.version)
    open_steps = rules.steps_open(actor, entry.row.owner_agency_id, entry.row.state)
    form.offer(open_steps, [(each.id, f"{each.reference} {each.words}") for each in around.decisions(actor)])
    shown = {"entry": entry, "open_steps": open_steps, "words": words}
    back = url_for(".show_log_entry", log=Log.ENFORCEMENT.value, entry_id=entry_id)
    if form.submitted():
        try:
            service.take_step(
                actor=actor, plan_id=entry_id, version=form.version.data or 0, to=EnforcementState(form.to.data),
                words=form.words.data or "", decision_id=UUID(form.decision.data) if form.decision.data else None,
                answer=form.leak_answer,
            )  # fmt: skip
            flash("Noted.", "success")
            return redirect(back, 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            version, now = _stored(actor, Log.ENFORCEMENT, entry_id)
            renewed(form, version)
            form.form_errors.append(str(clash))
            return render_template("actionplan/logs/step.html", form=form, stored=now, **shown), 409
    return asked("actionplan/logs/step.html", form, shown, stored=[])


def _form(actor: Actor, log: Log, answers: dict[str, Any], entry: queries.Entry | None = None) -> Any:
    form: Any = forms.FORMS[log](data=answers)
    mine = [(each.id, each.name) for each in member_agencies()
            if actor.may(Permission.PLAN_WRITE) or each.id == actor.agency_id]  # fmt: skip
    serves = plan.commitment_choices(plan.current_strategy().id)
    if entry and entry.commitment and str(entry.row.commitment_id) not in {value for value, _ in serves}:
        serves = [(str(entry.row.commitment_id), f"{entry.commitment[0]} {entry.commitment[1][:80]}"), *serves]
    form.offer(mine, serves)
    if isinstance(form, forms.JoiningForm):
        form.offer_members((each.id, each.name) for each in member_agencies())
    return form


def _answers(log: Log, row: Any) -> dict[str, Any]:
    """What a form holds of a stored row; the answers that are stored in another shape are turned back."""
    found = {name: getattr(row, name) for name in forms.FORMS[log].columns}
    found |= {
        "title": row.title, "agency": str(row.owner_agency_id), "version": row.version,
        "commitment": str(row.commitment_id) if row.commitment_id else "",
    }  # fmt: skip
    if log is Log.RESOURCES:
        found["amount"] = words.pounds(row.amount_pence).removeprefix("£") if row.amount_pence else ""
    if log is Log.ENFORCEMENT:
        found["border_officers"] = "yes" if row.border_officers else "no"
    if log is Log.JOINING:
        found["member"], found["name"] = str(row.member_agency_id or ""), "" if row.member_agency_id else row.title
    return found


def _stored(actor: Actor, log: Log, entry_id: UUID) -> tuple[int, Sequence[tuple[str, str]]]:
    entry = queries.entry(actor, log, entry_id)
    return entry.row.version, [("Name", entry.row.title), *entry.facts, *entry.texts]


def _may_write(actor: Actor, log: Log, row: Any) -> None:
    _refuse(rules.entry_may_be_written(actor, row.owner_agency_id))
    _refuse(rules.entry_may_change(log, getattr(row, "state", None)))


def _refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def subnav(log: Log | None) -> list[dict[str, Any]]:
    """The logs as a row of links; None marks the self-assessment."""
    items = [{"label": words.LOGS[each], "url": url_for(".show_log", log=each.value), "current": each is log}
             for each in Log]  # fmt: skip
    return [*items, {"label": "Police guidance", "url": url_for(".show_guidance"), "current": log is None}]


def _by_audience(actor: Actor, log: Log) -> list[tuple[str, int, int]]:
    if log is not Log.TRAINING:
        return []
    today = clock.today()
    return figures.trained_by_audience(actor, figures.year_begins(today), today)
