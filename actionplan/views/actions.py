"""One action: read it, report on it, add one, change what one says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp, gantt, queries, rules, service
from actionplan.forms import BY_DATES, ActionFields, ActionForm, ReportForm, answered
from actionplan.views.plan import bar_maker
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, Stored, change
from core.errors import Clash, Refused
from core.paging import Page

REPORTS = 20


@bp.get("/action-plan/actions/<uuid:action_id>")
@requires(Permission.PLAN_READ)
def show_action(action_id: UUID) -> str:
    """One action: its facts, what it changes for people, what surrounds it, and every report on it."""
    actor, today = current_actor(), clock.today()
    row, commitment, reports = queries.action(actor, action_id)
    year = gantt.year_of(today)
    last = reports[0].by_user_id if reports else None
    return render_template(
        "actionplan/show_action.html", row=row, commitment=commitment, page=_page(reports),
        around=queries.surroundings(actor, action_id), bar=bar_maker(today, year)(row), year=year, today=today,
        may_report=_may_report(actor, row), may_change=actor.may(Permission.PLAN_WRITE),
        may_confirm=row.is_unconfirmed and _may_confirm(actor, row, last), progress_words=rules.PROGRESS_WORDS,
        rag_words=rules.RAG_WORDS, meanings=rules.RAG_MEANINGS,
        themes=[rules.THEMES[code] for code in row.themes if code in rules.THEMES],
    )  # fmt: skip


def _page(reports: list[queries.Report]) -> Page[queries.Report]:
    number = max(1, request.args.get("page", 1, type=int))
    number = min(number, max(1, -(-len(reports) // REPORTS)))
    return Page(reports[(number - 1) * REPORTS : number * REPORTS], number, len(reports), REPORTS)


def _may_report(actor: Actor, row: queries.ActionRow) -> bool:
    return rules.update_may_be_made(actor, row.owner_agency_id).allowed and rules.is_reportable(row.progress).allowed


def _may_confirm(actor: Actor, row: queries.ActionRow, reported_by_id: UUID | None) -> bool:
    return rules.completion_may_be_confirmed(
        actor, progress=row.progress, owner_agency_id=row.owner_agency_id, owner_user_id=row.owner_user_id,
        reported_by_id=reported_by_id,
    ).allowed  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/update", methods=["GET", "POST"])
@requires(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE)
def report_on_action(action_id: UUID) -> Any:
    """Report on an action. A clash shows the report made in between beside what was typed, and loses neither."""
    actor = current_actor()
    row, _, reports = queries.action(actor, action_id)
    for allowed in (rules.update_may_be_made(actor, row.owner_agency_id), rules.is_reportable(row.progress)):
        if not allowed.allowed:
            raise Refused(allowed.reason, instead=f"It belongs to {row.owner_agency}.")
    form = ReportForm(data=_current_answers(row))
    if form.submitted():
        try:
            _store_report(actor, action_id, form)
        except Refused as refusal:
            form.show(refusal)
            form.renew_key()
        except Clash:
            form.renew_key()
            form.version.raw_data, form.version.data = None, row.version
            return _report_page(form, row, clash=reports[0] if reports else None, clashed=True), 409
        else:
            flash(f"Report on {row.reference} stored.", "success")
            return redirect(url_for("actionplan.show_action", action_id=action_id), 303)
    return _report_page(form, row), 422 if form.errors else 200


def _current_answers(row: queries.ActionRow) -> dict[str, Any]:
    return {
        "progress": row.progress, "done_percent": row.done_percent, "rag": row.stated_rag or BY_DATES,
        "stated_reason": row.stated_reason or "", "problem": row.problem or "", "recovery": row.recovery or "",
        "version": row.version,
    }  # fmt: skip


def _store_report(actor: Actor, action_id: UUID, form: ReportForm) -> None:
    service.report_progress(
        actor=actor, action_id=action_id, version=form.version.data or 0, progress=form.stated_progress,
        done_percent=form.done_percent.data, stated_rag=form.stated_rag,
        stated_reason=form.stated_reason.data or "", words=form.words.data, problem=form.problem.data or "",
        recovery=form.recovery.data or "", evidence=form.evidence.data or "", kept_at=form.kept_at.data or "",
        answer=form.leak_answer,
    )  # fmt: skip


def _report_page(
    form: ReportForm, row: queries.ActionRow, clash: queries.Report | None = None, *, clashed: bool = False
) -> str:
    more = ("rag", "stated_reason", "problem", "recovery", "evidence", "kept_at")
    return render_template(
        "actionplan/report_on_action.html", form=form, row=row, clash=clash, clashed=clashed,
        progress_words=rules.PROGRESS_WORDS, rag_words=rules.RAG_WORDS,
        opened=any(form[name].errors for name in more) or row.problem or row.stated_rag
        or form.progress.data == rules.Progress.COMPLETE,
    )  # fmt: skip


@bp.route("/action-plan/actions/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def add_action() -> Any:
    """Add an action under a commitment."""
    asked = request.args.get("commitment", "")
    form = ActionForm(data={"starts_on": clock.today(), "commitment": asked})
    _offer(form)
    if form.submitted():
        try:
            row = service.add_whole(
                actor=current_actor(), new=form.action(answered(form.due_on)), answer=form.leak_answer
            )
        except Refused as refusal:
            form.show(refusal)
            form.renew_key()
        else:
            flash(f"Action {row.reference} added.", "success")
            return redirect(url_for("actionplan.show_action", action_id=row.id), 303)
    return render_template("actionplan/add_action.html", form=form, row=None), 422 if form.errors else 200


@bp.route("/action-plan/actions/<uuid:action_id>/change", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def change_action(action_id: UUID) -> Answer:
    """Change what an action says; its due date moves on a page of its own, with a reason."""
    actor = current_actor()
    row, _, _ = queries.action(actor, action_id)
    form = ActionFields(data=_as_it_stands(row))
    _offer(form, row)
    return change(
        "actionplan/add_action.html",
        form,
        {"row": row},
        lambda: service.change_action(
            actor=actor, action_id=action_id, version=form.version.data or 0, new=form.action(row.due_on),
            answer=form.leak_answer,
        ),
        lambda: _stored(row),
        back=url_for("actionplan.show_action", action_id=action_id),
    )  # fmt: skip


def _offer(form: ActionFields, row: queries.ActionRow | None = None) -> None:
    commitments = queries.commitment_choices(queries.current_strategy().id)
    if row is not None and str(row.commitment_id) not in dict(commitments):
        commitments = [(str(row.commitment_id), f"{row.commitment_code}, as it is"), *commitments]
    agencies = [(agency.id, agency.name) for agency in member_agencies()]
    if row is not None and row.owner_agency_id not in dict(agencies):
        agencies = [*agencies, (row.owner_agency_id, row.owner_agency)]
    form.offer(commitments, agencies, queries.owner_choices())


def _as_it_stands(row: queries.ActionRow) -> dict[str, Any]:
    return {
        "title": row.title, "commitment": str(row.commitment_id), "output": row.output, "impact": row.impact,
        "agency": str(row.owner_agency_id), "owner": str(row.owner_user_id or ""), "owner_name": row.owner_name,
        "supporters": [str(each) for each in queries.supporter_ids(row.id)], "starts_on": row.starts_on,
        "themes": list(row.themes), "funding": row.funding or "", "version": row.version,
    }  # fmt: skip


def _stored(row: queries.ActionRow) -> Stored:
    return row.version, [
        ("What will be done", row.title), ("What there will be to show", row.output),
        ("What this changes for people", row.impact), ("Agency", row.owner_agency), ("Owner", row.owner_name),
        ("Supported by", ", ".join(row.supporters) or "Nobody yet"), ("Resources and funding", row.funding or "None"),
    ]  # fmt: skip
