"""A case changes hands: offering it, the offers that wait, taking one, saying no, taking it back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp
from cases.desk import queries, service
from cases.desk.forms import DeclineForm, TransferForm
from cases.desk.views.listing import desk_values
from cases.pages import file_of, team_only
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Refused
from core.forms import EmptyForm


@bp.route("/cases/<uuid:case_id>/transfer", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def transfer_case(case_id: UUID) -> Answer:
    """Offer the case to a colleague or a team, or see the offer that waits; every earlier transfer stands below."""
    shown = file_of(case_id)
    actor = current_actor()
    form = _form(shown["case"].lead_user_id)
    if form.submitted():
        try:
            _offer(form, case_id)
            flash("The case is offered." if form.how.data == "ask" else "The case has another lead worker.", "success")
            return redirect(url_for(".transfer_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    transfers = queries.transfers_of(actor, shown["case"])
    manages = actor.may(Permission.CASE_SUPERVISE)
    return asked(
        "cases/desk/transfer.html", form, shown, transfers=transfers, manages=manages, take_back=EmptyForm(),
        waiting=next((one for one in transfers if one.state == "offered"), None),
        may_offer=shown["may_write"] and (manages or shown["case"].lead_user_id == actor.user_id),
    )  # fmt: skip


@bp.get("/cases/offers")
@requires(Permission.CASE_READ, conceal=True)
def list_offers() -> Answer:
    """Cases offered to the reader or their team, and others that wait in cases they may open."""
    actor = current_actor()
    return render_template(
        "cases/desk/offers.html", mine=queries.offers_to(actor), others=queries.offers_elsewhere(actor),
        **desk_values("offers"),
    )  # fmt: skip


@bp.get("/cases/offers/<uuid:transfer_id>")
@requires(Permission.CASE_READ, conceal=True)
def show_offer(transfer_id: UUID) -> Answer:
    """One offer: what the case needs and what its lead worker wrote for the next one; initials until it is taken."""
    return _offer_page(transfer_id, DeclineForm())


@bp.post("/cases/offers/<uuid:transfer_id>/take")
@requires(Permission.CASE_LEAD, conceal=True)
def take_case(transfer_id: UUID) -> Answer:
    """Take the case: the reader leads it from now on."""
    form = DeclineForm()
    try:
        case = service.take_case(actor=current_actor(), transfer_id=transfer_id)
    except Refused as refusal:
        form.show(refusal)
        return _offer_page(transfer_id, form)
    flash("You lead this case now.", "success")
    return redirect(url_for(".show_case", case_id=case.id), 303)


@bp.post("/cases/offers/<uuid:transfer_id>/decline")
@requires(Permission.CASE_LEAD, conceal=True)
def decline_case(transfer_id: UUID) -> Answer:
    """Say no, with a reason; the case stays where it is."""
    form = DeclineForm()
    if form.submitted():
        try:
            service.decline_case(actor=current_actor(), transfer_id=transfer_id, words=form.words.data)
            flash("You said no. Its lead worker will hear of it.", "success")
            return redirect(url_for(".list_offers"), 303)
        except Refused as refusal:
            form.show(refusal)
    return _offer_page(transfer_id, form)


@bp.post("/cases/offers/<uuid:transfer_id>/take-back")
@requires(Permission.CASE_WRITE, conceal=True)
def take_back_case(transfer_id: UUID) -> Answer:
    """Take an offer back before it is answered."""
    form = DeclineForm()
    try:
        case_id = queries.offer(current_actor(), transfer_id)[0].case_id
        service.take_back(actor=current_actor(), transfer_id=transfer_id)
    except Refused as refusal:
        form.show(refusal)
        return _offer_page(transfer_id, form)
    flash("The offer is taken back.", "success")
    return redirect(url_for(".transfer_case", case_id=case_id), 303)


def _offer(form: TransferForm, case_id: UUID) -> None:
    service.offer_case(
        actor=current_actor(), case_id=case_id, to_user_id=UUID(form.to_user.data) if form.to_user.data else None,
        to_team_id=UUID(form.to_team.data) if form.to_team.data else None, reason_code=form.reason_code.data,
        reason=form.reason.data, handover=form.handover.data, stays_until=_last_day(form),
        at_once=form.how.data == "now",
    )  # fmt: skip


def _last_day(form: TransferForm) -> date | None:
    if form.stay.data != "stays":
        return None
    if form.stays_until.day is None:
        raise Refused("Enter the last day on the team.", field="stays_until")
    return form.stays_until.day


def _form(lead_user_id: UUID) -> TransferForm:
    actor = current_actor()
    leads = agencies_queries.colleagues(actor, Permission.CASE_LEAD)
    teams = agencies_queries.teams_of(actor.agency_id)
    return TransferForm(
        {user.id: user.name for user in leads if user.id != lead_user_id}, {team.id: team.name for team in teams}
    )


def _offer_page(transfer_id: UUID, form: DeclineForm) -> Answer:
    offer, may_answer = queries.offer(current_actor(), transfer_id)
    if request.method == "POST":
        form.renew_key()
    page = render_template(
        "cases/desk/offer.html", offer=offer, may_answer=may_answer, form=form, take=EmptyForm(),
        **desk_values("offers"),
    )  # fmt: skip
    return page if request.method == "GET" else (page, 422)
