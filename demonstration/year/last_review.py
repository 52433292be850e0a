"""The review of the year before, as the chair signed it: what this year's is compared with.

The plan of the demonstration is one year old, so nothing could be carried over from that review by its verbs: only the
document stands, made as every signed one is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from actionplan import queries as plans
from actionplan.rules import Outcome
from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.db import uuid7
from core.scoping import current_session
from demonstration.stage import Cast, acting, days_ago
from forum.review import content, evidence, queries, rules
from forum.review.models import AnnualReview, ReviewAnswer, ReviewDecision, ReviewState
from forum.review.queries import Decided, ReviewView

#: How many days ago it was signed: a year after that, the next one is under review.
SIGNED = 376
REASONS = {
    Outcome.CONTINUE: "Agreed by the members: it goes on as it is.",
    Outcome.COMPLETE: "Done and evidenced; the members keep it up without a commitment.",
}
ANSWER = "Yes, as the members see it. What changed stands in the minutes of the meeting that talked it through."


def tell(cast: Cast) -> None:
    """Keep the signed review of the year before the one under review."""
    with acting(cast, "mcc_chair", days_ago(SIGNED, 15)) as amara:
        row = _begun(amara)
        copy = content.document(amara, _whole(amara, row))
        row.state, row.signed_at, row.copy = ReviewState.SIGNED, clock.now(), copy
        row.signed_by, row.signed_by_name = row.begun_by, row.begun_by_name
        row.sha256 = content.check_sum(copy)
        current_session().flush()


def _begun(actor: Actor) -> AnnualReview:
    ends = clock.today()
    row = AnnualReview(
        id=uuid7(), strategy_id=plans.current_strategy().id, begins=ends - timedelta(days=364), ends=ends,
        state=ReviewState.DRAFT, begun_at=clock.now() - timedelta(days=20), begun_by=actor.user_id,
        begun_by_name=agencies.user(actor.user_id).name, version=1,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def _whole(actor: Actor, row: AnnualReview) -> ReviewView:
    """The review as it was read on the day of the signature, everything decided and answered."""
    view = queries.view(actor, row.id)
    parts = tuple(replace(part, commitments=tuple(map(_decided, part.commitments))) for part in view.parts)
    gathered = {each.commitment.id: each.evidence for part in parts for each in part.commitments}
    answers = {
        each.code: ReviewAnswer(review_id=row.id, question=each.code, words=ANSWER) for each in rules.questions()
    }
    return replace(view, parts=parts, answers=answers, numbers=evidence.in_numbers(gathered, row.begins, row.ends))


def _decided(each: Decided) -> Decided:
    """Every tenth commitment was complete; its actions are those that had begun by then."""
    outcome = Outcome.COMPLETE if each.commitment.code.endswith("7") else Outcome.CONTINUE
    begun = tuple(action for action in each.evidence.actions if action.starts_on <= clock.today())
    decision = ReviewDecision(commitment_id=each.commitment.id, outcome=outcome, reason=REASONS[outcome])
    return replace(each, evidence=evidence.Evidence(begun), decision=decision)
