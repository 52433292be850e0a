"""Pages of the rota: who is out tonight, a week's shifts, one shift, and setting out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.errors import Refused
from core.forms import EmptyForm
from core.words import clock_time, listed, long_day
from outreach import bp
from outreach.asking import Answer, Stored, change
from outreach.rota import forms, queries, rules, service

READERS = (Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)
WEEKS_AWAY = timedelta(weeks=520)


@bp.get("/outreach/rota")
@requires(*READERS, conceal=True)
def show_rota() -> Answer:
    """Who is out now, tonight's shifts, and the shifts of one week."""
    actor, monday = current_actor(), _monday()
    return render_template(
        "outreach/rota/rota.html",
        out=queries.out_now(actor),
        tonight=queries.tonight(actor),
        week=queries.shifts_of_week(actor, monday),
        monday=monday,
        before=monday - queries.WEEK,
        after=monday + queries.WEEK,
        is_this_week=monday == _monday_of(clock.today()),
        may_manage=actor.may(Permission.OUTREACH_MANAGE),
        may_log=actor.may(Permission.OUTREACH_LOG),
        form=EmptyForm(),
    )


@bp.route("/outreach/rota/shifts/new", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def plan_shift() -> Answer:
    """Plan a shift, once or every week."""
    actor = current_actor()
    form = forms.NewShiftForm(queries.staff_choices(actor), queries.on_call_choices(actor))
    return change(
        "outreach/rota/plan.html",
        form,
        lambda: service.plan_shift(actor=actor, plan=_plan(form), weeks=form.weeks.data or 0),
        back=url_for(".show_rota", week=_week_of(form)),
        done="On the rota.",
        line=None,
    )


@bp.get("/outreach/rota/shifts/<uuid:shift_id>")
@requires(*READERS, conceal=True)
def show_shift(shift_id: UUID) -> Answer:
    """One shift: who is on it, and the buttons to be on it and to set out."""
    actor = current_actor()
    line = queries.shift(actor, shift_id)
    row = line.shift
    facts = {"set_out": row.session_id is not None, "cancelled": row.cancelled_at is not None}
    ready = rules.shift_may_set_out(**facts, starts_at=row.starts_at, ends_at=row.ends_at, now=clock.now())
    return render_template(
        "outreach/rota/shift.html",
        line=line,
        may_set_out=ready is None and actor.may(Permission.OUTREACH_LOG),
        may_change=rules.shift_may_change(**facts) is None,
        may_log=actor.may(Permission.OUTREACH_LOG),
        may_manage=actor.may(Permission.OUTREACH_MANAGE),
        over=row.ends_at < clock.now(),
        form=EmptyForm(),
    )


@bp.route("/outreach/rota/shifts/<uuid:shift_id>/change", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def change_shift(shift_id: UUID) -> Answer:
    """Change a shift; a clash shows both."""
    actor = current_actor()
    line = queries.shift(actor, shift_id)
    form = forms.ShiftForm(queries.staff_choices(actor), queries.on_call_choices(actor), **_answers(line))
    return change(
        "outreach/rota/plan.html",
        form,
        lambda: service.change_shift(
            actor=actor, shift_id=shift_id, plan=_plan(form), version=form.version.data or 0
        ),
        back=url_for(".show_shift", shift_id=shift_id),
        stored=lambda: _stored(shift_id),
        line=line,
    )  # fmt: skip


@bp.route("/outreach/rota/shifts/<uuid:shift_id>/cancel", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def cancel_shift(shift_id: UUID) -> Answer:
    """Call a shift off: its own page, since it cannot be taken back."""
    actor = current_actor()
    line = queries.shift(actor, shift_id)
    return change(
        "outreach/rota/cancel.html",
        EmptyForm(),
        lambda: service.cancel_shift(actor=actor, shift_id=shift_id),
        back=url_for(".show_rota", week=clock.london(line.shift.starts_at).date().isoformat()),
        done="Called off. Tell those who were on it.",
        line=line,
    )


@bp.post("/outreach/rota/shifts/<uuid:shift_id>/join")
@requires(Permission.OUTREACH_LOG, conceal=True)
def join_shift(shift_id: UUID) -> Answer:
    """Put oneself on a shift."""
    return _done(shift_id, service.join_shift, "You are on it.")


@bp.post("/outreach/rota/shifts/<uuid:shift_id>/leave")
@requires(Permission.OUTREACH_LOG, conceal=True)
def leave_shift(shift_id: UUID) -> Answer:
    """Take oneself off a shift."""
    return _done(shift_id, service.leave_shift, "You are off it.")


@bp.post("/outreach/rota/shifts/<uuid:shift_id>/set-out")
@requires(Permission.OUTREACH_LOG, conceal=True)
def set_out(shift_id: UUID) -> Answer:
    """Begin a shift: on to checking in on its session."""
    try:
        session_id = service.set_out(actor=current_actor(), shift_id=shift_id)
    except Refused as refusal:
        flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
        return redirect(url_for(".show_shift", shift_id=shift_id), 303)
    return redirect(url_for(".go_out", session_id=session_id), 303)


@bp.route("/outreach/rota/check-ins", methods=["GET", "POST"])
@requires(Permission.OUTREACH_MANAGE, conceal=True)
def change_check_ins() -> Answer:
    """How the agency looks after those who are out; a clash shows both."""
    actor = current_actor()
    now = queries.check_ins(actor)
    form = forms.CheckInsForm(
        every_minutes=now.every_minutes, grace_minutes=now.grace_minutes, again_minutes=now.again_minutes,
        plan=now.plan, version=now.version,
    )  # fmt: skip
    return change(
        "outreach/rota/check_ins.html",
        form,
        lambda: service.save_check_ins(
            actor=actor, every_minutes=form.every_minutes.data or 0, grace_minutes=form.grace_minutes.data or 0,
            again_minutes=form.again_minutes.data or 0, plan=form.plan.data or "", version=form.version.data or 0,
        ),
        back=url_for(".show_rota"),
        stored=_stored_check_ins,
    )  # fmt: skip


def _done(shift_id: UUID, act: Any, words: str) -> Answer:
    try:
        act(actor=current_actor(), shift_id=shift_id)
        flash(words, "success")
    except Refused as refusal:
        flash(f"{refusal.reason} {refusal.instead}".strip(), "warning")
    return redirect(url_for(".show_shift", shift_id=shift_id), 303)


def _plan(form: Any) -> service.Plan:
    starts_at, ends_at = form.span()
    return service.Plan(
        starts_at=starts_at, ends_at=ends_at, mode=form.mode.data, ward=form.ward.data, wanted=form.wanted.data or 0,
        on_call_id=UUID(form.on_call.data) if form.on_call.data else None, notes=form.notes.data or "",
        staff=[UUID(each) for each in form.staff.data], volunteers=form.volunteer_names(),
    )  # fmt: skip


def _answers(line: queries.ShiftLine) -> dict[str, Any]:
    row = line.shift
    starts = clock.london(row.starts_at)
    return {
        "day": starts.date(), "starts": clock_time(row.starts_at), "ends": clock_time(row.ends_at), "mode": row.mode,
        "ward": row.ward, "wanted": row.wanted, "notes": row.notes or "", "version": row.version,
        "staff": [str(place.user_id) for place in line.places if place.user_id],
        "volunteers": "\n".join(place.name for place in line.places if not place.user_id),
        "on_call": str(row.on_call_id) if row.on_call_id else "",
    }  # fmt: skip


def _stored(shift_id: UUID) -> Stored:
    line = queries.shift(current_actor(), shift_id)
    row = line.shift
    starts = clock.london(row.starts_at)
    return row.version, [
        ("When", f"{long_day(starts)}, {clock_time(row.starts_at)} to {clock_time(row.ends_at)}"),
        ("How and where", f"{line.mode}, {line.ward}"), ("Wants", str(row.wanted)),
        ("On it", listed([place.name for place in line.places]) or "Nobody"), ("On call", line.on_call or "Managers"),
        ("For those who go", row.notes or "Nothing"),
    ]  # fmt: skip


def _stored_check_ins() -> Stored:
    now = queries.check_ins(current_actor())
    return now.version, [
        ("Check in every", f"{now.every_minutes} minutes"), ("The alarm waits", f"{now.grace_minutes} minutes"),
        ("It goes again after", f"{now.again_minutes} minutes"), ("What to do", now.plan or "Nothing written"),
    ]  # fmt: skip


def _week_of(form: Any) -> str | None:
    return form.day.day.isoformat() if form.day.day else None


def _monday() -> date:
    """The Monday of the week that was asked for, else of this one."""
    today = clock.today()
    try:
        wanted = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        wanted = today
    return _monday_of(wanted if abs(wanted - today) <= WEEKS_AWAY else today)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
