"""The page on which an agency opens its public forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies import queries as agencies
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from referrals import bp
from referrals.outside import queries, service
from referrals.outside.forms import FormsForm
from referrals.outside.rules import forms_may_open

Answer = str | Response | tuple[str, int]


@bp.route("/settings/public-forms", methods=["GET", "POST"])
@requires(Permission.AGENCY_SETTINGS)
def public_forms() -> Answer:
    """On or off, who answers, what they say, and the address to share."""
    actor = current_actor()
    form, code = _form(actor), 200
    if request.method == "POST":
        code = 422
        if form.submitted():
            try:
                _save(actor, form)
            except Refused as refusal:
                form.show(refusal)
            except Clash as clash:
                form.show(Refused(str(clash)))
                form.version.data, form.version.raw_data = _stored(actor)["version"], None
                code = 409
            else:
                flash("Saved.", "success")
                return redirect(url_for("referrals.public_forms"), 303)
        form.renew_key()
    return _render(actor, form), code


def _save(actor: Actor, form: FormsForm) -> None:
    service.change_forms(
        actor=actor, myself_on=form.myself_on.data, someone_on=form.someone_on.data,
        team_id=UUID(form.team_id.data) if form.team_id.data else None, welcome=form.welcome.data or "",
        ring=form.ring.data or "", version=form.version.data or 0,
    )  # fmt: skip


def _form(actor: Actor) -> FormsForm:
    teams = [(str(team.id), team.name) for team in agencies.teams_of(actor.agency_id)]
    return FormsForm(teams, **_stored(actor))


def _stored(actor: Actor) -> dict[str, Any]:
    row = queries.own_forms(actor)
    if row is None:
        return {"version": 0}
    return {
        "myself_on": row.myself_on, "someone_on": row.someone_on, "team_id": str(row.team_id or ""),
        "welcome": row.welcome, "ring": row.ring, "version": row.version,
    }  # fmt: skip


def _render(actor: Actor, form: FormsForm) -> str:
    agency = agencies.agency(actor.agency_id)
    slug, base = agency.code.lower(), current_app.config["SETTINGS"].public_base_url
    addresses = {
        "myself": base + url_for("referrals.write_for_myself", slug=slug),
        "someone": base + url_for("referrals.write_for_someone", slug=slug),
    }
    barred = forms_may_open(agency.kind)
    return render_template(
        "referrals/outside/settings.html", form=form, addresses=addresses, stored=_stored(actor),
        barred=barred.reason if barred else "",
    )  # fmt: skip
