"""The strategies: the list, one as commitments, as text, and by what it achieved; one commitment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp, queries, rules, service
from actionplan.around import around
from actionplan.forms import CommitmentForm
from actionplan.views.steps import decision_of
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.errors import Clash, Refused

PARTS = {"commitments": "Commitments", "text": "The text", "achievements": "Achievements"}


@bp.get("/action-plan/commitments")
@requires(Permission.PLAN_READ)
def show_commitments() -> str:
    """The strategy in force: purpose, priorities, and every commitment in its own words."""
    return _strategy_page(current_actor(), queries.current_strategy().id, "commitments")


@bp.get("/strategies")
@requires(Permission.PLAN_READ)
def list_strategies() -> str:
    """Every strategy and version, the one in force first."""
    found = queries.strategies()
    return render_template("actionplan/strategies.html", strategies=found, today=clock.today())


@bp.get("/strategies/<uuid:strategy_id>")
@requires(Permission.PLAN_READ)
def show_strategy(strategy_id: UUID) -> str:
    """One strategy: its commitments, its text, or what was achieved under it."""
    asked = request.args.get("part", "commitments")
    return _strategy_page(current_actor(), strategy_id, asked if asked in PARTS else "commitments")


def _strategy_page(actor: Actor, strategy_id: UUID, part: str) -> str:
    view, text = queries.plan(strategy_id), queries.text_of(strategy_id)
    current = queries.current_strategy().id == strategy_id
    held = {"commitments": True, "text": text.chapters or text.citations, "achievements": text.achievements}
    return render_template(
        "actionplan/show_commitments.html", plan=view, text=text, part=part, current=current,
        carried_forward=current and rules.is_carried_forward(view.strategy.ends, clock.today()),
        carried=[] if current else queries.carried_from(strategy_id), outcome_words=rules.OUTCOME_WORDS,
        may_add=current and actor.may(Permission.PLAN_WRITE),
        agency_names=queries.agency_names() if part == "achievements" else {},
        views=[
            {
                "label": words, "current": code == part,
                "url": url_for("actionplan.show_strategy", strategy_id=strategy_id, part=code),
            }
            for code, words in PARTS.items() if held[code]
        ],
    )  # fmt: skip


@bp.get("/action-plan/commitments/<uuid:commitment_id>")
@requires(Permission.PLAN_READ)
def show_commitment(commitment_id: UUID) -> str:
    """One commitment: its words, the actions under it, the drafts that wait, and what a review decided."""
    actor = current_actor()
    view = queries.commitment(actor, commitment_id)
    current = view.strategy_id == queries.current_strategy().id
    return render_template(
        "actionplan/commitment.html", commitment=view, counts=queries.rag_counts(view.actions), current=current,
        drafts=queries.drafts_under(actor, commitment_id), outcome_words=rules.OUTCOME_WORDS,
        may_add=current and actor.may(Permission.PLAN_WRITE),
        may_put_forward=current and actor.may(*service.MAY_PUT_FORWARD),
    )  # fmt: skip


@bp.route("/action-plan/commitments/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def add_commitment() -> Any:
    """Add a commitment to the strategy in force, as the forum decided."""
    actor = current_actor()
    strategy = queries.current_strategy()
    form = CommitmentForm()
    priorities = queries.text_of(strategy.id).priorities
    form.offer((row.id, f"{row.number}. {row.title}") for row in priorities)
    form.offer_decisions({str(each.id): f"{each.reference} {each.words}" for each in around.decisions(actor)})
    if form.submitted():
        try:
            kind, priority_id = form.place
            row = service.add_commitment(
                actor=actor, strategy_id=strategy.id, priority_id=priority_id, kind=kind, words=form.words.data or "",
                decision=decision_of(actor, form), answer=form.leak_answer,
            )  # fmt: skip
        except (Refused, Clash) as problem:
            form.show(problem if isinstance(problem, Refused) else Refused(str(problem)))
            form.renew_key()
        else:
            flash(f"Commitment {row.code} added.", "success")
            return redirect(url_for("actionplan.show_commitment", commitment_id=row.id), 303)
    return render_template("actionplan/add_commitment.html", form=form, strategy=strategy), 422 if form.errors else 200
