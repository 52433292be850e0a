"""Pages of child safeguarding concerns: the list, one concern, and each step of it. Consent is not asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from core.words import clock_time
from people import bp
from people import queries as people_queries
from people.concerns import queries, rules, service
from people.concerns.forms import CheckForm, ConcernForm, FactsForm, NoteForm, OutcomeForm, ToldForm
from people.views.records import Page

RAISERS = (Permission.PEOPLE_WRITE, Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD)


@bp.get("/people/concerns")
@requires(*RAISERS, conceal=True)
def list_concerns() -> Page:
    """Open concerns, or closed ones: of the whole agency for managers and the data protection lead, else one's own."""
    actor = current_actor()
    closed = request.args.get("show") == "closed"
    page = queries.concerns_page(actor, request.args.get("page", 1, type=int), closed=closed)
    return render_template("people/concerns/list.html", page=page, closed=closed, sees_all=actor.may(*queries.SEES_ALL))


@bp.route("/people/concerns/new", methods=["GET", "POST"])
@requires(*RAISERS, conceal=True)
def new_concern() -> Page:
    """Raise a concern; `person` is the record that it hangs on, `about` which child."""
    actor = current_actor()
    who = _person(actor, request.args.get("person", ""))
    about = request.args.get("about", "")
    known = who.alias if who is not None and about == rules.ConcernAbout.PERSON else ""
    form = ConcernForm(about=about if about in list(rules.ConcernAbout) else None, who=known)
    if form.submitted():
        try:
            row = service.raise_concern(
                actor=actor, about=rules.ConcernAbout(form.about.data), who=form.who.data or "",
                seen=form.seen.data or "", age=form.age.data, risk=form.risk.data, views=form.views.data,
                danger=form.danger.data, rang_999=form.answer_999(), person_id=who.id if who else None,
            )  # fmt: skip
            flash(f"{row.reference} is open. Your managers and data protection lead have been told.", "success")
            return redirect(url_for(".show_concern", concern_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked("people/concerns/new.html", form, who=who)


def _person(actor: Actor, words: str) -> Any:
    """The record that a concern hangs on; None without one, and when it is not the reader's."""
    try:
        return people_queries.person(actor, UUID(words))
    except (ValueError, NotVisible):
        return None


@bp.get("/people/concerns/<uuid:concern_id>")
@requires(*RAISERS, conceal=True)
def show_concern(concern_id: UUID) -> Page:
    """One concern: what was seen, where it stands, what is to be done, and what was written later."""
    return render_template("people/concerns/show.html", form=NoteForm(), **_shown(concern_id))


def _shown(concern_id: UUID) -> dict[str, Any]:
    actor = current_actor()
    row = queries.concern(actor, concern_id)
    return {
        "concern": row, "names": queries.names_in(actor, row), "notes": queries.notes_of(actor, row),
        "about": rules.ABOUT_WORDS[row.about], "state": rules.STATE_WORDS[row.state],
        "check": rules.CHECK_WORDS[row.check_answer] if row.check_answer else "",
        "outcome": rules.OUTCOME_WORDS[row.outcome] if row.outcome else "", "empty_form": EmptyForm(),
        "closed": row.state is rules.ConcernState.CLOSED, "told": row.told_at is not None,
        "may_check": actor.may(*queries.SEES_ALL) and row.raised_by != actor.user_id,
        "may_tell": rules.may_be_told(
            row.state, row.about, danger=row.danger, check=row.check_answer, risk=row.risk or "") is None,
        "person": _alias(actor, row),
    }  # fmt: skip


def _alias(actor: Actor, row: Any) -> str:
    return people_queries.person_alias(actor, row.about_person_id) if row.about_person_id else ""


@bp.route("/people/concerns/<uuid:concern_id>/facts", methods=["GET", "POST"])
@requires(*RAISERS, conceal=True)
def change_concern(concern_id: UUID) -> Page:
    """Write who the child is, their age, and what shows a risk."""
    row = queries.concern(current_actor(), concern_id)
    form = FactsForm(who=row.who, age=row.age, risk=row.risk, views=row.views, version=row.version)

    def write() -> None:
        service.change_facts(
            actor=current_actor(), concern_id=concern_id, who=form.who.data or "", age=form.age.data,
            risk=form.risk.data, views=form.views.data, version=form.version.data or 0,
        )  # fmt: skip

    def stored(now: Any) -> list[tuple[str, str]]:
        said = [(form.who, now.who), (form.age, now.age), (form.risk, now.risk), (form.views, now.views)]
        return [(field.label.text, words or "Nothing") for field, words in said]

    return _step("people/concerns/facts.html", form, row, write, stored)


@bp.route("/people/concerns/<uuid:concern_id>/check", methods=["GET", "POST"])
@requires(Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD, conceal=True)
def check_concern(concern_id: UUID) -> Page:
    """A manager's check."""
    row = queries.concern(current_actor(), concern_id)
    form = CheckForm(version=row.version)

    def write() -> None:
        service.check_concern(
            actor=current_actor(), concern_id=concern_id, answer=rules.CheckAnswer(form.answer.data),
            words=form.words.data or "", version=form.version.data or 0,
        )  # fmt: skip

    return _step("people/concerns/check.html", form, row, write, _standing)


@bp.route("/people/concerns/<uuid:concern_id>/told", methods=["GET", "POST"])
@requires(*RAISERS, conceal=True)
def tell_concern(concern_id: UUID) -> Page:
    """Note that children's services were told."""
    row = queries.concern(current_actor(), concern_id)
    now = clock.london(clock.now())
    form = ToldForm(version=row.version, day=now.date(), time=clock_time(now))

    def write() -> None:
        service.note_telling(
            actor=current_actor(), concern_id=concern_id, whom=form.whom.data or "", told_at=form.told_at(),
            reference=form.reference.data, in_ledger=form.in_ledger.data, version=form.version.data or 0,
        )  # fmt: skip

    return _step("people/concerns/told.html", form, row, write, _standing)


@bp.route("/people/concerns/<uuid:concern_id>/close", methods=["GET", "POST"])
@requires(*RAISERS, conceal=True)
def close_concern(concern_id: UUID) -> Page:
    """Close a concern with what came of it."""
    row = queries.concern(current_actor(), concern_id)
    form = OutcomeForm(version=row.version)

    def write() -> None:
        service.close_concern(
            actor=current_actor(), concern_id=concern_id, outcome=rules.ConcernOutcome(form.outcome.data),
            words=form.words.data or "", version=form.version.data or 0,
        )  # fmt: skip

    return _step("people/concerns/close.html", form, row, write, _standing)


@bp.post("/people/concerns/<uuid:concern_id>/notes")
@requires(*RAISERS, conceal=True)
def note_concern(concern_id: UUID) -> Page:
    """Write a note into a concern."""
    form = NoteForm()
    if form.submitted():
        service.add_note(actor=current_actor(), concern_id=concern_id, words=form.words.data or "")
        return redirect(url_for(".show_concern", concern_id=concern_id), 303)
    form.renew_key()
    return render_template("people/concerns/show.html", form=form, **_shown(concern_id)), 422


@bp.post("/people/concerns/<uuid:concern_id>/999")
@requires(*RAISERS, conceal=True)
def rang_999(concern_id: UUID) -> Page:
    """Note that 999 was rung."""
    try:
        service.ring_999(actor=current_actor(), concern_id=concern_id)
        flash("Noted: 999 was rung.", "success")
    except Refused as refusal:
        flash(refusal.reason, "warning")
    return redirect(url_for(".show_concern", concern_id=concern_id), 303)


def _standing(row: Any) -> list[tuple[str, str]]:
    """What stands now, beside what was typed."""
    said = [
        ("State", rules.STATE_WORDS[row.state]),
        ("Manager’s check", row.check_words),
        ("Told", row.told_whom),
        ("Outcome", row.outcome_words),
    ]
    return [(label, words) for label, words in said if words]


def _step(
    template: str, form: RoundtableForm, row: Any, write: Callable[[], None],
    stored: Callable[[Any], list[tuple[str, str]]],
) -> Page:  # fmt: skip
    """Ask, write and go back to the concern; a clash shows what is stored beside what was typed."""
    if form.submitted():
        try:
            write()
            flash("Saved.", "success")
            return redirect(url_for(".show_concern", concern_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            now = queries.peek(current_actor(), row.id)
            form.version.raw_data, form.version.data = None, now.version
            form.renew_key()
            form.form_errors.append(str(clash))
            return render_template(template, form=form, concern=now, stored=stored(now)), 409
    return _asked(template, form, concern=row, stored=[])


def _asked(template: str, form: RoundtableForm, **values: Any) -> Page:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422
