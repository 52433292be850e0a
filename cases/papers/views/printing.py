"""Print and export: which parts, what for, and the file for 15 minutes to whoever ordered it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from cases import bp
from cases.pages import file_of, team_only
from cases.papers import making
from cases.papers.forms import PrintForm
from cases.papers.queries import letters as letter_queries
from cases.papers.queries import printing as queries
from cases.papers.rules import PrintFor, Shape
from cases.papers.service import printing as service
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.downloads import kept_file
from core.errors import Refused

KINDS = {"pdf": "application/pdf", "json": "application/json; charset=utf-8"}


@bp.get("/cases/<uuid:case_id>/papers")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_papers(case_id: UUID) -> Answer:
    """Letters of a case and prints that were made, each in pages."""
    shown, actor = file_of(case_id), current_actor()
    return render_template(
        "cases/papers/show.html", **shown,
        letters=letter_queries.letters_page(actor, shown["case"], request.args.get("letters", 1, type=int)),
        prints=queries.prints_page(actor, shown["case"], request.args.get("prints", 1, type=int)),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/print", methods=["GET", "POST"])
@requires(Permission.CASE_READ, conceal=True)
@team_only
def print_case(case_id: UUID) -> Answer:
    """Choose the parts and say what for; then the file."""
    shown, actor = file_of(case_id), current_actor()
    offered = {section.key: section.title for section in queries.sections_of(actor, shown["case"])}
    chosen = [key for key in request.args.getlist("part") if key in offered]
    form = PrintForm(offered, sections=chosen or list(offered))
    if form.submitted():
        try:
            row = service.order_print(
                actor=actor, case_id=case_id, sections=form.sections.data or [], shape=Shape(form.shape.data),
                purpose=PrintFor(form.purpose.data), reason=form.reason.data,
            )  # fmt: skip
            where = url_for(".download_print", case_id=case_id, print_id=row.id, shape=row.shape.value)
            return redirect(where, 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/papers/print.html", form, shown)


@bp.get("/cases/<uuid:case_id>/prints/<uuid:print_id>.<shape>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def download_print(case_id: UUID, print_id: UUID, shape: str) -> Answer:
    """The file, for 15 minutes and only to whoever ordered it; later a new one is ordered."""
    shown = file_of(case_id)
    found = queries.ordered(current_actor(), shown["case"], print_id)
    make = making.print_json if found.shape is Shape.JSON else making.print_pdf
    return paper(make(found.cover, found.sections), found.shape.value, f"{shown['case'].reference.lower()}-file")


def paper(content: bytes, shape: str, stem: str) -> Response:
    """A paper as an attachment that opens in no page of ours."""
    return kept_file(content, KINDS[shape], f"{stem}-{clock.today().isoformat()}.{shape}", sandboxed=True)
