"""What home pages show of the annual review: what is missing, the survey, the chair's signature."""

from __future__ import annotations

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Waiting
from core.words import counted, short_day
from forum.review import queries
from forum.review.models import AnnualReview


def waiting(actor: Actor) -> list[Waiting]:
    """For the coordinator what is missing, for the chair the signature, for a member the survey; nothing otherwise."""
    if not actor.may(Permission.MEETING_READ):
        return []
    row = queries.draft(actor)
    if row is None:
        return _due(actor)
    found = []
    if actor.may(Permission.MEETING_WRITE):
        found += _to_write(actor, row)
    if actor.may(Permission.PLAN_UPDATE_OWN) and queries.own_reply(actor, row.id) is None:
        found.append(_item(row, "Answer the members’ survey", "Five lines to mark, for your agency.", "Answer",
                           url_for("forum.answer_survey", review_id=row.id)))  # fmt: skip
    return found


def _due(actor: Actor) -> list[Waiting]:
    if not actor.may(Permission.PLAN_WRITE) or not queries.is_due(actor):
        return []
    item = Waiting(
        title="Begin the annual review", detail="A year has passed.", url=url_for("forum.list_reviews"), button="Open",
        clock=Dial("soon", 1.0, "Due", "once a year"), due=clock.now(),
    )  # fmt: skip
    return [item]


def _to_write(actor: Actor, row: AnnualReview) -> list[Waiting]:
    undecided, blocking = queries.missing(actor, row)
    left = len(blocking)
    if left and actor.may(Permission.PLAN_WRITE):
        detail = (
            f"{counted(undecided, 'commitment')} to decide, {counted(left - bool(undecided), 'question')} to answer."
        )
        return [_item(row, "Write the annual review", detail, "Go on", url_for("forum.show_review", review_id=row.id))]
    if not left and actor.may(Permission.MEETING_CHAIR):
        return [_item(row, "Sign the annual review", "It is whole.", "Read and sign",
                      url_for("forum.sign_review", review_id=row.id))]  # fmt: skip
    return []


def _item(row: AnnualReview, title: str, detail: str, button: str, url: str) -> Waiting:
    began = short_day(clock.london(row.begun_at).date())
    return Waiting(
        title=title, detail=detail, url=url, button=button, clock=Dial("calm", 0.5, "Under review", f"since {began}"),
        due=row.begun_at,
    )  # fmt: skip
