"""What a contact asks for afterwards: who follows it up by when, the list of follow-ups, and what was seen to."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.forms import choices
from outreach import bp, catalogue, queries, service
from outreach.asking import Answer, change
from outreach.forms import FollowUpForm, SettleForm


@bp.get("/outreach/follow-ups")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def list_follow_ups() -> Answer:
    """Follow-ups that are planned and not done, the soonest first: one's own, or everybody's."""
    actor = current_actor()
    own = request.args.get("whose") != "all"
    page = queries.follow_ups_page(actor, request.args.get("page", 1, type=int), own=own)
    may_log = actor.may(Permission.OUTREACH_LOG)
    return render_template(
        "outreach/follow_ups.html", page=page, own=own, today=clock.today(), form=SettleForm(), may_log=may_log
    )


@bp.route("/outreach/contacts/<uuid:contact_id>/follow-up", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def follow_up_contact(contact_id: UUID) -> Answer:
    """Who follows a contact up, and by when."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    form = FollowUpForm(
        by=str(contact.follow_up_by or actor.user_id),
        due=contact.follow_up_due or clock.today() + timedelta(days=1),
        words=contact.follow_up_note or "", version=contact.version,
    )  # fmt: skip
    workers = {str(user.id): user.name for user in agencies.colleagues(actor, Permission.OUTREACH_LOG)}
    form.by.choices = choices(workers)

    def write() -> None:
        if form.due.day is not None:
            service.plan_follow_up(
                actor=actor, contact_id=contact_id, due=form.due.day, by=UUID(form.by.data), words=form.words.data,
                version=form.version.data or 0,
            )  # fmt: skip

    then = request.args.get("then") == "next"
    onward = (
        url_for(".new_contact", session_id=contact.session_id) if then else
        url_for(".show_contact", contact_id=contact_id)
    )  # fmt: skip
    return change(
        "outreach/follow_up.html", form, write, back=onward, stored=lambda: _stored(contact_id, workers),
        done="Saved. It stands on their home page until it is done.", onward=onward, then=then,
        row=queries.in_words(actor, [contact])[0],
    )  # fmt: skip


@bp.post("/outreach/contacts/<uuid:contact_id>/seen-to")
@requires(Permission.OUTREACH_LOG, conceal=True)
def settle_contact(contact_id: UUID) -> Answer:
    """Say that somebody saw to one thing that a contact asks for."""
    form = SettleForm()
    if not form.submitted():
        return render_template("outreach/seen_to.html", form=form, contact_id=contact_id), 422
    service.settle(actor=current_actor(), contact_id=contact_id, flag=form.flag.data)
    flash(f"{catalogue.FLAGS.get(form.flag.data, 'It')}: seen to.", "success")
    if request.args.get("from") == "list":
        return redirect(url_for(".list_follow_ups"), 303)
    return redirect(url_for(".show_contact", contact_id=contact_id, then=request.args.get("then")), 303)


def _stored(contact_id: UUID, workers: dict[str, str]) -> tuple[int, list[tuple[str, str]]]:
    contact = queries.contact(current_actor(), contact_id)
    due = contact.follow_up_due
    return contact.version, [
        ("Who", workers.get(str(contact.follow_up_by), "Nobody yet")),
        ("By", f"{due.day} {due:%B %Y}" if due else "No day yet"), ("What about", contact.follow_up_note or "Not said"),
    ]  # fmt: skip
