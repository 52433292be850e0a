"""Pages of consent to tell an organisation outside: the record of them, asking, and taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Refused
from people import queries as people
from people.rules import (
    CATEGORY_WORDS,
    USUAL_CONSENT_MONTHS,
    Category,
    ConsentMethod,
    Interpreter,
    Purpose,
    Relationship,
    months_after,
)
from referrals import bp
from referrals.outside import queries, service
from referrals.outside.forms import AskForm, TakeBackForm
from referrals.outside.queries import ShownWords
from referrals.outside.rules import barred, is_blocked
from referrals.outside.service import OutsideAsking
from referrals.outside.words import KIND_WORDS, OutsideKind

Answer = str | Response | tuple[str, int]
ALONE = (Category.SUBSTANCE, Category.WORK)


@bp.get("/people/<uuid:person_id>/outside")
@requires(Permission.PEOPLE_READ, conceal=True)
def show_outside(person_id: UUID) -> str:
    """What a person agreed that organisations outside may be told, and every letter that went."""
    actor = current_actor()
    who = people.person(actor, person_id)
    return render_template(
        "referrals/outside/person.html", who=who, consents=queries.consents_of(actor, person_id),
        letters=queries.letters_of(actor, person_id), may_ask=actor.may(Permission.CONSENT_RECORD),
        may_send=actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip


@bp.route("/people/<uuid:person_id>/outside/consents/new", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def ask_outside(person_id: UUID) -> Answer:
    """Name the organisation, read the words aloud, note yes or no to each kind.

    The name never stands in an address: what was chosen comes back with the page itself.
    """
    actor = current_actor()
    who = people.person(actor, person_id)
    form = AskForm(valid_until=months_after(clock.today(), USUAL_CONSENT_MONTHS))
    if request.method == "GET":
        return _ask(who, form, None)
    shown = _words(actor, form)
    if not form.submitted() or shown is None:
        return _ask(who, form, shown, 422)
    misnamed = queries.misnamed_kind(form.organisation.data, _kind(form))
    if misnamed is not None:
        form.show(misnamed)
        return _ask(who, form, None, 422)
    if request.form.get("do") != "save":
        return _ask(who, form, shown, 200)
    try:
        row = service.record_outside_consent(actor=actor, person_id=person_id, asking=_asked(form, shown))
    except Refused as refusal:
        form.show(refusal)
        return _ask(who, form, shown, 422)
    given = row.state.value == "given"
    flash("Recorded what they agreed to." if given else "Recorded that they said no. Nothing will leave.", "success")
    if given and actor.may(Permission.REFERRAL_SEND):
        return redirect(url_for("referrals.new_outside_letter", outside_consent_id=row.id), 303)
    return redirect(url_for("referrals.show_outside", person_id=person_id), 303)


def _words(actor: Actor, form: AskForm) -> ShownWords | None:
    """The words for what was chosen; None until organisation, kind and purpose stand."""
    organisation = (form.organisation.data or "").strip()
    kind = next((kind for kind in KIND_WORDS if kind.value == form.kind.data), None)
    purpose = next((purpose for purpose in Purpose if purpose.value == form.purpose.data), None)
    if not organisation or kind is None or purpose is None:
        return None
    style = "easy-read" if form.style.data == "easy-read" else "plain"
    return queries.words_aloud(actor, organisation, kind, purpose, style)


def _asked(form: AskForm, shown: ShownWords) -> OutsideAsking:
    if form.shown.data != shown.digest:
        raise Refused("The words to read have changed.", instead="Read the new ones, then save what they said.")
    if not form.method.data:
        raise Refused("Choose how they said it.", field="method")
    if form.valid_until.day is None:
        raise Refused("Enter the last day.", field="valid_until")
    return OutsideAsking(
        organisation=form.organisation.data, kind=_kind(form), purpose=Purpose(form.purpose.data),
        answers=form.said(request.form), method=ConsentMethod(form.method.data), interpreter=_interpreter(form),
        wording_id=shown.wording_id, shown=shown.text, conditions=form.conditions.data or "",
        told_may_refuse=form.told_may_refuse.data, safe_to_speak=form.safe_to_speak.data,
        capacity=form.capacity.data, valid_until=form.valid_until.day,
    )  # fmt: skip


def _kind(form: AskForm) -> OutsideKind:
    return next(kind for kind in KIND_WORDS if kind.value == form.kind.data)


def _interpreter(form: AskForm) -> Interpreter | None:
    if form.method.data != ConsentMethod.INTERPRETER.value:
        return None
    if not form.interpreter_relationship.data:
        raise Refused("Choose who the interpreter is to them.", field="interpreter_relationship")
    return Interpreter((form.interpreter_name.data or "").strip(), Relationship(form.interpreter_relationship.data))


@bp.get("/outside-consents/<uuid:outside_consent_id>")
@requires(Permission.PEOPLE_READ, conceal=True)
def show_outside_consent(outside_consent_id: UUID) -> str:
    """One consent as the person's own receipt; made to be printed."""
    actor = current_actor()
    line = queries.consent_line(actor, outside_consent_id)
    return render_template(
        "referrals/outside/consent.html", line=line, alias=people.person_alias(actor, line.row.person_id),
        letters=queries.letters_on(actor, outside_consent_id), home_agency=people.home_agency(actor),
        may_withdraw=line.is_live and actor.may(Permission.CONSENT_RECORD),
        may_send=line.is_live and actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip


@bp.route("/outside-consents/<uuid:outside_consent_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def take_back_outside(outside_consent_id: UUID) -> Answer:
    """Take a consent back: every link that rests on it is dead at once."""
    actor = current_actor()
    line = queries.consent_line(actor, outside_consent_id)
    form = TakeBackForm()
    if form.submitted():
        try:
            service.withdraw_outside_consent(actor=actor, consent_id=outside_consent_id, how=form.how.data)
            flash(f"Taken back. Nothing more can be read at {line.organisation}.", "success")
            return redirect(url_for("referrals.show_outside", person_id=line.row.person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    page = render_template(
        "referrals/outside/take_back.html", form=form, line=line,
        alias=people.person_alias(actor, line.row.person_id),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def _ask(who: Any, form: AskForm, shown: ShownWords | None, code: int = 200) -> Answer:
    if request.method == "POST":
        form.renew_key()
    form.shown.data = shown.digest if shown else ""
    kind = next((kind for kind in KIND_WORDS if kind.value == form.kind.data), None)
    offered = {each: words for each, words in CATEGORY_WORDS.items() if kind is None or not barred(each, kind)}
    page = render_template(
        "referrals/outside/ask.html", who=who, form=form, shown=shown, offered=offered,
        alone=ALONE if kind and is_blocked(kind) else (), said=_said_now(), blocked=bool(kind and is_blocked(kind)),
        held=people.parts_for_sharing(current_actor(), who.id) if shown else {},
    )  # fmt: skip
    return page, code


def _said_now() -> dict[str, str]:
    return {category.value: request.form.get(f"said-{category.value}", "") for category in Category}
