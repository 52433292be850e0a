"""Writing an annual review: begin, decide, answer, and the chair's signature, which makes the next strategy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan import queries as plans
from actionplan import service as plan_service
from actionplan.rules import CommitmentOutcome
from agencies import queries as agencies
from agencies.models import User
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.db import Base, uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from forum.review import content, files, queries, rules, statistics
from forum.review.models import AnnualReview, ReviewAnswer, ReviewDecision, ReviewState, SurveyAnswer
from forum.review.rules import Outcome
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle
from reports.cuts import refuse_unsettled

Row = TypeVar("Row", ReviewDecision, ReviewAnswer, SurveyAnswer)
CHANGED = "Somebody else wrote here first. Nothing of yours is lost."


def begin(*, actor: Actor, begins: date, ends: date) -> AnnualReview:
    """Begin the review of a year of the current strategy; the members are told that their survey is open.

    Refuses who does not run the forum, a year that is none, and a second review beside one that is not signed.
    """
    _may_write(actor)
    strategy = plans.current_strategy()
    if refusal := rules.year_may_be(begins, ends, strategy.begins, clock.today()):
        raise refusal
    if queries.draft(actor) is not None:
        raise Refused("A review is being written already.", instead="Finish that one first.")
    row = AnnualReview(
        id=uuid7(), strategy_id=strategy.id, begins=begins, ends=ends, state=ReviewState.DRAFT, begun_at=clock.now(),
        begun_by=actor.user_id, begun_by_name=agencies.user(actor.user_id).name,
    )  # fmt: skip
    _add(row)
    audit.record(actor=actor, verb="began", kind="annual review", row_id=row.id)
    _tell(
        Permission.PLAN_UPDATE_OWN, f"/forum/reviews/{row.id}/survey", f"review-begun:{row.id}", "A survey of members"
    )
    return row


def decide(
    *, actor: Actor, review_id: UUID, commitment_id: UUID, outcome: Outcome, reason: str, new_words: str = "",
    version: int | None = None, answer: LeakAnswer | None = None,
) -> ReviewDecision:  # fmt: skip
    """Write what becomes of a commitment, and why; `version` is that of the decision that was read, None when none was.

    Refuses an outcome without a reason, and an amendment without new words; Clash when it was decided meanwhile.
    """
    _may_write(actor)
    under = plans.commitment(actor, commitment_id)
    if under.strategy_id != queries.review(actor, review_id).strategy_id:
        raise NotVisible
    if refusal := rules.decision_is_whole(outcome, reason, new_words, under.words):
        raise refusal
    kept = new_words.strip() if outcome is Outcome.AMEND else None
    before = queries.decisions_of(review_id).get(commitment_id)
    row_id = before.id if before else uuid7()
    texts = {"reason": reason, "new_words": kept or ""}
    settle(actor=actor, kind="review decision", row_id=row_id, texts=texts, answer=answer)
    values = {"outcome": outcome, "reason": reason.strip(), "new_words": kept}
    made = ReviewDecision(id=row_id, review_id=review_id, commitment_id=commitment_id, **_signed_by(actor), **values)
    stored = _store(actor, review_id, made, before, values, version)
    audit.record(actor=actor, verb="decided", kind="review decision", row_id=row_id, fields=sorted(values))
    return stored


def answer_question(
    *, actor: Actor, review_id: UUID, question: str, words: str, version: int | None = None,
    answer: LeakAnswer | None = None,
) -> ReviewAnswer:  # fmt: skip
    """Write the answer to one question of a review; Clash when somebody else answered it meanwhile."""
    _may_write(actor)
    queries.review(actor, review_id)
    if rules.question(question) is None:
        raise NotVisible
    before = queries.answers_of(review_id).get(question)
    row_id = before.id if before else uuid7()
    settle(actor=actor, kind="review answer", row_id=row_id, texts={"words": words}, answer=answer)
    made = ReviewAnswer(id=row_id, review_id=review_id, question=question, words=words.strip(), **_signed_by(actor))
    stored = _store(actor, review_id, made, before, {"words": words.strip()}, version)
    audit.record(actor=actor, verb="answered", kind="annual review", row_id=review_id, fields=[question])
    return stored


def answer_survey(
    *, actor: Actor, review_id: UUID, marks: Mapping[str, int], keeps: str, changes: str, version: int | None = None,
    answer: LeakAnswer | None = None,
) -> SurveyAnswer:  # fmt: skip
    """Answer the survey for the actor's agency; it can be changed until the review is signed."""
    if not actor.may(Permission.PLAN_UPDATE_OWN):
        raise Refused("Your member representative answers the survey.")
    queries.review(actor, review_id)
    if refusal := rules.marks_are_whole(marks):
        raise refusal
    before = queries.own_reply(actor, review_id)
    row_id = before.id if before else uuid7()
    texts = {"keeps": keeps, "changes": changes}
    settle(actor=actor, kind="review survey", row_id=row_id, texts=texts, answer=answer)
    values = {"marks": dict(marks), "keeps": keeps.strip(), "changes": changes.strip()}
    made = SurveyAnswer(id=row_id, review_id=review_id, agency_id=actor.agency_id, **_signed_by(actor), **values)
    stored = _store(actor, review_id, made, before, values, version)
    audit.record(actor=actor, verb="answered", kind="member survey", row_id=row_id, fields=sorted(values))
    return stored


