"""Pages of meetings: the list, one meeting, planning, moving, cancelling, opening and closing."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.forms import EmptyForm
from core.words import clock_time, long_day
from forum import bp, queries, rules, service
from forum.around import around, panels_of
from forum.forms import CancelForm, MeetingForm
from forum.service import Plan


@bp.get("/forum/meetings")
@requires(Permission.MEETING_READ)
def list_meetings() -> str:
    """The next meetings first, then the past ones; of all bodies, or of one."""
    actor, wanted = current_actor(), _body_asked()
    ahead = queries.meetings_ahead(actor, wanted)
    past = queries.meetings_past(actor, request.args.get("page", 1, type=int), wanted)
    names = around.body_names(actor)
    return render_template(
        "forum/list_meetings.html", ahead=ahead, page=past, may_plan=actor.may(Permission.MEETING_WRITE),
        next=next((row for row in ahead if queries.stage_of(row)[2] != "Cancelled"), None),
        reported=around.reported(actor, [row.id for row in (*ahead, *past.items)]), stage_of=queries.stage_of,
        names=names, wanted=wanted, forum_itself=queries.FORUM_ITSELF, bodies=around.bodies_open(actor),
        url_for_page=lambda number: url_for("forum.list_meetings", body=wanted, page=number),
    )  # fmt: skip


@bp.route("/forum/meetings/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def plan_meeting() -> Answer:
    """Plan a meeting; the standard agenda of its body comes with it."""
    actor = current_actor()
    wanted = str(_body_asked() or "")
    form = MeetingForm(
        around.bodies_open(actor),
        data={"title": "Forum meeting", "begins": "10am", "chair_name": queries.forum().chair, "body": wanted},
    )
    made: list[UUID] = []

    def write() -> None:
        row = service.plan_meeting(
            actor=actor, title=form.title.data or "", starts_at=form.starts_at, ends_at=form.ends_at,
            place=form.place.data or "", joining=form.joining.data, chair_name=form.chair_name.data or "",
            body_id=form.body_id,
        )  # fmt: skip
        made.append(row.id)

    answer = change(
        "forum/plan_meeting.html", form, {}, write, lambda: (0, ()), back="", done="Meeting planned, with its agenda."
    )
    return redirect(url_for("forum.show_meeting", meeting_id=made[0]), 303) if made else answer


@bp.get("/forum/meetings/<uuid:meeting_id>")
@requires(Permission.MEETING_READ)
def show_meeting(meeting_id: UUID) -> str:
    """A meeting: its agenda, who comes, and what its rooms have to say of it."""
    actor = current_actor()
    view = queries.meeting_view(actor, meeting_id)
    names = around.body_names(actor) if view.meeting.body_id else {}
    return render_template(
        "forum/show_meeting.html", view=view, form=EmptyForm(), rule=rules.NO_CASES,
        may_run=actor.may(Permission.MEETING_WRITE),
        panels=panels_of(around.meeting, actor, meeting_id), links=panels_of(around.links, actor, meeting_id),
        body_name=names.get(view.meeting.body_id) if view.meeting.body_id else None,
        may_open=rules.meeting_may_begin(
            view.meeting.state, view.meeting.began_at is not None, view.meeting.starts_at, clock.now()
        ).allowed,
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_meeting(meeting_id: UUID) -> Answer:
    """Move a meeting, or change where it is and who chairs; those who were invited are told."""
    actor = current_actor()
    row = queries.meeting(actor, meeting_id)
    form = MeetingForm(
        data={
            "title": row.title, "day": clock.london(row.starts_at).date(), "begins": clock_time(row.starts_at),
            "ends": clock_time(row.ends_at) if row.ends_at else "", "place": row.place, "joining": row.joining or "",
            "chair_name": row.chair_name, "version": row.version,
        },
    )  # fmt: skip
    return change(
        "forum/change_meeting.html", form, {"meeting": row},
        lambda: service.change_meeting(
            actor=actor, meeting_id=meeting_id, version=form.version.data or 0,
            plan=Plan(form.title.data or "", form.starts_at, form.place.data or "", form.chair_name.data or "",
                      form.ends_at, form.joining.data),
        ),
        lambda: _stored(meeting_id), back=_page(meeting_id),
    )  # fmt: skip


@bp.route("/forum/meetings/<uuid:meeting_id>/cancel", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def cancel_meeting(meeting_id: UUID) -> Answer:
    """Cancel a meeting: its own page, since those who were invited are told at once."""
    actor = current_actor()
    row = queries.meeting(actor, meeting_id)
    form = CancelForm(data={"version": row.version})
    return change(
        "forum/cancel_meeting.html", form, {"meeting": row},
        lambda: service.cancel_meeting(
            actor=actor, meeting_id=meeting_id, reason=form.reason.data or "", version=form.version.data or 0,
            answer=form.leak_answer,
        ),
        lambda: _stored(meeting_id), back=_page(meeting_id), done="The meeting is off.",
    )  # fmt: skip


@bp.post("/forum/meetings/<uuid:meeting_id>/begin")
@requires(Permission.MEETING_WRITE)
def begin_meeting(meeting_id: UUID) -> Response:
    """Open a meeting; the quorum is noted as it is."""
    service.begin_meeting(actor=current_actor(), meeting_id=meeting_id)
    flash("The meeting is open. The quorum at the start is noted.", "success")
    return redirect(_page(meeting_id), 303)


@bp.post("/forum/meetings/<uuid:meeting_id>/end")
@requires(Permission.MEETING_WRITE)
def end_meeting(meeting_id: UUID) -> Response:
    """Close a meeting: it is held."""
    service.end_meeting(actor=current_actor(), meeting_id=meeting_id)
    flash("The meeting is closed.", "success")
    return redirect(_page(meeting_id), 303)


def _page(meeting_id: UUID) -> str:
    return url_for("forum.show_meeting", meeting_id=meeting_id)


def _stored(meeting_id: UUID) -> Stored:
    row = queries.meeting(current_actor(), meeting_id)
    return row.version, [
        ("Title", row.title), ("When", f"{long_day(row.starts_at)}, {clock_time(row.starts_at)}"), ("Where", row.place),
        ("Chair", row.chair_name), ("Stands", queries.stage_of(row)[2]),
    ]  # fmt: skip


def _body_asked() -> UUID | None:
    """The body in the address; None when none is named, or something that names none."""
    return request.args.get("body", type=UUID)
