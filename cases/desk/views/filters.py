"""Filters that somebody keeps."""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp, catalogue
from cases.desk import queries, rules, service
from cases.desk.forms import KeepForm
from cases.desk.views.listing import desk_values
from cases.reading import legible
from core.access import current_actor, requires
from core.changing import Answer
from core.errors import Clash, Refused
from core.forms import EmptyForm


@bp.post("/cases/filters")
@requires(Permission.CASE_READ, conceal=True)
def keep_filter() -> Answer:
    """Keep what the list was asked for under a name."""
    form = KeepForm()
    filters = rules.filters_of(parse_qs(form.asked.data or ""), catalogue.needs_to_choose())
    if form.submitted():
        try:
            service.keep_filter(actor=current_actor(), name=form.name.data, filters=filters, shared=form.shared.data)
            flash("The filter is kept.", "success")
            return redirect(f"{url_for('.list_cases')}?{filters.address()}", 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    return render_template("cases/desk/keep.html", form=form, **desk_values("list")), 422


@bp.route("/cases/filters/<uuid:filter_id>", methods=["GET", "POST"])
@requires(Permission.CASE_READ, conceal=True)
def change_filter(filter_id: UUID) -> Answer:
    """Rename a filter, share it with the team or not, or throw it away."""
    row = queries.kept_filter(current_actor(), filter_id)
    form = KeepForm(name=legible(row, "name"), shared=row.team_id is not None, version=row.version)
    stored, code = None, 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.change_filter(
                actor=current_actor(), filter_id=filter_id, name=form.name.data, shared=form.shared.data,
                version=form.version.data or 0,
            )  # fmt: skip
            flash("The filter is changed.", "success")
            return redirect(url_for(".list_cases"), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            stored, code = legible(row, "name"), 409
            form.version.raw_data, form.version.data = None, row.version
    if request.method == "POST":
        form.renew_key()
    page = render_template(
        "cases/desk/filter.html", form=form, filter_id=filter_id, stored=stored, drop=EmptyForm(), **desk_values("list")
    )
    return page, code


@bp.post("/cases/filters/<uuid:filter_id>/delete")
@requires(Permission.CASE_READ, conceal=True)
def drop_filter(filter_id: UUID) -> Answer:
    """Throw a filter away; the cases stay as they are."""
    service.drop_filter(actor=current_actor(), filter_id=filter_id)
    flash("The filter is deleted.", "success")
    return redirect(url_for(".list_cases"), 303)
