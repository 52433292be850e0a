"""Whose record a contact belongs to: chosen after it was saved or later, and taken off again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Refused
from outreach import bp, queries, service
from outreach.asking import Answer, asked, change
from outreach.forms import UnlinkForm, WhoForm
from people import queries as people_queries
from people.identifiers import is_looked_up


@bp.route("/outreach/contacts/<uuid:contact_id>/who", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def choose_person(contact_id: UUID) -> Answer:
    """Whose record a contact belongs to: one that is there, a new one, or none. Somebody else can be looked for."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    sought = request.args.get("find", "").strip()
    known = _found(sought or contact.alias or "")
    form = WhoForm(_record_choices(contact, known), find=sought)
    if form.submitted():
        try:
            return _settle(contact, form)
        except Refused as refusal:
            form.show(refusal)
    return asked(
        "outreach/who.html", form, contact=contact, known=known, sought=sought,
        others=queries.same_code(actor, contact), may_find=actor.may(Permission.PEOPLE_READ),
    )  # fmt: skip


@bp.route("/outreach/contacts/<uuid:contact_id>/off-record", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def unlink_contact(contact_id: UUID) -> Answer:
    """Take a contact off the record that it was put on by mistake."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    form = UnlinkForm()

    def write() -> None:
        service.unlink_contact(actor=actor, contact_id=contact_id, reason=form.reason.data)

    back = url_for(".show_contact", contact_id=contact_id)
    return change("outreach/off_record.html", form, write, back=back, done="Taken off the record.", contact=contact)


def _found(words: str) -> list[Any]:
    """Records by a name or a reference. A number is looked up in People, where look-ups are counted."""
    actor = current_actor()
    if not words or not actor.may(Permission.PEOPLE_READ) or is_looked_up(words):
        return []
    same = people_queries.find_by_alias(actor, words)
    return same if same or not request.args.get("find") else list(people_queries.people_page(actor, words, 1).items[:8])


def _record_choices(contact: Any, known: list[Any]) -> list[tuple[str, str]]:
    choices = [(str(person.id), f"{person.alias}, {person.reference}") for person in known]
    if current_actor().may(Permission.PEOPLE_WRITE):
        new = f"start a record for {contact.alias}" if contact.alias else "start a record"
        choices.append(("new", f"Somebody else: {new}" if known else new.capitalize() if not contact.alias else
                        "Start a record"))  # fmt: skip
    return [*choices, ("none", "Leave it without a record")]


def _settle(contact: Any, form: WhoForm) -> Response:
    actor, then = current_actor(), request.args.get("then")
    contact_id, session_id, person_id = contact.id, contact.session_id, None
    choice, with_code = form.choice.data, bool(form.with_code.data)
    if choice == "new":
        person_id = service.open_record(
            actor=actor, contact_id=contact_id, alias=form.alias.data, with_code=with_code
        )  # fmt: skip
    elif choice != "none":
        person_id = UUID(choice)
        number = service.link_contact(actor=actor, contact_id=contact_id, person_id=person_id, with_code=with_code)
        flash(f"{number} {'contact is' if number == 1 else 'contacts are'} on the record now.", "success")
    if person_id is not None and then != "next":
        return redirect(url_for("people.show_person", person_id=person_id), 303)
    place = ".new_contact" if then == "next" else ".show_session"
    return redirect(url_for(place, session_id=session_id), 303)
