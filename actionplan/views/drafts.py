"""Drafts of actions: the list, putting one forward, approving and dropping one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp, queries, rules, service
from actionplan.around import around
from actionplan.forms import ApproveForm, DecisionFields, DraftForm, SettleForm, answered
from actionplan.views.steps import decision_of
from agencies.permissions import Permission
from agencies.queries import member_agencies
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, Stored, change
from core.errors import Refused

STANDINGS = {"waiting": "Waiting", "approved": "Approved", "dropped": "Dropped"}


@bp.get("/action-plan/drafts")
@requires(Permission.PLAN_READ)
def list_drafts() -> str:
    """The drafts under the strategy: what waits for the forum, what it approved, what it dropped and why."""
    actor = current_actor()
    asked = request.args.get("standing", "waiting")
    standing = rules.Standing(asked if asked in STANDINGS else "waiting")
    strategy = queries.current_strategy()
    return render_template(
        "actionplan/drafts.html", strategy=strategy, standing=standing,
        page=queries.drafts_page(actor, strategy.id, standing, request.args.get("page", 1, type=int)),
        views=[
            {
                "label": words, "url": url_for("actionplan.list_drafts", standing=code), "current": code == standing,
                "count": queries.waiting_drafts(actor, strategy.id) if code == "waiting" else 0,
            }
            for code, words in STANDINGS.items()
        ],
        may_settle=actor.may(Permission.PLAN_WRITE), may_put_forward=actor.may(*service.MAY_PUT_FORWARD),
    )  # fmt: skip


@bp.route("/action-plan/drafts/new", methods=["GET", "POST"])
@requires(*service.MAY_PUT_FORWARD)
def put_forward() -> Any:
    """Put an action forward: the forum decides on it."""
    form = DraftForm(data={"commitment": request.args.get("commitment", "")})
    form.offer(queries.commitment_choices(queries.current_strategy().id))
    if form.submitted():
        try:
            row = service.put_forward(
                actor=current_actor(), commitment_id=UUID(form.commitment.data), title=form.title.data or "",
                output=form.output.data or "", impact=form.impact.data or "",
                suggested_owner=form.suggested_owner.data or "", answer=form.leak_answer,
            )  # fmt: skip
        except Refused as refusal:
            form.show(refusal)
            form.renew_key()
        else:
            flash("Put forward. It waits for the forum.", "success")
            return redirect(url_for("actionplan.show_draft", draft_id=row.id), 303)
    return render_template("actionplan/put_forward.html", form=form), 422 if form.errors else 200


@bp.get("/action-plan/drafts/<uuid:draft_id>")
@requires(Permission.PLAN_READ)
def show_draft(draft_id: UUID) -> str:
    """One draft, and what became of it."""
    actor = current_actor()
    found = queries.draft(actor, draft_id)
    waits = found.row.standing is rules.Standing.WAITING
    return render_template(
        "actionplan/draft.html", draft=found, standings=STANDINGS, waits=waits,
        may_settle=waits and actor.may(Permission.PLAN_WRITE),
    )  # fmt: skip


@bp.route("/action-plan/drafts/<uuid:draft_id>/approve", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def approve_draft(draft_id: UUID) -> Any:
    """Make a draft an action, as the forum decided; what is missing is asked, and its words may be changed."""
    actor = current_actor()
    found = queries.draft(actor, draft_id)
    form = ApproveForm(
        data={
            "title": found.row.title, "output": found.row.output, "impact": found.row.impact,
            "commitment": str(found.row.commitment_id), "starts_on": clock.today(), "version": found.row.version,
        }
    )  # fmt: skip
    form.offer(
        queries.commitment_choices(queries.current_strategy().id),
        [(agency.id, agency.name) for agency in member_agencies()], queries.owner_choices(),
    )  # fmt: skip
    _offer_decisions(actor, form)
    return change(
        "actionplan/approve_draft.html",
        form,
        {"draft": found},
        lambda: service.approve_draft(
            actor=actor, draft_id=draft_id, version=form.version.data or 0, new=form.action(answered(form.due_on)),
            decision_id=form.decision_id, decision=decision_of(actor, form), reason=form.reason.data or "",
            answer=form.leak_answer,
        ),
        lambda: _stored(actor, draft_id),
        back=url_for("actionplan.show_draft", draft_id=draft_id),
        done="It is in the plan.",
    )  # fmt: skip


@bp.route("/action-plan/drafts/<uuid:draft_id>/drop", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def drop_draft(draft_id: UUID) -> Answer:
    """Drop a draft, as the forum decided, with the reason."""
    actor = current_actor()
    found = queries.draft(actor, draft_id)
    form = SettleForm(data={"version": found.row.version})
    _offer_decisions(actor, form)
    return change(
        "actionplan/drop_draft.html",
        form,
        {"draft": found},
        lambda: service.drop_draft(
            actor=actor, draft_id=draft_id, version=form.version.data or 0, decision_id=form.decision_id,
            decision=decision_of(actor, form), reason=form.reason.data or "", answer=form.leak_answer,
        ),
        lambda: _stored(actor, draft_id),
        back=url_for("actionplan.show_draft", draft_id=draft_id),
        done="Dropped. It stays to be read, with the reason.",
    )  # fmt: skip


def _offer_decisions(actor: Actor, form: DecisionFields) -> None:
    form.offer_decisions({str(each.id): f"{each.reference} {each.words}" for each in around.decisions(actor)})


def _stored(actor: Actor, draft_id: UUID) -> Stored:
    row = queries.draft(actor, draft_id).row
    return row.version, [("Stands", STANDINGS[row.standing]), ("What will be done", row.title)]
