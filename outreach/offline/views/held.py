"""Entries that came from a phone and were not taken: shown with the reason and every word, mended or left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.errors import Clash, Refused
from core.forms import EmptyForm, RoundtableForm
from outreach import bp, catalogue
from outreach.asking import Answer, asked
from outreach.offline import mending, queries, service
from outreach.offline.rules import KIND_WORDS, entry_may_be_settled


@bp.get("/outreach/offline/held")
@requires(Permission.OUTREACH_LOG, conceal=True)
def list_held() -> str:
    """Entries that wait to be mended: one's own, and the agency's for those who manage outreach."""
    actor = current_actor()
    page = queries.held_page(actor, request.args.get("page", 1, type=int))
    return render_template("outreach/offline/held.html", page=page, sees_all=actor.may(Permission.OUTREACH_MANAGE))


@bp.route("/outreach/offline/held/<uuid:entry_id>", methods=["GET", "POST"])
@requires(Permission.OUTREACH_LOG, conceal=True)
def mend_entry(entry_id: UUID) -> Answer:
    """One entry with all its words, to be put right; it keeps the time at which it was written."""
    actor = current_actor()
    row = queries.entry(actor, entry_id)
    if (refusal := entry_may_be_settled(row.state)) is not None:
        raise refusal
    form = mending.form_of(actor, row)
    if form is not None and form.submitted():
        try:
            mended = mending.mended(actor, row, form)
            outcome = service.mend(actor=actor, entry_id=entry_id, mended=mended, version=form.version.data or 0)
            return _after(outcome)
        except Refused as refused:
            form.show(refused)
        except Clash as clash:
            form.show(Refused(str(clash), instead="Open the list: it shows how things stand."))
    return _shown(row, form)


@bp.post("/outreach/offline/held/<uuid:entry_id>/leave-out")
@requires(Permission.OUTREACH_LOG, conceal=True)
def leave_out_entry(entry_id: UUID) -> Response:
    """Leave an entry out of the log for good; its words are destroyed."""
    form = EmptyForm()
    service.leave_out(actor=current_actor(), entry_id=entry_id, version=form.version.data or 0)
    flash("Left out. Its words are gone.", "success")
    return redirect(url_for(".list_held"), 303)


def _shown(row: Any, form: RoundtableForm | None) -> Answer:
    template = f"outreach/offline/mend_{row.kind}.html" if form is not None else "outreach/offline/mend_unreadable.html"
    values = {
        "entry": row, "kind": KIND_WORDS[row.kind], "main_items": catalogue.MAIN_ITEMS,
        "other_items": catalogue.other_items(), "out_form": EmptyForm(version=row.version),
    }  # fmt: skip
    return asked(template, form if form is not None else EmptyForm(), **values)


def _after(outcome: service.Outcome) -> Response:
    """On to what the contact asks for, or back to what still waits."""
    flash("It is in the log now.", "success")
    if outcome.asks:
        return redirect(url_for(".show_contact", contact_id=outcome.row_id), 303)
    return redirect(url_for(".list_held"), 303)