def sign(*, actor: Actor, review_id: UUID, title: str, begins: date, ends: date, version: int) -> AnnualReview:
    """The chair signs: the review is frozen with its check sum, and the next strategy begins with what goes on.

    Its PDF is asked for at once, and made by the worker.
    Refuses who is not the chair, a review that is not whole, and one of figures that are not settled yet; Clash when it
    changed since the chair read it.
    """
    found = queries.view(actor, review_id)
    if found.is_signed:
        raise Refused("This review is signed already.")
    if refusal := rules.review_may_be_signed(
        may=actor.may(Permission.MEETING_CHAIR), blocking=found.blocking, title=title, begins=begins, ends=ends,
        review_ends=found.review.ends,
    ):  # fmt: skip
        raise refusal
    refuse_unsettled(statistics.whole_quarters(found.review.begins, found.review.ends))
    copy = content.document(actor, found)
    decided = {each.commitment.id: each.decision for each in found.all if each.decision is not None}
    _seal(actor, review_id, copy, version)
    made = plan_service.next_version(
        actor=actor, strategy_id=found.review.strategy_id, title=title, begins=begins, ends=ends,
        outcomes={
            commitment_id: CommitmentOutcome(row.outcome, row.reason, row.new_words or "")
            for commitment_id, row in decided.items()
        },
    )  # fmt: skip
    current_session().execute(update(AnnualReview).where(AnnualReview.id == review_id).values(next_strategy_id=made.id))
    audit.record(actor=actor, verb="signed", kind="annual review", row_id=review_id, fields=["state", "copy"])
    files.ask(actor=actor, review_id=review_id)
    _tell(Permission.MEETING_READ, f"/forum/reviews/{review_id}", f"review-signed:{review_id}", "The annual review")
    return queries.review(actor, review_id)


def _may_write(actor: Actor) -> None:
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("The coordinator and the chair write the review.")


def _signed_by(actor: Actor) -> dict[str, Any]:
    return {"by_user_id": actor.user_id, "by_name": agencies.user(actor.user_id).name, "at": clock.now()}


def _seal(actor: Actor, review_id: UUID, copy: dict[str, Any], version: int) -> None:
    """Draft to signed, once, and only as it was read."""
    changed = current_session().execute(
        update(AnnualReview)
        .where(AnnualReview.id == review_id, AnnualReview.state == ReviewState.DRAFT, AnnualReview.version == version)
        .values(
            state=ReviewState.SIGNED, signed_at=clock.now(), signed_by=actor.user_id,
            signed_by_name=agencies.user(actor.user_id).name, copy=copy, sha256=content.check_sum(copy),
            version=AnnualReview.version + 1,
        )
    )  # fmt: skip
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise Clash("The review changed since you read it. Read it again, then sign.")


def _touch(review_id: UUID) -> None:
    """The review moves with each of its parts, so that nobody signs what they did not read."""
    changed = current_session().execute(
        update(AnnualReview)
        .where(AnnualReview.id == review_id, AnnualReview.state == ReviewState.DRAFT)
        .values(version=AnnualReview.version + 1)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise Refused("This review is signed.", instead="What comes now belongs to the next one.")


def _store(
    actor: Actor, review_id: UUID, made: Row, before: Row | None, values: Mapping[str, Any], version: int | None
) -> Row:  # fmt: skip
    """Add a part of a review, or change it when it is as it was read."""
    _touch(review_id)
    if before is None:
        if version:
            raise Clash(CHANGED)
        _add(made)
        return made
    kind = type(made)
    changed = current_session().scalars(
        update(kind)
        .where(kind.id == before.id, kind.version == (version or 0))
        .values(**values, **_signed_by(actor), version=kind.version + 1)
        .returning(kind),
        execution_options={"populate_existing": True},
    )
    stored = changed.one_or_none()
    if stored is None:
        raise Clash(CHANGED)
    return stored


def _add(row: Base) -> None:
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:
        raise Clash(CHANGED) from None


def _tell(permission: Permission, path: str, once: str, subject: str) -> None:
    """A notice to everybody of the forum who holds a permission; it says that there is something to look at."""
    found = select(User.agency_id, User.email).where(User.active, User.id.in_(agencies.holders(permission)))
    for agency_id, address in current_session().execute(found.order_by(User.email)):
        outbox.put(agency_id=agency_id, address=address, subject=subject, path=path, once=once)
