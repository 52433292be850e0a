"""Pages of sessions: the list, one, its start, its headcount, its write-up and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Clash, Refused
from core.words import clock_time
from outreach import bp, catalogue, queries, rules, service
from outreach.around import around, panels_of
from outreach.asking import Answer, asked, change
from outreach.details import AGE_WORDS
from outreach.forms import HeadcountForm, SessionForm, WriteUpForm


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
            session = service.start_session(actor=actor, **form.answers())
            return redirect(url_for(".new_contact", session_id=session.id, person=request.args.get("person")), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("outreach/session_new.html", form)


@bp.get("/outreach/sessions/<uuid:session_id>")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def show_session(session_id: UUID) -> Answer:
    """One session: headcount, what was given, contacts."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    return render_template(
        "outreach/session.html",
        **_named(session),
        page=queries.contacts_page(actor, session_id, request.args.get("page", 1, type=int)),
        written=queries.written(actor, session_id),
        totals=queries.item_totals(actor, session_id),
        presented=_presented(session),
        met_words=rules.MET_WORDS,
        may_log=actor.may(Permission.OUTREACH_LOG),
        takes_contacts=rules.contact_may_be_logged(session.ended_at, clock.now()) is None,
        around=panels_of(around.session, actor, session_id),
    )


@bp.route("/outreach/sessions/<uuid:session_id>/headcount", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def change_headcount(session_id: UUID) -> Answer:
    """The headcount of a session and what was seen; a clash shows both."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    form = HeadcountForm(
        headcount=session.headcount, declined=session.headcount_declined, new=session.headcount_new,
        known=session.headcount_known, presented_gender=(session.presented or {}).get("gender", {}),
        presented_age=(session.presented or {}).get("age", {}), observations=session.observations or "",
        version=session.version,
    )  # fmt: skip

    def write() -> None:
        service.count_heads(
            actor=actor, session_id=session_id, headcount=form.headcount.data, declined=form.declined.data,
            new=form.new.data, known=form.known.data, presented=form.presented(),
            observations=form.observations.data or "", version=form.version.data or 0,
        )  # fmt: skip

    back = url_for(".show_session", session_id=session_id)
    return change("outreach/headcount.html", form, write, back=back, stored=lambda: _heads_stored(session_id),
                  **_named(session))  # fmt: skip


@bp.route("/outreach/sessions/<uuid:session_id>/write-up", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def write_up_session(session_id: UUID) -> Answer:
    """How a session went for those who were out, written down or put right afterwards."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    form = _write_up_form(session)

    def write() -> None:
        version = form.version.data or 0
        service.write_up(actor=actor, session_id=session_id, version=version, **form.answers())

    back = url_for(".show_session", session_id=session_id)
    return change("outreach/write_up.html", form, write, back=back, stored=lambda: _write_up_stored(session_id),
                  ending=False, **_named(session))  # fmt: skip


@bp.route("/outreach/sessions/<uuid:session_id>/end", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def end_session(session_id: UUID) -> Answer:
    """End a session, and write down how it went while everyone is still there; nothing of it need be answered."""
    actor = current_actor()
    session = queries.session(actor, session_id)
    form = _write_up_form(session)
    if form.submitted():
        try:
            if form.version.data is not None:
                version = form.version.data
                service.write_up(actor=actor, session_id=session_id, version=version, **form.answers())
            service.end_session(actor=actor, session_id=session_id)
            flash("The session has ended. Late entries can be added for 2 days.", "success")
            return redirect(url_for(".show_session", session_id=session_id), 303)
        except Clash as clash:
            version, stored = _write_up_stored(session_id)
            form.version.raw_data, form.version.data = None, version
            form.renew_key()
            form.form_errors.append(str(clash))
            return render_template(
                "outreach/write_up.html", form=form, stored=stored, ending=True, **_named(session)
            ), 409
    return asked("outreach/write_up.html", form, stored=[], ending=True, **_named(session))


@bp.get("/outreach/log")
@requires(Permission.OUTREACH_LOG, conceal=True)
def quick_log() -> Answer:
    """The shortest way to the log: the session that runs, else the start of one."""
    running = queries.open_session(current_actor())
    person = request.args.get("person")
    if running is None:
        return redirect(url_for(".new_session", person=person))
    return redirect(url_for(".new_contact", session_id=running.id, person=person))


def _named(session: Any) -> dict[str, Any]:
    """A session with the words of its codes, as every page of it says them."""
    mode, ward = catalogue.modes().get(session.mode, session.mode), queries.ward_words(session.ward)
    return {"session": session, "mode": mode, "short": catalogue.SHORT_MODES.get(session.mode, mode), "ward": ward}


def _last_answers() -> dict[str, Any]:
    last = queries.last_session(current_actor())
    day, _ = queries.day_and_time(clock.now())
    answers: dict[str, Any] = {"day": day, "time": clock_time(clock.now())}
    if last is None:
        return answers
    return {**answers, "mode": last.mode, "ward": last.ward, "team": last.team, "route": last.route or ""}


def _presented(session: Any) -> list[tuple[str, str]]:
    """How people came across, in words, without the kinds that nobody was counted under."""
    kinds = {"gender": catalogue.PRESENTED_GENDERS, "age": {str(band): words for band, words in AGE_WORDS.items()}}
    said = []
    for name, label in (("gender", "Came across as"), ("age", "Seemed aged")):
        counts = (session.presented or {}).get(name, {})
        words = [f"{counts[code]} {label.lower()}" for code, label in kinds[name].items() if counts.get(code)]
        if words:
            said.append((label, ", ".join(words)))
    return said


def _heads_stored(session_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    session = queries.session(current_actor(), session_id)
    return session.version, [
        ("Met", str(session.headcount)), ("New", str(session.headcount_new)), ("Known", str(session.headcount_known)),
        ("Wanted nothing written", str(session.headcount_declined)), *_presented(session),
        ("Seen", session.observations or "Nothing noted"),
    ]  # fmt: skip


def _write_up_form(session: Any) -> WriteUpForm:
    sides = {True: "yes", False: "no", None: ""}
    return WriteUpForm(
        police_seen=sides[session.police_seen], interpreter=sides[session.interpreter],
        near_miss=session.near_miss or "", debrief_done=session.debrief_done, debrief=session.debrief or "",
        version=session.version,
    )  # fmt: skip


def _write_up_stored(session_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    session = queries.session(current_actor(), session_id)
    sides = {True: "Yes", False: "No", None: "Not said"}
    return session.version, [
        ("Police seen", sides[session.police_seen]), ("Interpreter used", sides[session.interpreter]),
        ("Incident or near miss", session.near_miss or "None"), ("Talked over", sides[session.debrief_done]),
        ("What we take from it", session.debrief or "Nothing noted"),
    ]  # fmt: skip
