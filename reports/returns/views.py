"""Pages of monitoring returns: what is due, a look before one is prepared, and each return with its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import asked
from core.downloads import book_file, pdf_file
from core.errors import Clash, Refused
from core.forms import EmptyForm, RoundtableForm
from reports import bp, periods
from reports.cuts import NOT_YET, unsettled
from reports.releases import service as releases
from reports.releases.forms import TakeAwayForm
from reports.returns import files, queries, rules, service
from reports.returns.documents import contents_of, return_body, sheets_of
from reports.returns.figures import figures_of, same_figures
from reports.returns.forms import AsideForm, SentForm
from reports.returns.queries import ReturnView
from reports.returns.rules import StepKind
from reports.returns.templates import templates
from reports.sheets import to_tables


@bp.get("/reports/returns")
@requires(Permission.FIGURES_READ, conceal=True)
def list_returns() -> str:
    """What funders ask for, by period, and the returns that were prepared."""
    actor, today = current_actor(), clock.today()
    standing = {(view.row.template, view.period): view for view in queries.recent(actor)}
    offered = [(each, rules.offered(each.periods, today)) for each in templates().values()]
    return render_template(
        "reports/returns/list.html", page=queries.returns_page(actor, request.args.get("page", 1, type=int)),
        offered=offered, standing=standing, rules=rules, words=periods.words,
    )  # fmt: skip


@bp.route("/reports/returns/new/<template>/<period>", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ, conceal=True)
def prepare_return(template: str, period: str) -> Any:
    """A return as it would be today; preparing it freezes its figures."""
    actor = current_actor()
    wanted = queries.asked_template(template)
    at = queries.asked_period(wanted, period)
    form = EmptyForm()
    if form.submitted():
        try:
            made = service.prepare(actor=actor, template=wanted, period=at)
        except (Refused, Clash) as refusal:
            _told(form, refusal)
        else:
            flash("Prepared. Its figures do not change any more. Somebody else checks it now.", "success")
            return redirect(url_for("reports.show_return", return_id=made.id), 303)
    figures = figures_of(actor, wanted, at)
    shown = {
        "template": wanted, "period": at, "figures": figures, "body": return_body(figures), "rules": rules,
        "contents": contents_of(figures), "before": queries.standing_of(actor, wanted.code, at), "words": periods.words,
        "settling": NOT_YET if unsettled([at]) else "",
    }  # fmt: skip
    return asked("reports/returns/prepare.html", form, shown)


@bp.get("/reports/returns/<uuid:return_id>")
@requires(Permission.FIGURES_READ, conceal=True)
def show_return(return_id: UUID) -> str:
    """A return as it was prepared, and where it stands."""
    actor = current_actor()
    view = queries.one(actor, return_id)
    return render_template("reports/returns/show.html", form=TakeAwayForm(), step=EmptyForm(), **_shown(view))


@bp.post("/reports/returns/<uuid:return_id>/check")
@requires(Permission.FIGURES_READ, conceal=True)
def check_return(return_id: UUID) -> Any:
    """A second person says that it is right."""
    actor, form = current_actor(), EmptyForm()
    if form.submitted():
        try:
            service.check(actor=actor, return_id=return_id)
            flash("Checked. It can be sent now.", "success")
            return redirect(url_for("reports.show_return", return_id=return_id), 303)
        except (Refused, Clash) as refusal:
            _told(form, refusal)
    shown = _shown(queries.one(actor, return_id))
    return asked("reports/returns/show.html", TakeAwayForm(), {"step": form, **shown})


@bp.route("/reports/returns/<uuid:return_id>/sent", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ, conceal=True)
def send_return(return_id: UUID) -> Any:
    """Say that a return went out, to whom, and how."""
    form = SentForm()
    return _step(return_id, form, "send.html", service.send, "Kept: it was sent.")


@bp.route("/reports/returns/<uuid:return_id>/set-aside", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ, conceal=True)
def set_return_aside(return_id: UUID) -> Any:
    """Take a return out of use, and say why."""
    form = AsideForm()
    return _step(return_id, form, "set_aside.html", service.set_aside, "Set aside. Another one can be prepared.")


@bp.route("/reports/returns/<uuid:return_id>/file", methods=["GET", "POST"])
@requires(Permission.FIGURES_READ, conceal=True)
def take_return(return_id: UUID) -> Any:
    """A return as PDF or spreadsheet; who took it, and why, is kept."""
    actor = current_actor()
    view, form = queries.one(actor, return_id), TakeAwayForm()
    if form.submitted():
        try:
            taken = releases.release(
                actor=actor, document="monitoring-return", title=_title(view), period=view.period,
                sheets=sheets_of(view.row.figures), why=form.why.data or "", **form.chosen,
            )  # fmt: skip
            return _handed_out(view, taken.shape.value, taken.id)
        except Refused as refusal:
            form.show(refusal)
    return asked("reports/returns/take.html", form, {"view": view, "figures": view.row.figures})


@bp.get("/reports/returns/<uuid:return_id>/file/<uuid:work_id>")
@requires(Permission.FIGURES_READ, conceal=True)
def show_return_making(return_id: UUID, work_id: UUID) -> str:
    """How far the PDF is; once it is made, the way to it."""
    actor = current_actor()
    return render_template(
        "reports/returns/making.html", standing=files.standing(actor, work_id, return_id),
        view=queries.one(actor, return_id),
    )  # fmt: skip


@bp.get("/reports/returns/<uuid:return_id>/file/<uuid:work_id>/return.pdf")
@requires(Permission.FIGURES_READ, conceal=True)
def download_return(return_id: UUID, work_id: UUID) -> Response:
    """The PDF that was made for whoever took it away; nobody else’s."""
    view, content = files.file_of(current_actor(), work_id, return_id)
    return pdf_file(content, _file_name(view))


def _step(return_id: UUID, form: Any, template: str, take: Any, done: str) -> Any:
    actor = current_actor()
    view = queries.one(actor, return_id)
    if form.submitted():
        try:
            take(actor=actor, return_id=return_id, words=form.words.data or "")
            flash(done, "success")
            return redirect(url_for("reports.show_return", return_id=return_id), 303)
        except (Refused, Clash) as refusal:
            _told(form, refusal)
    return asked(f"reports/returns/{template}", form, {"view": view, "figures": view.row.figures})


def _told(form: RoundtableForm, refusal: Refused | Clash) -> None:
    if isinstance(refusal, Refused):
        form.show(refusal)
    else:
        form.form_errors.append(str(refusal))


def _shown(view: ReturnView) -> dict[str, Any]:
    """What the page of a return needs, and whether late entries changed its figures since."""
    actor, figures = current_actor(), view.row.figures
    return {
        "view": view, "figures": figures, "body": return_body(figures), "contents": contents_of(figures),
        "rules": rules, "moved": _moved(actor, view), "is_preparer": view.steps[0].by_user_id == actor.user_id,
        "kinds": StepKind,
    }  # fmt: skip


def _moved(actor: Actor, view: ReturnView) -> bool:
    """True when a return that did not go out yet would show other figures today."""
    if view.template is None or view.standing not in (StepKind.PREPARED, StepKind.CHECKED):
        return False
    return not same_figures(view.row.figures, figures_of(actor, view.template, view.period))


def _title(view: ReturnView) -> str:
    figures = view.row.figures
    return f"{figures['funder']}: {figures['title']}, {figures['period']['words']}"


def _handed_out(view: ReturnView, shape: str, release_id: UUID) -> Response:
    """A spreadsheet at once; a PDF, which takes its time, by way of the page that shows how far it is."""
    if shape != "pdf":
        about = [("Return", _title(view)), *files.about(view, len(view.steps))]
        return book_file(shape, to_tables(sheets_of(view.row.figures), about=about), _file_name(view))
    work_id = files.ask(actor=current_actor(), view=view, release_id=release_id)
    return redirect(url_for("reports.show_return_making", return_id=view.row.id, work_id=work_id), 303)


def _file_name(view: ReturnView) -> str:
    return f"{view.row.template}-{rules.code_of(view.period)}-version-{view.row.edition}"
