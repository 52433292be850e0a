"""Pages about people: the list, one person, and what is held about them. Pages of consent stand beside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import RoundtableForm
from core.panels import Place, panels_for
from people import bp, queries, service
from people.equality import told_lines
from people.forms import ContactFields, IdentityFields, IdentityForm, NameForm, PartForm, RegisterForm
from people.queries import PossibleMatch
from people.rules import STOPS_A_NEW_RECORD, Answer, Category, ContactMethod
from people.words import (
    ANSWER_WORDS,
    CATEGORY_WORDS,
    contact_line,
    contact_pairs,
    identity_pairs,
    identity_values,
)

Page = str | Response | tuple[str, int]


@bp.get("/people")
@requires(Permission.PEOPLE_READ, conceal=True)
def list_people() -> Page:
    """The people of the agency, last changed first; `q` finds a name, a reference, a number or an e-mail address."""
    actor = current_actor()
    q = request.args.get("q", "").strip()
    service.count_look_up(actor=actor, words=q)
    page = queries.people_page(actor, q, request.args.get("page", 1, type=int))
    return render_template("people/list.html", page=page, q=q, may_write=actor.may(Permission.PEOPLE_WRITE))


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def new_person() -> Page:
    """Start a record: a name to use is enough."""
    actor = current_actor()
    form = RegisterForm(alias=request.args.get("alias", ""))
    same_name: list[Any] = []
    if form.submitted():
        same_name = [] if form.someone_else.data else _already_here(actor, form)
        if not same_name:
            try:
                return redirect(_after(_register(actor, form)), 303)
            except Refused as refusal:
                form.show(refusal)
    return _asked("people/new.html", form, same_name=same_name)


def _already_here(actor: Actor, form: RegisterForm) -> list[PossibleMatch]:
    """Records of the agency that may be this person; a shared beginning of the name alone stops nobody."""
    addresses = [form.address.data] if (form.address.data or "").strip() else []
    service.count_look_up(actor=actor, words=form.address.data or "")
    found = queries.found_alike(actor, form.alias.data or "", addresses, form.legal_name.data or "")
    return found if any(STOPS_A_NEW_RECORD.intersection(each.why) for each in found) else []


def _register(actor: Actor, form: RegisterForm) -> UUID:
    unsaid = form.unsaid()
    row = service.register_person(
        actor=actor, alias=form.alias.data, pronouns=form.pronouns.data, wants=form.wants.data,
        birth_date=form.birth_date.day, pronouns_answer=unsaid["pronouns_answer"],
        wants_answer=unsaid["wants_answer"],
    )  # fmt: skip
    if _says_something(form):
        _write_contact(actor, row.id, form)
    if form.legal_name.data or form.birth_date.day or _answered(form):
        _write_identity(actor, row.id, form)
    return row.id


def _after(person_id: UUID) -> str:
    """Where a new record leads: the person, or first the equality questions when the worker chose to ask them now."""
    wanted = ".change_equality" if request.form.get("then") == "equality" else ".show_person"
    return url_for(wanted, person_id=person_id)


def _says_something(form: ContactFields) -> bool:
    typed = (form.address.data, form.times.data, form.code_word.data, form.never.data)
    return any(typed) or form.method.data != ContactMethod.NOT_ASKED or form.voicemail.data != Answer.NOT_ASKED


def _answered(form: IdentityFields) -> bool:
    return {form.legal_name_answer.data, form.birth_date_answer.data} != {Answer.NOT_ASKED.value}


@bp.get("/people/<uuid:person_id>")
@requires(Permission.PEOPLE_READ, conceal=True)
def show_person(person_id: UUID) -> Page:
    """One person: how to reach them, what they want, what is held, what may be shared, and panels of other floors."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    contact = queries.safe_contact(actor, person_id)
    return render_template(
        "people/person.html",
        who=who,
        contact=contact,
        contact_line=contact_line(contact),
        contact_facts=contact_pairs(contact) if contact else [],
        parts=queries.part_lines(actor, person_id),
        identity_facts=identity_pairs(queries.identity(actor, person_id)),
        equality=told_lines(queries.equality_answers(actor, person_id)),
        consents=queries.consents_of(actor, person_id),
        left=queries.ledger_summary(actor, person_id),
        home_agency=queries.home_agency(actor),
        kin=queries.kin_of(actor, person_id),
        possible=queries.possible_matches(actor, person_id) if actor.may(Permission.PEOPLE_WRITE) else [],
        panels=panels_for(Place.PERSON, actor, person_id),
        may=_may(actor),
        answer_words=ANSWER_WORDS,
    )


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "write": actor.may(Permission.PEOPLE_WRITE),
        "consent": actor.may(Permission.CONSENT_RECORD),
        "ledger": actor.may(Permission.LEDGER_READ),
        "refer": actor.may(Permission.REFERRAL_SEND),
        "log": actor.may(Permission.OUTREACH_LOG),
    }


