"""Drafts and letters held: the list, one letter word for word, and what can be done before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Refused
from core.forms import EmptyForm
from referrals import bp, clocks, holding, queries, service
from referrals.forms import HurryForm

Answer = str | Response | tuple[str, int]


@bp.get("/referrals/letters")
@requires(Permission.REFERRAL_SEND, conceal=True)
def list_letters() -> str:
    """What the reader keeps before it leaves; and what colleagues hold, for whoever sees a mistake."""
    return _list(current_actor(), EmptyForm())


@bp.get("/referrals/letters/<uuid:letter_id>")
@requires(Permission.REFERRAL_SEND, conceal=True)
def show_letter(letter_id: UUID) -> Answer:
    """A letter that is held, word for word as it will leave; once it has left, its referral."""
    actor = current_actor()
    page = queries.letter_page(actor, letter_id)
    if page.line.letter.referral_id is not None:
        return redirect(url_for("referrals.show_referral", referral_id=page.line.letter.referral_id), 303)
    return _show(page, EmptyForm(), HurryForm())


@bp.post("/referrals/letters/<uuid:letter_id>/undo")
@requires(Permission.REFERRAL_SEND, conceal=True)
def undo_letter(letter_id: UUID) -> Answer:
    """Undo a letter that is held."""

    def act(actor: Actor) -> str:
        service.undo_letter(actor=actor, letter_id=letter_id)
        return "Undone. Nothing left. What was chosen is kept as a draft."

    return _press(act)


@bp.post("/referrals/letters/<uuid:letter_id>/discard")
@requires(Permission.REFERRAL_SEND, conceal=True)
def discard_draft(letter_id: UUID) -> Answer:
    """Throw a draft away."""

    def act(actor: Actor) -> str:
        service.discard_draft(actor=actor, letter_id=letter_id)
        return "The draft is gone."

    return _press(act)


@bp.post("/referrals/letters/<uuid:letter_id>/seen")
@requires(Permission.REFERRAL_SEND, conceal=True)
def see_stop(letter_id: UUID) -> Answer:
    """Say that a stop was seen."""

    def act(actor: Actor) -> str:
        service.note_stop_seen(actor=actor, letter_id=letter_id)
        return "Noted. What was chosen is kept as a draft."

    return _press(act)


@bp.post("/referrals/letters/<uuid:letter_id>/now")
@requires(Permission.REFERRAL_SEND, conceal=True)
def hurry_letter(letter_id: UUID) -> Answer:
    """Let an emergency go before its time, with the reason."""
    actor, form = current_actor(), HurryForm()
    page = queries.letter_page(actor, letter_id)
    try:
        if not form.submitted():
            raise Refused("Send the page again.")
        letter = service.release_now(actor=actor, letter_id=letter_id, reason=form.reason.data or "")
    except Refused as refusal:
        form.show(refusal)
        form.renew_key()
        return _show(page, EmptyForm(), form), 422
    if letter.referral_id is None:
        flash("It was stopped, and nothing left. The reason stands below.", "warning")
        return redirect(url_for("referrals.list_letters"), 303)
    flash("Sent, before its time. It cannot change now.", "success")
    return redirect(url_for("referrals.show_referral", referral_id=letter.referral_id), 303)


def _press(act: Callable[[Actor], str]) -> Answer:
    """One button: do it, or show the list again with the reason why not."""
    actor, form = current_actor(), EmptyForm()
    if not form.submitted():
        return _list(actor, form), 422
    try:
        words = act(actor)
    except Refused as refusal:
        form.show(refusal)
        form.renew_key()
        return _list(actor, form), 422
    flash(words, "success")
    return redirect(url_for("referrals.list_letters"), 303)


def _list(actor: Actor, form: EmptyForm) -> str:
    return render_template(
        "referrals/letters.html", form=form, mine=queries.desk_of(actor), others=queries.held_by_colleagues(actor),
        dial_of=holding.dial_of, clocks=clocks, minutes=service.hold_minutes(),
    )  # fmt: skip


def _show(page: queries.LetterPage, form: EmptyForm, hurry: HurryForm) -> str:
    return render_template(
        "referrals/letter.html", page=page, form=form, hurry=hurry, dial=holding.dial_of(page.line.letter),
        clocks=clocks,
    )  # fmt: skip
