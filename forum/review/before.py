"""The year before the one that is reviewed: as it was signed, or else counted now from what the plan still knows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actionplan import queries as plans
from core.actor import Actor
from core.scoping import current_session
from forum.review import queries
from forum.review.evidence import COMPLETED, UPDATES
from forum.review.models import AnnualReview, ReviewState
from forum.review.queries import ReviewView

YEAR = timedelta(days=365)
#: A review that ended longer than this before the year began is not of the year before.
LONGEST_GAP = timedelta(days=100)
SIGNED, COUNTED = "signed", "counted"


def year_before(actor: Actor, view: ReviewView) -> dict[str, Any] | None:
    """What there is to compare with: the review that was signed for the year before, or the same counts of the plan.

    None when the strategy began with the year under review: then there is no year before.
    """
    signed = _signed(actor, view.review)
    if signed is not None and signed.copy is not None:
        return _as_signed(signed.copy)
    ends = view.review.begins - timedelta(days=1)
    if ends <= view.plan.strategy.begins:
        return None
    return _counted(actor, view, max(ends - YEAR + timedelta(days=1), view.plan.strategy.begins), ends)


def outcome_of(code: str, year: Mapping[str, Any] | None) -> str:
    """What was decided on a commitment the year before; empty when nothing was."""
    return str(year["decisions"].get(code, "")) if year else ""


def _signed(actor: Actor, row: AnnualReview) -> AnnualReview | None:
    """The latest review that was signed for a year just before this one."""
    found = queries.visible_to(actor).where(
        AnnualReview.state == ReviewState.SIGNED, AnnualReview.id != row.id,
        AnnualReview.ends.between(row.begins - LONGEST_GAP, row.begins + LONGEST_GAP),
    )  # fmt: skip
    return current_session().scalars(found.order_by(AnnualReview.ends.desc()).limit(1)).first()


def _as_signed(copy: Mapping[str, Any]) -> dict[str, Any]:
    commitments = [each for part in copy["parts"] for each in part["commitments"]]
    return {
        "from": SIGNED, "begins": copy["begins"], "ends": copy["ends"],
        "numbers": copy["numbers"], "outcomes": copy["outcomes"],
        "decisions": {each["code"]: each["outcome"] for each in commitments if each["outcome"]},
        "survey": {each["title"]: each["average"] for each in copy["survey"]},
        "replies": len(copy["replies"]), "members": copy["members"],
    }  # fmt: skip


def _counted(actor: Actor, view: ReviewView, begins: date, ends: date) -> dict[str, Any]:
    """Updates and completed actions are known for any year; what was open then is not, and is left out."""
    done = [action.completed_on for action in view.plan.actions if action.completed_on]
    under = {action.id for action in view.plan.actions}
    said = [each for each in plans.updates_between(actor, begins, ends) if each.action_id in under]
    numbers = [[COMPLETED, sum(begins <= day <= ends for day in done)], [UPDATES, len(said)]]
    return {
        "from": COUNTED, "begins": begins.isoformat(), "ends": ends.isoformat(), "numbers": numbers,
        "outcomes": [], "decisions": {}, "survey": {}, "replies": None, "members": None,
    }  # fmt: skip
