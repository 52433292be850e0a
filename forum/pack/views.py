"""Pages of the pack: what is in it and what is still missing, and the file."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, render_template
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from agencies.queries import user
from core import audit
from core.access import current_actor, requires
from forum import bp
from forum.pack.gathering import pack_of
from forum.pack.making import pack_pdf


@bp.get("/forum/meetings/<uuid:meeting_id>/pack")
@requires(Permission.MEETING_READ)
def show_pack(meeting_id: UUID) -> str:
    """What this reader's pack has in it, and what is not here yet."""
    pack = pack_of(current_actor(), meeting_id)
    return render_template("forum/pack/show.html", pack=pack)


@bp.get("/forum/meetings/<uuid:meeting_id>/pack.pdf")
@requires(Permission.MEETING_READ)
def download_pack(meeting_id: UUID) -> Response:
    """The pack as one PDF, with what this reader may have."""
    actor = current_actor()
    pack = pack_of(actor, meeting_id)
    response = make_response(pack_pdf(pack, user(actor.user_id).name))
    audit.record(actor=actor, verb="downloaded", kind="meeting pack", row_id=meeting_id)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{pack.file_name}"'
    return response
