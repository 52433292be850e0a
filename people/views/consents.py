"""Pages of what was said: the receipt, its copies, taking it back, and what ends soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.downloads import kept_file, pdf_file
from core.errors import Refused
from core.forms import EmptyForm
from people import bp, queries, receipts, service
from people.forms import TakeBackForm, WithdrawForm
from people.queries import ConsentRecord
from people.rules import CAPACITY_WORDS, CATEGORY_WORDS, Category
from people.service import CopyKind
from people.views.records import Page
from people.words import RECEIPT_WORDS


@bp.get("/consents/<uuid:consent_id>")
@requires(Permission.PEOPLE_READ, Permission.CONSENT_RECORD, conceal=True)
def show_consent(consent_id: UUID) -> Page:
    """One consent as the person's own receipt: what they said, in which words, until when, and what changed since."""
    actor = current_actor()
    receipt = queries.consent_receipt(actor, consent_id)
    record = receipt.chosen.record
    may_record = actor.may(Permission.CONSENT_RECORD)
    return render_template(
        "people/consent.html", receipt=receipt, record=record, alias=receipt.alias,
        home_agency=queries.home_agency(actor), capacity_words=CAPACITY_WORDS, receipt_words=RECEIPT_WORDS,
        may_record=may_record, may_withdraw=may_record and record.is_live, copy=EmptyForm(),
    )  # fmt: skip


@bp.post("/consents/<uuid:consent_id>/receipt.pdf")
@requires(Permission.PEOPLE_READ, Permission.CONSENT_RECORD, conceal=True, idempotent=False)
def print_receipt(consent_id: UUID) -> Response:
    """The conversation as pages for the person: plain words, Easy Read when Easy Read was read. Each copy is kept count
    of, so it is a POST."""
    actor = current_actor()
    receipt = service.hand_over_receipt(actor=actor, consent_id=consent_id, kind=CopyKind.PAGES)
    content = receipts.receipt_pdf(receipt, home=queries.home_agency(actor))
    return pdf_file(content, "what-was-said")


@bp.post("/consents/<uuid:consent_id>/record.json")
@requires(Permission.PEOPLE_READ, Permission.CONSENT_RECORD, conceal=True, idempotent=False)
def export_consent(consent_id: UUID) -> Response:
    """The consent as a record shaped like ISO/IEC TS 27560. Each copy is kept count of, so it is a POST."""
    actor = current_actor()
    receipt = service.hand_over_receipt(actor=actor, consent_id=consent_id, kind=CopyKind.RECORD)
    record = receipts.consent_record(
        receipt.chosen, receipt.reference, home=queries.party_of(actor.agency_id),
        recipient=queries.party_of(receipt.chosen.record.row.recipient_agency_id),
    )  # fmt: skip
    return kept_file(receipts.as_json(record), "application/json", "consent-record.json")


@bp.route("/consents/<uuid:consent_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def withdraw(consent_id: UUID) -> Page:
    """Take a consent back, all of it or some kinds: says what will happen, asks how the person told us, does it."""
    actor = current_actor()
    record = queries.consent(actor, consent_id)
    person_id = record.row.person_id
    offered = _by_code(record.agreed_kinds)
    form = WithdrawForm(offered=offered, categories=list(offered))
    if form.submitted():
        try:
            wanted = [Category(code) for code in form.categories.data or []]
            service.withdraw_parts(actor=actor, consent_id=consent_id, categories=wanted, how=form.how.data)
            flash(_taken_back([record], len(wanted) == len(offered)), "success")
            return redirect(url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    page = render_template(
        "people/withdraw.html", form=form, record=record, alias=queries.person_alias(actor, person_id),
        home_agency=queries.home_agency(actor),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


@bp.route("/people/<uuid:person_id>/consents/take-back", methods=["GET", "POST"])
@requires(Permission.CONSENT_RECORD, conceal=True)
def take_back(person_id: UUID) -> Page:
    """Take back several consents of one person on one page: whole recipients, or single kinds of each."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    live = queries.live_consents_of(actor, person_id)
    form = TakeBackForm(offered=_places(live))
    if form.submitted():
        try:
            parts = _parts(live, form.parts.data or [])
            service.take_back(actor=actor, person_id=person_id, parts=parts, how=form.how.data)
            touched = [record for record in live if parts.get(record.row.id)]
            flash(_taken_back(touched, all(len(parts[each.row.id]) == len(each.agreed) for each in touched)), "success")
            return redirect(url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    page = render_template(
        "people/take_back.html", form=form, who=who, live=live, category_words=CATEGORY_WORDS,
        home_agency=queries.home_agency(actor),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


@bp.get("/consents/ending")
@requires(Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD, conceal=True)
def list_ending() -> Page:
    """The agency's consents that end within 14 days, for managers and the data protection lead."""
    actor = current_actor()
    page = queries.ending_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "people/consents_ending.html", page=page, home_agency=queries.home_agency(actor),
        may_record=actor.may(Permission.CONSENT_RECORD),
    )  # fmt: skip


def _by_code(kinds: Sequence[Category]) -> dict[str, str]:
    return {kind.value: CATEGORY_WORDS[kind] for kind in kinds}


def _places(live: Sequence[ConsentRecord]) -> dict[str, str]:
    """What can be ticked: each consent as a whole, and each of its kinds."""
    places = {f"{record.row.id}:": f"All of it: {record.recipient}" for record in live}
    return places | {
        f"{record.row.id}:{code}": words for record in live for code, words in _by_code(record.agreed_kinds).items()
    }


def _parts(live: Sequence[ConsentRecord], ticked: Sequence[str]) -> Mapping[UUID, list[Category]]:
    return {
        record.row.id: [
            kind
            for kind in record.agreed_kinds
            if f"{record.row.id}:" in ticked or f"{record.row.id}:{kind.value}" in ticked
        ]
        for record in live
    }


def _taken_back(touched: Sequence[ConsentRecord], whole: bool) -> str:
    to_whom = touched[0].agency if len({record.agency for record in touched}) == 1 else "them"
    if whole:
        return f"Taken back. What was waiting at {to_whom} has stopped."
    return f"Taken back in part. What was waiting at {to_whom} and needed it has stopped."
