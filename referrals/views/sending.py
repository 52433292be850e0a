"""The page that sends: three answers, then each sealed letter word for word, then one button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.web import keep_despite_refusal
from core.words import clock_time
from directory.queries import ServiceOffer, service_offer
from people import queries as people
from people.rules import Category, Purpose
from people.words import ASKED_PURPOSES, KIND_WORDS
from referrals import bp, queries, service, vocabulary
from referrals.forms import Receiver, SendForm, send_form
from referrals.letter import Letter
from referrals.queries import OfferList, Wanted
from referrals.rules import (
    BLOCKED_KINDS,
    TRIAGE,
    SharingRefused,
    Urgency,
    name_must_be_typed,
    need_may_go_to,
)

#: More letters than these are not read word for word by anyone.
MOST_AT_ONCE = 5
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page works with: whom it is about, where they could be referred, and what was chosen."""

    actor: Actor
    person_id: UUID
    alias: str
    reference: str
    offers: list[ServiceOffer]
    agreed: set[UUID]
    chosen: tuple[ServiceOffer, ...]

    @property
    def is_several(self) -> bool:
        """True when more than one letter would leave."""
        return len(self.chosen) > 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter as it would leave, and what the page says beside it."""

    offer: ServiceOffer
    letter: Letter
    needs: tuple[str, ...]
    look_at: list[tuple[str, str]]
    is_blocked: bool
    is_typed: bool
    kind: str
    ack_days: int
    decide_days: int

    @property
    def unasked(self) -> list[str]:
        """The parts that a receiver must see first and that consent does not cover yet."""
        return [part.category.value for part in self.letter.staying if part.seen_first and part.askable]

    @property
    def going(self) -> set[Category]:
        """What goes; the parts that must be seen first are always asked for, so that a refusal names them."""
        return {*TRIAGE, *(part.category for part in self.letter.going)}


@bp.route("/referrals/new", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND, conceal=True)
def new_referral() -> Answer:
    """Choose, read what will leave, send: it is held for some minutes, in which it can be undone."""
    desk, values = _desk(current_actor(), request.args.get("person", ""))
    form = _form(desk, values)
    if request.method == "GET":
        return _render(desk, form)
    do = request.form.get("do")
    if do in ("find", "later"):
        return _save(desk, form, do)
    if not form.submitted() or not _is_readable(desk, form):
        return _again(desk, form)
    if do == "send":
        return _send(desk, form)
    return _save(desk, form, "update")


def _is_readable(desk: Desk, form: SendForm) -> bool:
    if len(desk.chosen) <= MOST_AT_ONCE:
        return True
    form.show(Refused(f"Choose {MOST_AT_ONCE} services at most: each letter is read before it goes.", field="service"))
    return False


def _save(desk: Desk, form: SendForm, do: str) -> Response:
    service.save_draft(actor=desk.actor, person_id=desk.person_id, choices=_choices(desk, form))
    if do == "later":
        flash("Kept as a draft. Only you can see it.", "success")
        return redirect(url_for("referrals.list_letters"), 303)
    q = request.form.get("q", "").strip()[:80] if do == "find" else ""
    return redirect(url_for("referrals.new_referral", person=desk.person_id, q=q or None), 303)


def _choices(desk: Desk, form: SendForm) -> dict[str, str | list[str] | None]:
    """What a draft keeps: of what was posted, only what is on offer."""
    chosen = {str(offer.service_id) for offer in desk.chosen}
    return {
        "service": sorted(chosen),
        "purpose": form.purpose.data if form.purpose.data in {each.value for each in ASKED_PURPOSES} else None,
        "needs": [code for code in form.needs.data or [] if code in vocabulary.need_words()],
        "urgency": _urgency(form).value,
        "stays": [code for code in form.stays.data or [] if code.partition(":")[0] in chosen],
    }


def _urgency(form: SendForm) -> Urgency:
    """How soon, standard until something known was chosen."""
    return Urgency(form.urgency.data) if form.urgency.data in {each.value for each in Urgency} else Urgency.STANDARD


def _send(desk: Desk, form: SendForm) -> Answer:
    sheets = {sheet.offer.service_id: sheet for sheet in _sheets(desk, form)}
    going = {service_id: sheet.going for service_id, sheet in sheets.items()}
    try:
        letters = service.hold_letters(
            actor=desk.actor, person_id=desk.person_id, services=list(sheets), purpose=Purpose(form.purpose.data),
            needs={service_id: sheet.needs for service_id, sheet in sheets.items()},
            urgency=Urgency(form.urgency.data), categories=going, shown=_said(form, "shown", sheets),
            words_checked=[each for each in sheets if form.of("checked", each).data],
            typed=_said(form, "typed", sheets),
        )  # fmt: skip
    except SharingRefused as refusal:
        _keep_refusal(desk, refusal, going)
        return _refused(desk, form, refusal)
    except Refused as refusal:
        return _refused(desk, form, refusal)
    return _sent(desk, letters)


def _said(form: SendForm, kind: str, sheets: dict[UUID, Sheet]) -> dict[UUID, str]:
    fields = {service_id: form.of(kind, service_id) for service_id in sheets}
    return {service_id: field.data or "" for service_id, field in fields.items() if field is not None}


def _keep_refusal(desk: Desk, refusal: Refused, going: dict[UUID, set[Category]]) -> None:
    about, reason = refusal.about, refusal.reason
    if about is None:
        return
    keep_despite_refusal(
        lambda: service.record_refusal(
            actor=desk.actor, person_id=desk.person_id, service_id=about, categories=going[about], reason=reason
        )  # fmt: skip
    )


def _refused(desk: Desk, form: SendForm, refusal: Refused) -> tuple[str, int]:
    """Put a refusal beside its own letter's field; of several letters it says which one it means."""
    offer = next((each for each in desk.chosen if each.service_id == refusal.about), None)
    if offer is not None and refusal.field in ("typed", "words_checked"):
        kind = "typed" if refusal.field == "typed" else "checked"
        refusal.field = f"{kind}-{offer.service_id}"
    elif offer is not None and desk.is_several:
        refusal.reason = f"{offer.agency_name}: {refusal.reason}"
    form.show(refusal)
    return _again(desk, form)


