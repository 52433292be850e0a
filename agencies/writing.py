"""What somebody was writing when their session ended is kept for them, before the gate turns the request away.

Only words sent with the token of a session that was theirs are kept, and only for that account: a form cannot say whose
it is. After signing in it is back in the form where it was written, for a day at most.
"""

from __future__ import annotations

from uuid import UUID

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from agencies import queries
from agencies.rules import local_path
from agencies.sessions import writer_of
from core import access, audit, csrf, idempotency, keeping
from core.actor import Actor
from core.scoping import act_as, current_session

DRAFT = "agencies.save_draft"
PATH = "kept-path"


def init_app(app: Flask) -> None:
    """Look at forms before the gate does. After `identity.init_app`, before `core.web.init_app`."""
    app.before_request(keep_what_was_typed)


def keep_what_was_typed() -> Response | None:
    """Keep a form that came too late, and lead on: to sign in, or back to the form; None for every other request."""
    if request.endpoint == DRAFT and not csrf.is_right():
        return keep_draft()  # its session is over: the check of the token would turn it away
    if not _came_too_late():
        return None
    writer_id = writer_of(request.form.get(csrf.FIELD, ""))
    if writer_id is None:
        return None
    path = keeping.here() if leads_to_a_page(request.path) else url_for("agencies.list_kept_writing")
    if not keep_for(writer_id, keeping.here(), list(request.form.items(multi=True))):
        return None
    if g.actor is not None:
        return redirect(path, 303)
    return redirect(url_for("agencies.sign_in", next=path, kept=1), 303)


def keep_draft() -> Response:
    """Keep a form as it is being written, for whoever's session its token is, or was: 200 when it is kept, else 204.

    One that arrives after its form was taken is dropped.
    """
    token = request.headers.get(csrf.HEADER) or request.form.get(csrf.FIELD, "")
    writer_id, path = writer_of(token), local_path(request.form.get(PATH))
    if writer_id is None or not path or idempotency.was_used(writer_id, request.form.get(idempotency.FIELD, "")):
        return Response(status=204)
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name != PATH]
    return Response(status=200 if keep_for(writer_id, path, pairs) else 204)


def keep_for(writer_id: UUID, path: str, pairs: list[tuple[str, str]]) -> bool:
    """Keep fields for an account, in a transaction of its own; false when it is closed or there was not a word."""
    account = queries.signed_in(writer_id)
    if account is None or local_path(path) != path:
        return False
    act_as(account.actor)
    kept_id = keeping.keep(actor=account.actor, path=path, pairs=pairs)
    if kept_id is None:
        current_session().rollback()
        return False
    audit.record(actor=account.actor, verb="kept", kind="writing", row_id=kept_id)
    current_session().commit()
    if g.actor is not None:
        keeping.note_in_session([kept_id])
    return True


def note_kept(actor: Actor) -> None:
    """After signing in: let the browser's session know what is kept for this account."""
    keeping.note_in_session(keeping.ids_of(actor))


def leads_to_a_page(path: str) -> bool:
    """True when an address can be opened as well as posted to: the form is there again."""
    adapter = current_app.url_map.bind("")
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _came_too_late() -> bool:
    """A form for people with rights of their own, from nobody who is signed in, or with the token of an older session.

    Forms of the front door and of one's own account hold passwords and codes: nothing of them is kept.
    """
    if request.endpoint is None or request.method != "POST" or request.blueprint == "agencies":
        return False
    declared = access.access_of(current_app, request.endpoint)
    if declared is None or not declared.permissions:
        return False
    return g.get("actor") is None or not csrf.is_right()
