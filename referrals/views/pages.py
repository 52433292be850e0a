"""Pages of referrals: the inbox, one referral, and its answers. `receiving` has the buttons around an answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.forms import EmptyForm
from referrals import bp, clocks, queries, service
from referrals.forms import AcceptForm, BulkForm, DeclineForm
from referrals.queries import NOBODY, Filters
from referrals.views.showing import Answer, accepting, answered, back, button, chosen_id, declining, show

VIEW_WORDS = {
    "in": "Waiting for us",
    "new": "New",
    "me": "Waiting for me",
    "overdue": "Overdue",
    "answered": "Answered",
    "out": "Sent by us",
    "ended": "Ended",
}
URGENCY_CHIPS = (("standard", "Standard"), ("high", "High"), ("emergency", "Emergency"))


@bp.get("/referrals")
@requires(Permission.REFERRAL_READ, conceal=True)
def list_referrals() -> str:
    """The lists, one view at a time: what waits for us first."""
    return render_list(current_actor())


def render_list(actor: Actor, failed: BulkForm | None = None) -> str:
    """The inbox as its address asks for it; `failed`: a giving of several that was refused, and why."""
    choices = queries.filter_choices(actor)
    first = "in" if actor.may(Permission.REFERRAL_ANSWER) else "out"
    view = request.args.get("view", first)
    view = view if view in queries.VIEWS else first
    asked = _asked()
    filters = Filters.of(
        asked["urgency"],
        asked["only"] == "mine",
        teams=asked["team"],
        agencies=asked["agency"],
        worker=asked["worker"] or "",
    )
    page = queries.referrals_page(actor, view, filters, request.args.get("page", 1, type=int))
    bulk = failed or _bulk(actor, view, choices.workers)
    if failed is not None:
        failed.renew_key()
    return render_template(
        "referrals/list.html", view=view, view_words=VIEW_WORDS, page=page, counts=queries.counts(actor), asked=asked,
        choices=choices, filters=filters, urgency_chips=URGENCY_CHIPS, nobody=NOBODY, clocks=clocks, bulk=bulk,
        failed=failed, page_url=lambda n: url_for("referrals.list_referrals", page=n, view=view, **asked),
        narrowed=asked, may_send=actor.may(Permission.REFERRAL_SEND),
        from_outside=actor.may(Permission.REFERRAL_ANSWER) and actor.may(Permission.PEOPLE_WRITE),
    )  # fmt: skip


@bp.get("/referrals/<uuid:referral_id>")
@requires(Permission.REFERRAL_READ, conceal=True)
def show_referral(referral_id: UUID) -> str:
    """One referral, as its side may see it."""
    actor = current_actor()
    return show(actor, queries.referral_page(actor, referral_id))


@bp.post("/referrals/<uuid:referral_id>/acknowledge")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def acknowledge(referral_id: UUID) -> Answer:
    """Say that it has been read and is being decided."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        service.acknowledge(actor=actor, referral_id=referral_id, version=form.version.data or 0)
        return back(referral_id, "Acknowledged. They can see who has it.")

    return answered(referral_id, button, act)


@bp.post("/referrals/<uuid:referral_id>/accept")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def accept(referral_id: UUID) -> Answer:
    """Accept, and go to the case that opens from it; where none does, to the package."""

    def act(actor: Actor, form: AcceptForm) -> Response:
        version = form.version.data or 0
        if not queries.accepting_opens_a_case(actor):
            service.accept_without_case(actor=actor, referral_id=referral_id, version=version)
            return back(referral_id, "Accepted. You can read all of what was sent, here.")
        case = service.accept(
            actor=actor, referral_id=referral_id, version=version, expected_on=form.expected_on.day,
            lead_user_id=chosen_id(form.worker.data, "Choose a colleague", "worker"),
        )  # fmt: skip
        flash("Accepted. This is your own record of them now, and says where it came from.", "success")
        if queries.may_be_known(actor, case.person_id):
            flash("They may be someone you already know. Compare the records on their page, under “Same person”.", "")
        return redirect(url_for("cases.show_case", case_id=case.id), 303)

    return answered(referral_id, accepting, act)


@bp.post("/referrals/<uuid:referral_id>/decline")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def decline(referral_id: UUID) -> Answer:
    """Decline, with a reason and another service, or the words that none was found."""

    def act(actor: Actor, form: DeclineForm) -> Response:
        chosen = chosen_id(form.alternative_service_id.data, "Choose another service", "alternative_service_id")
        service.decline(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, reason_code=form.reason_code.data,
            alternative_service_id=chosen, none_found=bool(form.none_found.data),
            criterion=form.criterion.data or "", words_checked=bool(form.words_checked.data),
        )  # fmt: skip
        told = "where to go instead" if chosen else "that you know of nobody else"
        return back(referral_id, f"Declined. They were told why, and {told}.")

    return answered(referral_id, declining, act)


@bp.post("/referrals/<uuid:referral_id>/withdraw")
@requires(Permission.REFERRAL_SEND, conceal=True)
def withdraw(referral_id: UUID) -> Answer:
    """Take back a referral that nobody has decided."""

    def act(actor: Actor, _: EmptyForm) -> Response:
        service.withdraw(actor=actor, referral_id=referral_id)
        return back(referral_id, "Withdrawn. Their copy is closed, and they were told.")

    return answered(referral_id, button, act)


@bp.post("/referrals/<uuid:referral_id>/seen")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def seen(referral_id: UUID) -> Answer:
    """Say that the end of a referral was seen."""

    def act(actor: Actor, _: EmptyForm) -> Response:
        service.note_withdrawal_seen(actor=actor, referral_id=referral_id)
        return redirect(url_for("referrals.list_referrals", view="ended"), 303)

    return answered(referral_id, button, act)


def _asked() -> dict[str, Any]:
    """What the address narrows the list to, as it was written."""
    return {
        "urgency": [value for value, _ in URGENCY_CHIPS if value in request.args.getlist("urgency")],
        "only": "mine" if "mine" in request.args.getlist("only") else None,
        "team": request.args.getlist("team"),
        "agency": [each for each in request.args.getlist("agency") if each],
        "worker": request.args.get("worker") or None,
    }


def _bulk(actor: Actor, view: str, workers: Any) -> BulkForm | None:
    """The form that gives several to one worker; None where nothing in the view waits for an answer of ours."""
    if view not in queries.OPEN_VIEWS or not actor.may(Permission.REFERRAL_ANSWER):
        return None
    return BulkForm([(str(each.id), each.name) for each in workers])