@bp.route("/people/<uuid:person_id>/name", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def change_name(person_id: UUID) -> Page:
    """Change what someone is called, and what they want."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    form = NameForm(
        alias=who.alias, pronouns=who.pronouns, wants=who.wants, version=who.version,
        pronouns_answer=who.pronouns_answer or Answer.NOT_ASKED, wants_answer=who.wants_answer or Answer.NOT_ASKED,
    )  # fmt: skip

    def write() -> None:
        service.write_name(
            actor=actor, person_id=person_id, alias=form.alias.data, pronouns=form.pronouns.data,
            wants=form.wants.data, version=form.version.data or 0, **form.unsaid(),
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.person(actor, person_id)
        said = [("Name to use", now.alias), ("Pronouns", now.pronouns), ("What they want", now.wants)]
        return now.version, [(label, words or "") for label, words in said]

    return change("people/name.html", form, person_id, write, stored, who=who)


@bp.route("/people/<uuid:person_id>/parts/<category>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def change_part(person_id: UUID, category: str) -> Page:
    """Change what is held under one category: the answer, and the words."""
    actor = current_actor()
    chosen = _category(category)
    who = queries.person(actor, person_id)
    held = queries.part(actor, person_id, chosen)
    form = PartForm(**_part_values(held))

    def write() -> None:
        service.write_part(
            actor=actor, person_id=person_id, category=chosen, answer=Answer(form.answer.data),
            words=form.words.data or "", version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.part(actor, person_id, chosen)
        return (now.version, [(ANSWER_WORDS[now.answer], now.words or "")]) if now else (0, [])

    return change("people/part.html", form, person_id, write, stored, who=who, title=CATEGORY_WORDS[chosen], held=held)


def _part_values(held: Any) -> dict[str, Any]:
    return {"answer": held.answer.value, "words": held.words, "version": held.version} if held else {"version": 0}


@bp.route("/people/<uuid:person_id>/identity", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def change_identity(person_id: UUID) -> Page:
    """Change legal name and date of birth, with their answers."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    held = queries.identity(actor, person_id)
    form = IdentityForm(**identity_values(held))

    def write() -> None:
        _write_identity(actor, person_id, form)

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.identity(actor, person_id)
        return (now.version, identity_pairs(now)) if now else (0, [])

    return change("people/identity.html", form, person_id, write, stored, who=who, then=lambda: child_route(person_id))


def child_route(person_id: UUID) -> str:
    """Where to go when somebody turns out to be under 18; empty otherwise."""
    refusal = queries.under_18(current_actor(), person_id)
    if refusal is None:
        return ""
    flash("Saved. This person is under 18: no case opens. Raise a child safeguarding concern now.", "warning")
    return url_for(".new_concern", person=person_id, about="person")


def _write_contact(actor: Actor, person_id: UUID, form: ContactFields) -> None:
    service.write_safe_contact(
        actor=actor, person_id=person_id, method=form.way(), reach_answer=form.reach_answer(),
        address=form.address.data, times=form.times.data, voicemail=Answer(form.voicemail.data),
        code_word=form.code_word.data, never=form.never.data, version=form.version.data or 0,
    )  # fmt: skip


def _write_identity(actor: Actor, person_id: UUID, form: IdentityFields) -> None:
    service.write_identity(
        actor=actor, person_id=person_id, legal_name_answer=Answer(form.legal_name_answer.data),
        legal_name=form.legal_name.data or "", birth_date_answer=Answer(form.birth_date_answer.data),
        birth_date=form.birth_date.day, version=form.version.data or 0,
    )  # fmt: skip


def _category(slug: str) -> Category:
    found = [category for category in queries.OWN_PAGE if category.value.lower() == slug]
    if not found:
        raise NotVisible
    return found[0]


def change(
    template: str, form: RoundtableForm, person_id: UUID, write: Any, stored: Any, *, then: Any = None, **values: Any
) -> Page:
    """Ask, write and go back to the person, or to where `then` says; a clash shows what is stored beside what was
    typed, and loses neither."""
    if form.submitted():
        try:
            write()
            if then is not None and (elsewhere := then()):
                return redirect(elsewhere, 303)
            flash("Saved.", "success")
            return redirect(url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            version, now = stored()
            _renew(form, version)
            form.form_errors.append(str(clash))
            return render_template(template, form=form, stored=now, **values), 409
    return _asked(template, form, stored=[], **values)


def _renew(form: RoundtableForm, version: int) -> None:
    """A field shows what was posted before what it holds; the version that was posted is the stale one."""
    form.version.raw_data = None
    form.version.data = version
    form.renew_key()


def _asked(template: str, form: RoundtableForm, **values: Any) -> Page:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422
