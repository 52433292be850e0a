"""The page that sends a referral: three answers, then the sealed letter word for word, then one button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from agencies.queries import agency
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal
from directory.queries import ServiceOffer
from people import queries as people
from people.rules import Category, Purpose
from people.words import ASKED_PURPOSES
from referrals import bp, queries, service, vocabulary
from referrals.forms import CHOOSE, SendForm
from referrals.letter import Letter
from referrals.rules import BLOCKED_KINDS, TRIAGE, SharingRefused, Urgency, need_may_go_to

DRAFT = "referral_draft"
KEPT = ("service", "purpose", "needs", "urgency", "stays")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page works with: whom it is about, and where they could be referred."""

    actor: Actor
    person_id: UUID
    alias: str
    reference: str
    offers: list[ServiceOffer]
    agreed: set[UUID]

    def offer(self, value: str | None) -> ServiceOffer | None:
        """The service that was chosen, None when none was."""
        return next((offer for offer in self.offers if str(offer.service_id) == value), None)


@bp.route("/referrals/new", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND, conceal=True)
def new_referral() -> str | Response | tuple[str, int]:
    """Choose, read what will leave, send."""
    desk = _desk(current_actor(), request.args.get("person", ""))
    form = _form(desk)
    if request.method == "GET":
        return _render(desk, form)
    if not form.submitted():
        return _again(desk, form)
    session[DRAFT] = {"person": str(desk.person_id), **{name: form[name].data for name in KEPT}}
    if request.form.get("do") != "send":
        return redirect(url_for("referrals.new_referral", person=desk.person_id), 303)
    return _send(desk, form)


def _send(desk: Desk, form: SendForm) -> Response | tuple[str, int]:
    sheet = _letter(desk, form)
    going = {*TRIAGE, *(part.category for part in sheet.going)} if sheet else set(TRIAGE)
    try:
        sent = service.send_referral(
            actor=desk.actor, person_id=desk.person_id, service_id=UUID(form.service.data),
            purpose=Purpose(form.purpose.data), needs=form.needs.data, urgency=Urgency(form.urgency.data),
            categories=going, shown=form.shown.data or "", words_checked=bool(form.words_checked.data),
        )  # fmt: skip
    except SharingRefused as refusal:
        reason = refusal.reason
        keep_despite_refusal(
            lambda: service.record_refusal(
                actor=desk.actor,
                person_id=desk.person_id,
                service_id=UUID(form.service.data),
                categories=going,
                reason=reason,
            )
        )
        form.show(refusal)
        return _again(desk, form)
    except Refused as refusal:
        form.show(refusal)
        return _again(desk, form)
    session.pop(DRAFT, None)
    flash("Sent. It cannot change now. You see here who answers, and when.", "success")
    return redirect(url_for("referrals.show_referral", referral_id=sent.id), 303)


def _desk(actor: Actor, person: str) -> Desk:
    try:
        person_id = UUID(person)
    except ValueError:
        raise NotVisible from None
    alias, reference = _named(actor, person_id)
    offers, agreed = queries.offers_for(actor, person_id)
    return Desk(actor, person_id, alias, reference, offers, agreed)


def _named(actor: Actor, person_id: UUID) -> tuple[str, str]:
    who = people.person(actor, person_id)
    return who.alias or who.reference, who.reference


def _form(desk: Desk) -> SendForm:
    values = _draft(desk) if request.method == "GET" else {}
    return SendForm(
        {
            "service": [("", CHOOSE), *((str(offer.service_id), _label(offer)) for offer in desk.offers)],
            "purpose": [(purpose.value, words) for purpose, words in ASKED_PURPOSES.items()],
            "needs": vocabulary.need_words().items(),
            "stays": [(category.value, category.value) for category in Category if category not in TRIAGE],
        },
        **values,
    )


def _label(offer: ServiceOffer) -> str:
    return f"{offer.agency_name} – {offer.name}"


def _draft(desk: Desk) -> dict[str, Any]:
    """What was chosen before for this person; else what the record itself says."""
    kept = session.get(DRAFT)
    if kept and kept.get("person") == str(desk.person_id):
        return {name: kept[name] for name in KEPT if kept.get(name)}
    start = queries.starting_choices(desk.actor, desk.person_id, desk.offers)
    found = {"service": str(start.service_id or ""), "purpose": start.purpose.value if start.purpose else None}
    return {**found, "needs": list(start.needs)}


def _letter(desk: Desk, form: SendForm) -> Letter | None:
    offer = desk.offer(form.service.data)
    if offer is None or form.purpose.data not in {purpose.value for purpose in ASKED_PURPOSES}:
        return None
    left_out = {Category(code) for code in form.stays.data or [] if code in Category.__members__}
    needs = [need for need in form.needs.data or [] if need_may_go_to(need, offer.kind)]
    return queries.letter_for(desk.actor, desk.person_id, offer, Purpose(form.purpose.data), needs, left_out)


def _again(desk: Desk, form: SendForm) -> tuple[str, int]:
    form.renew_key()
    return _render(desk, form), 422


def _render(desk: Desk, form: SendForm) -> str:
    offer, sheet = desk.offer(form.service.data), _letter(desk, form)
    form.shown.data = sheet.digest if sheet else ""
    receiver = agency(offer.agency_id) if offer else None
    unasked = [part.category.value for part in sheet.staying if part.seen_first and part.askable] if sheet else []
    return render_template(
        "referrals/new.html", desk=desk, form=form, offer=offer, letter=sheet, receiver=receiver,
        common=vocabulary.COMMON_NEEDS, look_at=queries.words_to_look_at(sheet, offer) if sheet and offer else [],
        is_blocked=bool(offer and offer.kind in BLOCKED_KINDS), agreed_count=len(desk.agreed),
        missing_first=unasked,
    )  # fmt: skip
