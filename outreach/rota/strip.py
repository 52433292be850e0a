"""The strip on top of outreach's pages while somebody is out: until when to check in, and the one big button."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, render_template, request
from markupsafe import Markup

from agencies.permissions import Permission
from core.access import current_actor
from core.forms import EmptyForm
from outreach import bp
from outreach.rota import queries

#: Its own page has the button already.
WITHOUT = ("outreach.show_watch",)


@bp.context_processor
def strip() -> dict[str, Callable[[], Markup]]:
    """Give the pages of outreach the strip, drawn only where the layout asks for it."""
    return {"strip": _drawn}


def _drawn() -> Markup:
    if g.get("actor") is None:  # some pages of outreach are open to strangers
        return Markup()
    actor = current_actor()
    if not actor.may(Permission.OUTREACH_LOG) or request.endpoint in WITHOUT:
        return Markup()
    line = queries.own_watch(actor)
    if line is None:
        return Markup()
    origin = "log" if request.endpoint == "outreach.new_contact" else ""
    return Markup(render_template("outreach/rota/strip.html", line=line, button=EmptyForm(), origin=origin))  # noqa: S704  # our own template, escaped by Jinja
