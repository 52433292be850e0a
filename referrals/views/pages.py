"""Pages of referrals: the lists, one referral, and its answers. `sending` has the page that sends one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from core.forms import EmptyForm
from directory.queries import alternatives, organisation_names
from referrals import bp, clocks, queries, service, vocabulary
from referrals.forms import DeclineForm
from referrals.queries import Filters, ReferralPage

VIEW_WORDS = {
    "in": "Waiting for us",
    "accepted": "Accepted",
    "out": "Sent by us",
    "overdue": "Overdue",
    "answered": "Answered",
    "withdrawn": "Withdrawn",
}
URGENCY_CHIPS = (("standard", "Standard"), ("high", "High"), ("emergency", "Emergency"))
Answer = str | Response | tuple[str, int]


@bp.get("/referrals")
@requires(Permission.REFERRAL_READ, conceal=True)
def list_referrals() -> str:
    """The lists, one view at a time: what waits for us first."""
    actor = current_actor()
    first = "in" if actor.may(Permission.REFERRAL_ANSWER) else "out"
    view = request.args.get("view", first)
    view = view if view in queries.VIEWS else first
    chosen = [value for value, _ in URGENCY_CHIPS if value in request.args.getlist("urgency")]
    mine = "mine" in request.args.getlist("only")
    number = request.args.get("page", 1, type=int)
    page = queries.referrals_page(actor, view, Filters.of(chosen, mine), number)
    narrowed: dict[str, Any] = {"view": view, "urgency": chosen, "only": "mine" if mine else None}
    return render_template(
        "referrals/list.html", view=view, view_words=VIEW_WORDS, page=page, counts=queries.counts(actor), mine=mine,
        chosen=chosen, urgency_chips=URGENCY_CHIPS, dial_of=clocks.dial_of, clocks=clocks,
        page_url=lambda n: url_for("referrals.list_referrals", page=n, **narrowed),
    )  # fmt: skip


@bp.get("/referrals/<uuid:referral_id>")
@requires(Permission.REFERRAL_READ, conceal=True)
def show_referral(referral_id: UUID) -> str:
    """One referral, as its side may see it."""
    actor = current_actor()
    page = queries.referral_page(actor, referral_id)
    return _render(actor, page, EmptyForm(version=page.referral.version), _decline_form(actor, page))


@bp.post("/referrals/<uuid:referral_id>/acknowledge")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def acknowledge(referral_id: UUID) -> Answer:
    """Say that it has been read and is being decided."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        service.acknowledge(actor=actor, referral_id=referral_id, version=form.version.data or 0)
        return _back(referral_id, "Acknowledged. They can see who has it.")

    return _answer(referral_id, act)


@bp.post("/referrals/<uuid:referral_id>/accept")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def accept(referral_id: UUID) -> Answer:
    """Accept, and go to the case that opens from it; where none does, to the package."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        version = form.version.data or 0
        if not queries.accepting_opens_a_case(actor):
            service.accept_without_case(actor=actor, referral_id=referral_id, version=version)
            return _back(referral_id, "Accepted. You can read all of what was sent, here.")
        case = service.accept(actor=actor, referral_id=referral_id, version=version)
        flash("Accepted. This is your own record of them now, and says where it came from.", "success")
        return redirect(url_for("cases.show_case", case_id=case.id), 303)

    return _answer(referral_id, act)


@bp.post("/referrals/<uuid:referral_id>/decline")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def decline(referral_id: UUID) -> Answer:
    """Decline, with a reason and another service."""
    actor = current_actor()
    form = _declining(actor)
    if not form.submitted():
        return _again(actor, referral_id, form, 422)
    try:
        service.decline(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, reason_code=form.reason_code.data,
            alternative_service_id=UUID(form.alternative_service_id.data),
        )  # fmt: skip
    except Refused as refusal:
        form.show(refusal)
        return _again(actor, referral_id, form, 422)
    except Clash as clash:
        form.show(Refused(str(clash)))
        return _again(actor, referral_id, form, 409)
    return _back(referral_id, "Declined. They were told why, and where to go instead.")


@bp.post("/referrals/<uuid:referral_id>/withdraw")
@requires(Permission.REFERRAL_SEND, conceal=True)
def withdraw(referral_id: UUID) -> Answer:
    """Take back a referral that nobody has decided."""

    def act(actor: Actor, _: EmptyForm) -> Response:
        service.withdraw(actor=actor, referral_id=referral_id)
        return _back(referral_id, "Withdrawn. Their copy is closed, and they were told.")

    return _answer(referral_id, act)


@bp.post("/referrals/<uuid:referral_id>/seen")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def seen(referral_id: UUID) -> Answer:
    """Say that the end of a referral was seen."""

    def act(actor: Actor, _: EmptyForm) -> Response:
        service.note_withdrawal_seen(actor=actor, referral_id=referral_id)
        return redirect(url_for("referrals.list_referrals", view="withdrawn"), 303)

    return _answer(referral_id, act)


def _answer(referral_id: UUID, act: Callable[[Actor, EmptyForm], Response]) -> Answer:
    """One button: do it, or show the referral again with the reason why not."""
    actor, form = current_actor(), EmptyForm()
    if not form.submitted():
        return _again(actor, referral_id, form, 422)
    try:
        return act(actor, form)
    except Refused as refusal:
        form.show(refusal)
        return _again(actor, referral_id, form, 422)
    except Clash as clash:
        form.show(Refused(str(clash)))
        return _again(actor, referral_id, form, 409)


def _again(actor: Actor, referral_id: UUID, form: EmptyForm | DeclineForm, status: int) -> tuple[str, int]:
    """The referral as it stands now, with what was refused on top and fresh keys in every form."""
    page = queries.referral_page(actor, referral_id)
    button = EmptyForm() if isinstance(form, DeclineForm) else form
    declining = form if isinstance(form, DeclineForm) else _decline_form(actor, page)
    for each in (button, declining):
        if each is not None:
            each.renew_key()
            each.version.data, each.version.raw_data = page.referral.version, None
    return _render(actor, page, button, declining, form), status


def _render(
    actor: Actor, page: ReferralPage, button: EmptyForm, declining: DeclineForm | None, failed: EmptyForm | None = None
) -> str:
    return render_template(
        "referrals/show.html", page=page, form=button, declining=declining, failed=failed, clocks=clocks,
        dial=clocks.dial_of(page.referral), may_answer=actor.may(Permission.REFERRAL_ANSWER),
        may_send=actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip


def _decline_form(actor: Actor, page: ReferralPage) -> DeclineForm | None:
    """The form to decline with; None when there is nothing left to decline."""
    if page.is_ours or not page.is_pending or not actor.may(Permission.REFERRAL_ANSWER):
        return None
    return _declining(actor, version=page.referral.version)


def _declining(actor: Actor, **values: int) -> DeclineForm:
    rows = alternatives(actor)
    runs = organisation_names(rows)
    services = [(str(row.id), f"{row.name} ({runs[row.organisation_id]})") for row in rows]
    return DeclineForm(vocabulary.decline_reasons().items(), services, **values)


def _back(referral_id: UUID, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("referrals.show_referral", referral_id=referral_id), 303)
