"""Pages of series: plan one, see its meetings, change or end those that lie ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.words import counted
from forum import bp, rules
from forum import queries as forum
from forum.around import around
from forum.series import queries, service
from forum.series.forms import EndSeriesForm, SeriesForm, ShapeForm


@bp.route("/forum/series/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def plan_series() -> Answer:
    """Plan several meetings in a rhythm."""
    actor = current_actor()
    wanted = request.args.get("body", type=UUID)
    form = SeriesForm(
        around.bodies_open(actor),
        data={
            "title": "Forum meeting", "begins": "10am", "ends": "12:30pm", "chair_name": forum.forum().chair,
            "rhythm": "every_second_month", "count": 6, "body": str(wanted or ""),
        },
    )  # fmt: skip
    made: list[UUID] = []

    def write() -> None:
        row = service.plan_series(
            actor=actor, shape=form.shape, rhythm=form.chosen_rhythm, first_day=form.first_day.day or clock.today(),
            count=form.count.data or 0, body_id=form.body_id,
        )  # fmt: skip
        made.append(row.id)

    answer = change("forum/series/new.html", form, {}, write, lambda: (0, ()), back="", done="The series is planned.")
    return redirect(url_for("forum.show_series", series_id=made[0]), 303) if made else answer


@bp.get("/forum/series/<uuid:series_id>")
@requires(Permission.MEETING_READ)
def show_series(series_id: UUID) -> Answer:
    """A series and its meetings."""
    actor = current_actor()
    row = queries.series(actor, series_id)
    return render_template(
        "forum/series/show.html", series=row, rhythm=rules.RHYTHM_WORDS[row.rhythm],
        meetings=queries.meetings_of(actor, series_id), ahead=queries.ahead_of(actor, series_id),
        stage_of=forum.stage_of, may_change=actor.may(Permission.MEETING_WRITE) and row.ended_on is None,
    )  # fmt: skip


@bp.route("/forum/series/<uuid:series_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_series(series_id: UUID) -> Answer:
    """Change all its meetings that lie ahead; a clash shows both."""
    actor = current_actor()
    row = queries.series(actor, series_id)
    ends = datetime.combine(clock.today(), row.begins) + timedelta(minutes=row.length_minutes)
    form = ShapeForm(
        data={
            "title": row.title, "begins": f"{row.begins:%H:%M}", "ends": f"{ends:%H:%M}", "place": row.place,
            "chair_name": row.chair_name, "version": row.version,
        },
    )  # fmt: skip
    return change(
        "forum/series/change.html", form, {"series": row, "ahead": queries.ahead_of(actor, series_id)},
        lambda: service.change_series(
            actor=actor, series_id=series_id, shape=form.shape, version=form.version.data or 0
        ),
        lambda: _stored(series_id), back=_page(series_id), done="Changed for every meeting that lies ahead.",
    )  # fmt: skip


@bp.route("/forum/series/<uuid:series_id>/end", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def end_series(series_id: UUID) -> Answer:
    """Cancel all its meetings that lie ahead: its own page, since those who were invited are told at once."""
    actor = current_actor()
    row = queries.series(actor, series_id)
    form = EndSeriesForm(data={"version": row.version})
    return change(
        "forum/series/end.html", form, {"series": row, "ahead": queries.ahead_of(actor, series_id)},
        lambda: service.end_series(
            actor=actor, series_id=series_id, reason=form.reason.data or "", version=form.version.data or 0,
            answer=form.leak_answer,
        ),
        lambda: _stored(series_id), back=_page(series_id), done="The meetings that lay ahead are off.",
    )  # fmt: skip


def _page(series_id: UUID) -> str:
    return url_for("forum.show_series", series_id=series_id)


def _stored(series_id: UUID) -> Stored:
    row = queries.series(current_actor(), series_id)
    return row.version, [
        ("Title", row.title), ("Begins", f"{row.begins:%H:%M}"), ("Takes", counted(row.length_minutes, "minute")),
        ("Place", row.place), ("Chair", row.chair_name), ("Ended", "Yes" if row.ended_on else "No"),
    ]  # fmt: skip
