"""Pages of the action plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan import bp, gantt, queries, rules, service
from actionplan.forms import BY_DATES, ActionForm, ReportForm
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock, tables
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHIP_WORDS = ((rules.Chip.RED, "Red"), (rules.Chip.AMBER, "Amber"), (rules.Chip.SOON, "Due in 30 days"))


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the table and the actions under it."""

    title: str
    rows: list[queries.ActionRow]


def _by_priority(view: queries.PlanView) -> list[Group]:
    groups = [Group(f"{priority.number}. {priority.title}", list(priority.actions)) for priority in view.priorities]
    delivery = [row for commitment in view.delivery for row in commitment.actions]
    across = [row for commitment in view.cross_cutting for row in commitment.actions]
    return [*groups, Group("Delivering the strategy", delivery), Group("Across all four priorities", across)]


def _by_agency(view: queries.PlanView) -> list[Group]:
    names = sorted({row.owner_agency for row in view.actions})
    return [Group(name, [row for row in view.actions if row.owner_agency == name]) for name in names]


def _overdue(view: queries.PlanView) -> list[Group]:
    late = sorted((row for row in view.actions if row.is_overdue), key=lambda row: row.due_on)
    return [Group("Past their due date, longest first", late)]


VIEWS: dict[str, tuple[str, Callable[[queries.PlanView], list[Group]]]] = {
    "table": ("Table", _by_priority),
    "agency": ("By agency", _by_agency),
    "overdue": ("Overdue", _overdue),
}


@bp.get("/action-plan")
@requires(Permission.PLAN_READ)
def show_plan() -> str:
    """The plan: the bar of colours, three views of the same actions, and chips that narrow them."""
    actor, today = current_actor(), clock.today()
    view = queries.plan(queries.current_strategy().id)
    chosen = request.args.get("view", "table")
    name = chosen if chosen in VIEWS else "table"
    chips = request.args.getlist("show")
    groups = _chipped(VIEWS[name][1](view), chips, actor, today)
    return render_template(
        "actionplan/show_plan.html", plan=view, groups=groups, chips=chips, view_name=name,
        counts=queries.rag_counts(view.actions), views=_subnav(view, name), chip_options=_chip_options(actor),
        year=gantt.year_of(today), today=today, bar=_bar_maker(today), may_add=actor.may(Permission.PLAN_WRITE),
        may_report=actor.may(Permission.MEETING_READ),
        carried_forward=rules.is_carried_forward(view.strategy.ends, today), meanings=rules.RAG_MEANINGS,
        rag_words=rules.RAG_WORDS,
    )  # fmt: skip


def _chipped(groups: Iterable[Group], chips: Sequence[str], actor: Actor, today: date) -> list[Group]:
    kept = [Group(group.title, [row for row in group.rows if _passes(row, chips, actor, today)]) for group in groups]
    return [group for group in kept if group.rows]


def _passes(row: queries.ActionRow, chips: Sequence[str], actor: Actor, today: date) -> bool:
    seen = rules.Seen(row.rag, row.due_on, row.progress, row.owner_agency_id)
    return rules.matches(seen, chips, agency_id=actor.agency_id, today=today)


def _subnav(view: queries.PlanView, name: str) -> list[dict[str, Any]]:
    late = sum(row.is_overdue for row in view.actions)
    views = [
        {
            "label": words,
            "url": url_for("actionplan.show_plan", view=None if code == "table" else code),
            "current": code == name,
            "count": late if code == "overdue" else 0,
        }
        for code, (words, _) in VIEWS.items()
    ]
    strategy = {"label": "Strategy", "url": url_for("actionplan.show_commitments"), "current": name == "strategy"}
    return [*views, strategy]


def _chip_options(actor: Actor) -> list[tuple[str, str]]:
    ours = [(str(rules.Chip.OURS), "Ours")] if actor.may(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE) else []
    return [*((str(code), words) for code, words in CHIP_WORDS), *ours]


def _bar_maker(today: date) -> Callable[[queries.ActionRow], gantt.Bar]:
    year = gantt.year_of(today)

    def bar(row: queries.ActionRow) -> gantt.Bar:
        return gantt.bar_of(
            kind=row.rag, starts_on=row.starts_on, due_on=row.due_on, done_percent=row.done_percent,
            is_late=row.is_overdue, today=today, year=year,
        )  # fmt: skip

    return bar


