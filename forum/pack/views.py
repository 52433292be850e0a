"""Pages of the pack: what is in it and what is still missing, how far it is made, and the file."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import audit, making
from core.access import current_actor, requires
from core.downloads import pdf_file
from core.forms import EmptyForm
from core.making import MakingState
from forum import bp
from forum.pack import making as packs
from forum.pack.gathering import pack_of


@bp.get("/forum/meetings/<uuid:meeting_id>/pack")
@requires(Permission.MEETING_READ)
def show_pack(meeting_id: UUID) -> str:
    """What this reader's pack has in it, what is not here yet, and the file while one is kept."""
    actor = current_actor()
    return render_template(
        "forum/pack/show.html", pack=pack_of(actor, meeting_id), made=packs.newest(actor, meeting_id), form=EmptyForm()
    )


@bp.post("/forum/meetings/<uuid:meeting_id>/pack")
@requires(Permission.MEETING_READ)
def make_pack(meeting_id: UUID) -> Response:
    """Ask for the reader's own pack; the worker makes it."""
    form = EmptyForm()
    work_id = packs.ask(actor=current_actor(), meeting_id=meeting_id, once=str(form.idempotency_key.data))
    return redirect(url_for("forum.wait_for_pack", meeting_id=meeting_id, work_id=work_id), 303)


@bp.get("/forum/meetings/<uuid:meeting_id>/pack/<uuid:work_id>")
@requires(Permission.MEETING_READ)
def wait_for_pack(meeting_id: UUID, work_id: UUID) -> str | Response:
    """How far the pack is; once it is made, the page that has it."""
    actor = current_actor()
    standing = making.standing(actor, work_id)
    if standing.state is MakingState.MADE:
        return redirect(url_for("forum.show_pack", meeting_id=meeting_id), 303)
    return render_template(
        "forum/pack/waiting.html", standing=standing, pack=pack_of(actor, meeting_id), form=EmptyForm()
    )


@bp.get("/forum/meetings/<uuid:meeting_id>/pack.pdf")
@requires(Permission.MEETING_READ)
def download_pack(meeting_id: UUID) -> Response:
    """The reader's own pack as it was made last; the page that makes one, when none is kept."""
    actor = current_actor()
    made = packs.newest(actor, meeting_id)
    if made is None:
        return redirect(url_for("forum.show_pack", meeting_id=meeting_id), 303)
    audit.record(actor=actor, verb="downloaded", kind="meeting pack", row_id=meeting_id)
    return pdf_file(made.content, made.name)