def _sent(desk: Desk, letters: Sequence[Any]) -> Response:
    first = letters[0]
    if service.hold_minutes() > 0:
        flash(f"Held. It leaves at {clock_time(first.leaves_at)}. Until then you can undo it.", "success")
        return redirect(url_for("referrals.list_letters"), 303)
    flash("Sent. It cannot change now. You see here who answers, and when.", "success")
    if desk.is_several:
        return redirect(url_for("referrals.list_referrals", view="out"), 303)
    return redirect(url_for("referrals.show_referral", referral_id=first.referral_id), 303)


def _desk(actor: Actor, person: str) -> tuple[Desk, dict[str, Any]]:
    """The desk, and what the form starts from: what was posted, the draft, or what the record itself says."""
    try:
        person_id = UUID(person)
    except ValueError:
        raise NotVisible from None
    who = people.person(actor, person_id)
    offers, agreed = queries.offers_for(actor, person_id)
    values = _start(actor, person_id, offers) if request.method == "GET" else {}
    wanted = request.form.getlist("service") if request.method == "POST" else values.get("service", [])
    chosen = tuple(offer for offer in offers if str(offer.service_id) in wanted)
    alias = who.alias or who.reference
    return Desk(actor, person_id, alias, who.reference, offers, agreed, chosen), values


def _start(actor: Actor, person_id: UUID, offers: Sequence[ServiceOffer]) -> dict[str, Any]:
    kept = dict(queries.choices_of(queries.draft_of(actor, person_id)))
    if not kept:
        start = queries.starting_choices(actor, person_id, offers)
        kept = {"service": [str(start.service_id)] if start.service_id else [], "needs": list(start.needs)}
        if start.purpose:
            kept["purpose"] = start.purpose.value
    if asked := request.args.get("service"):
        kept["service"] = list(dict.fromkeys([*kept.get("service", []), asked]))
    if (why := request.args.get("purpose")) in {purpose.value for purpose in ASKED_PURPOSES}:
        kept["purpose"] = why
    return kept


