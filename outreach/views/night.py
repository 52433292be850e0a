"""The dark screen for night outreach: as the phone is set, or as the worker chose for this sign-in."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, session, url_for

from agencies.permissions import Permission
from core.access import requires
from core.forms import EmptyForm
from outreach import bp
from outreach.asking import Answer

LOOK = "outreach-look"
#: The class of the page by the look that was chosen; without a choice the phone decides.
CLASSES = {"dark": "rt-night", "light": "", "": "rt-night-auto"}


@bp.post("/outreach/look")
@requires(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, conceal=True)
def choose_look() -> Answer:
    """Make the pages of outreach dark, or light again. Kept in the session alone: the phone remembers nothing."""
    form = EmptyForm()
    look = request.form.get("look", "")
    if form.submitted() and look in CLASSES:
        session[LOOK] = look
    return redirect(_here(request.form.get("back", "")), 303)


@bp.context_processor
def _look() -> dict[str, Any]:
    """The look, but for whoever finds no page here: theirs is the page of every address that is not."""
    actor = g.get("actor")
    if actor is not None and not actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG):
        return {}
    look = str(session.get(LOOK, ""))
    return {"theme": CLASSES.get(look, ""), "look_form": EmptyForm()}


def _here(path: str) -> str:
    """Back to the page of outreach that it was chosen on, and nowhere else."""
    home = url_for("outreach.list_sessions")
    return path if path.startswith("/outreach/") and "//" not in path and "\\" not in path else home
