"""The page on which an agency opens its public page."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from safety import bp
from safety.outside import queries, rules, service
from safety.outside.forms import PageForm

Page = str | Response | tuple[str, int]


@bp.route("/settings/public-reports", methods=["GET", "POST"])
@requires(Permission.AGENCY_SETTINGS)
def public_reports() -> Page:
    """Open or closed, what it says, and the address to share."""
    actor = current_actor()
    form, code = PageForm(**_stored(actor)), 200
    if request.method == "POST":
        code = 422
        if form.submitted():
            try:
                service.change_page(
                    actor=actor, is_on=form.is_on.data, welcome=form.welcome.data or "", ring=form.ring.data or "",
                    version=form.version.data or 0,
                )  # fmt: skip
            except Refused as refusal:
                form.show(refusal)
            except Clash as clash:
                form.show(Refused(str(clash)))
                form.version.data, form.version.raw_data = _stored(actor)["version"], None
                code = 409
            else:
                flash("Saved.", "success")
                return redirect(url_for("safety.public_reports"), 303)
        form.renew_key()
    return _render(actor, form), code


def _stored(actor: Actor) -> dict[str, Any]:
    row = queries.own_page(actor)
    if row is None:
        return {"version": 0}
    return {"is_on": row.is_on, "welcome": row.welcome, "ring": row.ring, "version": row.version}


def _render(actor: Actor, form: PageForm) -> str:
    agency = agencies.agency(actor.agency_id)
    base = current_app.config["SETTINGS"].public_base_url
    barred = rules.page_may_open(agency.kind)
    return render_template(
        "safety/outside/settings.html", form=form, stored=_stored(actor), barred=barred.reason if barred else "",
        address=base + url_for("safety.write_report", slug=agency.code.lower()),
    )  # fmt: skip
