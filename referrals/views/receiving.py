"""The buttons around an answer: who has it, asking for more and sending it, another service, handover, how it went."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from core.forms import EmptyForm
from core.web import keep_despite_refusal
from people.rules import Category
from referrals import bp, queries, service
from referrals.forms import AskForm, AssignForm, BulkForm, HandoverForm, OutcomeForm, RedirectForm
from referrals.rules import HandoverHow, Outcome, SharingRefused
from referrals.views.pages import render_list
from referrals.views.showing import (
    Answer,
    again,
    answered,
    asking,
    assigning,
    back,
    button,
    ending,
    handing_over,
    redirecting,
    replying,
)


@bp.post("/referrals/<uuid:referral_id>/assign")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def assign(referral_id: UUID) -> Answer:
    """Give it to a colleague, or to oneself."""

    def act(actor: Actor, form: AssignForm) -> Response:
        given = service.assign(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, worker_id=UUID(form.worker.data)
        )
        return back(referral_id, f"{given.worker_name} has it now. The sender can see that.")

    return answered(referral_id, assigning, act)


@bp.post("/referrals/<uuid:referral_id>/take")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def take(referral_id: UUID) -> Answer:
    """Take it oneself."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        service.assign(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, worker_id=actor.user_id
        )  # fmt: skip
        return back(referral_id, "You have it now. The sender can see that.")

    return answered(referral_id, button, act)


@bp.post("/referrals/assign")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def assign_many() -> Answer:
    """Give several to one worker: all of them, or none."""
    actor = current_actor()
    form = BulkForm([(str(each.id), each.name) for each in queries.workers(actor)])
    if not form.submitted():
        return render_list(actor, form), 422
    try:
        given = service.assign_many(
            actor=actor, versions=_versions(form.chosen.data or []), worker_id=UUID(form.worker.data)
        )
    except Refused as refusal:
        form.show(refusal)
        return render_list(actor, form), 422
    except Clash as clash:
        form.show(Refused(str(clash)))
        return render_list(actor, form), 409
    flash(f"{given[0].worker_name} has {len(given)} of them now. The senders can see that.", "success")
    return redirect(url_for("referrals.list_referrals", view=request.args.get("view", "in")), 303)


@bp.post("/referrals/<uuid:referral_id>/ask-for-more")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def ask_for_more(referral_id: UUID) -> Answer:
    """Ask the sender for what is needed to decide."""

    def act(actor: Actor, form: AskForm) -> Response:
        service.ask_for_more(
            actor=actor, referral_id=referral_id, version=form.version.data or 0,
            categories=[Category(code) for code in form.categories.data or []], why=form.why.data or "",
            words_checked=bool(form.words_checked.data),
        )  # fmt: skip
        return back(referral_id, "Asked. They will ask the person; your clock stands still until they answer.")

    return answered(referral_id, asking, act)


@bp.post("/referrals/<uuid:referral_id>/send-more")
@requires(Permission.REFERRAL_SEND, conceal=True)
def send_more(referral_id: UUID) -> Answer:
    """Read what would leave, or send it: parts that were asked for and that the person agreed to."""
    actor, form = current_actor(), replying(current_actor())
    if not form.submitted():
        return again(actor, referral_id, form, 422)
    left_out = [Category(code) for code in form.stays.data or []]
    page = queries.referral_page(actor, referral_id, left_out)
    going = [part.category for part in page.around.reply.sheet.going] if page.around.reply else []
    try:
        service.send_more(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, categories=going,
            shown=form.shown.data or "", words_checked=bool(form.words_checked.data),
        )  # fmt: skip
    except SharingRefused as refusal:
        reason = refusal.reason
        keep_despite_refusal(
            lambda: service.record_more_refused(
                actor=actor, referral_id=referral_id, categories=going, reason=reason
            )
        )  # fmt: skip
        form.show(refusal)
        return again(actor, referral_id, form, 422)
    except Refused as refusal:
        form.show(refusal)
        return again(actor, referral_id, form, 422)
    except Clash as clash:
        form.show(Refused(str(clash)))
        return again(actor, referral_id, form, 409)
    return back(referral_id, "Sent. They can read it now, and their clock goes on.")


@bp.post("/referrals/<uuid:referral_id>/not-shared")
@requires(Permission.REFERRAL_SEND, conceal=True)
def not_shared(referral_id: UUID) -> Answer:
    """Say that nothing of what was asked for is shared."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        service.refuse_more(actor=actor, referral_id=referral_id, version=form.version.data or 0)
        return back(referral_id, "They know that it is not shared, and not why. Their clock goes on.")

    return answered(referral_id, button, act)


@bp.post("/referrals/<uuid:referral_id>/redirect")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def ask_redirect(referral_id: UUID) -> Answer:
    """Propose another service to the sender."""

    def act(actor: Actor, form: RedirectForm) -> Response:
        service.ask_redirect(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, service_id=UUID(form.service.data)
        )
        return back(referral_id, "Proposed. Nothing was passed on: they will speak with the person.")

    return answered(referral_id, redirecting, act)


@bp.post("/referrals/<uuid:referral_id>/keep")
@requires(Permission.REFERRAL_SEND, conceal=True)
def keep(referral_id: UUID) -> Answer:
    """Ask the receiver to decide all the same."""

    def act(actor: Actor, form: EmptyForm) -> Response:
        service.keep_with_receiver(actor=actor, referral_id=referral_id, version=form.version.data or 0)
        return back(referral_id, "They know that you want them to decide. Their clock goes on.")

    return answered(referral_id, button, act)


@bp.post("/referrals/<uuid:referral_id>/handover")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def confirm_handover(referral_id: UUID) -> Answer:
    """Confirm that the person has met their worker."""

    def act(actor: Actor, form: HandoverForm) -> Response:
        if form.met_on.day is None:
            raise Refused("Enter the day on which they met or spoke", field="met_on")
        service.confirm_handover(
            actor=actor, referral_id=referral_id, version=form.version.data or 0, worker_id=UUID(form.worker.data),
            met_on=form.met_on.day, how=HandoverHow(form.how.data),
        )  # fmt: skip
        return back(referral_id, "Handed over. The agency that sent them knows.")

    return answered(referral_id, handing_over, act)


@bp.post("/referrals/<uuid:referral_id>/outcome")
@requires(Permission.REFERRAL_ANSWER, conceal=True)
def record_outcome(referral_id: UUID) -> Answer:
    """Say how it went."""

    def act(actor: Actor, form: OutcomeForm) -> Response:
        service.record_outcome(
            actor=actor, referral_id=referral_id, version=form.version.data or 0,
            outcome=Outcome(form.outcome.data), note=form.note.data or "",
            words_checked=bool(form.words_checked.data),
        )  # fmt: skip
        return back(referral_id, "Kept. They hear as much as the person agreed to.")

    return answered(referral_id, ending, act)


def _versions(chosen: list[str]) -> dict[UUID, int]:
    """“id:version” of each row that was ticked; anything else is refused."""
    found: dict[UUID, int] = {}
    for each in chosen:
        row_id, _, version = each.partition(":")
        try:
            found[UUID(row_id)] = int(version)
        except ValueError:
            raise Refused("Choose referrals from the list.", field="chosen") from None
    return found
