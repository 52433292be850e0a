"""Pages of spreadsheets: the plan as a file, and actions from one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from actionplan import bp
from actionplan import queries as plan_queries
from actionplan.rules import THEMES
from actionplan.sheets import forms, queries, rules, service
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer
from core.downloads import known, table_file
from core.errors import Clash, Refused
from core.words import counted

ERRORS_SHOWN = 100
TITLE = "Action plan"


@bp.get("/action-plan/sheets")
@requires(Permission.PLAN_READ)
def list_sheets() -> Answer:
    """The plan as a file of three kinds; for those who write it, actions from a file, and the files sent before."""
    return _page(forms.SendForm())


@bp.post("/action-plan/sheets")
@requires(Permission.PLAN_WRITE, takes_files=True)
def send_sheet() -> Answer:
    """Send a spreadsheet: to its preview when every row is right, else every error by row and column."""
    form = forms.SendForm()
    checked = None
    if form.submitted():
        try:
            sheet = service.take_sheet(actor=current_actor(), content=form.file.content, file_name=form.file.called)
            return redirect(url_for(".show_sheet", sheet_id=sheet.id), 303)
        except service.Faulty as faulty:
            checked = faulty.checked
            form.show(faulty)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    return _page(form, checked), 422


def _page(form: forms.SendForm, checked: rules.Checked | None = None) -> str:
    actor = current_actor()
    may_write = actor.may(Permission.PLAN_WRITE)
    strategy = plan_queries.current_strategy()
    about: dict[str, Any] = {}
    if may_write:
        about = {
            "columns": [column for column in rules.COLUMNS if column.heading in rules.TEMPLATE],
            "commitments": queries.commitment_codes(strategy.id), "members": queries.member_codes(),
            "themes": list(THEMES.values()), "page": queries.sheets_page(actor, request.args.get("page", 1, type=int)),
        }  # fmt: skip
    return render_template(
        "actionplan/sheets/list.html", form=form, checked=checked, may_write=may_write, strategy=strategy,
        state_words=rules.STATE_WORDS, state_tags=rules.STATE_TAGS, most=rules.MOST_ACTIONS, endings=forms.ENDINGS,
        errors_shown=ERRORS_SHOWN, page_url=lambda number: url_for(".list_sheets", page=number), **about,
    )  # fmt: skip


@bp.get("/action-plan/sheets/plan.<kind>")
@requires(Permission.PLAN_READ)
def export_plan(kind: str) -> Response:
    """The plan in full as XLSX, ODS or CSV."""
    known(kind)
    headings, rows = queries.export_rows(current_actor(), plan_queries.current_strategy().id)
    return table_file(kind, TITLE, headings, rows, f"action-plan-{clock.today().isoformat()}")


@bp.get("/action-plan/sheets/template.<kind>")
@requires(Permission.PLAN_WRITE)
def sheet_template(kind: str) -> Response:
    """An empty sheet with the headings that are read."""
    known(kind)
    return table_file(kind, TITLE, rules.TEMPLATE, (), "actions-to-add")


@bp.get("/action-plan/sheets/<uuid:sheet_id>")
@requires(Permission.PLAN_WRITE)
def show_sheet(sheet_id: UUID) -> Answer:
    """What a sheet would add, row by row, before anything is stored."""
    return _preview(sheet_id, forms.StoreForm())


@bp.post("/action-plan/sheets/<uuid:sheet_id>")
@requires(Permission.PLAN_WRITE)
def store_sheet(sheet_id: UUID) -> Answer:
    """Say yes: every action of the sheet goes into the plan at once."""
    form = forms.StoreForm()
    if form.submitted():
        try:
            stored = service.store_sheet(
                actor=current_actor(), sheet_id=sheet_id, version=form.version.data or 0, answer=form.leak_answer
            )
            flash(f"{counted(stored, 'action')} added to the plan.", "success")
            return redirect(url_for("actionplan.show_plan"), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.form_errors.append(str(clash))
            return _preview(sheet_id, form), 409
    form.renew_key()
    return _preview(sheet_id, form), 422


def _preview(sheet_id: UUID, form: forms.StoreForm) -> str:
    shown = queries.preview(current_actor(), sheet_id, request.args.get("page", 1, type=int))
    form.version.raw_data, form.version.data = None, shown.version
    return render_template(
        "actionplan/sheets/show.html", form=form, shown=shown, state_words=rules.STATE_WORDS,
        page_url=lambda number: url_for(".show_sheet", sheet_id=sheet_id, page=number),
    )  # fmt: skip


@bp.post("/action-plan/sheets/<uuid:sheet_id>/drop")
@requires(Permission.PLAN_WRITE)
def drop_sheet(sheet_id: UUID) -> Answer:
    """Throw a sheet away that waits."""
    form = forms.StoreForm()
    if form.submitted():
        service.drop_sheet(actor=current_actor(), sheet_id=sheet_id, version=form.version.data or 0)
        flash("Thrown away. Nothing of it reached the plan.", "success")
    return redirect(url_for(".list_sheets"), 303)
