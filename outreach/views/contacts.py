"""The quick log of one contact, its page, and putting it right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Refused
from core.forms import EmptyForm
from core.words import counted
from outreach import bp, catalogue, queries, rules, service
from outreach.around import around, panels_of
from outreach.asking import Answer, asked, change
from outreach.forms import CodeForm, ContactForm, SettleForm
from people import queries as people_queries


@bp.route("/outreach/sessions/<uuid:session_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def new_contact(session_id: UUID) -> Answer:
    """The quick log of one contact; unnamed is complete."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    last = queries.last_choices(actor, session_id)
    form = ContactForm(**_offered(last))
    if form.submitted():
        try:
            return _after_saving(_log(session_id, form), form)
        except Refused as refusal:
            form.show(refusal)
    given = last.given if last else {}
    return asked(
        "outreach/contact_new.html", form, session=session, **_lists(session),
        last=[f"{number} {catalogue.items()[item].lower()}" for item, number in given.items()],
    )  # fmt: skip


@bp.get("/outreach/contacts/<uuid:contact_id>")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_contact(contact_id: UUID) -> Answer:
    """One contact, and what its flags ask for: above all the child safeguarding route."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    session = queries.session(actor, contact.session_id)
    return render_template(
        "outreach/contact.html",
        row=queries.in_words(actor, [contact])[0],
        session=session,
        ward=queries.ward_words(session.ward),
        others=queries.same_code(actor, contact),
        worker=queries.worker_names(actor),
        met_words=rules.MET_WORDS,
        child_route=rules.CHILD_ROUTE if "under_18" in contact.flags else (),
        onwards=request.args.get("then") == "next",
        may_log=actor.may(Permission.OUTREACH_LOG),
        may_change=service.may_change(actor, contact, session),
        may_open_people=actor.may(Permission.PEOPLE_READ),
        may_refer=actor.may(Permission.REFERRAL_SEND),
        form=EmptyForm(),
        settle=SettleForm(),
        around=panels_of(around.contact, actor, contact_id),
    )


@bp.route("/outreach/contacts/<uuid:contact_id>/change", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def change_contact(contact_id: UUID) -> Answer:
    """Put right what was written of a contact; who it was and when stays."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    session = queries.session(actor, contact.session_id)
    form = ContactForm(**_as_written(contact))

    def write() -> None:
        said = form.answers()
        kept = ("met_before", "given", "interventions", "flags", "note", "details")
        version = form.version.data or 0
        service.put_right(
            actor=actor, contact_id=contact_id, version=version, **{name: said[name] for name in kept}
        )  # fmt: skip

    return change(
        "outreach/contact_change.html", form, write, back=url_for(".show_contact", contact_id=contact_id),
        stored=lambda: _stored(contact_id), contact=contact, session=session, **_lists(session),
        name=queries.in_words(actor, [contact])[0].name,
    )  # fmt: skip


