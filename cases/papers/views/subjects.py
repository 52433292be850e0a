"""Requests for a copy: the list, one request, its clock, its review, and the pack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.documents.views import as_file
from cases.papers import making, rules
from cases.papers.forms import IdentityForm, PauseForm, PieceForm, ReasonForm, RequestForm, ResumeForm
from cases.papers.queries import subjects as queries
from cases.papers.rules import IdentityCheck, PauseReason, PieceDecision
from cases.papers.service import subjects as service
from cases.papers.views.printing import paper
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused
from core.forms import EmptyForm
from people import queries as people_queries


@bp.get("/subject-access")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def list_subject_requests() -> Answer:
    """Requests for a copy, running or finished."""
    view = request.args.get("view", "open") if request.args.get("view") in queries.VIEWS else "open"
    sort = request.args.get("sort", "due") if request.args.get("sort") in queries.SORTS else "due"
    q = request.args.get("q", "")
    page = queries.requests_page(current_actor(), request.args.get("page", 1, type=int), view=view, sort=sort, q=q)
    return render_template(
        "cases/papers/subjects.html", page=page, view=view, sort=sort, q=q, views=queries.VIEWS, sorts=queries.SORTS
    )


@bp.route("/people/<uuid:person_id>/subject-access/new", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def new_subject_request(person_id: UUID) -> Answer:
    """Open a request for a copy."""
    actor = current_actor()
    person = people_queries.person(actor, person_id)
    form = RequestForm(received_on=clock.today())
    if form.submitted():
        try:
            row = service.open_request(
                actor=actor, person_id=person_id, received_on=_day(form.received_on), asked=form.asked.data,
                delivery=form.delivery.data, identity=IdentityCheck(form.identity.data),
                identity_on=form.identity_on.day, identity_note=form.identity_note.data,
            )  # fmt: skip
            return redirect(url_for(".show_subject_request", request_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/papers/subject_new.html", form, {"person": person, "alias": person.alias})


@bp.get("/subject-access/<uuid:request_id>")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def show_subject_request(request_id: UUID) -> Answer:
    """One request: who asks, its clock, how far the review is, and every piece."""
    actor = current_actor()
    shown = queries.opened(actor, request_id)
    decision = request.args.get("decision", "")
    return render_template(
        "cases/papers/subject.html", shown=shown, decision=decision, rules=rules,
        page=queries.pieces_page(actor, shown.row, request.args.get("page", 1, type=int), decision),
        decisions=rules.DECISION_WORDS, pauses=rules.PAUSE_WORDS, form=EmptyForm(version=shown.row.version),
        next_waiting=queries.next_waiting(actor, shown.row, 0),
    )  # fmt: skip


@bp.route("/subject-access/<uuid:request_id>/identity", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def check_subject_identity(request_id: UUID) -> Answer:
    """How we know that it is them who asks."""
    return _step(
        request_id, IdentityForm, "Check who asks", "Save",
        lambda form, version: service.check_identity(
            actor=current_actor(), request_id=request_id, version=version, identity=IdentityCheck(form.identity.data),
            identity_on=form.identity_on.day, note=form.identity_note.data,
        ),
    )  # fmt: skip


@bp.route("/subject-access/<uuid:request_id>/extend", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def extend_subject_request(request_id: UUID) -> Answer:
    """Take two months more, with the reason that they are told."""
    return _step(
        request_id, ReasonForm, "Take two months more", "Take two months more",
        lambda form, version: service.extend(
            actor=current_actor(), request_id=request_id, version=version, reason=form.reason.data or ""
        ),
    )  # fmt: skip


@bp.route("/subject-access/<uuid:request_id>/pause", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def pause_subject_request(request_id: UUID) -> Answer:
    """Stop the clock while we wait for them."""
    return _step(
        request_id, PauseForm, "Stop the clock", "Stop the clock",
        lambda form, version: service.pause(
            actor=current_actor(), request_id=request_id, version=version, why=PauseReason(form.why.data),
            from_on=_day(form.from_on),
        ),
    )  # fmt: skip


@bp.route("/subject-access/<uuid:request_id>/resume", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def resume_subject_request(request_id: UUID) -> Answer:
    """Let the clock run again."""
    return _step(
        request_id, ResumeForm, "Let the clock run again", "Let it run",
        lambda form, version: service.resume(
            actor=current_actor(), request_id=request_id, version=version, until_on=_day(form.until_on)
        ),
    )  # fmt: skip


@bp.route("/subject-access/<uuid:request_id>/end", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def end_subject_request(request_id: UUID) -> Answer:
    """End a request without a copy."""
    return _step(
        request_id, ReasonForm, "End it without a copy", "End it",
        lambda form, version: service.end(
            actor=current_actor(), request_id=request_id, version=version, reason=form.reason.data or ""
        ),
    )  # fmt: skip


@bp.post("/subject-access/<uuid:request_id>/gather")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def gather_subject_pieces(request_id: UUID) -> Answer:
    """Gather everything that is held, piece by piece."""
    form = EmptyForm()
    service.gather_pieces(actor=current_actor(), request_id=request_id, version=form.version.data or 0)
    flash("Gathered. Pieces about others wait for review.", "success")
    return redirect(url_for(".show_subject_request", request_id=request_id), 303)


@bp.route("/subject-access/<uuid:request_id>/pieces/<uuid:piece_id>", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def review_piece(request_id: UUID, piece_id: UUID) -> Answer:
    """Decide on one piece; then the next one that waits. A clash shows both."""
    actor = current_actor()
    shown = queries.opened(actor, request_id)
    row = queries.piece_row(actor, shown.row, piece_id)
    waiting = row.decision is PieceDecision.WAITING
    form = PieceForm(
        decision="" if waiting else row.decision.value, ground=row.ground, reason=row.reason,
        redacted=row.redacted or row.text, version=row.version,
    )  # fmt: skip
    values = {"shown": shown, "row": row, "stored": None}
    if form.submitted():
        try:
            service.decide(
                actor=actor, request_id=request_id, piece_id=piece_id, version=form.version.data or 0,
                decision=PieceDecision(form.decision.data), ground=form.ground.data or "",
                reason=form.reason.data or "", redacted=form.redacted.data or "",
            )  # fmt: skip
            return redirect(_after(request_id, row.place), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _piece_clash(form, request_id, piece_id)
    return asked("cases/papers/piece.html", form, values)


def _after(request_id: UUID, place: int) -> str:
    actor = current_actor()
    found = queries.next_waiting(actor, queries.peek(actor, request_id), place)
    if found is None:
        return url_for(".show_subject_request", request_id=request_id)
    return url_for(".review_piece", request_id=request_id, piece_id=found)


def _piece_clash(form: PieceForm, request_id: UUID, piece_id: UUID) -> Answer:
    actor = current_actor()
    shown = queries.opened(actor, request_id)
    row = queries.piece_row(actor, shown.row, piece_id)
    form.renew_key()
    form.version.raw_data, form.version.data = None, row.version
    return render_template("cases/papers/piece.html", form=form, shown=shown, row=row, stored=row), 409


@bp.get("/subject-access/<uuid:request_id>/pieces/<uuid:piece_id>/copy")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def download_piece(request_id: UUID, piece_id: UUID) -> Answer:
    """The document behind a piece: to look at, and to hand over with the pack."""
    return as_file(queries.copy_of_document(current_actor(), request_id, piece_id))


@bp.route("/subject-access/<uuid:request_id>/release", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, conceal=True)
def release_subject_pack(request_id: UUID) -> Answer:
    """What goes and what stays, once more; then it is released and frozen."""
    actor = current_actor()
    shown = queries.opened(actor, request_id)
    form = EmptyForm(version=shown.row.version)
    if form.submitted():
        try:
            service.release(actor=actor, request_id=request_id, version=form.version.data or 0)
            flash("Released and frozen. Download both files, and hand them over as they asked.", "success")
            return redirect(url_for(".show_subject_request", request_id=request_id), 303)
        except Refused as refusal:
            form.show(refusal)
    held = rules.may_be_released(
        shown.row.state, shown.row.proof, shown.counts[PieceDecision.WAITING], paused=shown.paused
    )
    return asked("cases/papers/release.html", form, {"shown": shown, "held": held, "decisions": rules.DECISION_WORDS})


@bp.get("/subject-access/<uuid:request_id>/pack.<shape>")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def download_subject_pack(request_id: UUID, shape: str) -> Answer:
    """The released pack, as pages or for machines; the same content whenever it is asked for."""
    row, pack, content = queries.released(current_actor(), request_id)
    made = making.as_json(content) if shape == "json" else making.pack_pdf(content, pack.check_sum)
    return paper(made, "json" if shape == "json" else "pdf", row.reference.lower())


def _step(
    request_id: UUID, kind: Callable[..., Any], title: str, button: str, act: Callable[[Any, int], object]
) -> Answer:
    """One question about a request; what was typed stays when it changed meanwhile."""
    shown = queries.opened(current_actor(), request_id)
    form = kind(version=shown.row.version)
    values = {"shown": shown, "title": title, "button": button}
    if form.submitted():
        try:
            act(form, form.version.data or 0)
            return redirect(url_for(".show_subject_request", request_id=request_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            fresh = queries.opened(current_actor(), request_id)
            form.form_errors.append(str(clash))
            form.renew_key()
            form.version.raw_data, form.version.data = None, fresh.row.version
            return render_template("cases/papers/subject_step.html", form=form, **{**values, "shown": fresh}), 409
    return asked("cases/papers/subject_step.html", form, values)


def _day(field: Any) -> Any:
    if field.day is None:
        raise Refused("Give the day.", field=field.name)
    return field.day
