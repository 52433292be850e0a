"""Pages of contacts and notes: what was done, in a list; one of them; a new one; a correction; a group session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases import rules as case_rules
from cases.contacts import forms, queries, rules, service
from cases.pages import file_of, team_only
from cases.tasks import service as tasks
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused
from core.forms import RoundtableForm, day_typed
from core.words import clock_time, counted

OUTCOMES = {"": "All", queries.REACHED: "Reached", queries.TRIED: "Not reached"}
ORDERS = {"newest": "Newest first", "oldest": "Oldest first"}
NOTES = {"": "All", "case": "Open to those who may open the case", "restricted": "Restricted"}


@bp.get("/cases/<uuid:case_id>/contacts")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def list_contacts(case_id: UUID) -> Answer:
    """Every contact and try, filtered, sorted and in pages; corrected ones struck through."""
    actor, shown = current_actor(), file_of(case_id)
    case, filters = shown["case"], _filters()
    page = queries.contacts_page(actor, case, request.args.get("page", 1, type=int), filters, alias=shown["alias"])
    return render_template(
        "cases/contacts/list.html", page=page, filters=filters, tries=queries.tries_of(actor, case),
        spent=queries.time_spent(actor, case),
        modes=[(str(code), words) for code, words in case_rules.MODE_WORDS.items()],
        outcomes=list(OUTCOMES.items()), orders=list(ORDERS.items()), purposes=rules.PURPOSE_WORDS,
        people=case_rules.WITH_WORDS, asked_days={key: request.args.get(key, "") for key in ("since", "until")},
        query=request.args.to_dict(flat=False), **shown,
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/contacts/<uuid:support_contact_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_contact(case_id: UUID, support_contact_id: UUID) -> Answer:
    """One contact with all that was recorded, and what corrects it."""
    actor, shown = current_actor(), file_of(case_id)
    row = queries.contact(actor, shown["case"], support_contact_id)
    return render_template(
        "cases/contacts/show.html", row=queries.contact_rows(actor, [row], shown["alias"])[0], **shown
    )


@bp.route("/cases/<uuid:case_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_contact(case_id: UUID) -> Answer:
    """Log a support contact or a try; a next step with a day becomes a task."""
    shown = file_of(case_id)
    now = clock.london(clock.now())
    form = forms.ContactForm(day=now.date(), time=clock_time(now))
    if form.submitted():
        try:
            _log(case_id, form)
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/contacts/new.html", form, shown, tries=queries.tries_of(current_actor(), shown["case"]))


@bp.route("/cases/<uuid:case_id>/contacts/<uuid:support_contact_id>/correct", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def correct_contact(case_id: UUID, support_contact_id: UUID) -> Answer:
    """Correct a contact in sight; when somebody else did first, both texts are shown."""
    actor, shown = current_actor(), file_of(case_id)
    old, version = queries.newest_contact(actor, shown["case"], support_contact_id)
    form = forms.ContactCorrectionForm(**queries.answers_of(old), version=version)
    if form.submitted():
        try:
            new = service.correct_contact(
                actor=actor, case_id=case_id, contact_id=support_contact_id, version=form.version.data or 0,
                why=form.why.data or "", **service.coded(form.facts()),
            )  # fmt: skip
            return redirect(url_for(".show_contact", case_id=case_id, support_contact_id=new.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _contact_clash(form, case_id, support_contact_id)
    return asked("cases/contacts/correct.html", form, shown, theirs=None)


@bp.get("/cases/<uuid:case_id>/notes")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def list_notes(case_id: UUID) -> Answer:
    """Notes, the newest first; of restricted ones that they are there, by whom and when."""
    actor, shown = current_actor(), file_of(case_id)
    kind = request.args.get("kind", "") if request.args.get("kind", "") in NOTES else ""
    page = queries.notes_page(actor, shown["case"], request.args.get("page", 1, type=int), kind=kind)
    return render_template("cases/contacts/notes.html", page=page, chosen=kind, kinds=list(NOTES.items()), **shown)


@bp.get("/cases/<uuid:case_id>/notes/<uuid:note_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_note(case_id: UUID, note_id: UUID) -> Answer:
    """One note; the words of a restricted one for the case team alone."""
    shown = file_of(case_id)
    row, readable = queries.opened_note(current_actor(), shown["case"], note_id)
    return render_template("cases/contacts/note.html", row=row, readable=readable, **shown)


@bp.route("/cases/<uuid:case_id>/notes/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_note(case_id: UUID) -> Answer:
    """Write a note, open to those who may open the case or restricted to its team."""
    actor, shown = current_actor(), file_of(case_id)
    form = forms.NoteForm(kind=request.args.get("kind", "case"))
    if form.submitted():
        try:
            note = service.write_note(
                actor=actor, case_id=case_id, words=form.words.data or "", kind=service.kind(form.kind.data),
                about_others=form.about_others.data,
            )  # fmt: skip
            return redirect(url_for(".show_note", case_id=case_id, note_id=note.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/contacts/note_new.html", form, shown, on_team=queries.is_on_team(actor, shown["case"]))


@bp.route("/cases/<uuid:case_id>/notes/<uuid:note_id>/correct", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def correct_note(case_id: UUID, note_id: UUID) -> Answer:
    """Correct a note in sight; when somebody else did first, both texts are shown."""
    actor, shown = current_actor(), file_of(case_id)
    row, version = queries.correctable_note(actor, shown["case"], note_id)
    form = forms.NoteCorrectionForm(words=row.words, version=version)
    if form.submitted():
        try:
            new = service.correct_note(
                actor=actor, case_id=case_id, note_id=note_id, version=form.version.data or 0,
                words=form.words.data or "", why=form.why.data or "",
            )  # fmt: skip
            return redirect(url_for(".show_note", case_id=case_id, note_id=new.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _note_clash(form, case_id, note_id)
    return asked("cases/contacts/note_correct.html", form, shown, theirs=None)


@bp.route("/cases/group-session", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
def log_group_session() -> Answer:
    """One session with several people: each case gets its own contact, and none names the others."""
    actor = current_actor()
    now = clock.london(clock.now())
    form = forms.GroupForm(queries.cases_to_log(actor), day=now.date(), time=clock_time(now))
    if form.submitted():
        try:
            logged = service.log_group_session(
                actor=actor, case_ids=[UUID(value) for value in form.came.data], at=form.at(),
                minutes=form.minutes.data, note=form.note.data, purpose=form.purpose.data or None,
                place=form.place.data or None,
            )  # fmt: skip
            flash(f"Logged on {counted(len(logged), 'case')}, each by itself.", "success")
            return redirect(url_for(".list_cases"), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/contacts/group.html", form, {})


def _log(case_id: UUID, form: forms.ContactForm) -> None:
    actor, step_on, step = current_actor(), form.next_on.day, (form.next_step.data or "").strip()
    if step_on is not None and not step:
        raise Refused("Say what the next step is.", field="next_step")
    contact = service.add_contact(actor=actor, case_id=case_id, **service.coded(form.facts()))
    if step_on is not None:
        tasks.add_task(actor=actor, case_id=case_id, title=step, due_on=step_on, from_contact_id=contact.id)


def _contact_clash(form: forms.ContactCorrectionForm, case_id: UUID, contact_id: UUID) -> Answer:
    """Somebody corrected it first: theirs above, what was typed below, to be sent as a correction of theirs."""
    actor, shown = current_actor(), file_of(case_id)
    newest, version = queries.newest_contact(actor, shown["case"], contact_id)
    theirs = queries.contact_rows(actor, [newest], shown["alias"])[0]
    return _clash("cases/contacts/correct.html", form, version, theirs=theirs, **shown)


def _note_clash(form: forms.NoteCorrectionForm, case_id: UUID, note_id: UUID) -> Answer:
    shown = file_of(case_id)
    theirs, version = queries.correctable_note(current_actor(), shown["case"], note_id)
    return _clash("cases/contacts/note_correct.html", form, version, theirs=theirs, **shown)


def _clash(template: str, form: RoundtableForm, version: int, **values: Any) -> Answer:
    form.renew_key()
    form.version.raw_data, form.version.data = None, version
    return render_template(template, form=form, **values), 409


def _filters() -> queries.Filters:
    known: dict[str, Any] = {str(code): code for code in case_rules.MODE_WORDS}
    asked_for = request.args
    return queries.Filters(
        modes=[known[code] for code in asked_for.getlist("mode") if code in known],
        outcome=asked_for.get("outcome", "") if asked_for.get("outcome", "") in OUTCOMES else "",
        with_whom=asked_for.get("with", "") if asked_for.get("with", "") in case_rules.WITH_WORDS else "",
        purpose=asked_for.get("purpose", "") if asked_for.get("purpose", "") in rules.PURPOSE_WORDS else "",
        since=day_typed(asked_for.get("since", "")), until=day_typed(asked_for.get("until", "")),
        oldest_first=asked_for.get("order") == "oldest",
    )  # fmt: skip
