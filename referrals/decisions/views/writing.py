"""The path itself: which way, one thing a page, then all of it to check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm
from core.web import keep_despite_refusal
from people import queries as people
from people.words import CATEGORY_WORDS
from referrals import bp
from referrals.decisions import queries, rules, service, vocabulary, words
from referrals.decisions.forms import BeginForm, SendNowForm, StepForm, form_of
from referrals.decisions.queries import Opened
from referrals.forms import CHOOSE
from referrals.rules import SharingRefused

Page = str | Response | tuple[str, int]
LATER = "later"
DAYS = ("tell_on", "review_on")


@bp.route("/people/<uuid:person_id>/share-without-consent", methods=["GET", "POST"])
@requires(Permission.SHARING_DECIDE, conceal=True)
def begin_decision(person_id: UUID) -> Page:
    """Ask first whether asking is possible after all; then which way."""
    actor = current_actor()
    who = people.person(actor, person_id)
    form = BeginForm()
    if form.submitted():
        keep = form.way.data == "keep"
        row = service.begin(
            actor=actor, person_id=person_id, direction=_direction(keep=keep), emergency=form.way.data == "emergency"
        )
        first = rules.steps_of(row.direction, queries.answers_of(row), emergency=row.emergency, left=False)[0]
        return redirect(url_for("referrals.write_decision", decision_id=row.id, step=first), 303)
    page = render_template(
        "referrals/decisions/begin.html", who=who, alias=who.alias or who.reference, form=form,
        golden=vocabulary.golden_rules(), caldicott=vocabulary.caldicott(), slavery=vocabulary.slavery(),
        may_ask=actor.may(Permission.CONSENT_RECORD), may_send=actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip
    return page if request.method == "GET" else (page, 422)


def _direction(*, keep: bool) -> rules.Direction:
    return rules.Direction.KEEP if keep else rules.Direction.SHARE


@bp.route("/decisions/<uuid:decision_id>/write/<step>", methods=["GET", "POST"])
@requires(Permission.SHARING_DECIDE, conceal=True)
def write_decision(decision_id: UUID, step: str) -> Page:
    """One page of the path. Saved as you go: the second button keeps it as it stands."""
    actor = current_actor()
    opened = _writable(actor, decision_id)
    if step not in _steps(opened):
        raise NotVisible
    form = _form(actor, opened, step)
    if request.method == "GET":
        return _page(actor, opened, step, form)
    later = request.form.get("do") == LATER
    if not form.submitted() and not later:
        return _page(actor, opened, step, form), 422
    return _save(actor, opened, step, form, later=later)


def _save(actor: Actor, opened: Opened, step: str, form: StepForm, *, later: bool) -> Page:
    try:
        service.save(
            actor=actor, decision_id=opened.row.id, version=form.version.data or 0, step=step, changes=form.changes
        )
    except Clash as clash:
        form.form_errors.append(str(clash))
        return _page(actor, opened, step, form, stored=True), 409
    except Refused as refusal:
        form.show(refusal)
        return _page(actor, opened, step, form), 422
    if later:
        flash("Saved as it stands. Nothing has left.", "success")
        return redirect(url_for("referrals.show_decision", decision_id=opened.row.id), 303)
    return redirect(_after(queries.decision(actor, opened.row.id), step), 303)


def _after(opened: Opened, step: str) -> str:
    """The next page that is not whole, counting from this one; the check when all are."""
    steps = _steps(opened)
    place = steps.index(step) + 1 if step in steps else 0
    lacking = [each for each in (*steps[place:], *steps[:place]) if each in opened.missing]
    if not lacking:
        return url_for("referrals.check_decision", decision_id=opened.row.id)
    return url_for("referrals.write_decision", decision_id=opened.row.id, step=lacking[0])


def _writable(actor: Actor, decision_id: UUID) -> Opened:
    opened = queries.decision(actor, decision_id)
    if opened.row.decided_by != actor.user_id or not opened.is_open:
        raise NotVisible
    return opened


def _steps(opened: Opened) -> tuple[str, ...]:
    row = opened.row
    return rules.steps_of(row.direction, opened.answers, emergency=row.emergency, left=opened.left)


def _form(actor: Actor, opened: Opened, step: str) -> StepForm:
    answers = opened.answers
    values: dict[str, Any] = {name: getattr(answers, name) for name in answers.__slots__ if name not in DAYS}
    values |= {"tell_on": answers.tell_day, "review_on": answers.review_day, "version": opened.row.version}
    values["words_checked"] = step == "parts" and queries.words_are_checked(actor, opened)
    if step == "parts" and not answers.message:
        values["message"] = answers.happening if opened.row.emergency else ""
    form = form_of(step, **values)
    if step == "recipient":
        teams = [(str(each.service_id), f"{each.agency_name} – {each.name}") for each in queries.teams(actor)]
        form.offer("service_id", [("", CHOOSE), *teams])
    if step == "basis":
        known = rules.combinations_for(answers, opened.own_kind)
        form.offer("basis", [(each.code, each.words) for each in known])
    if step == "parts":
        shown = [part for part in queries.parts(actor, opened) if part.allowed]
        form.offer(
            "categories", [(part.category.value, part.title) for part in shown if part.category not in rules.ALWAYS]
        )
    return form


def _page(actor: Actor, opened: Opened, step: str, form: StepForm, *, stored: bool = False) -> str:
    steps = _steps(opened)
    place = steps.index(step)
    if form.errors:
        form.renew_key()
    if stored:
        form.version.data, form.version.raw_data = opened.row.version, None
    return render_template(
        "referrals/decisions/write.html", opened=opened, step=step, form=form, title=words.TITLES[step],
        number=place + 1, of=len(steps), before=steps[place - 1] if place else None, vocabulary=vocabulary,
        parts=queries.parts(actor, opened) if step == "parts" else [],
        look_at=queries.words_to_look_at(actor, opened) if step == "parts" else [],
        stored=next(each for each in words.sections(opened) if each.step == step) if stored else None,
        always=[CATEGORY_WORDS[category] for category in rules.ALWAYS],
        paragraph=rules.paragraph_18(opened.answers),
    )  # fmt: skip


@bp.route("/decisions/<uuid:decision_id>/check", methods=["GET", "POST"])
@requires(Permission.SHARING_DECIDE, conceal=True)
def check_decision(decision_id: UUID) -> Page:
    """All of it to read, then hand it to a second person; an emergency leaves from here."""
    actor = current_actor()
    opened = _writable(actor, decision_id)
    form = SendNowForm(version=opened.row.version)
    if request.method == "GET":
        return _check_page(actor, opened, form)
    if not form.submitted():
        return _check_page(actor, opened, form), 422
    leaves = opened.row.emergency and not opened.left
    try:
        if leaves:
            service.send_now(
                actor=actor, decision_id=decision_id, version=form.version.data or 0, typed=form.typed.data or ""
            )
        else:
            service.submit(actor=actor, decision_id=decision_id, version=form.version.data or 0)
    except SharingRefused as refusal:
        why = refusal.reason
        keep_despite_refusal(lambda: service.write_refusal(actor=actor, decision_id=decision_id, reason=why))
        return _refused(actor, decision_id, form, refusal)
    except Refused as refusal:
        return _refused(actor, decision_id, form, refusal)
    except Clash as clash:
        return _refused(actor, decision_id, form, Refused(str(clash)), 409)
    said = (
        "It has left. Write the rest by the day below." if leaves else "Handed over. Nothing leaves until they agree."
    )
    flash(said, "success")
    return redirect(url_for("referrals.show_decision", decision_id=decision_id), 303)


def _refused(actor: Actor, decision_id: UUID, form: SendNowForm, refusal: Refused, status: int = 422) -> Page:
    form.show(refusal)
    form.renew_key()
    opened = queries.decision(actor, decision_id)
    form.version.data, form.version.raw_data = opened.row.version, None
    return _check_page(actor, opened, form), status


def _check_page(actor: Actor, opened: Opened, form: SendNowForm) -> str:
    return render_template(
        "referrals/decisions/check.html", opened=opened, form=form, sections=words.sections(opened),
        going=queries.going(actor, opened) if opened.row.direction is rules.Direction.SHARE else [],
        look_at=queries.words_to_look_at(actor, opened) if opened.row.direction is rules.Direction.SHARE else [],
        is_police=opened.offer is not None and opened.kind.value == "police", titles=words.TITLES,
    )  # fmt: skip


@bp.post("/decisions/<uuid:decision_id>/drop")
@requires(Permission.SHARING_DECIDE, conceal=True)
def drop_decision(decision_id: UUID) -> Page:
    """Drop a decision that has not left."""
    actor, form = current_actor(), EmptyForm()
    if not form.submitted():
        raise Refused("This page did not arrive whole.", instead="Open it afresh and send it again.")
    service.drop(actor=actor, decision_id=decision_id, version=form.version.data or 0)
    flash("Dropped. Nothing left.", "success")
    return redirect(url_for("referrals.show_decision", decision_id=decision_id), 303)
