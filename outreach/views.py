"""Pages of outreach: sessions, the quick log of a contact, and whose record a contact belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Clash, Refused
from core.forms import EmptyForm
from core.words import clock_time
from outreach import bp, catalogue, queries, rules, service
from outreach.forms import ContactForm, HeadcountForm, SessionForm, WhoForm
from people import queries as people_queries

Answer = str | Response | tuple[str, int]


@bp.get("/outreach/sessions")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def list_sessions() -> Answer:
    """Sessions by day, the latest first."""
    actor = current_actor()
    page = queries.sessions_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "outreach/sessions.html",
        page=page,
        may_log=actor.may(Permission.OUTREACH_LOG),
        running=queries.open_session(actor),
    )


@bp.route("/outreach/sessions/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def new_session() -> Answer:
    """Start a session; the answers of the last one are offered."""
    actor = current_actor()
    form = SessionForm(**_last_answers())
    if form.submitted():
        try:
            session = service.start_session(
                actor=actor,
                mode=form.mode.data,
                ward=form.ward.data,
                team=form.team.data or "",
                began_at=form.began_at(),
            )
            return redirect(url_for(".new_contact", session_id=session.id, person=request.args.get("person")), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked("outreach/session_new.html", form)


@bp.get("/outreach/sessions/<uuid:session_id>")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_session(session_id: UUID) -> Answer:
    """One session: headcount, what was given, contacts."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    return render_template(
        "outreach/session.html",
        session=session,
        mode=catalogue.modes().get(session.mode, session.mode),
        ward=queries.ward_words(session.ward),
        page=queries.contacts_page(actor, session_id, request.args.get("page", 1, type=int)),
        met=queries.met_counts(actor, session_id),
        totals=queries.item_totals(actor, session_id),
        met_words=rules.MET_WORDS,
        may_log=actor.may(Permission.OUTREACH_LOG),
        takes_contacts=rules.contact_may_be_logged(session.ended_at, clock.now()) is None,
        form=EmptyForm(),
    )


