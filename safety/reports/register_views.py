"""Pages of the research register: its rows, and taking them out as a file."""

from __future__ import annotations

from flask import render_template, request

from agencies.permissions import Permission
from agencies.views.again import refuse_another_password
from core.access import current_actor, requires
from core.downloads import KINDS, kept_file
from core.errors import Refused
from core.paging import Page as Rows
from safety import bp
from safety.reports import register
from safety.reports.forms import ExportForm
from safety.reports.views import Page

ROWS_ON_A_PAGE = 25


@bp.get("/incidents/register")
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def show_register() -> Page:
    """The coded rows of reports whose research scope stands, and what was taken out."""
    return _drawn(ExportForm())


@bp.post("/incidents/register/file")
@requires(Permission.OUTREACH_MANAGE, conceal=True, idempotent=False)
def export_register() -> Page:
    """Take the register out as a file: purpose and receiver are kept, and the password is asked again."""
    form = ExportForm()
    refusal = refuse_another_password(form.password.data or "") if form.submitted() else None
    if refusal is None and form.submitted():
        try:
            kind = form.kind.data or "xlsx"
            made = register.export(
                actor=current_actor(), purpose=form.purpose.data or "", receiver=form.receiver.data or "", kind=kind
            )
            return kept_file(made, KINDS[kind], f"register.{kind}")
        except Refused as found:
            refusal = found
    if refusal is not None:
        form.show(refusal)
    form.renew_key()
    return _drawn(form), 422


def _drawn(form: ExportForm) -> str:
    actor, number = current_actor(), request.args.get("page", 1, type=int)
    held = register.register(actor)
    cells = register.as_cells(held.rows)
    first = (max(number, 1) - 1) * ROWS_ON_A_PAGE
    page = Rows(cells[first : first + ROWS_ON_A_PAGE], max(number, 1), len(cells), ROWS_ON_A_PAGE)
    exports = register.exports_page(actor, request.args.get("exports", 1, type=int))
    return render_template(
        "safety/reports/register.html", form=form, page=page, register=held, headings=register.HEADINGS, exports=exports
    )
