"""Pages of the house itself: whether it is well, and the pages that say how it works."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, render_template
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core import making
from core.access import current_actor, public, signed_in
from core.crypto.keyring import KeyringError
from core.db import db

bp = Blueprint("house", __name__)

#: What the foot of every page links to: label and address.
FOOTER = (("Help", "/help"), ("Accessibility", "/accessibility"), ("How we keep information safe", "/privacy"))


@bp.get("/healthz")
@public("a probe asks whether the process is alive; it says nothing else")
def healthz() -> Response:
    """200 while the process answers at all."""
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@public("a probe asks whether the service can do its work; it says which part cannot")
def readyz() -> Response:
    """200 when database and keyring answer, 503 and the part that does not otherwise."""
    try:
        with db.engine.connect() as connection:
            connection.execute(text("select 1"))
        current_app.extensions["keyring"].check()
    except SQLAlchemyError:
        return Response("the database does not answer\n", 503, mimetype="text/plain")
    except KeyringError:
        return Response("the keyring cannot be read\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")


@bp.get("/help")
@public("people who cannot sign in need it most")
def help_page() -> str:
    """How to get help."""
    return render_template("pages/help.html")


@bp.get("/accessibility")
@public("the accessibility statement is for everyone")
def accessibility() -> str:
    """How accessible these pages are."""
    return render_template("pages/accessibility.html")


@bp.get("/privacy")
@public("people whom the agencies support may ask how this works")
def privacy() -> str:
    """How information is kept safe, in plain words."""
    return render_template("pages/privacy.html")


@bp.get("/making/<uuid:work_id>")
@signed_in("only whoever waits for a piece of work sees how it stands; to all others it does not exist")
def show_standing(work_id: UUID) -> Response:
    """How far a piece of work is, for the progress bar of a page."""
    found = making.standing(current_actor(), work_id)
    return jsonify(
        state=found.state, done=found.done, of=found.of, share=found.share, words=found.words, over=found.is_over
    )
