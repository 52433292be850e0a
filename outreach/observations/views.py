"""Pages of observations: the list, one, its review, the modern slavery route, and a child met on outreach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from core.words import clock_time
from outreach import bp
from outreach import queries as outreach
from outreach.around import around, panels_of
from outreach.observations import catalogue, children, queries, rules, service
from outreach.observations.forms import (
    AgreementForm,
    ClosingForm,
    MetChildForm,
    NoteForm,
    ObservationForm,
    ReviewForm,
    RouteForm,
)

Answer = str | Response | tuple[str, int]
Stored = list[tuple[str, str]]


@bp.get("/outreach/observations")
@requires(*queries.READS, conceal=True)
def list_observations() -> Answer:
    """Observations that the reader may open: open ones, or those of one state."""
    actor = current_actor()
    state = _state(request.args.get("show", ""))
    return render_template(
        "outreach/observations/list.html", state=state, state_words=catalogue.STATE_WORDS,
        page=queries.observations_page(actor, request.args.get("page", 1, type=int), state),
        counts=queries.counts_by_state(actor), sees_all=actor.may(*queries.SEES_ALL),
        may_write=actor.may(*queries.WRITES),
    )  # fmt: skip


@bp.route("/outreach/observations/new", methods=["GET", "POST"])
@requires(*queries.WRITES, conceal=True)
def new_observation() -> Answer:
    """Write down what was seen; `contact` or `session` is what it came of."""
    actor = current_actor()
    contact = _met(request.args.get("contact"))
    session = _outing(contact, request.args.get("session"))
    form = ObservationForm(**_offered(contact, session))
    if form.submitted():
        try:
            row = service.record_observation(
                actor=actor, facts=form.as_facts(), session_id=session.id if session else None,
                contact_id=contact.id if contact else None,
            )  # fmt: skip
            return _after_recording(row)
        except Refused as refusal:
            form.show(refusal)
    return _asked("outreach/observations/new.html", form, contact=contact, session=session)


def _after_recording(row: Any) -> Response:
    """A child comes first, at once; else on to what was written."""
    flash(f"{row.reference} is kept. A manager reads it before anything leaves.", "success")
    if row.child:
        return redirect(url_for(".raise_seen_child", observation_id=row.id), 303)
    return redirect(url_for(".show_observation", observation_id=row.id), 303)


@bp.get("/outreach/observations/<uuid:observation_id>")
@requires(*queries.READS, conceal=True)
def show_observation(observation_id: UUID) -> Answer:
    """One observation: what was seen, where it stands, what can be done, and what was written later."""
    return render_template("outreach/observations/show.html", form=NoteForm(), **_shown(observation_id))


def _shown(observation_id: UUID) -> dict[str, Any]:
    actor = current_actor()
    row = queries.observation(actor, observation_id)
    manages = actor.may(Permission.OUTREACH_MANAGE)
    is_open = row.state in rules.OPEN_STATES
    return {
        "row": row, "names": queries.names_in(actor, row), "notes": queries.notes_of(actor, row),
        "contact": queries.contact_of(actor, row), "concern": queries.concern_of(actor, observation_id=row.id),
        "ward": outreach.ward_words(row.ward), "words": _in_words(row), "table": catalogue.slavery(),
        "empty_form": EmptyForm(), "is_open": is_open, "closed": row.state is rules.ObservationState.CLOSED,
        "may_review": manages and is_open and row.seen_by != actor.user_id, "may_close": manages,
        "may_write": actor.may(*queries.WRITES), "own": row.seen_by == actor.user_id, "manages": manages,
        "panels": panels_of(around.observation, actor, row.id),
    }  # fmt: skip


def _in_words(row: Any) -> dict[str, Any]:
    settings = catalogue.settings()
    return {
        "state": catalogue.STATE_WORDS[row.state], "how_known": catalogue.HOW_KNOWN_WORDS[row.how_known],
        "how_many": catalogue.HOW_MANY_WORDS[row.how_many], "agreed": catalogue.AGREED_WORDS[row.agreed],
        "signs": [catalogue.SIGNS.get(code, code) for code in row.signs],
        "setting": settings.get(row.setting, row.setting) if row.setting else "Not said",
        "route": catalogue.ROUTE_WORDS[row.route] if row.route else "",
    }  # fmt: skip


@bp.route("/outreach/observations/<uuid:observation_id>/review", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def review_observation(observation_id: UUID) -> Answer:
    """A manager's review: pass it on in words that name nobody, or keep it."""
    row = queries.observation(current_actor(), observation_id)
    form = ReviewForm(wording=row.wording or _draft(row), why_it_stays=row.why_it_stays or "", version=row.version)

    def write() -> None:
        service.review_observation(
            actor=current_actor(), observation_id=observation_id, forward=form.answer.data == "forward",
            wording=form.wording.data or "", words=form.words.data or "", why_it_stays=form.why_it_stays.data or "",
            version=form.version.data or 0,
        )  # fmt: skip

    return _step("outreach/observations/review.html", form, row, write, words=_in_words(row))


