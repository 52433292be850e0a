"""Pages of consent: asking, the receipt, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from agencies.rules import local_path
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Refused
from people import bp, queries, service
from people.forms import ConsentForm, WithdrawForm
from people.queries import ConsentRecord, RecipientChoice, ShownWording
from people.rules import (
    CATEGORY_WORDS,
    USUAL_CONSENT_MONTHS,
    Category,
    ConsentMethod,
    Interpreter,
    Purpose,
    Relationship,
    category_may_go_to,
    months_after,
)
from people.views.records import Page
from people.words import ASKED_PURPOSES

STYLES = {"plain": "Plain English", "easy-read": "Easy Read"}


@bp.route("/people/<uuid:person_id>/consents/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def new_consent(person_id: UUID) -> Page:
    """Ask about sharing with one team for one purpose, in words that are read aloud and kept.

    `recipient` (or `agency` and `team`), `purpose`, `style` and `category` fill it in; `next` is where it leads.
    """
    actor = current_actor()
    who = queries.person(actor, person_id)
    offers = queries.recipients(actor)
    recipient, purpose, style = _recipient(offers), _purpose(), _style()
    about: dict[str, Any] = {"who": who, "offers": offers, "recipient": recipient, "purpose": purpose, "style": style}
    words = {"purposes": ASKED_PURPOSES, "styles": STYLES, "category_words": CATEGORY_WORDS}
    about |= {"next": local_path(request.values.get("next"))}
    if recipient is None:
        return render_template("people/consent_new.html", form=None, **about, **words)
    shown = queries.wording_to_show(actor, recipient, purpose, style)
    before = queries.said_before(actor, person_id, recipient.agency_id, recipient.team_id, purpose)
    form = _consent_form(recipient, purpose, style, shown, before)
    if form.submitted():
        try:
            _record(actor, person_id, recipient, purpose, shown, form)
            return redirect(local_path(form.next.data) or url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    held = queries.parts_for_sharing(actor, person_id)
    code = 200 if request.method == "GET" else 422
    form.renew_key()
    about |= {"shown": shown, "before": before, "held": held}
    return render_template("people/consent_new.html", form=form, **about, **words), code


def _consent_form(
    recipient: RecipientChoice, purpose: Purpose, style: str, shown: ShownWording, before: ConsentRecord | None
) -> ConsentForm:
    said = before.answers if before else {}
    asked = {category for category in Category if category.value in request.args.getlist("category")}
    return ConsentForm(
        offered={code: words for code, words in CATEGORY_WORDS.items() if category_may_go_to(code, recipient.kind)},
        recipient=recipient.value, purpose=purpose.value, style=style, wording_id=str(shown.wording_id),
        next=local_path(request.args.get("next", "")),
        agreed=[code.value for code in Category if said.get(code) is True or code in asked],
        refused=[code.value for code in Category if said.get(code) is False and code not in asked],
        valid_until=months_after(clock.today(), USUAL_CONSENT_MONTHS),
    )  # fmt: skip


def _record(
    actor: Actor, person_id: UUID, recipient: RecipientChoice, purpose: Purpose, shown: ShownWording, form: ConsentForm
) -> None:
    if form.wording_id.data != str(shown.wording_id):
        raise Refused("The words to read have changed.", instead="Read the new ones, then save what they said.")
    row = service.record_consent(
        actor=actor, person_id=person_id, recipient_agency_id=recipient.agency_id, recipient_team_id=recipient.team_id,
        purpose=purpose, answers=form.answers(), method=ConsentMethod(form.method.data), interpreter=_interpreter(form),
        wording_id=shown.wording_id, shown=shown.text, conditions=form.conditions.data,
        told_may_refuse=form.told_may_refuse.data, safe_to_speak=form.safe_to_speak.data,
        capacity=form.capacity.data, valid_until=form.last_day(),
    )  # fmt: skip
    given = row.state.value == "given"
    flash("Recorded what they agreed to." if given else "Recorded that they said no. Nothing will leave.", "success")


def _interpreter(form: ConsentForm) -> Interpreter | None:
    name = (form.interpreter_name.data or "").strip()
    if form.method.data != ConsentMethod.INTERPRETER.value:
        return None
    if not form.interpreter_relationship.data:
        raise Refused("Choose who the interpreter is to them.", field="interpreter_relationship")
    return Interpreter(name, Relationship(form.interpreter_relationship.data))


def _recipient(offers: Sequence[RecipientChoice]) -> RecipientChoice | None:
    wanted = request.values.get("recipient", f"{request.args.get('agency', '')}:{request.args.get('team', '')}")
    return next((offer for offer in offers if offer.value == wanted), None)


def _purpose() -> Purpose:
    wanted = request.values.get("purpose", "")
    return next((purpose for purpose in Purpose if purpose.value == wanted), Purpose.SUPPORT)


def _style() -> str:
    wanted = request.values.get("style", "")
    return wanted if wanted in STYLES else "plain"


@bp.get("/consents/<uuid:consent_id>")
@requires(Permission.PEOPLE_READ, Permission.CONSENT_RECORD, conceal=True)
def show_consent(consent_id: UUID) -> Page:
    """One consent as the person's own receipt: what they said, in which words, until when. Made to be printed."""
    actor = current_actor()
    record = queries.consent(actor, consent_id)
    return render_template(
        "people/consent.html", record=record, alias=queries.person_alias(actor, record.row.person_id),
        home_agency=queries.home_agency(actor), may_withdraw=actor.may(Permission.CONSENT_RECORD) and record.is_live,
    )  # fmt: skip


@bp.route("/consents/<uuid:consent_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def withdraw(consent_id: UUID) -> Page:
    """Take a consent back: says what will happen, asks how the person told us, and does it at once."""
    actor = current_actor()
    record = queries.consent(actor, consent_id)
    person_id = record.row.person_id
    form = WithdrawForm()
    if form.submitted():
        try:
            service.withdraw_consent(actor=actor, consent_id=consent_id, how=form.how.data)
            flash(f"Taken back. What was waiting at {record.agency} has stopped.", "success")
            return redirect(url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    page = render_template(
        "people/withdraw.html", form=form, record=record, alias=queries.person_alias(actor, person_id),
        home_agency=queries.home_agency(actor),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422
