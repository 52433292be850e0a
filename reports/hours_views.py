"""The page of the working-hours map: by weekday and hour, by ward, and the same figures to take away."""

from __future__ import annotations

from flask import render_template, request, url_for

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer
from reports import bp, hours
from reports.releases.forms import SPREADSHEETS, TakeAwayForm
from reports.releases.taking import spreadsheet, taken
from reports.sheets import Sheet

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)
HEADINGS = ("Evening of", "Hours", "People seen working", "Nights counted")


# Not once only: the page stays open behind the file, and a second file, in another shape, is a second taking away.
@bp.route("/reports/working-hours", methods=["GET", "POST"])
@requires(*READERS, conceal=True, idempotent=False)
def show_working_hours() -> Answer:
    """Which hours and days were worked in one whole quarter, in all wards or in one; to take away too."""
    report, form = _report(), TakeAwayForm(SPREADSHEETS)
    sheets, title = [_sheet(report)], f"Hours worked, {report.place}"
    if taken(form, document="working-hours", title=title, period=report.quarter, sheets=sheets):
        about = [("Place", report.place), ("Period", report.quarter.words)]
        return spreadsheet(form, sheets, f"working-hours-{report.quarter.start:%Y-%m}", about=about)
    action = url_for("reports.show_working_hours", quarter=f"{report.quarter.start:%Y-%m}", ward=report.ward)
    page = render_template("reports/hours.html", report=report, form=form, action=action)
    return page, 422 if form.errors else 200


def _sheet(report: hours.HoursReport) -> Sheet:
    caption = f"Sightings on all-night sessions, {report.place}, {report.quarter.words}; never different people."
    rows = tuple(tuple(row) for row in hours.as_rows(report))
    return Sheet("working-hours", "Working hours", caption, HEADINGS, rows)


def _report() -> hours.HoursReport:
    quarter = hours.quarter_asked_for(request.args.get("quarter", ""))
    return hours.hours_report(current_actor(), quarter, request.args.get("ward") or None)
