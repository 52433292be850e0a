"""Pages of the working-hours map: by weekday and hour, by ward, and the same figures to take away."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import audit, tables
from core.access import current_actor, requires
from reports import bp, hours

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)
HEADINGS = ("Evening of", "Hours", "People seen working", "Nights counted")
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/reports/working-hours")
@requires(*READERS, conceal=True)
def show_working_hours() -> str:
    """Which hours and days were worked in one whole quarter, in all wards or in one."""
    return render_template("reports/hours.html", report=_report())


@bp.get("/reports/working-hours.<any(csv, xlsx):shape>")
@requires(*READERS, conceal=True)
def export_working_hours(shape: str) -> Response:
    """The figures of one quarter as a spreadsheet, as safe as the page."""
    report = _report()
    start = report.quarter.start.isoformat()
    audit.record(actor=current_actor(), verb="exported", kind="working hours report", fields=[start, shape])
    rows = hours.as_rows(report)
    content = tables.to_csv(HEADINGS, rows) if shape == "csv" else tables.to_xlsx("Working hours", HEADINGS, rows)
    answer = make_response(content)
    answer.headers["Content-Type"] = KINDS[shape]
    name = f"working-hours-{report.quarter.start:%Y-%m}.{shape}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report() -> hours.HoursReport:
    quarter = hours.quarter_asked_for(request.args.get("quarter", ""))
    return hours.hours_report(current_actor(), quarter, request.args.get("ward") or None)
