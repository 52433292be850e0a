"""Pages of the directory."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused
from directory import bp, menu, organisations, queries, rules, service
from directory.forms import HINTS, CapacityForm

Answer = str | Response | tuple[str, int]


@bp.get("/directory")
@requires(Permission.DIRECTORY_READ)
def list_services() -> str:
    """The services, by name; search words and category chips narrow them."""
    actor, q = current_actor(), request.args.get("q", "").strip()[:100]
    chosen = request.args.getlist("category")
    open_now = request.args.get("open") == "now"
    page = queries.services(actor, q, request.args.get("page", 1, type=int), chosen, open_now=open_now)
    return render_template(
        "directory/list_services.html", page=page, q=q, chosen=chosen, open_now=open_now, today=clock.today(),
        rules=rules, organisations=queries.organisation_names(page.items), capacities=queries.capacities(page.items),
        categories=queries.categories_in_use(actor), tabs=menu.tabs(actor, "services"),
        url_for_page=lambda number: url_for(
            "directory.list_services", q=q or None, category=chosen, open="now" if open_now else None, page=number
        ),
    )  # fmt: skip


@bp.get("/directory/organisations")
@requires(Permission.DIRECTORY_READ)
def list_organisations() -> str:
    """Who runs the services, by name, and how many each runs."""
    actor, q = current_actor(), request.args.get("q", "").strip()[:100]
    page = organisations.page(actor, q, request.args.get("page", 1, type=int))
    return render_template(
        "directory/organisations.html", page=page, q=q, tabs=menu.tabs(actor, "organisations"),
        numbers=organisations.how_many(actor, page.items),
        url_for_page=lambda number: url_for("directory.list_organisations", q=q or None, page=number),
    )  # fmt: skip


@bp.get("/directory/organisations/<uuid:organisation_id>")
@requires(Permission.DIRECTORY_READ)
def show_organisation(organisation_id: UUID) -> str:
    """One organisation and its services."""
    actor = current_actor()
    row = organisations.organisation(actor, organisation_id)
    page = organisations.services_of(actor, organisation_id, request.args.get("page", 1, type=int))
    return render_template(
        "directory/organisation.html", organisation=row, page=page, rules=rules, today=clock.today(),
        may_keep=organisations.may_keep(actor, row),
        url_for_page=lambda number: url_for(".show_organisation", organisation_id=organisation_id, page=number),
    )  # fmt: skip


@bp.get("/directory/<uuid:service_id>")
@requires(Permission.DIRECTORY_READ)
def show_service(service_id: UUID) -> str:
    """One service: what it does, for whom, when, how to reach it, and when that was last checked."""
    actor = current_actor()
    entry = queries.service_entry(actor, service_id)
    is_own = entry.agency_id == actor.agency_id and entry.service.takes_referrals
    return render_template(
        "directory/show_service.html", entry=entry, today=clock.today(), rules=rules,
        may_keep=organisations.may_keep(actor, entry.organisation),
        may_say=is_own and actor.may(Permission.AGENCY_SETTINGS),
        may_refer=entry.agency_id != actor.agency_id and not entry.facts.is_closed
        and actor.may(Permission.REFERRAL_SEND),
    )  # fmt: skip


@bp.get("/directory/own")
@requires(Permission.AGENCY_SETTINGS)
def list_own_services() -> str:
    """The services that the reader's own agency answers for, and what each last said it can take."""
    rows = queries.own_services(current_actor())
    return render_template(
        "directory/own_services.html", services=rows, capacities=queries.capacities(rows), today=clock.today(),
        rules=rules,
    )  # fmt: skip


@bp.get("/directory/<uuid:service_id>/capacity")
@requires(Permission.AGENCY_SETTINGS)
def show_capacity(service_id: UUID) -> str:
    """What an own service can take now, to be said afresh."""
    actor = current_actor()
    queries.own_service(actor, service_id)
    said = queries.capacity_row(service_id)
    values = {"standing": said.standing.value, "weeks": said.weeks, "version": said.version} if said else {"version": 0}
    return _show_capacity(actor, service_id, CapacityForm(**values))


@bp.post("/directory/<uuid:service_id>/capacity")
@requires(Permission.AGENCY_SETTINGS)
def say_capacity(service_id: UUID) -> Answer:
    """Say it, with today's date; saying the same again renews the date."""
    actor, form = current_actor(), CapacityForm()
    queries.own_service(actor, service_id)
    status = 422
    if form.submitted():
        try:
            service.say_capacity(
                actor=actor, service_id=service_id, standing=rules.Standing(form.standing.data), weeks=form.weeks.data,
                version=form.version.data or 0,
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash), instead="What they said stands above. Yours is kept below."))
            said = queries.capacity_row(service_id)
            form.version.data, form.version.raw_data = said.version if said else 0, None
            status = 409
        else:
            flash("Kept, with today’s date. Everyone who looks for a service reads it.", "success")
            return redirect(url_for("directory.show_service", service_id=service_id), 303)
    form.renew_key()
    return _show_capacity(actor, service_id, form), status


def _show_capacity(actor: Actor, service_id: UUID, form: CapacityForm) -> str:
    found = queries.own_service(actor, service_id)
    return render_template(
        "directory/capacity.html", service=found, form=form, hints=HINTS, rules=rules, today=clock.today(),
        said=queries.capacities([found]).get(found.id),
    )  # fmt: skip