@bp.route("/outreach/contacts/<uuid:contact_id>/take-out", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def take_out_contact(contact_id: UUID) -> Answer:
    """Take out a contact that was written down by mistake: asked once more, since it cannot be undone."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    form = EmptyForm()
    if form.submitted():
        try:
            session_id = service.take_out(actor=actor, contact_id=contact_id)
            flash("Taken out. The headcount is one less.", "success")
            return redirect(url_for(".show_session", session_id=session_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("outreach/take_out.html", form, row=queries.in_words(actor, [contact])[0])


@bp.route("/outreach/contacts/<uuid:contact_id>/drop-code", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def drop_code(contact_id: UUID) -> Answer:
    """Forget a person's own code, on every contact that has it: asked once more, since it cannot be undone."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    form = EmptyForm()
    if form.submitted():
        number = service.drop_code(actor=actor, contact_id=contact_id)
        flash(f"The code is gone from {counted(number, 'contact')}.", "success")
        return redirect(url_for(".show_contact", contact_id=contact_id), 303)
    return asked("outreach/drop_code.html", form, contact=contact, others=queries.same_code(actor, contact))


@bp.route("/outreach/code", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def find_code() -> Answer:
    """What was written under a code, for whoever says that it is theirs: inside this agency alone."""
    form = CodeForm()
    if not form.submitted():
        return asked("outreach/code.html", form, rows=None)
    actor = current_actor()
    found = queries.with_code(actor, form.code.data)
    form.renew_key()
    return render_template("outreach/code.html", form=form, rows=queries.in_words(actor, found))


def _lists(session: Any) -> dict[str, Any]:
    return {
        "short": catalogue.SHORT_MODES.get(session.mode, session.mode), "ward": queries.ward_words(session.ward),
        "main_items": catalogue.MAIN_ITEMS, "other_items": catalogue.other_items(),
    }  # fmt: skip


def _offered(last: queries.LastChoices | None) -> dict[str, Any]:
    """What the log opens with: last time's choices of place and kind, its items when asked for, and for whom it is."""
    offered: dict[str, Any] = {}
    if last is not None:
        offered = {"met": str(last.met), "contact_ward": last.ward or "", "beat": last.beat or ""}
        offered["setting"] = last.setting or ""
        if request.args.get("same"):
            offered |= {"given": last.given, **_did(last.interventions)}
    person_id = request.args.get("person", type=UUID)
    if person_id is not None and current_actor().may(Permission.PEOPLE_READ):
        alias = people_queries.person_alias(current_actor(), person_id)
        offered |= {"who": "alias", "alias": alias, "met": "known", "person": str(person_id)}
    return offered


def _did(codes: Any) -> dict[str, list[str]]:
    main = [code for code in codes if code in catalogue.MAIN_INTERVENTIONS]
    return {"did": main, "did_more": [code for code in codes if code not in main]}


def _as_written(contact: Any) -> dict[str, Any]:
    details = queries.details_of(contact)
    return {
        "who": "unnamed", "met": str(contact.met_before), "flags": contact.flags, "note": contact.note or "",
        "given": {row.item: row.quantity for row in queries.given_rows(current_actor(), contact.id)},
        **_did(contact.interventions), "duration": details.duration or "", "beat": details.beat or "",
        "contact_ward": details.ward or "", "age_band": details.age_band or "", "setting": details.setting or "",
        "information": list(details.information), "concerns": list(details.concerns), "barrier": details.barrier or "",
        "reporting_intent": details.reporting_intent or "", "referral_offered": details.referral_offered,
        "referral_accepted": details.referral_accepted, "version": contact.version,
    }  # fmt: skip


def _stored(contact_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    row = queries.in_words(actor, [contact])[0]
    flags = ", ".join(flag.words for flag in row.flags)
    return contact.version, [
        ("Met before", rules.MET_WORDS[contact.met_before]), ("Given", ", ".join(row.given) or "Nothing"),
        ("Did", ", ".join(row.did) or "Nothing noted"), ("Asks for", flags or "Nothing"), *row.more,
        ("Note", contact.note or "None"),
    ]  # fmt: skip


def _log(session_id: UUID, form: ContactForm) -> Any:
    answers = form.answers()
    named = answers["alias"] is not None and "under_18" not in answers["flags"]
    return service.log_contact(
        actor=current_actor(), session_id=session_id, person_id=_uuid(form.person.data) if named else None, **answers
    )


def _after_saving(contact: Any, form: ContactForm) -> Response:
    """On to what the contact asks for: its flags, whose record it is, the next person, or the session."""
    then = "next" if request.form.get("do") == "next" else None
    if contact.flags:
        return redirect(url_for(_first_step(contact.flags), contact_id=contact.id, then=then), 303)
    if contact.person_id and not then:
        return redirect(url_for("people.show_person", person_id=contact.person_id), 303)
    if contact.alias and not contact.person_id and _asks_who(contact, then):
        return redirect(url_for(".choose_person", contact_id=contact.id, then=then), 303)
    flash(f"Saved. {_met(contact)}", "success")
    place = ".new_contact" if then == "next" else ".show_session"
    return redirect(url_for(place, session_id=contact.session_id), 303)


def _first_step(flags: list[str]) -> str:
    """Where the flags lead first: a single follow-up to its own question, everything else to the contact's page."""
    return ".follow_up_contact" if flags == ["follow_up"] else ".show_contact"


def _met(contact: Any) -> str:
    actor = current_actor()
    before = len(queries.same_code(actor, contact))
    known = f" Met {counted(before, 'time')} before under this code." if before else ""
    return f"{queries.session(actor, contact.session_id).headcount} met.{known}"


def _asks_who(contact: Any, then: str | None) -> bool:
    actor = current_actor()
    if not actor.may(Permission.PEOPLE_READ):
        return False
    return not then or bool(people_queries.find_by_alias(actor, contact.alias))


def _uuid(words: str | None) -> UUID | None:
    try:
        return UUID(words or "")
    except ValueError:
        return None