@bp.route("/outreach/sessions/<uuid:session_id>/headcount", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def change_headcount(session_id: UUID) -> Answer:
    """The headcount of a session and what was seen; a clash shows both."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    form = HeadcountForm(
        headcount=session.headcount, declined=session.headcount_declined, observations=session.observations or "",
        version=session.version,
    )  # fmt: skip
    if form.submitted():
        try:
            service.count_heads(
                actor=actor, session_id=session_id, headcount=form.headcount.data, declined=form.declined.data,
                observations=form.observations.data or "", version=form.version.data or 0,
            )  # fmt: skip
            return redirect(url_for(".show_session", session_id=session_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _headcount_clash(session_id, form)
    return _asked("outreach/headcount.html", form, session=session, stored=None)


@bp.post("/outreach/sessions/<uuid:session_id>/end")
@requires(Permission.OUTREACH_LOG, conceal=True)
def end_session(session_id: UUID) -> Answer:
    """End a session."""
    service.end_session(actor=current_actor(), session_id=session_id)
    flash("The session has ended. Late entries can be added for 2 days.", "success")
    return redirect(url_for(".show_session", session_id=session_id), 303)


@bp.get("/outreach/log")
@requires(Permission.OUTREACH_LOG, conceal=True)
def quick_log() -> Answer:
    """The shortest way to the log: the session that runs, else the start of one."""
    running = queries.open_session(current_actor())
    person = request.args.get("person")
    if running is None:
        return redirect(url_for(".new_session", person=person))
    return redirect(url_for(".new_contact", session_id=running.id, person=person))


@bp.route("/outreach/sessions/<uuid:session_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def new_contact(session_id: UUID) -> Answer:
    """The quick log of one contact; unnamed is complete."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    form = ContactForm(**_offered(session_id))
    if form.submitted():
        try:
            return _after_saving(_log(session_id, form), form)
        except Refused as refusal:
            form.show(refusal)
    return _asked(
        "outreach/contact_new.html",
        form,
        session=session,
        mode=catalogue.modes().get(session.mode, session.mode),
        ward=queries.ward_words(session.ward),
        met=queries.met_counts(actor, session_id),
        met_words=rules.MET_WORDS,
        main_items=catalogue.MAIN_ITEMS,
        other_items=catalogue.other_items(),
        last_given=[f"{number} {catalogue.items()[item].lower()}" for item, number in _last_given(session_id).items()],
    )


@bp.route("/outreach/contacts/<uuid:contact_id>/who", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def choose_person(contact_id: UUID) -> Answer:
    """Whose record an aliased contact belongs to: one that is there, a new one, or none."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    known = people_queries.find_by_alias(actor, contact.alias or "") if actor.may(Permission.PEOPLE_READ) else []
    form = WhoForm(_record_choices(contact, known))
    if form.submitted():
        try:
            return _settle(contact, form.choice.data)
        except Refused as refusal:
            form.show(refusal)
    return _asked("outreach/who.html", form, contact=contact, known=known)


@bp.get("/outreach/contacts/<uuid:contact_id>")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_contact(contact_id: UUID) -> Answer:
    """One contact, and what its flags ask for: above all the child safeguarding route."""
    actor = current_actor()
    contact = queries.contact(actor, contact_id)
    return render_template(
        "outreach/contact.html",
        row=queries.in_words(actor, [contact])[0],
        met_words=rules.MET_WORDS,
        child_route=rules.CHILD_ROUTE if "under_18" in contact.flags else (),
        onwards=request.args.get("then") == "next",
        may_log=actor.may(Permission.OUTREACH_LOG),
        may_open_people=actor.may(Permission.PEOPLE_READ),
    )


def _asked(template: str, form: Any, **values: Any) -> Answer:
    """A question page: 200 when first asked, 422 with a fresh key when an answer did not pass."""
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422


def _last_answers() -> dict[str, Any]:
    last = queries.last_session(current_actor())
    day, _ = queries.day_and_time(clock.now())
    answers: dict[str, Any] = {"day": day, "time": clock_time(clock.now())}
    return answers if last is None else {**answers, "mode": last.mode, "ward": last.ward, "team": last.team}


def _headcount_clash(session_id: UUID, form: HeadcountForm) -> Answer:
    stored = queries.session(current_actor(), session_id)
    form.renew_key()
    form.version.raw_data, form.version.data = None, stored.version
    return render_template("outreach/headcount.html", form=form, session=stored, stored=stored), 409


def _last_given(session_id: UUID) -> dict[str, int]:
    return queries.last_given(current_actor(), session_id)


def _offered(session_id: UUID) -> dict[str, Any]:
    """What the log opens with: the person it was opened for, and last time's items when they were asked for."""
    offered: dict[str, Any] = {"given": _last_given(session_id)} if request.args.get("same") else {}
    person_id = request.args.get("person", type=UUID)
    if person_id is not None and current_actor().may(Permission.PEOPLE_READ):
        alias = people_queries.person_alias(current_actor(), person_id)
        offered |= {"who": "alias", "alias": alias, "met": "known", "person": str(person_id)}
    return offered


def _log(session_id: UUID, form: ContactForm) -> Any:
    named = form.who.data == "alias"
    return service.log_contact(
        actor=current_actor(),
        session_id=session_id,
        met_before=rules.met_before(form.met.data),
        alias=form.alias.data if named else None,
        given=form.given.data,
        interventions=[*form.did.data, *form.did_more.data],
        flags=form.flags.data,
        note=form.note.data,
        already_counted=bool(form.counted.data),
        person_id=_uuid(form.person.data) if named and "under_18" not in form.flags.data else None,
    )


def _after_saving(contact: Any, form: ContactForm) -> Response:
    """On to what the contact asks for: its flags, whose record it is, the next person, or the session."""
    then = "next" if request.form.get("do") == "next" else None
    if contact.flags:
        return redirect(url_for(".show_contact", contact_id=contact.id, then=then), 303)
    if contact.person_id and not then:
        return redirect(url_for("people.show_person", person_id=contact.person_id), 303)
    if contact.alias and not contact.person_id and _asks_who(contact, then):
        return redirect(url_for(".choose_person", contact_id=contact.id, then=then), 303)
    flash("Saved.", "success")
    return _onwards(contact, then)


def _asks_who(contact: Any, then: str | None) -> bool:
    actor = current_actor()
    if not actor.may(Permission.PEOPLE_READ):
        return False
    return not then or bool(people_queries.find_by_alias(actor, contact.alias))


def _onwards(contact: Any, then: str | None) -> Response:
    place = ".new_contact" if then == "next" else ".show_session"
    return redirect(url_for(place, session_id=contact.session_id), 303)


def _record_choices(contact: Any, known: list[Any]) -> list[tuple[str, str]]:
    actor = current_actor()
    choices = [(str(person.id), f"{person.alias}, {person.reference}") for person in known]
    if contact.alias and actor.may(Permission.PEOPLE_WRITE):
        choices.append(("new", f"Somebody else: start a record for {contact.alias}" if known else "Start a record"))
    return [*choices, ("none", "Leave it without a record")]


def _settle(contact: Any, choice: str) -> Response:
    actor, then = current_actor(), request.args.get("then")
    session_id, person_id = contact.session_id, None
    if choice == "new":
        person_id = service.open_record(actor=actor, contact_id=contact.id)
    elif choice != "none":
        person_id = UUID(choice)
        service.link_contact(actor=actor, contact_id=contact.id, person_id=person_id)
    if person_id is not None and then != "next":
        return redirect(url_for("people.show_person", person_id=person_id), 303)
    place = ".new_contact" if then == "next" else ".show_session"
    return redirect(url_for(place, session_id=session_id), 303)


def _uuid(words: str | None) -> UUID | None:
    try:
        return UUID(words or "")
    except ValueError:
        return None
