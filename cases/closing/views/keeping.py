"""The page of an agency's own schedule and checklist."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases.closing import queries, service
from cases.closing.forms import keeping_form
from core.access import current_actor, requires
from core.changing import Answer, renewed
from core.errors import Clash, Refused


@bp.route("/retention/schedule", methods=["GET", "POST"])
@requires(Permission.PROTECTION_LEAD, Permission.AGENCY_SETTINGS, conceal=True)
def change_schedule() -> Answer:
    """How long each kind of record is kept, and what is asked when a case closes."""
    actor = current_actor()
    now = queries.keeping_of(actor)
    form = keeping_form(now.schedule, now.checklist, now.version)
    stored: list[tuple[str, str]] = []
    code = 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.change_keeping(
                actor=actor, months=form.months(), kept_items=form.kept_items.data or [], own=form.questions(),
                version=form.version.data or 0,
            )  # fmt: skip
            flash("Saved. Cases that close from now on follow it.", "success")
            return redirect(url_for(".change_schedule"), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            code, held = 409, queries.keeping_of(actor)
            renewed(form, held.version)
            form.form_errors.append(str(clash))
            stored = [(row.label, f"{row.months} months") for row in held.schedule.values()]
            stored += [(f"Question {number}", item.label) for number, item in enumerate(held.checklist, 1)]
    form.renew_key()
    return render_template(
        "cases/closing/schedule.html", form=form, stored=stored, is_lead=actor.may(Permission.PROTECTION_LEAD)
    ), code  # fmt: skip