def _draft(row: Any) -> str:
    """What was seen, as the first draft of what may be passed on."""
    return "\n\n".join(words for words in (row.facts, row.others) if words)


@bp.route("/outreach/observations/<uuid:observation_id>/agreement", methods=["GET", "POST"])
@requires(*queries.WRITES, conceal=True)
def change_agreement(observation_id: UUID) -> Answer:
    """Write what somebody who could be known from it says about passing it on."""
    row = queries.observation(current_actor(), observation_id)
    form = AgreementForm(agreed=row.agreed.value, version=row.version)

    def write() -> None:
        service.note_agreement(
            actor=current_actor(), observation_id=observation_id, agreed=rules.Agreed(form.agreed.data),
            version=form.version.data or 0,
        )  # fmt: skip

    return _step("outreach/observations/agreement.html", form, row, write)


@bp.route("/outreach/observations/<uuid:observation_id>/slavery", methods=["GET", "POST"])
@requires(*queries.WRITES, conceal=True)
def show_slavery_route(observation_id: UUID) -> Answer:
    """The modern slavery route: who may refer, what has to come first, and where it stands."""
    actor = current_actor()
    row = queries.observation(actor, observation_id)
    form = RouteForm(route=row.route.value if row.route else None, words=row.route_words or "", version=row.version)

    def write() -> None:
        service.note_route(
            actor=current_actor(), observation_id=observation_id, route=form.chosen(), words=form.words.data or "",
            version=form.version.data or 0,
        )  # fmt: skip

    return _step(
        "outreach/observations/slavery.html", form, row, write, table=catalogue.slavery(),
        contact=queries.contact_of(actor, row), responders=_responders(),
        first_responder=catalogue.is_first_responder(agencies.agency(actor.agency_id).code),
    )  # fmt: skip


def _responders() -> list[str]:
    """The members of the forum that are first responders, by name."""
    return [each.name for each in agencies.member_agencies() if catalogue.is_first_responder(each.code)]


