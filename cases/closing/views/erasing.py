"""Pages of erasure: the second person's, and the certificate that says it happened and nothing else."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from agencies.views.again import refuse_another_password
from cases import bp
from cases.closing import certificate, queries, rules, service
from cases.closing.forms import EraseForm, NoForm
from cases.closing.rules import may_be_answered
from core.access import current_actor, requires
from core.changing import Answer
from core.downloads import pdf_file
from core.errors import Refused
from core.forms import EmptyForm, RoundtableForm
from people import queries as people_queries


@bp.route("/retention/erasures/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def answer_erasure(request_id: UUID) -> Answer:
    """The second person looks, types the reference and their password, and erases."""
    form = EraseForm()
    if form.submitted() and _is_really_them(form):
        try:
            erased = service.erase(actor=current_actor(), request_id=request_id, reference=form.reference.data or "")
            flash("Erased. The certificate is below.", "success")
            return redirect(url_for(".show_erasure", erasure_id=erased[0].id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _page(request_id, form, NoForm())


@bp.post("/retention/erasures/<uuid:request_id>/refuse")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def refuse_erasure(request_id: UUID) -> Answer:
    """The second person says no."""
    form = NoForm()
    if form.submitted():
        try:
            service.refuse_erasure(actor=current_actor(), request_id=request_id, reason=form.no_reason.data or "")
            flash("Refused. The record stays as it is.", "success")
            return redirect(url_for(".answer_erasure", request_id=request_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _page(request_id, EraseForm(), form)


@bp.post("/retention/erasures/<uuid:request_id>/withdraw")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def withdraw_erasure(request_id: UUID) -> Answer:
    """Take back that erasure was asked for."""
    service.withdraw_erasure(actor=current_actor(), request_id=request_id)
    flash("Taken back. The record stays as it is.", "success")
    return redirect(url_for(".list_disposals"), 303)


@bp.get("/retention/erased/<uuid:erasure_id>")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def show_erasure(erasure_id: UUID) -> Answer:
    """What was erased: references, names of those who did it, numbers; nothing of what it said."""
    found = queries.erasure(current_actor(), erasure_id)
    return render_template("cases/closing/erased.html", found=found, why=rules.WHY_WORDS[found.row.why])


@bp.get("/retention/erased/<uuid:erasure_id>.pdf")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def download_certificate(erasure_id: UUID) -> Response:
    """The disposal certificate as PDF."""
    actor = current_actor()
    found = queries.erasure(actor, erasure_id)
    made = certificate.certificate_pdf(found, home=people_queries.home_agency(actor))
    return pdf_file(made, f"disposal-{found.row.reference.lower()}")


def _is_really_them(form: EraseForm) -> bool:
    """The password again, since nothing brings an erased record back."""
    refusal = refuse_another_password(form.password.data or "")
    if refusal is not None:
        form.show(refusal)
    return refusal is None


def _page(request_id: UUID, form: EraseForm, refuse: NoForm) -> Answer:
    actor = current_actor()
    request = queries.request(actor, request_id)
    review = queries.review(actor, request.person_id)
    failed: RoundtableForm | None = next((each for each in (form, refuse) if each.errors), None)
    form.renew_key()
    refuse.renew_key()
    page = render_template(
        "cases/closing/erase.html", request=request, review=review, form=form, refuse=refuse, failed=failed,
        blockers=rules.blockers(review.standing), why=rules.WHY_WORDS[request.why], withdraw=EmptyForm(),
        is_own=request.asked_by == actor.user_id, waits=may_be_answered(request.state),
        is_lead=actor.may(Permission.PROTECTION_LEAD), asked_by=queries.name_of(actor, request.asked_by),
    )  # fmt: skip
    return (page, 422) if failed else page
