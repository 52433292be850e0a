"""The short page before a request to the national referral mechanism, and an authority's own notifications."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from directory.queries import ServiceOffer
from people import queries as people
from referrals import bp
from referrals.decisions import vocabulary
from referrals.decisions.slavery import queries, service
from referrals.decisions.slavery.forms import NotifyForm, RequestForm
from referrals.decisions.slavery.rules import AdviceAnswer, Informed

Page = str | Response | tuple[str, int]
REPORT = "report"


@bp.route("/people/<uuid:person_id>/modern-slavery", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND, conceal=True)
def ask_referral_mechanism(person_id: UUID) -> Page:
    """Advice first, informed consent, then a first responder. To a team here it goes on as a referral by consent."""
    actor = current_actor()
    who = people.person(actor, person_id)
    offers = queries.responders(actor)
    form = _form(offers)
    if request.method == "GET":
        return _page(actor, person_id, who.alias or who.reference, form, offers)
    if not form.submitted():
        return _page(actor, person_id, who.alias or who.reference, form, offers), 422
    try:
        service_id = _write(actor, person_id, form)
    except Refused as refusal:
        form.show(refusal)
        return _page(actor, person_id, who.alias or who.reference, form, offers), 422
    if service_id is None:
        flash("Written down. Go with them, or ring together. Nothing was sent from here.", "success")
        return redirect(url_for("people.show_person", person_id=person_id), 303)
    flash("Written down. Now send the referral that they agreed to.", "success")
    onward = url_for("referrals.new_referral", person=person_id, service=service_id, purpose=REPORT)
    return redirect(onward, 303)


def _write(actor: Actor, person_id: UUID, form: RequestForm) -> UUID | None:
    chosen = form.recipient.data or ""
    kind, _, value = chosen.partition(":")
    row = service.request_referral(
        actor=actor, person_id=person_id, advice=AdviceAnswer(form.advice.data),
        informed=Informed(bool(form.what_it_is.data), bool(form.home_office.data), bool(form.may_refuse.data)),
        grounds=form.grounds.data or "", own_view=form.own_view.data or "",
        service_id=UUID(value) if kind == "team" else None, outside_code=value if kind == "outside" else None,
    )  # fmt: skip
    return row.service_id


def _form(offers: list[ServiceOffer]) -> RequestForm:
    form = RequestForm()
    here = [(f"team:{each.service_id}", f"{each.agency_name} – {each.name}") for each in offers]
    outside = [
        (f"outside:{each['code']}", f"{each['name']}, outside Roundtable") for each in vocabulary.slavery()["outside"]
    ]
    form.recipient.choices = [SelectChoice(value, words) for value, words in (*here, *outside)]
    return form


def _page(actor: Actor, person_id: UUID, alias: str, form: RequestForm, offers: list[ServiceOffer]) -> str:
    form.renew_key()
    agreed = {f"team:{each.service_id}" for each in offers if queries.consent_to(actor, person_id, each)}
    return render_template(
        "referrals/decisions/slavery.html", form=form, alias=alias, person_id=person_id, table=vocabulary.slavery(),
        advisers=queries.advisers(actor), offers=offers, agreed=agreed,
        may_ask=actor.may(Permission.CONSENT_RECORD), asked=queries.of_person(actor, person_id),
    )  # fmt: skip


@bp.route("/modern-slavery/duty-to-notify", methods=["GET", "POST"])
@requires(Permission.SHARING_DECIDE, conceal=True)
def duty_to_notify() -> Page:
    """A public authority's notes of what it told the Home Office without identity; no page for any other agency."""
    actor = current_actor()
    if not queries.may_notify(actor):
        raise NotVisible
    form = NotifyForm()
    if form.submitted():
        try:
            service.note_duty(
                actor=actor, indicators=form.indicators.data or "", sent_on=form.sent_on.day or clock.today()
            )
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Written down, without a name.", "success")
            return redirect(url_for("referrals.duty_to_notify"), 303)
    form.renew_key()
    page = render_template(
        "referrals/decisions/notify.html", form=form, table=vocabulary.slavery(),
        page=queries.notifications(actor, request.args.get("page", 1, type=int)), page_url=_notify_url,
    )  # fmt: skip
    return page if request.method == "GET" else (page, 422)


def _notify_url(number: int) -> str:
    return url_for("referrals.duty_to_notify", page=number)
