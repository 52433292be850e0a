"""The police's pages: what was addressed to them, and what they send back. Nothing here says where it came from."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.downloads import kept_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from safety import bp
from safety.police import queries, service, vocabulary
from safety.police.documents import plain_text
from safety.police.forms import FeedbackForm, QuestionForm

Page = str | Response | tuple[str, int]


@bp.get("/information")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def list_received() -> Page:
    """What agencies told this police service: what is new, what was opened, and what was taken back."""
    actor = current_actor()
    view = request.args.get("view", "new")
    view = view if view in queries.RECEIVED_VIEWS else "new"
    page = queries.received_page(actor, view, request.args.get("page", 1, type=int))
    return render_template(
        "safety/police/received.html", page=page, view=view, views=queries.RECEIVED_VIEWS,
        counts=queries.counts(actor), vocabulary=vocabulary,
    )  # fmt: skip


@bp.get("/information/<uuid:release_id>")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def show_received(release_id: UUID) -> Page:
    """One release: its words once it was opened, what was asked, and what came of it."""
    return _received_page(release_id)


@bp.post("/information/<uuid:release_id>/open")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def open_received(release_id: UUID) -> Page:
    """Open it; the agency sees who did, and when."""
    return _act(release_id, EmptyForm(), lambda: service.open_received(actor=current_actor(), release_id=release_id))


@bp.get("/information/<uuid:release_id>/text")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def read_received_text(release_id: UUID) -> Page:
    """The same words as plain text with their provenance, for the police's own system (domain.md 4.3)."""
    actor = current_actor()
    row = queries.received(actor, release_id)
    content = queries.content_of(actor, row) if row.opened_at else None
    if content is None:
        raise NotVisible
    words = plain_text(row, content, agencies.agency(row.from_agency_id).name)
    return kept_file(words, "text/plain; charset=utf-8", f"information-{row.reference}.txt")


@bp.post("/information/<uuid:release_id>/questions")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def ask_through_agency(release_id: UUID) -> Page:
    """Ask something through the agency."""
    form = QuestionForm()

    def write() -> None:
        service.ask(actor=current_actor(), release_id=release_id, words=form.words.data or "")

    return _act(release_id, form, write, "Sent. They ask, and nobody has to answer.", question=form)


@bp.post("/information/<uuid:release_id>/feedback")
@requires(Permission.INFORMATION_RECEIVE, conceal=True)
def give_feedback(release_id: UUID) -> Page:
    """Say what came of it."""
    form = FeedbackForm()

    def write() -> None:
        service.give_feedback(
            actor=current_actor(), release_id=release_id, outcome=form.came(), words=form.said.data or ""
        )

    return _act(release_id, form, write, "Sent to the agency. Thank you: people hear too little.", feedback=form)


def _received_page(
    release_id: UUID, failed: RoundtableForm | None = None, question: QuestionForm | None = None,
    feedback: FeedbackForm | None = None,
) -> str:  # fmt: skip
    actor = current_actor()
    row = queries.received(actor, release_id)
    content = queries.content_of(actor, row) if row.opened_at and row.taken_back_at is None else None
    return render_template(
        "safety/police/received_one.html", row=row, content=content, agency=agencies.agency(row.from_agency_id).name,
        messages=queries.messages_of(actor, row) if content else [], vocabulary=vocabulary, failed=failed,
        question=question or QuestionForm(), feedback=feedback or FeedbackForm(), empty_form=EmptyForm(),
    )  # fmt: skip


def _act(
    release_id: UUID, form: RoundtableForm, write: Callable[[], object], done: str = "", **forms: RoundtableForm
) -> Page:
    if form.submitted():
        try:
            write()
            if done:
                flash(done, "success")
            return redirect(url_for(".show_received", release_id=release_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    return _received_page(release_id, form, **forms), 422
