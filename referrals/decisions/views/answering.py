"""One decision: its page, the second person's answer, what happened afterwards, and the record on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import audit, clock
from core.access import current_actor, requires
from core.actor import Actor
from core.downloads import pdf_file
from core.errors import Clash, Refused
from core.forms import RoundtableForm
from core.web import keep_despite_refusal
from referrals import bp
from referrals.decisions import documents, queries, rules, service, words
from referrals.decisions.forms import AnswerForm, LaterForm, OutsideForm
from referrals.decisions.queries import Opened
from referrals.rules import SharingRefused

Page = str | Response | tuple[str, int]
SAID = {
    "agree": "You agreed.",
    "ask": "Sent back. Nothing leaves until they answer.",
    "refuse": "You did not agree. Nothing more leaves.",
    "receipt": "Written down.",
    "told": "Written down. They know.",
    "put_off": "Put off. You will be reminded.",
    "review": "Reviewed. Done.",
}


@bp.get("/decisions/<uuid:decision_id>")
@requires(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE, conceal=True)
def show_decision(decision_id: UUID) -> Page:
    """One decision as it stands, with the one thing to do next."""
    actor = current_actor()
    return _page(actor, queries.decision(actor, decision_id))


@bp.post("/decisions/<uuid:decision_id>/answer")
@requires(Permission.SHARING_AUTHORISE, conceal=True)
def answer_decision(decision_id: UUID) -> Page:
    """The second person's yes, no, or ask for more."""
    actor, form, act = current_actor(), AnswerForm(), request.form.get("do", "")
    if not form.submitted():
        return _again(actor, decision_id, form)
    said: dict[str, Any] = {"actor": actor, "decision_id": decision_id, "version": form.version.data or 0}
    reason = form.words.data or ""
    try:
        if act == "agree":
            service.authorise(
                **said, words=reason, typed=form.typed.data or "", child_checked=bool(form.child_checked.data),
                shown=form.shown.data or "",
            )  # fmt: skip
        elif act == "ask":
            service.ask_more(**said, words=reason)
        elif act == "refuse":
            service.refuse_decision(**said, words=reason)
        else:
            raise Refused("Choose what you say.")
    except SharingRefused as refusal:
        why = refusal.reason
        keep_despite_refusal(lambda: service.write_refusal(actor=actor, decision_id=decision_id, reason=why))
        return _again(actor, decision_id, form, refusal)
    except Refused as refusal:
        return _again(actor, decision_id, form, refusal)
    except Clash as clash:
        return _again(actor, decision_id, form, Refused(str(clash)), 409)
    return _back(decision_id, SAID[act])


@bp.post("/decisions/<uuid:decision_id>/outside")
@requires(Permission.SHARING_DECIDE, conceal=True)
def tell_outside(decision_id: UUID) -> Page:
    """Write down how a body outside was told what was agreed."""
    actor, form = current_actor(), OutsideForm()
    if not form.submitted():
        return _again(actor, decision_id, form)
    try:
        service.say_told_outside(
            actor=actor, decision_id=decision_id, version=form.version.data or 0, how=form.how.data or "",
            who=form.who.data or "", receipt=form.receipt.data or "", shown=form.shown.data or "",
        )  # fmt: skip
    except Refused as refusal:
        return _again(actor, decision_id, form, refusal)
    except Clash as clash:
        return _again(actor, decision_id, form, Refused(str(clash)), 409)
    return _back(decision_id, "Written down.")


@bp.post("/decisions/<uuid:decision_id>/later")
@requires(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE, conceal=True)
def note_decision(decision_id: UUID) -> Page:
    """What happened later: their answer, the person told or not yet, the review."""
    actor, form, act = current_actor(), LaterForm(), request.form.get("do", "")
    if not form.submitted():
        return _again(actor, decision_id, form)
    said: dict[str, Any] = {
        "actor": actor, "decision_id": decision_id, "version": form.version.data or 0, "words": form.words.data or "",
    }  # fmt: skip
    try:
        if act == "put_off":
            service.put_off_telling(**said, day=form.day.day or clock.today())
        elif act in LATER:
            LATER[act](**said)
        else:
            raise Refused("Choose what happened.")
    except Refused as refusal:
        return _again(actor, decision_id, form, refusal)
    except Clash as clash:
        return _again(actor, decision_id, form, Refused(str(clash)), 409)
    return _back(decision_id, SAID[act])


LATER = {"receipt": service.note_receipt, "told": service.note_told, "review": service.review}


@bp.get("/decisions/<uuid:decision_id>/record.pdf")
@requires(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE, conceal=True)
def download_decision(decision_id: UUID) -> Response:
    """The record for the agency's own file, as a tagged PDF."""
    actor = current_actor()
    opened = queries.decision(actor, decision_id)
    audit.record(
        actor=actor, verb="downloaded", kind="sharing decision", row_id=opened.row.id, subject_id=opened.row.person_id
    )
    return pdf_file(documents.decision_pdf(opened), "decision-record")


def _again(
    actor: Actor, decision_id: UUID, form: RoundtableForm, refusal: Refused | None = None, status: int = 422
) -> Page:
    if refusal is not None:
        form.show(refusal)
    return _page(actor, queries.decision(actor, decision_id), form), status


def _page(actor: Actor, opened: Opened, failed: RoundtableForm | None = None) -> str:
    row = opened.row
    forms = {kind: failed if isinstance(failed, kind) else kind() for kind in (AnswerForm, OutsideForm, LaterForm)}
    for form in forms.values():
        form.renew_key()
        form.version.data, form.version.raw_data = row.version, None
    mine = row.decided_by == actor.user_id
    shares = row.direction is rules.Direction.SHARE
    agreed_outside = mine and row.state is rules.DecisionState.AGREED
    answers = _may_answer(actor, opened)
    leaving = shares and (agreed_outside or answers)
    for form in (forms[AnswerForm], forms[OutsideForm]):
        form["shown"].data = queries.digest(actor, opened) if leaving else ""
    return render_template(
        "referrals/decisions/show.html", opened=opened, row=row, sections=words.sections(opened), failed=failed,
        state_words=words.STATE_WORDS, happened_words=words.HAPPENED_WORDS, dial=words.dial_of(row), mine=mine,
        direction=words.direction_words(row), may_answer=answers,
        may_follow=mine or actor.may(Permission.SHARING_AUTHORISE), is_police=opened.kind.value == "police",
        answer=forms[AnswerForm], outside=forms[OutsideForm], later=forms[LaterForm],
        going=queries.going(actor, opened) if leaving else [],
        look_at=queries.words_to_look_at(actor, opened) if shares and answers else [],
        today=clock.today(), may_read_person=actor.may(Permission.PEOPLE_READ),
    )  # fmt: skip


def _may_answer(actor: Actor, opened: Opened) -> bool:
    row = opened.row
    try:
        rules.refuse_second_person(
            actor, decided_by=row.decided_by, state=row.state, answers=opened.answers, emergency=row.emergency
        )
    except Refused:
        return False
    return True


def _back(decision_id: UUID, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("referrals.show_decision", decision_id=decision_id), 303)
