"""Pages of what was typed and not stored: kept by itself, offered again, thrown away."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agencies import bp, writing
from core import keeping
from core.access import current_actor, public, signed_in
from core.forms import EmptyForm


@bp.get("/kept-writing")
@signed_in("everybody may have been writing when their session ended")
def list_kept_writing() -> ResponseReturnValue:
    """What is kept for the reader alone: where it was written, its words, and the way back to the form."""
    kept = [(each, writing.leads_to_a_page(each.path.partition("?")[0])) for each in keeping.all_of(current_actor())]
    return render_template("agencies/kept_writing.html", kept=kept, form=EmptyForm())


@bp.post("/kept-writing/<uuid:kept_id>/forget")
@signed_in("everybody may throw away what they wrote")
def forget_kept_writing(kept_id: UUID) -> ResponseReturnValue:
    """Throw it away."""
    keeping.forget(actor=current_actor(), kept_id=kept_id)
    keeping.drop_from_session(kept_id)
    flash("Thrown away.", "success")
    return redirect(url_for("agencies.list_kept_writing"), 303)


@bp.post("/kept-writing/draft")
@public("a page saves its draft by itself, even in the moment after its session ended; it is told nothing but whether")
def save_draft() -> ResponseReturnValue:
    """Keep the draft of a form while it is written; saved while signed in, it counts as being there."""
    return writing.keep_draft()
