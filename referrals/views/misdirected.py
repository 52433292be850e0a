"""Sent to the wrong place: the sender's report, and the record that both data protection leads work with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm
from referrals import bp, holding, queries, rules, service
from referrals.forms import ConfirmForm, RecordForm, WrongPlaceForm
from referrals.queries import WrongPlacePage
from referrals.rules import CopyState, MisdirectedNote, RiskAssessed

Answer = str | Response | tuple[str, int]
TOLD = {"yes": True, "no": False}


@bp.route("/referrals/<uuid:referral_id>/wrong-place", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND, conceal=True)
def report_wrong_place(referral_id: UUID) -> Answer:
    """Say that a referral went to the wrong place: it closes for them at once. On its own page, with what follows."""
    actor, form = current_actor(), WrongPlaceForm()
    row = queries.sent_referral(actor, referral_id)
    wrong = queries.wrong_place(actor, row)
    if wrong is None or not wrong.may_report:
        return redirect(url_for("referrals.show_referral", referral_id=referral_id), 303)
    if form.submitted():
        try:
            service.report_wrong_place(actor=actor, referral_id=referral_id, what_happened=form.happened.data or "")
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Closed for them. Both data protection leads were told.", "success")
            return redirect(url_for("referrals.show_referral", referral_id=referral_id), 303)
    form.renew_key()
    body = render_template("referrals/wrong_place.html", form=form, wrong=wrong, hours=rules.ICO_HOURS)
    return (body, 422) if form.errors else body


@bp.get("/referrals/wrong-place")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def list_wrong_places() -> str:
    """The records of the agency, on either side; what waits first."""
    lines = queries.wrong_places(current_actor())
    return render_template("referrals/wrong_places.html", lines=lines, dial_of=_dial, rules=rules)


@bp.route("/referrals/wrong-place/<uuid:referral_id>", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def keep_wrong_place(referral_id: UUID) -> Answer:
    """The sender's record: the risk, and who was told. The receiver's side sees what it is asked to confirm."""
    actor = current_actor()
    page = queries.wrong_place_page(actor, referral_id)
    note = page.line.note
    if note is None:
        return _render(page, None, ConfirmForm(rules.COPY_WORDS))
    form = RecordForm(rules.RISK_WORDS, **_stored(note))
    if not form.submitted():
        return _answered(page, form)
    try:
        service.keep_record(actor=actor, referral_id=referral_id, version=form.version.data or 0, kept=_kept(form))
    except Refused as refusal:
        form.show(refusal)
        return _answered(page, form)
    except Clash as clash:
        form.show(Refused(str(clash)))
        return _clash(actor, referral_id, form)
    flash("The record is kept.", "success")
    return redirect(url_for("referrals.keep_wrong_place", referral_id=referral_id), 303)


@bp.post("/referrals/wrong-place/<uuid:referral_id>/confirm")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def confirm_wrong_place(referral_id: UUID) -> Answer:
    """The receiver's word that its copy, and any record made from it, is closed."""
    actor, form = current_actor(), ConfirmForm(rules.COPY_WORDS)
    page = queries.wrong_place_page(actor, referral_id)
    if page.line.is_ours:
        raise NotVisible
    if form.submitted():
        try:
            service.confirm_closed(actor=actor, referral_id=referral_id, copy=CopyState(form.copy.data))
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("Confirmed. They were told.", "success")
            return redirect(url_for("referrals.keep_wrong_place", referral_id=referral_id), 303)
    form.renew_key()
    return _render(page, None, form), 422


def _stored(note: MisdirectedNote) -> dict[str, Any]:
    told = {True: "yes", False: "no", None: "not_yet"}
    at = clock.london(note.ico_told_at) if note.ico_told_at else None
    return {
        "version": note.version, "risk": note.risk.value if note.risk else None, "risk_words": note.risk_words,
        "ico_told": told[note.ico_told], "ico_day": at.date() if at else None,
        "ico_time": f"{at:%H:%M}" if at else "", "ico_words": note.ico_words,
        "person_told": told[note.person_told], "person_words": note.person_words,
    }  # fmt: skip


def _kept(form: RecordForm) -> rules.Kept:
    day, time = form.ico_day.day, form.ico_time.time
    return rules.Kept(
        risk=RiskAssessed(form.risk.data), risk_words=form.risk_words.data or "",
        ico_told=TOLD.get(form.ico_told.data), ico_words=form.ico_words.data or "",
        ico_told_at=datetime.combine(day, time, clock.LONDON) if day and time else None,
        person_told=TOLD.get(form.person_told.data), person_words=form.person_words.data or "",
    )  # fmt: skip


def _answered(page: WrongPlacePage, form: RecordForm) -> Answer:
    if not form.errors:
        return _render(page, form, None)
    form.renew_key()
    return _render(page, form, None), 422


def _clash(actor: Actor, referral_id: UUID, form: RecordForm) -> tuple[str, int]:
    """What is stored now beside what was typed: neither is lost."""
    page = queries.wrong_place_page(actor, referral_id)
    form.renew_key()
    form.version.data, form.version.raw_data = page.line.note.version if page.line.note else 0, None
    return _render(page, form, None, clash=True), 409


def _render(
    page: WrongPlacePage, form: RecordForm | None, confirming: ConfirmForm | None, *, clash: bool = False
) -> str:
    return render_template(
        "referrals/wrong_place_record.html", page=page, form=form, confirming=confirming, clash=clash,
        dial=_dial(page.line), rules=rules, failed=form or confirming, plain=EmptyForm(),
    )  # fmt: skip


def _dial(line: queries.WrongPlaceLine) -> Any:
    return holding.ico_dial(line.record, settled=not line.waits)
