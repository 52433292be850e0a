"""Pages of the directory."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from directory import bp, queries, rules


@bp.get("/directory")
@requires(Permission.DIRECTORY_READ)
def list_services() -> str:
    """The services, by name; search words and category chips narrow them."""
    actor, q = current_actor(), request.args.get("q", "").strip()[:100]
    chosen = request.args.getlist("category")
    page = queries.services(actor, q, request.args.get("page", 1, type=int), chosen)
    return render_template(
        "directory/list_services.html", page=page, q=q, chosen=chosen, today=clock.today(), rules=rules,
        organisations=queries.organisation_names(page.items), categories=queries.categories_in_use(actor),
        url_for_page=lambda number: url_for("directory.list_services", q=q or None, category=chosen, page=number),
    )  # fmt: skip


@bp.get("/directory/<uuid:service_id>")
@requires(Permission.DIRECTORY_READ)
def show_service(service_id: UUID) -> str:
    """One service: what it does, for whom, when, how to reach it, and when that was last checked."""
    entry = queries.service_entry(current_actor(), service_id)
    return render_template("directory/show_service.html", entry=entry, today=clock.today(), rules=rules)
