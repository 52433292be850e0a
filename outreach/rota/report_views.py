"""The report of a shift: a page to read over before going home, and the same as PDF."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.downloads import pdf_file
from outreach import bp
from outreach.rota import report
from people import queries as people_queries

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG)


@bp.get("/outreach/sessions/<uuid:session_id>/report")
@requires(*READERS, conceal=True)
def show_report(session_id: UUID) -> str:
    """The report of a shift."""
    actor = current_actor()
    found = report.shift_report(actor, session_id)
    return render_template(
        "outreach/rota/report.html", report=found, may_log=actor.may(Permission.OUTREACH_LOG)
    )  # fmt: skip


@bp.get("/outreach/sessions/<uuid:session_id>/report.pdf")
@requires(*READERS, conceal=True)
def download_report(session_id: UUID) -> Response:
    """The report of a shift as PDF."""
    actor = current_actor()
    found = report.shift_report(actor, session_id)
    made = report.shift_pdf(found, home=people_queries.home_agency(actor))
    return pdf_file(made, f"shift-{found.session.held_on.isoformat()}")
