"""Pages of reports: an agency's outreach month by month, and the same figures to take away."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer
from core.downloads import pdf_file
from reports import bp, documents, outreach, queries
from reports.disclosure import WITHHELD
from reports.releases.forms import TakeAwayForm
from reports.releases.taking import spreadsheet, taken
from reports.sheets import Sheet

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)
HEADINGS = ("Part", "Line", "Figure", "Unit")


# Not once only: the page stays open behind the file, and a second file, in another shape, is a second taking away.
@bp.route("/reports/outreach", methods=["GET", "POST"])
@requires(*READERS, conceal=True, idempotent=False)
def show_outreach() -> Answer:
    """One month of the agency's outreach, by ward and way of meeting, with the year behind it; to take away too."""
    report = outreach.month_report(current_actor(), outreach.month_asked_for(request.args.get("month", "")))
    form = TakeAwayForm()
    sheets = [_sheet(report)]
    if taken(form, document="outreach-month", title=f"Outreach in {report.title}", period=report.month, sheets=sheets):
        return _file(form, report, sheets)
    last = outreach.last_whole_month(clock.today())
    return render_template(
        "reports/outreach.html",
        report=report,
        before=outreach.month_before(report.month),
        after=outreach.month_after(report.month) if report.month.start < last.start else None,
        withheld=WITHHELD,
        form=form,
        action=url_for("reports.show_outreach", month=f"{report.month.start:%Y-%m}"),
    ), 422 if form.errors else 200


def _sheet(report: outreach.MonthReport) -> Sheet:
    caption = f"One agency’s outreach in {report.title}: meetings, contacts and things, never different people."
    rows = tuple(tuple(row) for row in outreach.as_rows(report))
    return Sheet("outreach-month", f"Outreach {report.title}", caption, HEADINGS, rows)


def _file(form: TakeAwayForm, report: outreach.MonthReport, sheets: list[Sheet]) -> Response:
    home, name = queries.home_of(current_actor()), f"outreach-{report.month.start:%Y-%m}"
    if form.chosen["shape"] == "pdf":
        return pdf_file(documents.outreach_pdf(report, home=home), name)
    return spreadsheet(form, sheets, name, about=[("Of", home), ("Period", report.title)])
