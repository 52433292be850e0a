"""The agency's pages: its letters to police from the first word to what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from safety import bp
from safety.police import checks, queries, rules, service, vocabulary
from safety.police.drafting import first_words
from safety.police.forms import AnswerForm, GiveBackForm, LetterForm, ReleaseForm, ToldForm, reasons_form
from safety.police.vocabulary import LetterState, ReleaseKind
from safety.reports import queries as reports
from safety.vocabulary import DESCRIPTOR_WORDS, Grade

Page = str | Response | tuple[str, int]
WRITERS = (Permission.REPORT_TAKE, Permission.REPORT_RELEASE)


@bp.get("/police-letters")
@requires(*WRITERS, conceal=True)
def list_police_letters() -> Page:
    """The letters that the reader may open, by where they stand; what came back from the police above them."""
    actor = current_actor()
    view = request.args.get("view", "open")
    view = view if view in queries.VIEWS else "open"
    page = queries.letters_page(actor, view, request.args.get("page", 1, type=int))
    return render_template(
        "safety/police/list.html", page=page, view=view, views=queries.VIEWS, returned=queries.returned(actor),
        vocabulary=vocabulary, forwardable=queries.to_pass_on(actor),
    )  # fmt: skip


@bp.get("/police-letters/crimestoppers")
@requires(*WRITERS, conceal=True)
def show_crimestoppers() -> Page:
    """The way that needs nobody: what somebody can tell by themself, and what they give up by it (domain.md 4.3)."""
    return render_template("safety/police/crimestoppers.html")


@bp.route("/incidents/<uuid:report_id>/police/<way>", methods=["GET", "POST"])
@requires(*WRITERS, conceal=True)
def new_police_letter(report_id: UUID, way: str) -> Page:
    """Begin a letter from a report; `way` is how the police hear of it."""
    actor, kind = current_actor(), _kind(way)
    report = reports.report(actor, report_id)
    noticed = [each for each in reports.descriptors(actor, report_id) if each.shared]
    form = LetterForm(
        _police(), [(str(each.id), f"{DESCRIPTOR_WORDS[each.kind]}: {each.value}") for each in noticed],
        named=kind is ReleaseKind.FULL_REPORT, grade=report.grade, words=first_words(kind, report),
        noticed=[str(each.id) for each in noticed], worker=agencies.user(actor.user_id).name,
    )  # fmt: skip
    stands = reports.scope_stands(actor, report_id, vocabulary.SCOPE_OF[kind])
    if form.submitted():
        try:
            row = service.write_from_report(
                actor=actor, report_id=report_id, kind=kind, police_id=UUID(form.police.data),
                words=form.words.data or "", grade=form.known_by(), noticed=form.chosen(), who=form.who(),
            )  # fmt: skip
            return redirect(url_for(".show_police_letter", police_letter_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked("safety/police/write.html", form, kind=kind, report=report, stands=stands, **_words())


@bp.route("/outreach/observations/<uuid:observation_id>/police", methods=["GET", "POST"])
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def new_letter_from_observation(observation_id: UUID) -> Page:
    """Begin a letter from an observation that a manager said to pass on."""
    actor = current_actor()
    seen = next((each for each in queries.to_pass_on(actor) if each.id == observation_id), None)
    if seen is None:
        raise NotVisible
    form = LetterForm(_police(), grade=Grade.SEEN, words=seen.wording)
    if form.submitted():
        try:
            row = service.write_from_observation(
                actor=actor, observation_id=observation_id, police_id=UUID(form.police.data),
                words=form.words.data or "", grade=form.known_by(),
            )  # fmt: skip
            return redirect(url_for(".show_police_letter", police_letter_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked(
        "safety/police/write.html", form, kind=ReleaseKind.INTELLIGENCE, report=None, observation=seen, stands=True,
        **_words(),
    )  # fmt: skip


@bp.get("/police-letters/<uuid:police_letter_id>")
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def show_police_letter(police_letter_id: UUID) -> Page:
    """One letter: its words, what the check found, where it stands, and what came back."""
    return _letter_page(police_letter_id)


@bp.route("/police-letters/<uuid:police_letter_id>/words", methods=["GET", "POST"])
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def change_police_letter(police_letter_id: UUID) -> Page:
    """Change what a letter says while it is being written."""
    actor = current_actor()
    row = queries.letter(actor, police_letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.WRITING])
    form = AnswerForm(words=row.words, version=row.version) if row.question_id else _letter_form(actor, row)

    def write() -> None:
        is_answer = isinstance(form, AnswerForm)
        service.rewrite(
            actor=actor, letter_id=row.id, version=form.version.data or 0, words=form.words.data or "",
            grade=row.grade if is_answer else form.known_by(), noticed=None if is_answer else form.chosen(),
            who=rules.Who() if is_answer else form.who(),
        )  # fmt: skip

    return _step("safety/police/change.html", form, row, write, done="Saved. Check it again before it goes.")


def _letter_form(actor: Actor, row: Any) -> LetterForm:
    """The form over a letter as it stands; what was noticed is found again among what its report shares now."""
    shared = [each for each in reports.descriptors(actor, row.report_id) if each.shared] if row.report_id else []
    held, who = checks.noticed_of(row), queries.who_of(row)
    return LetterForm(
        [(str(row.police_id), agencies.agency(row.police_id).name)],
        [(str(each.id), f"{DESCRIPTOR_WORDS[each.kind]}: {each.value}") for each in shared],
        named=row.kind is ReleaseKind.FULL_REPORT, police=str(row.police_id), grade=row.grade, words=row.words,
        noticed=[str(each.id) for each in shared if (each.kind, each.value) in held], name=who.name, reach=who.reach,
        worker=who.worker, interpreter=who.interpreter, version=row.version,
    )  # fmt: skip


@bp.post("/police-letters/<uuid:police_letter_id>/check")
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def check_police_letter(police_letter_id: UUID) -> Page:
    """Answer what the check found, and ask a second person."""
    actor = current_actor()
    row = queries.letter(actor, police_letter_id)
    form = reasons_form(_found(actor, row), queries.reasons_of(row), row.version)

    def write() -> None:
        service.ask_second_person(actor=actor, letter_id=row.id, version=form.version.data or 0, reasons=form.reasons())

    return _act(row.id, form, write, "A second person has been asked. Nothing has left yet.", reasons=form)


@bp.post("/police-letters/<uuid:police_letter_id>/release")
@requires(Permission.REPORT_RELEASE, conceal=True)
def release_police_letter(police_letter_id: UUID) -> Page:
    """Let a letter go, as the second person."""
    actor, form = current_actor(), ReleaseForm()
    row = queries.letter(actor, police_letter_id)

    def write() -> None:
        service.release(actor=actor, letter_id=row.id, version=form.version.data or 0, typed=form.typed.data or "")

    return _act(row.id, form, write, f"It has gone to {agencies.agency(row.police_id).name}.", release=form)


@bp.post("/police-letters/<uuid:police_letter_id>/give-back")
@requires(Permission.REPORT_RELEASE, conceal=True)
def give_back_police_letter(police_letter_id: UUID) -> Page:
    """Give a letter back to whoever wrote it."""
    actor, form = current_actor(), GiveBackForm()

    def write() -> None:
        service.give_back(
            actor=actor, letter_id=police_letter_id, version=form.version.data or 0, words=form.words.data or ""
        )

    return _act(police_letter_id, form, write, "It is back with whoever wrote it. Nothing left.", back=form)


@bp.post("/police-letters/<uuid:police_letter_id>/desk")
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def take_letter_to_desk(police_letter_id: UUID) -> Page:
    """Take a letter back from the second person, to write on it."""
    form = EmptyForm()

    def write() -> None:
        service.take_to_desk(actor=current_actor(), letter_id=police_letter_id, version=form.version.data or 0)

    return _act(police_letter_id, form, write, "It is on your desk again.")


@bp.post("/police-letters/<uuid:police_letter_id>/aside")
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def set_letter_aside(police_letter_id: UUID) -> Page:
    """Say that a letter is not to go after all."""
    form = EmptyForm()

    def write() -> None:
        service.set_aside(actor=current_actor(), letter_id=police_letter_id, version=form.version.data or 0)

    return _act(police_letter_id, form, write, "Set aside. Nothing left.")


@bp.route("/police-letters/<uuid:police_letter_id>/take-back", methods=["GET", "POST"])
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def take_back_police_letter(police_letter_id: UUID) -> Page:
    """Take back what went; asked on a page of its own, because the police are told."""
    actor = current_actor()
    row = queries.letter(actor, police_letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.RELEASED])
    form = EmptyForm(version=row.version)

    def write() -> None:
        service.take_back(actor=actor, letter_id=row.id, version=form.version.data or 0)

    return _step("safety/police/take_back.html", form, row, write, done="Taken back. The police have been told.")


@bp.route("/police-letters/<uuid:police_letter_id>/questions/<uuid:message_id>", methods=["GET", "POST"])
@requires(*WRITERS, conceal=True)
def answer_police_question(police_letter_id: UUID, message_id: UUID) -> Page:
    """Write an answer to a question of the police; it is checked like any letter before it goes."""
    actor = current_actor()
    row = queries.letter(actor, police_letter_id)
    question = next((each for each in _messages(actor, row) if each.id == message_id), None)
    if question is None or question.kind != "question":
        raise NotVisible
    form = AnswerForm()
    if form.submitted():
        try:
            made = service.write_answer(
                actor=actor, letter_id=row.id, question_id=message_id, words=form.words.data or ""
            )
            return redirect(url_for(".show_police_letter", police_letter_id=made.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return _asked(
        "safety/police/answer.html", form, letter=row, question=question, empty_form=EmptyForm(), **_words(),
        police=agencies.agency(row.police_id).name, writing=queries.answering(actor, message_id),
    )  # fmt: skip


@bp.post("/police-letters/<uuid:police_letter_id>/questions/<uuid:message_id>/none")
@requires(*WRITERS, conceal=True)
def give_no_answer(police_letter_id: UUID, message_id: UUID) -> Page:
    """Say that a question has no answer."""
    form = EmptyForm()

    def write() -> None:
        service.give_no_answer(actor=current_actor(), letter_id=police_letter_id, question_id=message_id)

    return _act(police_letter_id, form, write, "The police read that there is no answer, and no reason.")


@bp.post("/police-letters/<uuid:police_letter_id>/feedback/<uuid:message_id>")
@requires(*WRITERS, Permission.OUTREACH_MANAGE, conceal=True)
def note_telling(police_letter_id: UUID, message_id: UUID) -> Page:
    """Note whether the person was told what came of it."""
    form = ToldForm()

    def write() -> None:
        service.tell_person(
            actor=current_actor(), letter_id=police_letter_id, message_id=message_id, told=form.answer(),
            words=form.words.data or "",
        )  # fmt: skip

    return _act(police_letter_id, form, write, "Written down.", told=form)


def _letter_page(letter_id: UUID, failed: RoundtableForm | None = None, **forms: Any) -> str:
    actor = current_actor()
    row = queries.letter(actor, letter_id)
    found = _found(actor, row) if row.state in rules.OPEN_STATES else []
    release = queries.release(actor, row.release_id) if row.release_id else None
    wrote = actor.user_id in (row.written_by, row.changed_by)
    shown = {
        "reasons": reasons_form(found, queries.reasons_of(row), row.version), "release": ReleaseForm(),
        "back": GiveBackForm(), "told": ToldForm(), **forms,
    }  # fmt: skip
    for form in (shown["reasons"], shown["release"], shown["back"]):
        _renewed(form, row.version)
    line = queries.lines(actor, [row])[0]
    messages = queries.messages_of(actor, release) if release and not row.question_id else []
    return render_template(
        "safety/police/show.html", letter=row, line=line, found=found, kept=queries.reasons_of(row), sent=release,
        noticed=checks.noticed_lines(checks.noticed_of(row)), who=queries.who_of(row), forms=shown, failed=failed,
        opening=vocabulary.opening(agencies.agency(actor.agency_id).name, row.grade, row.kind),
        messages=messages, telling_for=next((each.id for each in messages if each.waits_for_telling), None),
        names=queries.names_in(actor, row), wrote=wrote, empty_form=EmptyForm(version=row.version), **_words(),
        may_release=actor.may(Permission.REPORT_RELEASE) and not wrote, may_take=actor.may(*WRITERS),
    )  # fmt: skip


def _found(actor: Actor, row: Any) -> list[Any]:
    report = reports.peek(actor, row.report_id) if row.report_id else None
    return checks.findings(actor, row, report)


def _messages(actor: Actor, row: Any) -> list[Any]:
    return queries.messages_of(actor, queries.release(actor, row.release_id)) if row.release_id else []


def _act(letter_id: UUID, form: RoundtableForm, write: Callable[[], None], done: str, **forms: Any) -> Page:
    """One act on the letter's own page: done and back to it, or the page again with what did not pass."""
    status = 422
    if form.submitted():
        try:
            write()
            flash(done, "success")
            return redirect(url_for(".show_police_letter", police_letter_id=letter_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            status = 409
    form.renew_key()
    return _letter_page(letter_id, failed=form, **forms), status


def _step(template: str, form: RoundtableForm, row: Any, write: Callable[[], None], *, done: str) -> Page:
    """One form over a letter; a clash shows what is stored beside what was typed."""
    shown = {"letter": row, "police": agencies.agency(row.police_id).name, **_words()}
    if form.submitted():
        try:
            write()
            flash(done, "success")
            return redirect(url_for(".show_police_letter", police_letter_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            now = queries.peek(current_actor(), row.id)
            _renewed(form, now.version)
            form.renew_key()
            form.form_errors.append(str(clash))
            stored = [
                ("What the police will read", now.words or ""),
                ("Where it stands", vocabulary.STATE_WORDS[now.state]),
            ]
            return render_template(template, form=form, stored=stored, **{**shown, "letter": now}), 409
    return _asked(template, form, stored=[], **shown)


def _asked(template: str, form: RoundtableForm, **values: Any) -> Page:
    if request.method == "GET":
        return render_template(template, form=form, **values)
    form.renew_key()
    return render_template(template, form=form, **values), 422


def _renewed(form: RoundtableForm, version: int) -> None:
    form.version.raw_data = None
    form.version.data = version


def _kind(way: str) -> ReleaseKind:
    if way not in tuple(ReleaseKind):
        raise NotVisible
    return ReleaseKind(way)


def _police() -> list[tuple[str, str]]:
    return [(str(each.id), each.name) for each in queries.police_choices()]


def _words() -> dict[str, Any]:
    return {"vocabulary": vocabulary}
