"""Pages of reports: an agency's outreach month by month, and the same figures to take away."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import audit, clock, tables
from core.access import current_actor, requires
from reports import bp, documents, outreach, queries
from reports.disclosure import WITHHELD

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)
HEADINGS = ("Part", "Line", "Figure", "Unit")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@bp.get("/reports/outreach")
@requires(*READERS, conceal=True)
def show_outreach() -> str:
    """One month of the agency's outreach, by ward and way of meeting, with the twelve months behind it."""
    report = outreach.month_report(current_actor(), outreach.month_asked_for(request.args.get("month", "")))
    last = outreach.last_whole_month(clock.today())
    return render_template(
        "reports/outreach.html",
        report=report,
        before=outreach.month_before(report.month),
        after=outreach.month_after(report.month) if report.month.start < last.start else None,
        withheld=WITHHELD,
    )


@bp.get("/reports/outreach.<any(csv, xlsx, pdf):shape>")
@requires(*READERS, conceal=True)
def export_outreach(shape: str) -> Response:
    """The figures of one month as a spreadsheet or a PDF, as safe as the page."""
    actor = current_actor()
    report = outreach.month_report(actor, outreach.month_asked_for(request.args.get("month", "")))
    audit.record(actor=actor, verb="exported", kind="outreach report", fields=[report.month.start.isoformat(), shape])
    made = {
        "csv": lambda: tables.to_csv(HEADINGS, outreach.as_rows(report)),
        "xlsx": lambda: tables.to_xlsx(f"Outreach {report.title}", HEADINGS, outreach.as_rows(report)),
        "pdf": lambda: documents.outreach_pdf(report, home=queries.home_of(actor)),
    }
    answer = make_response(made[shape]())
    answer.headers["Content-Type"] = KINDS[shape]
    name = f"outreach-{report.month.start:%Y-%m}.{shape}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