def _form(desk: Desk, values: dict[str, Any]) -> SendForm:
    receivers = [Receiver(offer.service_id, offer.agency_name, name_must_be_typed(offer.kind)) for offer in desk.chosen]
    return send_form(
        receivers,
        {
            "service": [(str(offer.service_id), f"{offer.agency_name} – {offer.name}") for offer in desk.offers],
            "purpose": [(purpose.value, words) for purpose, words in ASKED_PURPOSES.items()],
            "needs": vocabulary.need_words().items(),
        },
        **values,
    )


def _sheets(desk: Desk, form: SendForm) -> list[Sheet]:
    """Each letter as it would leave now; none before a service and a purpose are chosen."""
    if form.purpose.data not in {purpose.value for purpose in ASKED_PURPOSES}:
        return []
    chosen = desk.chosen[:MOST_AT_ONCE]
    wanted = [Wanted(offer, _needs_for(desk, form, offer), _left_out(form, offer)) for offer in chosen]
    found = queries.letters_for(desk.actor, desk.person_id, Purpose(form.purpose.data), wanted)
    return [_sheet(desk, form, each, found[each.offer.service_id]) for each in wanted]


def _sheet(desk: Desk, form: SendForm, wanted: Wanted, letter: Letter) -> Sheet:
    offer = wanted.offer
    target = queries.targets_of(offer.agency_id)[_urgency(form)]
    kind = KIND_WORDS[offer.kind]
    return Sheet(
        offer=offer, letter=letter, needs=tuple(_needs_asked(desk, form, offer)),
        look_at=queries.words_to_look_at(letter, offer), is_blocked=offer.kind in BLOCKED_KINDS,
        is_typed=name_must_be_typed(offer.kind), kind=kind[:1].upper() + kind[1:],
        ack_days=target.acknowledge_days, decide_days=target.decide_days,
    )  # fmt: skip


def _needs_for(desk: Desk, form: SendForm, offer: ServiceOffer) -> list[str]:
    return [need for need in form.needs.data or [] if need_may_go_to(need, offer.kind)]


def _needs_asked(desk: Desk, form: SendForm, offer: ServiceOffer) -> list[str]:
    """What is asked to go: of several letters each has what may go to its receiver; a single one is refused instead."""
    return _needs_for(desk, form, offer) if desk.is_several else list(form.needs.data or [])


def _left_out(form: SendForm, offer: ServiceOffer) -> set[Category]:
    pairs = [code.partition(":") for code in form.stays.data or []]
    return {
        Category(code) for service_id, _, code in pairs
        if service_id == str(offer.service_id) and code in Category.__members__
    }  # fmt: skip


def _again(desk: Desk, form: SendForm) -> tuple[str, int]:
    form.renew_key()
    return _render(desk, form), 422


def _render(desk: Desk, form: SendForm) -> str:
    sheets = _sheets(desk, form)
    for sheet in sheets:
        form.of("shown", sheet.offer.service_id).data = sheet.letter.digest
    return render_template(
        "referrals/new.html", desk=desk, form=form, sheets=sheets, offers=_offers(desk, form),
        common=vocabulary.COMMON_NEEDS, minutes=service.hold_minutes(), need_words=vocabulary.need_words(),
    )  # fmt: skip


def _offers(desk: Desk, form: SendForm) -> OfferList:
    chosen = {offer.service_id for offer in desk.chosen}
    q = request.args.get("q", "").strip()[:80]
    return queries.offer_list(desk.actor, desk.offers, chosen=chosen, agreed=desk.agreed, q=q)


@bp.get("/referrals/start")
@requires(Permission.REFERRAL_SEND, conceal=True)
def start_referral() -> str:
    """From a service of the directory: choose whom to refer to it, among the people of the reader's own agency."""
    actor = current_actor()
    try:
        offer = service_offer(UUID(request.args.get("service", "")))
    except ValueError:
        raise NotVisible from None
    q = request.args.get("q", "").strip()[:80]
    page = people.people_page(actor, q, request.args.get("page", 1, type=int))
    return render_template("referrals/start.html", offer=offer, page=page, q=q)
