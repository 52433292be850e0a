"""The thread of a referral, and an agency's own limits for answering."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from core.web import keep_despite_refusal
from core.words import counted
from referrals import bp, clocks, queries, rules, service
from referrals.forms import MessageForm, ReadForm, TargetsForm
from referrals.rules import Target, Urgency

#: An emergency is the same day for everyone, so there is nothing to set.
SET_BY_AGENCY = (Urgency.STANDARD, Urgency.HIGH)
Answer = str | Response | tuple[str, int]


@bp.get("/referrals/<uuid:referral_id>/messages")
@requires(Permission.REFERRAL_READ, conceal=True)
def show_thread(referral_id: UUID) -> str:
    """Everything written about a referral, oldest first, and the box to write more."""
    return _show_thread(current_actor(), referral_id, MessageForm())


@bp.post("/referrals/<uuid:referral_id>/messages")
@requires(Permission.REFERRAL_SEND, Permission.REFERRAL_ANSWER, conceal=True)
def write_message(referral_id: UUID) -> Answer:
    """Write to the other side. What was refused stays in the box; what the record refuses to let go is noted there."""
    actor, form = current_actor(), MessageForm()
    if form.submitted():
        try:
            service.write_message(
                actor=actor, referral_id=referral_id, words=form.words.data or "",
                checked=bool(form.words_checked.data), read_to=form.last_read,
            )  # fmt: skip
        except Refused as refusal:
            _keep_refusal(actor, referral_id, refusal)
            form.show(refusal)
        else:
            flash("Sent. They are told that a message waits, and nothing more.", "success")
            return _to_thread(referral_id)
    form.renew_key()
    return _show_thread(actor, referral_id, form), 422


@bp.post("/referrals/<uuid:referral_id>/messages/read")
@requires(Permission.REFERRAL_SEND, Permission.REFERRAL_ANSWER, conceal=True)
def mark_read(referral_id: UUID) -> Answer:
    """Say that the messages shown have been read."""
    actor, form = current_actor(), ReadForm()
    last = form.last_read if form.submitted() else None
    if last is None:
        return _show_thread(actor, referral_id, MessageForm()), 422
    number = service.mark_read(actor=actor, referral_id=referral_id, read_to=last)
    flash(f"{counted(number, 'message')} marked as read." if number else "Nothing here was new.", "success")
    return redirect(url_for("referrals.show_referral", referral_id=referral_id), 303)


@bp.get("/agency/answer-times")
@requires(Permission.AGENCY_SETTINGS)
def show_targets() -> str:
    """How soon the reader's own agency answers, beside the forum's limits."""
    actor = current_actor()
    now = queries.targets_of(actor.agency_id)
    values = {
        f"{urgency.value}_{step}": days
        for urgency in SET_BY_AGENCY
        for step, days in (("acknowledge", now[urgency].acknowledge_days), ("decide", now[urgency].decide_days))
    }
    return _show_targets(actor, TargetsForm(**values, version=queries.targets_version(actor.agency_id)))


@bp.post("/agency/answer-times")
@requires(Permission.AGENCY_SETTINGS)
def set_targets() -> Answer:
    """Set them: shorter than the forum's, never longer."""
    actor, form = current_actor(), TargetsForm()
    status = 422
    if form.submitted():
        try:
            targets = {urgency: Target(*form.days(urgency)) for urgency in SET_BY_AGENCY}
            service.set_targets(actor=actor, targets=targets, version=form.version.data or 0)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash), instead="What counts now stands beside each box. Yours is kept below."))
            form.version.data, form.version.raw_data = queries.targets_version(actor.agency_id), None
            status = 409
        else:
            flash("Kept. It counts for every referral sent to you from now on.", "success")
            return redirect(url_for("referrals.show_targets"), 303)
    form.renew_key()
    return _show_targets(actor, form), status


def _show_thread(actor: Actor, referral_id: UUID, form: MessageForm) -> str:
    page = queries.referral_page(actor, referral_id)
    return render_template(
        "referrals/thread.html", page=page, thread=queries.thread(actor, page.referral), form=form,
        longest=rules.LONGEST_MESSAGE, dial=clocks.dial_of(page.referral),
    )  # fmt: skip


def _show_targets(actor: Actor, form: TargetsForm) -> str:
    return render_template(
        "referrals/targets.html", form=form, urgencies=SET_BY_AGENCY, words=clocks.URGENCY_WORDS,
        ceilings=queries.ceilings_of(actor.agency_id), now=queries.targets_of(actor.agency_id),
    )  # fmt: skip


def _keep_refusal(actor: Actor, referral_id: UUID, refusal: Refused) -> None:
    if isinstance(refusal, rules.SharingRefused):
        keep_despite_refusal(
            lambda: service.record_message_refusal(actor=actor, referral_id=referral_id, reason=refusal.reason)
        )


def _to_thread(referral_id: UUID) -> Response:
    return redirect(url_for("referrals.show_thread", referral_id=referral_id) + "#last", 303)
