"""Pages of the disclosure ledger: who has seen what about one person, and their own copy of it."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.downloads import pdf_file
from people import bp, queries, service
from people.ledger_copy import ledger_pdf
from people.matching_forms import CopyForm
from people.views.records import Page
from people.words import LEDGER_WORDS

VIEWS = {"": "Everything", "left": "What left", "stayed": "What stayed", "here": "Who looked here"}


@bp.get("/people/<uuid:person_id>/ledger")
@requires(Permission.LEDGER_READ, conceal=True)
def show_ledger(person_id: UUID) -> Page:
    """Who has seen what: what left, what stayed (`show`), and which workers opened the record here."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    view = request.args.get("show", "")
    view = view if view in VIEWS else ""
    page = queries.ledger_page(actor, person_id, request.args.get("page", 1, type=int), view)
    views = [
        {
            "label": label,
            "url": url_for(".show_ledger", person_id=person_id, show=name or None),
            "current": name == view,
        }
        for name, label in VIEWS.items()
    ]
    return render_template(
        "people/ledger.html", who=who, page=page, view=view, views=views, readers=queries.readers(actor, person_id),
        kind_words=LEDGER_WORDS, home_agency=queries.home_agency(actor), form=CopyForm(),
        may_open=actor.may(Permission.PEOPLE_READ),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/ledger/copies")
@requires(Permission.LEDGER_READ, conceal=True)
def order_ledger_copy(person_id: UUID) -> Page:
    """Order a copy for the person: a row of the ledger, then the file."""
    form = CopyForm()
    if not form.submitted():
        flash("Nothing was made. Try again.", "warning")
        return redirect(url_for(".show_ledger", person_id=person_id), 303)
    row = service.order_ledger_copy(actor=current_actor(), person_id=person_id, named=bool(form.named.data))
    return redirect(url_for(".download_ledger_copy", person_id=person_id, copy_id=row.id), 303)


@bp.get("/people/<uuid:person_id>/ledger/copies/<uuid:copy_id>.pdf")
@requires(Permission.LEDGER_READ, conceal=True)
def download_ledger_copy(person_id: UUID, copy_id: UUID) -> Response:
    """The copy as PDF, for 15 minutes and only to whoever ordered it; later a new one is ordered."""
    actor = current_actor()
    who = queries.person(actor, person_id)
    copy = queries.ledger_copy(actor, person_id, copy_id, reference=who.reference, alias=who.alias or "")
    made = ledger_pdf(copy, home=queries.home_agency(actor))
    return pdf_file(made, f"who-has-seen-what-{clock.today().isoformat()}")
