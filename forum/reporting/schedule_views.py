"""Pages of schedules: when progress reports are made by themselves, what came of it, and trying again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, Stored, change
from core.forms import EmptyForm
from core.words import listed
from forum import bp
from forum.around import around
from forum.reporting import queries, rules, service
from forum.reporting.forms import ScheduleForm, ShapeFields
from forum.reporting.models import ReportSchedule
from forum.reporting.queries import RunLine


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """A schedule as its page shows it."""

    schedule: ReportSchedule
    body: str
    shape: str
    told: str
    next: rules.Slot | None
    runs: list[RunLine]


@bp.get("/forum/report-schedules")
@requires(Permission.MEETING_WRITE)
def list_report_schedules() -> str:
    """Every schedule: what it goes by, when it comes next, who is told, and its latest runs."""
    actor = current_actor()
    roles = queries.roles_that_read(actor)
    lines = [_line(actor, row, roles) for row in queries.schedules(actor)]
    return render_template(
        "forum/reporting/schedules.html", lines=lines, failed=queries.failed_runs(actor), form=EmptyForm()
    )


@bp.route("/forum/report-schedules/new", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def add_report_schedule() -> Answer:
    """Have reports made by themselves."""
    actor = current_actor()
    roles = queries.roles_that_read(actor)
    form = ScheduleForm(
        roles, around.bodies_open(actor),
        data={"kind": "before_meeting", "days_before": 5, "recipients": list(roles)},
    )  # fmt: skip
    return change(
        "forum/reporting/schedule.html", form, {"schedule": None},
        lambda: service.add_schedule(
            actor=actor, body_id=form.body_id, shape=form.shape, recipients=form.recipients.data or []
        ),
        lambda: (0, ()), back=url_for("forum.list_report_schedules"), done="Scheduled.",
    )  # fmt: skip


@bp.route("/forum/report-schedules/<uuid:schedule_id>/change", methods=["GET", "POST"])
@requires(Permission.MEETING_WRITE)
def change_report_schedule(schedule_id: UUID) -> Answer:
    """Change when reports are made, or who is told; a clash shows both."""
    actor = current_actor()
    row = queries.schedule(actor, schedule_id)
    form = ShapeFields(
        queries.roles_that_read(actor),
        data={
            "kind": row.kind.value, "days_before": row.days_before, "month_day": row.month_day,
            "recipients": row.recipients, "version": row.version,
        },
    )  # fmt: skip
    return change(
        "forum/reporting/schedule.html", form, {"schedule": row, "body": _body(actor, row)},
        lambda: service.change_schedule(
            actor=actor, schedule_id=schedule_id, shape=form.shape, recipients=form.recipients.data or [],
            version=form.version.data or 0,
        ),
        lambda: _stored(actor, schedule_id), back=url_for("forum.list_report_schedules"),
    )  # fmt: skip


@bp.post("/forum/report-schedules/<uuid:schedule_id>/<any(on, off):way>")
@requires(Permission.MEETING_WRITE)
def switch_report_schedule(schedule_id: UUID, way: str) -> Response:
    """Switch a schedule on or off."""
    form = EmptyForm()
    service.switch_schedule(
        actor=current_actor(), schedule_id=schedule_id, on=way == "on", version=form.version.data or 0
    )
    flash(f"The schedule is {way}.", "success")
    return redirect(url_for("forum.list_report_schedules"), 303)


@bp.post("/forum/report-runs/<uuid:run_id>/again")
@requires(Permission.MEETING_WRITE)
def try_report_again(run_id: UUID) -> Response:
    """Try a report afresh that could not be made."""
    actor = current_actor()
    service.try_again(actor=actor, run_id=run_id)
    return redirect(url_for("forum.wait_for_report", work_id=queries.run(actor, run_id).making_id), 303)


def _line(actor: Actor, row: ReportSchedule, roles: Mapping[str, str]) -> ScheduleLine:
    shape, now = queries.shape_of(row), clock.now()
    ahead = rules.next_slot(shape, now, queries.meetings_that_stand(row.body_id, now)) if row.active else None
    told = listed([roles[code] for code in row.recipients if code in roles])
    return ScheduleLine(row, _body(actor, row), shape.words, told, ahead, queries.latest_runs(actor, row.id))


def _body(actor: Actor, row: ReportSchedule) -> str:
    return around.body_names(actor).get(row.body_id, "A body") if row.body_id else "The forum"


def _stored(actor: Actor, schedule_id: UUID) -> Stored:
    row = queries.schedule(actor, schedule_id)
    line = _line(actor, row, queries.roles_that_read(actor))
    return row.version, [("Made", line.shape), ("Told", line.told), ("On", "Yes" if row.active else "No")]
