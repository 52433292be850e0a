"""Pages of disposal: whose record is due, one record under review, holds, and keeping longer."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.closing import queries, rules, service
from cases.closing.forms import AskForm, HoldForm, KeepForm, ReleaseForm
from core.access import current_actor, requires
from core.changing import Answer
from core.errors import Refused
from core.forms import EmptyForm, RoundtableForm

VIEWS = {"due": "Due for review", "soon": "Due within 90 days", "held": "Held", "erased": "Erased"}


@bp.get("/retention")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def list_disposals() -> Answer:
    """Records whose time is over, soon over, held, or erased."""
    actor = current_actor()
    view = request.args.get("view", "due")
    view = view if view in VIEWS else "due"
    number = request.args.get("page", 1, type=int)
    page = queries.erased_page(actor, number) if view == "erased" else queries.due_page(actor, number, view=view)
    return render_template(
        "cases/closing/list.html", page=page, view=view, views=VIEWS, why_words=rules.WHY_WORDS,
        waiting=queries.waiting_for_second(actor), due=page.total if view == "due" else queries.count_due(actor),
    )  # fmt: skip


@bp.get("/retention/people/<uuid:person_id>")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def review_disposal(person_id: UUID) -> Answer:
    """One record under review: cases, days, holds, what was decided before, and what can be done."""
    return _page(person_id)


@bp.post("/retention/people/<uuid:person_id>/keep")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def keep_longer(person_id: UUID) -> Answer:
    """Keep a record longer, with a reason and a new day."""
    form = KeepForm()
    if form.submitted():
        try:
            service.keep_longer(
                actor=current_actor(), person_id=person_id, reason=form.keep_reason.data or "",
                until=form.keep_until.day,
            )  # fmt: skip
            return _done(person_id, "Kept. It is reviewed again on that day.")
        except Refused as refusal:
            form.show(refusal)
    return _page(person_id, keep=form)


@bp.post("/retention/people/<uuid:person_id>/holds")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def place_hold(person_id: UUID) -> Answer:
    """Hold a record."""
    form = HoldForm()
    if form.submitted():
        try:
            service.place_hold(
                actor=current_actor(), person_id=person_id, kind=rules.hold_kind(form.kind.data),
                reason=form.reason.data or "", until=form.until.day,
            )  # fmt: skip
            return _done(person_id, "Held. Nothing of this record is disposed of.")
        except Refused as refusal:
            form.show(refusal)
    return _page(person_id, hold=form)


@bp.post("/retention/people/<uuid:person_id>/holds/<uuid:hold_id>/release")
@requires(Permission.PROTECTION_LEAD, Permission.CASE_SUPERVISE, conceal=True)
def release_hold(person_id: UUID, hold_id: UUID) -> Answer:
    """Release a hold, with the reason."""
    form = ReleaseForm()
    if form.submitted():
        try:
            service.release_hold(
                actor=current_actor(), person_id=person_id, hold_id=hold_id, reason=form.release_reason.data or ""
            )
            return _done(person_id, "Released.")
        except Refused as refusal:
            form.show(refusal)
    return _page(person_id, release=form)


@bp.post("/retention/people/<uuid:person_id>/erasure")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def ask_erasure(person_id: UUID) -> Answer:
    """Ask that a record is erased; a second person does it."""
    form = AskForm()
    if form.submitted():
        try:
            service.ask_erasure(actor=current_actor(), person_id=person_id, why=form.why.data)
            return _done(person_id, "Asked for. A manager or another lead was told that something waits.")
        except Refused as refusal:
            form.show(refusal)
    return _page(person_id, ask=form)


def _page(person_id: UUID, **failed: RoundtableForm) -> Answer:
    """The review with its forms; 422 with the one that did not pass."""
    actor = current_actor()
    review = queries.review(actor, person_id)
    for form in failed.values():
        form.renew_key()
    page = render_template(
        "cases/closing/review.html", review=review, words=rules, is_in_force=queries.is_in_force,
        blockers=rules.blockers(review.standing), is_lead=actor.may(Permission.PROTECTION_LEAD),
        is_own=review.request is not None and review.request.asked_by == actor.user_id, withdraw=EmptyForm(),
        failed=next(iter(failed.values()), None),
        **{"keep": KeepForm(), "hold": HoldForm(), "release": ReleaseForm(), "ask": AskForm(), **failed},
    )  # fmt: skip
    return (page, 422) if failed else page


def _done(person_id: UUID, words: str) -> Answer:
    flash(words, "success")
    return redirect(url_for(".review_disposal", person_id=person_id), 303)
