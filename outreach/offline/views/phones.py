"""The phones that may log outreach without signal: one's own, and all of the agency for those who look after them."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from outreach import bp
from outreach.asking import Answer, asked
from outreach.offline import queries, service
from outreach.offline.forms import RevokeForm

SEERS = (Permission.OUTREACH_LOG, *queries.SEES_ALL_PHONES)


@bp.get("/outreach/phones")
@requires(*SEERS, conceal=True)
def list_phones() -> str:
    """Phones, the ones that may log first."""
    actor = current_actor()
    page = queries.phones_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "outreach/offline/phones.html", page=page, sees_all=actor.may(*queries.SEES_ALL_PHONES),
        may_log=actor.may(Permission.OUTREACH_LOG),
    )  # fmt: skip


@bp.route("/outreach/phones/<uuid:device_id>/revoke", methods=["GET", "POST"])
@requires(*SEERS, conceal=True)
def revoke_phone(device_id: UUID) -> Answer:
    """Take a phone off the list, on a page of its own that says what it does; a lost one signs its account out."""
    actor = current_actor()
    line = queries.phone_line(actor, device_id)
    form = RevokeForm()
    if form.submitted():
        lost = form.why.data == "lost"
        service.revoke(actor=actor, device_id=device_id, lost=lost)
        flash(f"{line.name} is off the list. It empties itself when it is next in contact.", "success")
        return redirect(url_for(".list_phones"), 303)
    return asked("outreach/offline/revoke.html", form, phone=line)