@bp.get("/action-plan/commitments")
@requires(Permission.PLAN_READ)
def show_commitments() -> str:
    """The strategy read as text: purpose, priorities, and every commitment in its own words."""
    view = queries.plan(queries.current_strategy().id)
    carried = rules.is_carried_forward(view.strategy.ends, clock.today())
    return render_template(
        "actionplan/show_commitments.html", plan=view, views=_subnav(view, "strategy"), carried_forward=carried
    )


@bp.get("/action-plan/export.xlsx")
@requires(Permission.PLAN_READ)
def export_xlsx() -> Response:
    """The plan as a spreadsheet."""
    headings, rows = queries.export_rows(current_actor(), queries.current_strategy().id)
    return _file(tables.to_xlsx("Action plan", headings, rows), XLSX, "xlsx")


@bp.get("/action-plan/export.csv")
@requires(Permission.PLAN_READ)
def export_csv() -> Response:
    """The plan as CSV."""
    headings, rows = queries.export_rows(current_actor(), queries.current_strategy().id)
    return _file(tables.to_csv(headings, rows), "text/csv; charset=utf-8", "csv")


def _file(content: bytes, kind: str, ending: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="action-plan-{clock.today().isoformat()}.{ending}"'
    return response


@bp.get("/action-plan/actions/<uuid:action_id>")
@requires(Permission.PLAN_READ)
def show_action(action_id: UUID) -> str:
    """One action: its facts, what it changes for people, and every report on it."""
    actor, today = current_actor(), clock.today()
    row, commitment, reports = queries.action(actor, action_id)
    return render_template(
        "actionplan/show_action.html", row=row, commitment=commitment, reports=reports, bar=_bar_maker(today)(row),
        year=gantt.year_of(today), may_report=rules.update_may_be_made(actor, row.owner_agency_id).allowed,
        progress_words=rules.PROGRESS_WORDS, rag_words=rules.RAG_WORDS, meanings=rules.RAG_MEANINGS,
    )  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/update", methods=["GET", "POST"])
@requires(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE)
def report_on_action(action_id: UUID) -> Any:
    """Report on an action. A clash shows the report made in between beside what was typed, and loses neither."""
    actor = current_actor()
    row, _, reports = queries.action(actor, action_id)
    allowed = rules.update_may_be_made(actor, row.owner_agency_id)
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
            return _report_page(form, row, clash=reports[0] if reports else None), 409
        else:
            flash(f"Report on {row.reference} stored.", "success")
            return redirect(url_for("actionplan.show_action", action_id=action_id), 303)
    return _report_page(form, row), 422 if form.errors else 200


def _current_answers(row: queries.ActionRow) -> dict[str, Any]:
    return {
        "progress": row.progress, "done_percent": row.done_percent, "rag": row.stated_rag or BY_DATES,
        "stated_reason": row.stated_reason or "", "version": row.version,
    }  # fmt: skip


def _store_report(actor: Actor, action_id: UUID, form: ReportForm) -> None:
    service.report_progress(
        actor=actor, action_id=action_id, version=form.version.data or 0, progress=form.stated_progress,
        done_percent=form.done_percent.data, stated_rag=form.stated_rag,
        stated_reason=form.stated_reason.data or "", words=form.words.data,
    )  # fmt: skip


def _report_page(form: ReportForm, row: queries.ActionRow, clash: queries.Report | None = None) -> str:
    return render_template(
        "actionplan/report_on_action.html", form=form, row=row, clash=clash,
        progress_words=rules.PROGRESS_WORDS, rag_words=rules.RAG_WORDS,
    )  # fmt: skip


@bp.route("/action-plan/actions/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def add_action() -> Any:
    """Add an action under a commitment."""
    form = ActionForm(data={"starts_on": clock.today()})
    form.offer(
        queries.commitment_choices(queries.current_strategy().id),
        [(agency.id, agency.name) for agency in member_agencies()],
    )
    if form.submitted():
        try:
            row = _store_action(current_actor(), form)
        except Refused as refusal:
            form.show(refusal)
            form.renew_key()
        else:
            flash(f"Action {row} added.", "success")
            return redirect(url_for("actionplan.show_plan"), 303)
    return render_template("actionplan/add_action.html", form=form), 422 if form.errors else 200


def _store_action(actor: Actor, form: ActionForm) -> str:
    row = service.add_action(
        actor=actor, commitment_id=UUID(form.commitment.data), title=form.title.data, output=form.output.data,
        impact=form.impact.data, owner_agency_id=UUID(form.agency.data), owner_name=form.owner_name.data,
        starts_on=_answered(form.starts_on.day), due_on=_answered(form.due_on.day),
    )  # fmt: skip
    return row.reference


def _answered(day: date | None) -> date:
    if day is None:
        raise Refused("Enter the date")
    return day
