"""Pages of the forum."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from forum import bp, queries, rules, service
from forum.forms import MeetingForm
from reports.documents import progress_pdf
from reports.progress import progress_figures


@bp.get("/forum/meetings")
@requires(Permission.MEETING_READ)
def list_meetings() -> str:
    """The next meetings first, then the past ones."""
    actor = current_actor()
    ahead, past = queries.meetings_ahead(actor), queries.meetings_past(actor, request.args.get("page", 1, type=int))
    return render_template(
        "forum/list_meetings.html", ahead=ahead, page=past, may_plan=actor.may(Permission.MEETING_WRITE),
        reported=queries.with_reports([row.id for row in (*ahead, *past.items)]),
        url_for_page=lambda number: url_for("forum.list_meetings", page=number),
    )  # fmt: skip


@bp.route("/forum/meetings/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def plan_meeting() -> Any:
    """Plan a meeting; the standard agenda comes with it."""
    form = MeetingForm(data={"title": "Forum meeting", "begins": "10am", "chair_name": queries.forum().chair})
    if form.submitted():
        try:
            row = service.plan_meeting(
                actor=current_actor(), title=form.title.data, starts_at=form.starts_at, place=form.place.data,
                chair_name=form.chair_name.data,
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
            form.renew_key()
        else:
            flash("Meeting planned, with the standard agenda.", "success")
            return redirect(url_for("forum.show_meeting", meeting_id=row.id), 303)
    return render_template("forum/plan_meeting.html", form=form), 422 if form.errors else 200


@bp.get("/forum/meetings/<uuid:meeting_id>")
@requires(Permission.MEETING_READ)
def show_meeting(meeting_id: UUID) -> str:
    """A meeting: its agenda, its members, and its papers with every edition of the progress report."""
    actor = current_actor()
    return render_template(
        "forum/show_meeting.html", view=queries.meeting_view(actor, meeting_id), form=EmptyForm(), rule=rules.NO_CASES,
        may_issue=actor.may(Permission.MEETING_WRITE), may_read=actor.may(Permission.REPORT_READ),
    )  # fmt: skip


@bp.post("/forum/meetings/<uuid:meeting_id>/progress-report")
@requires(Permission.MEETING_WRITE)
def issue_report(meeting_id: UUID) -> Any:
    """Issue the next edition of the progress report: its figures are frozen."""
    made = service.issue_report(actor=current_actor(), meeting_id=meeting_id)
    flash(f"Edition {made.edition} of the progress report issued.", "success")
    return redirect(url_for("forum.show_meeting", meeting_id=meeting_id), 303)


@bp.get("/forum/meetings/<uuid:meeting_id>/progress-report.pdf")
@requires(Permission.REPORT_READ)
def download_report(meeting_id: UUID) -> Response:
    """The newest edition (or the one that `edition` names) as PDF; a draft from today's figures when none is issued."""
    actor = current_actor()
    meeting = queries.meeting(actor, meeting_id)
    day = clock.london(meeting.starts_at).date()
    wanted = request.args.get("edition", type=int)
    issued = queries.issued_report(actor, meeting_id, wanted)
    if issued is None and wanted is not None:
        raise NotVisible
    figures = issued.figures if issued else progress_figures(actor=actor, meeting_day=day)
    return _pdf(figures, issued.edition if issued else None, meeting.title, day)


def _pdf(figures: dict[str, Any], edition: int | None, title: str, day: date) -> Response:
    content = progress_pdf(figures, edition=edition, meeting_title=title, meeting_day=day)
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    name = rules.report_file_name(day, edition)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/forum/members")
@requires(Permission.MEETING_READ)
def list_members() -> str:
    """The forum: what it is for, who sits in it now, and who did."""
    forum, today = queries.forum(), clock.today()
    seats = queries.members(forum.id)
    return render_template(
        "forum/list_members.html", forum=forum,
        seats=[seat for seat in seats if seat.until is None or seat.until >= today],
        former=[seat for seat in seats if seat.until is not None and seat.until < today],
    )  # fmt: skip
