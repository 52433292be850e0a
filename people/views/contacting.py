"""Pages of safe contact: how someone can be reached, and word to them that obeys it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import moment
from people import bp, queries, service
from people.contact_forms import SafeContactForm, SendWordForm, WordMadeForm
from people.neutral import NeutralMessage, neutral_messages
from people.reach import ContactFacts, Way, hours_words
from people.rules import Answer, ContactAnswer, ContactMethod, WordOutcome, may_contact, voicemail_words
from people.views.records import Page, change
from people.words import WAY_WORDS, contact_pairs, contact_values


@bp.route("/people/<uuid:person_id>/safe-contact", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def change_safe_contact(person_id: UUID) -> Page:
    """Change how someone can be reached safely: ways, hours, voicemail, what to say, what never to do."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    held = queries.safe_contact(actor, person_id)
    form = SafeContactForm(**contact_values(held))

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.safe_contact(actor, person_id)
        return (now.version, contact_pairs(now)) if now else (0, [])

    def write() -> None:
        service.write_safe_contact(
            actor=actor, person_id=person_id, method=form.way(), reach_answer=form.reach_answer(),
            address=form.address.data, others=form.others(), times=form.times.data, hours=form.hours(),
            voicemail=Answer(form.voicemail.data),
            code_word=form.code_word.data, never=form.never.data, version=form.version.data or 0,
        )  # fmt: skip

    return change("people/safe_contact.html", form, person_id, write, stored, who=who)


@bp.route("/people/<uuid:person_id>/word", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def send_word(person_id: UUID) -> Page:
    """Choose a neutral message and a safe way: an e-mail goes at the next safe moment, the rest gets a contact card."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    facts = queries.contact_facts(actor, person_id)
    form = SendWordForm(facts=facts) if facts else None
    if form is not None and form.submitted():
        try:
            return redirect(_left_or_card(actor, person_id, form), 303)
        except Refused as refusal:
            form.show(refusal)
    if form is not None:
        form.renew_key()
    texts = {code: each.text for code, each in neutral_messages().items()}
    page = render_template(
        "people/word.html", who=who, form=form, facts=facts, ways=_ways(facts), texts=texts,
        words=queries.words_to(actor, person_id), taking_back=EmptyForm(),
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def _left_or_card(actor: Actor, person_id: UUID, form: SendWordForm) -> str:
    method = ContactMethod(form.method.data)
    if method is not ContactMethod.EMAIL:
        return url_for(".make_word", person_id=person_id, kind=form.kind.data, method=method.value)
    row = service.send_word(actor=actor, person_id=person_id, kind=form.kind.data)
    flash(_goes(row.due_at), "success")
    return url_for(".send_word", person_id=person_id)


def _goes(due: datetime | None) -> str:
    if due is None or due <= clock.now():
        return "It goes now."
    return f"It goes {moment(due)}, the next safe time. You can take it back until then."


def _ways(facts: ContactFacts | None) -> list[tuple[Way, str, ContactAnswer]]:
    """Each safe way with its words, and whether now is safe."""
    now = clock.now()
    return [(way, WAY_WORDS[way.method], may_contact(facts, way.method, now)) for way in facts.ways] if facts else []


@bp.route("/people/<uuid:person_id>/word/card", methods=["GET", "POST"])
@requires(Permission.PEOPLE_WRITE, conceal=True)
def make_word(person_id: UUID) -> Page:
    """The contact card of a text, call or word in person: what to say, whether now is safe, then what came of it."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    message, method = _chosen()
    facts = queries.contact_facts(actor, person_id)
    if facts is None or facts.way(method) is None:
        raise NotVisible
    form = WordMadeForm(method_chosen=method, voicemail=facts.voicemail, kind=message.code)
    if form.submitted():
        try:
            service.note_word(
                actor=actor, person_id=person_id, kind=message.code, method=method,
                outcome=WordOutcome(form.outcome.data),
            )  # fmt: skip
            flash("Noted.", "success")
            return redirect(url_for(".show_person", person_id=person_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    page = render_template(
        "people/word_card.html", who=who, form=form, message=message, facts=facts, way=facts.way(method),
        how=WAY_WORDS[method], answer=may_contact(facts, method, clock.now()), hours=hours_words(facts.hours),
        voicemail=voicemail_words(facts) if method is ContactMethod.CALL else "",
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def _chosen() -> tuple[NeutralMessage, ContactMethod]:
    message = neutral_messages().get(request.values.get("kind", ""))
    wanted = request.values.get("method", "")
    method = next((each for each in ContactMethod if each.value == wanted), None)
    if message is None or method in (None, ContactMethod.EMAIL, ContactMethod.NOT_ASKED):
        raise NotVisible
    return message, method


@bp.get("/words/<uuid:word_id>")
@requires(Permission.PEOPLE_WRITE, conceal=True)
def show_word(word_id: UUID) -> Page:
    """Where a notice about a message leads: the words to that person."""
    row = queries.word(current_actor(), word_id)
    return redirect(url_for(".send_word", person_id=row.person_id), 302)


@bp.post("/words/<uuid:word_id>/take-back")
@requires(Permission.PEOPLE_WRITE, conceal=True)
def take_back_word(word_id: UUID) -> Page:
    """Take back a message that still waits for a safe hour."""
    actor = current_actor()
    person_id = queries.word(actor, word_id).person_id
    try:
        service.take_back_word(actor=actor, word_id=word_id)
        flash("Taken back. It will not go.", "success")
    except Refused as refusal:
        flash(refusal.reason, "warning")
    return redirect(url_for(".send_word", person_id=person_id), 303)
