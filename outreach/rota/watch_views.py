"""Pages of looking after those who are out: checking in with one big button, and the page of an alarm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Refused
from core.forms import EmptyForm
from core.words import clock_time
from outreach import bp
from outreach import queries as outreach
from outreach.asking import Answer, change
from outreach.rota import forms, queries, rules, watching

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)


@bp.route("/outreach/sessions/<uuid:session_id>/out", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def go_out(session_id: UUID) -> Answer:
    """Begin to check in on a session; somebody who does already is shown their button."""
    actor = current_actor()
    session = outreach.session(actor, session_id)
    own = queries.own_watch(actor)
    if request.method == "GET" and own is not None:
        return redirect(url_for(".show_watch", watch_id=own.watch.id), 303)
    form = forms.OutForm(queries.check_ins(actor).every_minutes)
    return change(
        "outreach/rota/go_out.html",
        form,
        lambda: watching.go_out(
            actor=actor, session_id=session_id, every_minutes=int(form.every_minutes.data),
            reach=form.reach.data or "", company=form.company.data or "",
        ),
        back=url_for(".show_session", session_id=session_id),
        done="You check in from now on. Your button stands on top of every outreach page.",
        session=session,
        usual=queries.check_ins(actor),
    )  # fmt: skip


@bp.get("/outreach/out/<uuid:watch_id>")
@requires(*READERS, conceal=True)
def show_watch(watch_id: UUID) -> Answer:
    """Somebody who is out: how it is with them, what to do, and every check-in."""
    return _watch_page(watch_id, forms.StandDownForm())


@bp.post("/outreach/out/<uuid:watch_id>/safe")
@requires(Permission.OUTREACH_LOG, conceal=True)
def say_safe(watch_id: UUID) -> Answer:
    """“I am safe.”"""
    form = forms.SafeForm()
    minutes = form.minutes.data if form.submitted() and form.minutes.data in rules.LONGER else None
    try:
        row = watching.say_safe(actor=current_actor(), watch_id=watch_id, minutes=minutes)
    except Refused as refusal:
        return _refused(watch_id, refusal)
    flash(f"Good. Next check-in by {clock_time(row.due_at)}.", "success")
    if row.called_for_help:
        flash("Your call for help stands until somebody has spoken to you.", "warning")
    return _onwards(watch_id)


@bp.post("/outreach/out/<uuid:watch_id>/help")
@requires(Permission.OUTREACH_LOG, conceal=True)
def call_for_help(watch_id: UUID) -> Answer:
    """Raise the alarm oneself."""
    try:
        watching.call_for_help(actor=current_actor(), watch_id=watch_id)
    except Refused as refusal:
        return _refused(watch_id, refusal)
    flash("Your managers are being told now. In danger, ring 999.", "warning")
    return redirect(url_for(".show_watch", watch_id=watch_id), 303)


@bp.post("/outreach/out/<uuid:watch_id>/back")
@requires(Permission.OUTREACH_LOG, conceal=True)
def say_back(watch_id: UUID) -> Answer:
    """“I am back.”"""
    try:
        watching.say_back(actor=current_actor(), watch_id=watch_id)
    except Refused as refusal:
        return _refused(watch_id, refusal)
    flash("You are back. Your number is forgotten.", "success")
    return _onwards(watch_id)


@bp.post("/outreach/out/<uuid:watch_id>/take-on")
@requires(Permission.OUTREACH_MANAGE, Permission.OUTREACH_LOG, conceal=True)
def take_on_alarm(watch_id: UUID) -> Answer:
    """“I am on it.”"""
    try:
        watching.take_on(actor=current_actor(), watch_id=watch_id)
    except Refused as refusal:
        return _refused(watch_id, refusal)
    flash("Your colleagues see that you are on it.", "success")
    return redirect(url_for(".show_watch", watch_id=watch_id), 303)


@bp.post("/outreach/out/<uuid:watch_id>/stand-down")
@requires(Permission.OUTREACH_MANAGE, Permission.OUTREACH_LOG, conceal=True)
def stand_down_alarm(watch_id: UUID) -> Answer:
    """End an alarm after having spoken to them."""
    form = forms.StandDownForm()
    if form.submitted():
        try:
            watching.stand_down(
                actor=current_actor(), watch_id=watch_id, words=form.words.data or "", back=bool(form.back.data)
            )
            flash("The alarm has ended.", "success")
            return redirect(url_for(".show_watch", watch_id=watch_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    return _watch_page(watch_id, form), 422


def _watch_page(watch_id: UUID, form: Any) -> str:
    actor = current_actor()
    line = queries.watch(actor, watch_id)
    return render_template(
        "outreach/rota/watch.html",
        line=line,
        plan=queries.check_ins(actor).plan,
        page=queries.steps_page(actor, watch_id, request.args.get("page", 1, type=int)),
        may_answer=line.alarm and queries.may_answer(actor, line.watch),
        longer=rules.LONGER,
        now=clock.now(),
        form=form,
        button=EmptyForm(),
    )


def _onwards(watch_id: UUID) -> Response:
    """Back to the log, where the button was pressed there; else to the session."""
    session_id = queries.watch(current_actor(), watch_id).watch.session_id
    place = ".new_contact" if request.form.get("from") == "log" else ".show_session"
    return redirect(url_for(place, session_id=session_id), 303)


def _refused(watch_id: UUID, refusal: Refused) -> Response:
    flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
    return redirect(url_for(".show_watch", watch_id=watch_id), 303)
