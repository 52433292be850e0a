"""Pages of list exports: what may be taken, asking, one export with its progress, the second yes, and the download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import bp
from agencies.exports import queries, rules, service
from agencies.exports.forms import AgreeForm, AskForm, RefuseForm
from agencies.exports.service import Wish
from agencies.permissions import Permission
from agencies.views.again import refuse_another_password
from core import downloads
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused
from core.forms import EmptyForm

#: Whoever may take any list at all, and those who answer for the others or check them.
TAKES = (
    Permission.CASE_READ, Permission.OUTREACH_LOG, Permission.REFERRAL_AGENCY, Permission.PLAN_READ,
    Permission.AUDIT_READ, Permission.EXPORT_APPROVE,
)  # fmt: skip
ZIP = "application/zip"


@bp.get("/exports")
@requires(*TAKES, conceal=True)
def list_exports() -> str:
    """The lists that the reader may take out, and what they asked for."""
    actor = current_actor()
    page = queries.own_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "agencies/exports/list.html", offers=queries.offered(actor), page=page, waiting=queries.waiting_for(actor),
        oversees=actor.may(*queries.OVERSEES),
    )  # fmt: skip


@bp.get("/exports/agency")
@requires(*queries.OVERSEES, conceal=True)
def list_agency_exports() -> str:
    """Every list that anybody of the agency asked for: who, what, why, and what became of it."""
    page = queries.agency_page(current_actor(), request.args.get("page", 1, type=int))
    return render_template("agencies/exports/agency.html", page=page)


@bp.route("/exports/new/<code>", methods=["GET", "POST"])
@requires(*TAKES, conceal=True)
def ask_for_export(code: str) -> Answer:
    """Ask for one list: what for, and what locks it; about people, one's own password again."""
    actor = current_actor()
    offer = queries.offer(actor, code)
    form = AskForm(about_people=offer.about_people)
    if form.submitted():
        try:
            if offer.about_people:
                _own_password(form.typed("password"))
            row = service.ask(actor=actor, wish=_wish(code, form))
            flash("Asked. A colleague has to agree first." if row.needs_second else "It is being made.", "success")
            return redirect(url_for(".show_export", export_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    size = offer.size(actor)
    second = service.needs_second_yes(actor, offer, size)
    return asked("agencies/exports/new.html", form, {"offer": offer, "size": size, "second": second})


@bp.get("/exports/<uuid:export_id>")
@requires(*TAKES, conceal=True)
def show_export(export_id: UUID) -> str:
    """One export: how it stands, and what the reader can do with it."""
    return _page(export_id)


@bp.post("/exports/<uuid:export_id>/agree")
@requires(Permission.EXPORT_APPROVE, conceal=True)
def agree_to_export(export_id: UUID) -> Answer:
    """The second yes, with one's own password."""
    form = AgreeForm()

    def write() -> None:
        _own_password(form.password.data or "")
        service.agree(actor=current_actor(), export_id=export_id, version=form.version.data or 0)

    return _decided(export_id, form, write, "Agreed. It is being made for your colleague.", agree=form)


@bp.post("/exports/<uuid:export_id>/refuse")
@requires(Permission.EXPORT_APPROVE, conceal=True)
def refuse_export(export_id: UUID) -> Answer:
    """A no, with why."""
    form = RefuseForm()

    def write() -> None:
        service.refuse(
            actor=current_actor(), export_id=export_id, version=form.version.data or 0, answer=form.answer.data or ""
        )

    return _decided(export_id, form, write, "Refused. Your colleague is told why.", refuse=form)


@bp.post("/exports/<uuid:export_id>/cancel")
@requires(*TAKES, conceal=True)
def cancel_export(export_id: UUID) -> Answer:
    """Take one's own request back, or throw the archive away."""
    form = EmptyForm()

    def write() -> None:
        service.cancel(actor=current_actor(), export_id=export_id, version=form.version.data or 0)

    return _decided(export_id, form, write, "Taken back. Nothing of it is kept.")


@bp.post("/exports/<uuid:export_id>/file")
@requires(*TAKES, conceal=True, idempotent=False)
def download_export(export_id: UUID) -> Response:
    """The archive, for whoever asked for it and for nobody else; each download is counted."""
    handed = service.take(actor=current_actor(), export_id=export_id)
    if handed.is_archive:
        return downloads.kept_file(handed.content, ZIP, f"{handed.name}.zip", sandboxed=True)
    ending, media = rules.FILES[handed.shape]
    return downloads.kept_file(handed.content, media, f"{handed.name}.{ending}", sandboxed=True)


def _own_password(password: str) -> None:
    refusal = refuse_another_password(password)
    if refusal is not None:
        raise refusal


def _wish(code: str, form: AskForm) -> Wish:
    return Wish(
        code=code, **{name: form.typed(name) for name in ("shape", "purpose", "why", "passphrase", "again")}
    )  # fmt: skip


def _decided(export_id: UUID, form: Any, write: Any, done: str, **forms: Any) -> Answer:
    """One button or answer on the page of an export: done, or the page again with what did not pass."""
    queries.peek(current_actor(), export_id)
    code = 422
    if form.submitted():
        try:
            write()
            flash(done, "success")
            return redirect(url_for(".show_export", export_id=export_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.form_errors.append(str(clash))
            code = 409
    form.renew_key()
    return _page(export_id, problems=form, **forms), code


def _page(export_id: UUID, **forms: Any) -> str:
    actor = current_actor()
    line = queries.export(actor, export_id)
    version = line.row.version
    values: dict[str, Any] = {
        "agree": AgreeForm(version=version), "refuse": RefuseForm(version=version),
        "cancel": EmptyForm(version=version), "take": EmptyForm(), "problems": None, **forms,
    }  # fmt: skip
    return render_template(
        "agencies/exports/show.html", line=line, standing=queries.standing(actor, line.row), kept=rules.KEPT.days,
        may_decide=queries.may_decide(actor, line), so_many=rules.about_so_many(line.row.people_asked), **values,
    )  # fmt: skip
