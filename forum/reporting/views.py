"""Pages of progress reports: the list, one report to read and to take away, asking for one, and withdrawing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import making
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.downloads import book_file, pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day, moment
from forum import bp
from forum import queries as forum
from forum.around import around
from forum.reporting import queries, reading, rules, service
from forum.reporting.forms import AskForm, IssueForm, WithdrawReportForm
from forum.reporting.queries import Edition
from forum.reporting.service import Wish
from reports.documents import progress_body, progress_contents
from reports.releases import service as releases
from reports.releases.forms import SPREADSHEETS, TakeAwayForm
from reports.sheets import of_progress, to_tables


@bp.get("/forum/reports")
@requires(Permission.REPORT_READ)
def list_reports() -> str:
    """Every progress report, the latest first; of one body or one year."""
    actor = current_actor()
    body_id, year = request.args.get("body", type=UUID), request.args.get("year", type=int)
    page = queries.reports_page(actor, request.args.get("page", 1, type=int), body_id, year)
    return render_template(
        "forum/reporting/list.html", page=page, names=around.body_names(actor), bodies=around.bodies_open(actor),
        forum_itself=forum.FORUM_ITSELF, wanted=body_id, year=year, years=queries.years(actor),
        may_run=actor.may(Permission.MEETING_WRITE),
        url_for_page=lambda number: url_for("forum.list_reports", body=body_id, year=year, page=number),
    )  # fmt: skip


@bp.get("/forum/reports/<uuid:report_id>")
@requires(Permission.REPORT_READ)
def show_report(report_id: UUID) -> str:
    """One report as a page; to readers a withdrawn one is the notice that it was, and why."""
    actor = current_actor()
    row = queries.edition(actor, report_id)
    may_run = actor.may(Permission.MEETING_WRITE)
    values: dict[str, Any] = {
        "report": row, "versions": queries.versions_of(actor, row), "may_run": may_run, "title": title_of(row),
        "body": "", "contents": [], "form": None,
    }  # fmt: skip
    if row.in_force or may_run:
        opened = queries.opened(actor, report_id)
        values |= {
            "body": progress_body(opened.figures), "contents": progress_contents(opened.figures), "kept": opened,
        }  # fmt: skip
    return render_template("forum/reporting/show.html", **values)


@bp.get("/forum/reports/<uuid:report_id>/report.pdf")
@requires(Permission.REPORT_READ)
def download_kept_report(report_id: UUID) -> Response:
    """The PDF of one report, byte for byte as it was made."""
    actor = current_actor()
    row = queries.edition(actor, report_id)
    return pdf_file(reading.file(actor, row), rules.file_name(row.day, row.version))


@bp.route("/forum/reports/<uuid:report_id>/tables", methods=["GET", "POST"])
@requires(Permission.REPORT_READ)
def take_report_tables(report_id: UUID) -> Any:
    """The tables of one report as a spreadsheet; who took them, and why, is kept."""
    actor = current_actor()
    row, kept = queries.edition(actor, report_id), queries.opened(actor, report_id)
    form, sheets = TakeAwayForm(shapes=SPREADSHEETS), of_progress(kept.figures)
    if form.submitted():
        try:
            taken = releases.release(
                actor=actor, document="progress-report", title=f"{title_of(row)}, version {row.version}",
                period=row.period, sheets=sheets, why=form.why.data or "", **form.chosen,
            )  # fmt: skip
            name = rules.file_name(row.day, row.version).removesuffix(".pdf")
            return book_file(taken.shape.value, to_tables(sheets, about=_about(row)), name)
        except Refused as refusal:
            form.show(refusal)
    return asked("forum/reporting/tables.html", form, {"report": row, "title": title_of(row), "sheets": sheets})


@bp.route("/forum/reports/<uuid:report_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def withdraw_report(report_id: UUID) -> Answer:
    """Withdraw a report: its own page, since its readers get the reason instead of it."""
    actor = current_actor()
    row, form = queries.edition(actor, report_id), WithdrawReportForm()
    if form.submitted():
        try:
            service.withdraw_report(
                actor=actor, report_id=report_id, reason=form.reason.data or "", answer=form.leak_answer
            )
            flash("The report is withdrawn. It stays here for you, marked.", "success")
            return redirect(url_for("forum.show_report", report_id=report_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("forum/reporting/withdraw.html", form, {"report": row, "title": title_of(row)})


@bp.route("/forum/reports/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def ask_for_report() -> Answer:
    """Ask for a report of the last whole quarter that belongs to no meeting."""
    actor = current_actor()
    form = AskForm(around.bodies_open(actor))
    if form.submitted():
        return _asked_for(Wish(body_id=form.body_id, tell=_readers(form)), form)
    return asked("forum/reporting/new.html", form, {})


@bp.post("/forum/meetings/<uuid:meeting_id>/progress-report")
@requires(Permission.MEETING_WRITE)
def issue_report(meeting_id: UUID) -> Response:
    """Ask for the next version of a meeting's report; the worker makes it."""
    form = IssueForm()
    return _asked_for(Wish(meeting_id=meeting_id, tell=_readers(form)), form)


@bp.get("/forum/reports/making/<uuid:work_id>")
@requires(Permission.MEETING_WRITE)
def wait_for_report(work_id: UUID) -> Answer:
    """How far a report is; once it is made, the report itself."""
    actor = current_actor()
    standing = making.standing(actor, work_id)
    report_id = queries.report_of_work(actor, work_id)
    if report_id is not None:
        return redirect(url_for("forum.show_report", report_id=report_id), 303)
    return render_template("forum/reporting/waiting.html", standing=standing, form=EmptyForm())


@bp.get("/forum/meetings/<uuid:meeting_id>/progress-report.pdf")
@requires(Permission.REPORT_READ)
def download_report(meeting_id: UUID) -> Response:
    """The report of a meeting that is in force (or the version that is named); a draft when there is none."""
    actor = current_actor()
    found = queries.editions(actor, [meeting_id]).get(meeting_id, [])
    version = request.args.get("edition", type=int)
    wanted = [row for row in found if (row.in_force if version is None else row.version == version)]
    if wanted:
        row = wanted[0]
        return pdf_file(reading.file(actor, row), rules.file_name(row.day, row.version))
    if version is not None:
        raise NotVisible
    day, content = reading.draft(actor, meeting_id)
    return pdf_file(content, f"progress-report-{day.isoformat()}-draft.pdf")


def title_of(row: Edition) -> str:
    """What a report is called: by its meeting, or by its body and period."""
    if row.meeting_starts is not None:
        return f"Progress report for {long_day(row.day)}"
    if row.body_id is None:
        return f"Progress report, {row.period.words}"
    return f"Progress report of {around.body_names(current_actor()).get(row.body_id, 'a body')}, {row.period.words}"


def _asked_for(wish: Wish, form: IssueForm) -> Response:
    work_id = service.ask_for_report(actor=current_actor(), wish=wish, once=str(form.idempotency_key.data))
    return redirect(url_for("forum.wait_for_report", work_id=work_id), 303)


def _readers(form: IssueForm) -> tuple[str, ...]:
    """The roles that are told: all that read reports, or none."""
    return tuple(queries.roles_that_read(current_actor())) if form.tell.data else ()


def _about(row: Edition) -> list[tuple[str, str]]:
    return [
        ("Document", f"{title_of(row)}, version {row.version}"), ("Period", row.period.words),
        ("Made", f"{moment(row.made_at)}, {row.maker}"), ("Check sum", row.sha256),
    ]  # fmt: skip
