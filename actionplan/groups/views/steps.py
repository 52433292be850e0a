"""Pages that move a group on: what the forum decided of it, its start, its final report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from actionplan import bp
from actionplan.groups import forms, queries, service
from actionplan.groups.rules import StepKind
from actionplan.groups.views.groups import WRITERS, decision_choices
from agencies.permissions import Permission
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.forms import EmptyForm


@dataclass(frozen=True, slots=True)
class Asked:
    """What one of these pages says."""

    title: str
    effect: str
    button: str
    reason: str = ""
    new_end: bool = False


DECISIONS = {
    StepKind.APPROVED: Asked(
        "The forum approved it", "The group may start. Its terms of reference then change only by a decision.",
        "Write down the approval",
    ),
    StepKind.DECLINED: Asked(
        "The forum declined it", "The proposal stays on record with the reason. It cannot be taken up again.",
        "Write down that it was declined", reason="Why the forum declined it",
    ),
    StepKind.EXTENDED: Asked(
        "The forum extended it", "The group works on until the new end. The first end stays on record.",
        "Write down the extension", reason="Why it needs longer", new_end=True,
    ),
    StepKind.CLOSED: Asked(
        "The forum closed it", "The forum took the final report. Nothing of the group changes after this.",
        "Close the group",
    ),
}  # fmt: skip
STARTED = Asked(
    "Start the group", "Its lead writes highlight reports from now on. Its outputs’ dates are the baseline.", "Start it"
)
REPORTING = Asked(
    "Write the final report", "The group stops its work and writes what came of it, for the forum to take.",
    "Go to the final report",
)  # fmt: skip


@bp.route("/groups/<uuid:group_id>/approve", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def approve_group(group_id: UUID) -> Answer:
    """Write down that the forum approved a group."""
    return _decide(group_id, StepKind.APPROVED, lambda form, version: service.approve(
        actor=current_actor(), group_id=group_id, version=version, decision_id=form.decision_id,
    ))  # fmt: skip


@bp.route("/groups/<uuid:group_id>/decline", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def decline_group(group_id: UUID) -> Answer:
    """Write down that the forum does not want a group."""
    return _decide(group_id, StepKind.DECLINED, lambda form, version: service.decline(
        actor=current_actor(), group_id=group_id, version=version, decision_id=form.decision_id,
        reason=form.reason.data or "", answer=form.leak_answer,
    ))  # fmt: skip


@bp.route("/groups/<uuid:group_id>/extend", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def extend_group(group_id: UUID) -> Answer:
    """Write down that the forum gave a group more time."""
    return _decide(group_id, StepKind.EXTENDED, lambda form, version: service.extend(
        actor=current_actor(), group_id=group_id, version=version, decision_id=form.decision_id,
        ends_on=forms.answered(form.ends_on.day), reason=form.reason.data or "", answer=form.leak_answer,
    ))  # fmt: skip


@bp.route("/groups/<uuid:group_id>/close", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def close_group(group_id: UUID) -> Answer:
    """Write down that the forum took the final report and closed the group."""
    return _decide(group_id, StepKind.CLOSED, lambda form, version: service.close_group(
        actor=current_actor(), group_id=group_id, version=version, decision_id=form.decision_id,
    ))  # fmt: skip


@bp.route("/groups/<uuid:group_id>/start", methods=["GET", "POST"])
@requires(*WRITERS)
def start_group(group_id: UUID) -> Answer:
    """Begin the work of an approved group."""
    return _step(group_id, STARTED, lambda version: service.start(
        actor=current_actor(), group_id=group_id, version=version,
    ))  # fmt: skip


@bp.route("/groups/<uuid:group_id>/finish", methods=["GET", "POST"])
@requires(*WRITERS)
def finish_group(group_id: UUID) -> Answer:
    """Go over from the work to the final report."""
    back = url_for(".write_final_report", group_id=group_id)
    return _step(group_id, REPORTING, lambda version: service.start_reporting(
        actor=current_actor(), group_id=group_id, version=version,
    ), back)  # fmt: skip


@bp.route("/groups/<uuid:group_id>/final-report", methods=["GET", "POST"])
@requires(*WRITERS)
def write_final_report(group_id: UUID) -> Answer:
    """Write the final report, in several sittings; a clash shows both texts."""
    actor = current_actor()
    view = queries.group(actor, group_id)
    final = view.final
    form = forms.FinalReportForm(
        version=view.version, done=final.done, changed=final.changed, learned=final.learned, voice=final.voice,
        spent=final.spent, next=final.next,
    )  # fmt: skip
    return change(
        "actionplan/groups/final.html",
        form,
        {"view": view},
        lambda: service.save_final_report(
            actor=actor, group_id=group_id, version=form.version.data or 0, report=form.report, answer=form.leak_answer
        ),
        lambda: _stored_final(group_id),
        back=_page(group_id),
        done="Final report saved. The coordinator brings it to the forum.",
    )


def _decide(group_id: UUID, kind: StepKind, write: Callable[[forms.DecisionForm, int], object]) -> Answer:
    actor = current_actor()
    view = queries.group(actor, group_id)
    form = forms.DecisionForm(decision_choices(actor), version=view.version)
    return change(
        "actionplan/groups/decide.html", form, {"view": view, "step": DECISIONS[kind]},
        lambda: write(form, form.version.data or 0), lambda: _stored(group_id), back=_page(group_id),
        done=f"{DECISIONS[kind].title}. The group’s lead hears of it.",
    )  # fmt: skip


def _step(group_id: UUID, step: Asked, write: Callable[[int], object], back: str | None = None) -> Answer:
    view = queries.group(current_actor(), group_id)
    form = EmptyForm(version=view.version)
    return change(
        "actionplan/groups/decide.html", form, {"view": view, "step": step},
        lambda: write(form.version.data or 0), lambda: _stored(group_id), back=back or _page(group_id),
    )  # fmt: skip


def _stored(group_id: UUID) -> Stored:
    view = queries.group(current_actor(), group_id)
    return view.version, [("Stands as", view.row.state_words), ("End", f"{view.row.ends_on:%-d %B %Y}")]


def _stored_final(group_id: UUID) -> Stored:
    view = queries.group(current_actor(), group_id)
    labels = {name: field.label.text for name, field in forms.FinalReportForm()._fields.items()}
    parts = ("done", "changed", "voice", "learned", "spent", "next")
    return view.version, [(labels[name], getattr(view.final, name) or "Not written") for name in parts]


def _page(group_id: UUID) -> str:
    return url_for(".show_group", group_id=group_id)
