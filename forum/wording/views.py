"""Pages of what stayed in shared texts: the list, one find with its answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Refused
from core.forms import EmptyForm
from forum import bp
from forum.wording.forms import VerdictForm
from forum.wording.places import place_url, place_words
from people.leaks import queries, service
from people.leaks.queries import NoteLine, Standing
from people.leaks.rules import KIND_WORDS, VERDICT_WORDS

SHOWN = {
    "": ("All", None), "waiting": ("To look at", Standing.WAITING), "out": ("Must come out", Standing.OUT),
    "done": ("Settled", Standing.DONE),
}  # fmt: skip


@bp.get("/forum/wording")
@requires(Permission.MEETING_READ)
def list_wording() -> str:
    """What stayed in shared texts and why: all of it for those who run the forum, one's own for everybody else."""
    actor = current_actor()
    chosen = request.args.get("show", "")
    shown = chosen if chosen in SHOWN else ""
    views = [
        {
            "label": words, "url": url_for("forum.list_wording", show=code or None), "current": code == shown,
            "count": queries.count(actor, standing) if standing in (Standing.WAITING, Standing.OUT) else 0,
        }
        for code, (words, standing) in SHOWN.items()
    ]  # fmt: skip
    page = queries.notes_page(actor, request.args.get("page", 1, type=int), SHOWN[shown][1])
    return render_template(
        "forum/wording/list.html", page=page, views=views, may_judge=actor.may(Permission.MEETING_WRITE),
        place_words=place_words, kind_words=KIND_WORDS, shown=shown,
    )  # fmt: skip


@bp.get("/forum/wording/<uuid:note_id>")
@requires(Permission.MEETING_READ)
def show_wording_note(note_id: UUID) -> str:
    """Words that stayed, where, why, and what was said of them."""
    return _note_page(queries.note(current_actor(), note_id), VerdictForm())


@bp.post("/forum/wording/<uuid:note_id>/answer")
@requires(Permission.MEETING_WRITE)
def judge_wording(note_id: UUID) -> Any:
    """Say that the words may stay, or that they must come out."""
    actor, form = current_actor(), VerdictForm()
    line = queries.note(actor, note_id)
    if form.submitted():
        try:
            done = service.judge(
                actor=actor, note_id=note_id, verdict=form.chosen, words=form.words.data or "",
                whole_text=form.whole_text.data,
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
        else:
            flash(f"Answered for {len(done)}." if len(done) > 1 else "Answered.", "success")
            return redirect(url_for("forum.list_wording", show=Standing.WAITING.value), 303)
    form.renew_key()
    return _note_page(line, form), 422


@bp.post("/forum/wording/<uuid:note_id>/mended")
@requires(Permission.MEETING_READ)
def mend_wording(note_id: UUID) -> Any:
    """The author says that the words are out."""
    try:
        service.mended(actor=current_actor(), note_id=note_id)
    except Refused as refusal:
        flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
    else:
        flash("Thank you. The coordinator sees that it is done.", "success")
    return redirect(url_for("forum.show_wording_note", note_id=note_id), 303)


def _note_page(line: NoteLine, form: VerdictForm) -> str:
    actor, note = current_actor(), line.note
    own = note.by_user_id == actor.user_id
    return render_template(
        "forum/wording/note.html", line=line, note=note, form=form, mend=EmptyForm(), own=own,
        beside=[each for each in queries.beside(actor, note) if each.note.id != note.id],
        may_judge=actor.may(Permission.MEETING_WRITE) and not own and line.verdict is None,
        may_mend=own and line.standing is Standing.OUT, url=place_url(note.kind, note.row_id),
        place=place_words(note.kind), kind_words=KIND_WORDS, verdict_words=VERDICT_WORDS,
    )  # fmt: skip