@bp.route("/outreach/observations/<uuid:observation_id>/close", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def close_observation(observation_id: UUID) -> Answer:
    """Close an observation with what came of it."""
    row = queries.observation(current_actor(), observation_id)
    form = ClosingForm(version=row.version)

    def write() -> None:
        service.close_observation(
            actor=current_actor(), observation_id=observation_id, words=form.words.data or "",
            version=form.version.data or 0,
        )  # fmt: skip

    return _step("outreach/observations/close.html", form, row, write)


@bp.post("/outreach/observations/<uuid:observation_id>/notes")
@requires(*queries.WRITES, conceal=True)
def note_observation(observation_id: UUID) -> Answer:
    """Write a note to an observation."""
    form = NoteForm()
    if form.submitted():
        try:
            service.add_note(actor=current_actor(), observation_id=observation_id, words=form.words.data or "")
            return redirect(url_for(".show_observation", observation_id=observation_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    return render_template("outreach/observations/show.html", form=form, **_shown(observation_id)), 422


@bp.post("/outreach/observations/<uuid:observation_id>/999")
@requires(*queries.WRITES, conceal=True)
def rang_999_about(observation_id: UUID) -> Answer:
    """Note that 999 was rung."""
    service.ring_999(actor=current_actor(), observation_id=observation_id)
    flash("Noted: 999 was rung.", "success")
    return redirect(url_for(".show_observation", observation_id=observation_id), 303)


@bp.route("/outreach/contacts/<uuid:contact_id>/child", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def raise_child_concern(contact_id: UUID) -> Answer:
    """A contact looked under 18: raise the child safeguarding concern at once, with what was logged."""
    actor = current_actor()
    contact = outreach.contact(actor, contact_id)
    place = outreach.ward_words(contact.ward or outreach.session(actor, contact.session_id).ward)
    form = MetChildForm(**_seen_of(contact, place))
    back = url_for(".show_contact", contact_id=contact_id)

    def write() -> Any:
        return children.raise_from_contact(actor=actor, contact_id=contact_id, seen=form.as_seen())

    return _raise(form, write, queries.concern_of(actor, contact_id=contact_id), back, allowed=contact.flags)


@bp.route("/outreach/observations/<uuid:observation_id>/child", methods=["GET", "POST"])
@requires(*queries.WRITES, conceal=True)
def raise_seen_child(observation_id: UUID) -> Answer:
    """A child stands in an observation: raise the child safeguarding concern at once."""
    actor = current_actor()
    row = queries.observation(actor, observation_id)
    form = MetChildForm(seen=row.facts or "", risk=row.grounds or "", danger=row.danger)
    back = url_for(".show_observation", observation_id=observation_id)

    def write() -> Any:
        return children.raise_from_observation(actor=actor, observation_id=observation_id, seen=form.as_seen())

    allowed = [rules.UNDER_18] if row.child else []
    return _raise(form, write, queries.concern_of(actor, observation_id=observation_id), back, allowed=allowed)


def _raise(
    form: MetChildForm, write: Callable[[], Any], raised: queries.ChildLink | None, back: str, *, allowed: list[str]
) -> Answer:  # fmt: skip
    """One page for both: it raises once, and afterwards leads to the concern."""
    if form.submitted():
        try:
            concern = write()
            flash(f"{concern.reference} is open. Your managers and data protection lead have been told.", "success")
            return redirect(url_for("people.show_concern", concern_id=concern.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked(
        "outreach/observations/child.html", form, raised=raised, back=back, route=_child_route(),
        may_raise=rules.UNDER_18 in allowed, of_contact=request.endpoint == "outreach.raise_child_concern",
    )  # fmt: skip


def _child_route() -> tuple[str, ...]:
    """What is done about a child who was met, in order (Working Together 2023)."""
    return (
        "If they are in danger now, ring 999 first.",
        "Raise it here. Your managers are told at once; nobody waits for them.",
        "Ring the council’s children’s services before the end of this shift. No consent is needed.",
    )


def _seen_of(contact: Any, place: str) -> dict[str, Any]:
    """What was logged of a contact, to begin with: it moves into the concern when that is raised."""
    at = clock.london(contact.at)
    lines = [f"Met on outreach in {place}, {at:%-d %B %Y}, {clock_time(contact.at)}.", contact.note or ""]
    return {"who": contact.alias or "", "age": "Looked under 18", "seen": "\n".join(line for line in lines if line)}


def _met(words: str | None) -> Any:
    return outreach.contact(current_actor(), _uuid(words)) if words else None


def _outing(contact: Any, words: str | None) -> Any:
    if contact is not None:
        return outreach.session(current_actor(), contact.session_id)
    return outreach.session(current_actor(), _uuid(words)) if words else None


def _uuid(words: str) -> UUID:
    try:
        return UUID(words)
    except ValueError:
        raise NotVisible from None


def _offered(contact: Any, session: Any) -> dict[str, Any]:
    """When and where: of the contact, else of the session, else now. Never a word of somebody."""
    at: datetime = contact.at if contact else clock.now()
    ward = (contact.ward if contact else None) or (session.ward if session else None)
    return {
        "day": clock.london(at).date(), "time": clock_time(at), "ward": ward,
        "setting": contact.setting if contact else None,
    }  # fmt: skip


def _state(code: str) -> rules.ObservationState | None:
    return rules.ObservationState(code) if code in list(rules.ObservationState) else None


def _standing(row: Any) -> Stored:
    """What stands now, beside what was typed."""
    said = [
        ("State", catalogue.STATE_WORDS[row.state]),
        ("May anybody be known from it?", catalogue.AGREED_WORDS[row.agreed]),
        ("Manager’s words", row.review_words),
        ("To be passed on", row.wording),
        ("Modern slavery route", catalogue.ROUTE_WORDS[row.route] if row.route else ""),
        ("About the route", row.route_words),
        ("What came of it", row.closing_words),
    ]
    return [(label, words) for label, words in said if words]


def _step(template: str, form: RoundtableForm, row: Any, write: Callable[[], None], **values: Any) -> Answer:
    """Ask, write and go back to the observation; a clash shows what is stored beside what was typed."""
    if form.submitted():
        try:
            write()
            flash("Saved.", "success")
            return redirect(url_for(".show_observation", observation_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            now = queries.peek(current_actor(), row.id)
            form.version.raw_data, form.version.data = None, now.version
            form.renew_key()
            form.form_errors.append(str(clash))
            return render_template(template, form=form, row=now, stored=_standing(now), **values), 409
    return _asked(template, form, row=row, stored=[], **values)


def _asked(template: str, form: RoundtableForm, **values: Any) -> Answer:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422
