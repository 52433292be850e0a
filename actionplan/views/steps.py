"""An action's dates, milestones, evidence and dependencies; its confirmation and its closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for

from actionplan import bp, queries, rules, service
from actionplan.around import around
from actionplan.forms import (
    DependencyForm,
    EvidenceForm,
    MilestoneChangeForm,
    MilestoneForm,
    MoveForm,
    SettleForm,
    answered,
)
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, Stored, change
from core.errors import Refused
from core.forms import EmptyForm
from core.words import long_day

WRITERS = (Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE)


def _own(actor: Actor, action_id: UUID) -> queries.ActionRow:
    row, _, _ = queries.action(actor, action_id)
    allowed = rules.update_may_be_made(actor, row.owner_agency_id)
    if not allowed.allowed:
        raise Refused(allowed.reason, instead=f"It belongs to {row.owner_agency}.")
    return row


def _back(action_id: UUID) -> str:
    return url_for("actionplan.show_action", action_id=action_id)


def _unversioned() -> Stored:
    return 0, []


@bp.route("/action-plan/actions/<uuid:action_id>/date", methods=["GET", "POST"])
@requires(*WRITERS)
def move_date(action_id: UUID) -> Answer:
    """Move the due date, with a reason; the earlier dates stay to be read."""
    actor = current_actor()
    row = _own(actor, action_id)
    form = MoveForm(data={"version": row.version})
    return change(
        "actionplan/move_date.html",
        form,
        {"row": row, "moved": queries.surroundings(actor, action_id).moved},
        lambda: service.move_date(
            actor=actor, action_id=action_id, version=form.version.data or 0, to_on=answered(form.to_on),
            reason=form.reason.data or "", answer=form.leak_answer,
        ),
        lambda: (row.version, [("Due", long_day(row.due_on)), ("Moved", f"{row.moves} times")]),
        back=_back(action_id),
        done="The date moved.",
    )  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/milestones/new", methods=["GET", "POST"])
@requires(*WRITERS)
def add_milestone(action_id: UUID) -> Answer:
    """Add a step on the way."""
    actor = current_actor()
    row = _own(actor, action_id)
    form = MilestoneForm()
    return change(
        "actionplan/milestone.html",
        form,
        {"row": row, "milestone": None},
        lambda: service.add_milestone(
            actor=actor, action_id=action_id, title=form.title.data or "", planned_on=answered(form.planned_on),
            answer=form.leak_answer,
        ),
        _unversioned,
        back=_back(action_id),
    )  # fmt: skip


@bp.route("/action-plan/milestones/<uuid:milestone_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def change_milestone(milestone_id: UUID) -> Answer:
    """Say when a step is expected now, or that it was reached."""
    actor = current_actor()
    milestone = queries.milestone(actor, milestone_id)
    row = _own(actor, milestone.action_id)
    form = MilestoneChangeForm(
        data={
            "forecast_on": milestone.forecast_on, "reached_on": milestone.reached_on, "version": milestone.version,
        }
    )  # fmt: skip
    return change(
        "actionplan/milestone.html",
        form,
        {"row": row, "milestone": milestone},
        lambda: service.change_milestone(
            actor=actor, milestone_id=milestone_id, version=form.version.data or 0,
            forecast_on=answered(form.forecast_on), reached_on=form.reached_on.day,
        ),
        lambda: (milestone.version, [
            ("Expected", long_day(milestone.forecast_on)),
            ("Reached", long_day(milestone.reached_on) if milestone.reached_on else "Not yet"),
        ]),
        back=_back(row.id),
    )  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/evidence", methods=["GET", "POST"])
@requires(*WRITERS)
def add_evidence(action_id: UUID) -> Answer:
    """Keep what shows the work."""
    actor = current_actor()
    row = _own(actor, action_id)
    form = EvidenceForm()
    return change(
        "actionplan/evidence.html",
        form,
        {"row": row},
        lambda: service.add_evidence(
            actor=actor, action_id=action_id, words=form.words.data or "", kept_at=form.kept_at.data or "",
            answer=form.leak_answer,
        ),
        _unversioned,
        back=_back(action_id),
    )  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/waits-for", methods=["GET", "POST"])
@requires(*WRITERS)
def add_dependency(action_id: UUID) -> Answer:
    """Say what the action waits for; a circle is refused."""
    actor = current_actor()
    row = _own(actor, action_id)
    form = DependencyForm()
    form.offer(queries.action_choices(actor, without=action_id))
    return change(
        "actionplan/dependency.html",
        form,
        {"row": row, "needs": queries.surroundings(actor, action_id).needs, "empty_form": EmptyForm()},
        lambda: service.add_dependency(
            actor=actor, action_id=action_id, needs_id=UUID(form.needs.data), why=form.why.data or "",
            answer=form.leak_answer,
        ),
        _unversioned,
        back=_back(action_id),
    )  # fmt: skip


@bp.post("/action-plan/actions/<uuid:action_id>/waits-for/<uuid:needs_id>/end")
@requires(*WRITERS)
def end_dependency(action_id: UUID, needs_id: UUID) -> Any:
    """Say that the action no longer waits for another."""
    service.end_dependency(actor=current_actor(), action_id=action_id, needs_id=needs_id)
    flash("It no longer waits for that action.", "success")
    return redirect(_back(action_id), 303)


@bp.route("/action-plan/actions/<uuid:action_id>/confirm", methods=["GET", "POST"])
@requires(*WRITERS, Permission.MEETING_CHAIR)
def confirm_completion(action_id: UUID) -> Answer:
    """Confirm that an action is complete, after looking at what shows it."""
    actor = current_actor()
    row, _, reports = queries.action(actor, action_id)
    allowed = rules.completion_may_be_confirmed(
        actor, progress=row.progress, owner_agency_id=row.owner_agency_id, owner_user_id=row.owner_user_id,
        reported_by_id=reports[0].by_user_id if reports else None,
    )  # fmt: skip
    if request.method == "GET" and not allowed.allowed:
        raise Refused(allowed.reason, instead="Its page says how it stands.")
    form = EmptyForm(data={"version": row.version})
    return change(
        "actionplan/confirm.html",
        form,
        {"row": row, "evidence": queries.surroundings(actor, action_id).evidence, "last": reports[:1]},
        lambda: service.confirm_completion(actor=actor, action_id=action_id, version=form.version.data or 0),
        lambda: (row.version, [("Where it stands", f"{rules.PROGRESS_WORDS[row.progress]}, {row.done_percent}%")]),
        back=_back(action_id),
        done=f"{row.reference} is confirmed as complete.",
    )  # fmt: skip


@bp.route("/action-plan/actions/<uuid:action_id>/close", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def close_action(action_id: UUID) -> Answer:
    """Close an action that the forum decided to end."""
    actor = current_actor()
    row, _, _ = queries.action(actor, action_id)
    form = SettleForm(data={"version": row.version})
    form.offer_decisions({str(each.id): f"{each.reference} {each.words}" for each in around.decisions(actor)})
    return change(
        "actionplan/close.html",
        form,
        {"row": row},
        lambda: service.close_action(
            actor=actor, action_id=action_id, version=form.version.data or 0, reason=form.reason.data or "",
            decision=decision_of(actor, form), answer=form.leak_answer,
        ),
        lambda: (row.version, [("Where it stands", f"{rules.PROGRESS_WORDS[row.progress]}, {row.done_percent}%")]),
        back=_back(action_id),
        done=f"{row.reference} is closed.",
    )  # fmt: skip


def decision_of(actor: Actor, form: Any) -> str:
    """The decision that a form names: the reference of one in the minutes, or the words typed."""
    if form.decision_id is None:
        return form.decision_words.data or ""
    return f"Decision {around.decision(actor, form.decision_id).reference}"
