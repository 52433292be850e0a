"""Pages of the directory on paper."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from agencies.queries import agency
from core import clock
from core.access import current_actor, requires
from core.downloads import pdf_file
from directory import bp, menu, printing, queries, rules


@bp.get("/directory/print")
@requires(Permission.DIRECTORY_READ)
def choose_print() -> str:
    """What goes on the sheet, and the sheet itself: the page prints as it stands, without its controls."""
    actor, asked = current_actor(), _asked()
    return render_template(
        "directory/print.html", sheet=_sheet(), rules=rules, today=clock.today(), tabs=menu.tabs(actor, "print"),
        categories=queries.categories_in_use(actor), most=printing.MOST,
        pdf_url=url_for(".print_pdf", **{name: value for name, value in asked.items() if value}), **asked,
    )  # fmt: skip


@bp.get("/directory/print.pdf")
@requires(Permission.DIRECTORY_READ)
def print_pdf() -> Response:
    """The same sheet as a file."""
    home, today = agency(current_actor().agency_id).name, clock.today()
    return pdf_file(printing.sheet_pdf(_sheet(), home=home, made_on=today), f"services-{today.isoformat()}")


def _asked() -> dict[str, Any]:
    return {
        "q": request.args.get("q", "").strip()[:100], "category": request.args.getlist("category")[:40],
        "checked": "only" if request.args.get("checked") == "only" else "",
    }  # fmt: skip


def _sheet() -> printing.Sheet:
    asked = _asked()
    return printing.sheet(
        current_actor(), str(asked["q"]), request.args.getlist("category")[:40],
        checked_only=asked["checked"] == "only", today=clock.today(),
    )  # fmt: skip
