"""The register of decisions: what waits for a second person, what is to be completed, told or reviewed, what ended."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from referrals import bp
from referrals.decisions import queries, words
from referrals.decisions.slavery import queries as slavery


@bp.get("/decisions")
@requires(Permission.SHARING_DECIDE, Permission.SHARING_AUTHORISE, conceal=True)
def list_decisions() -> str:
    """One view of the register. Its writers see their own; those who authorise see all of the agency's."""
    actor = current_actor()
    counts = queries.counts(actor)
    asked = request.args.get("view", "")
    fallback = "authorise" if actor.may(Permission.SHARING_AUTHORISE) else "complete"
    view = asked if asked in queries.VIEWS else fallback
    only = request.args.get("only", "")
    page = queries.register_page(actor, view, only, request.args.get("page", 1, type=int))

    def page_url(number: int) -> Any:
        return url_for("referrals.list_decisions", view=view, only=only or None, page=number)

    return render_template(
        "referrals/decisions/list.html", page=page, view=view, only=only, counts=counts, view_words=words.VIEW_WORDS,
        dial_of=words.dial_of, direction_words=words.direction_words, state_words=words.STATE_WORDS,
        page_url=page_url, all_of_agency=actor.may(Permission.SHARING_AUTHORISE), may_notify=slavery.may_notify(actor),
    )  # fmt: skip
