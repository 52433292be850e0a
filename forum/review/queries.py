"""Reads of annual reviews. Shared by the forum's members: no row is about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, case, func, select

from actionplan import queries as plans
from actionplan.models import Commitment, CommitmentKind, Priority
from actionplan.queries import CommitmentView, PlanView
from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from forum.review import rules
from forum.review.evidence import Evidence, every_commitment, gather, in_numbers, of_one
from forum.review.models import AnnualReview as AnnualReview
from forum.review.models import ReviewAnswer, ReviewDecision, ReviewState, SurveyAnswer


@dataclass(frozen=True, slots=True)
class Decided:
    """A commitment, what the year brought, and what was decided, if it was."""

    commitment: CommitmentView
    evidence: Evidence
    decision: ReviewDecision | None


@dataclass(frozen=True, slots=True)
class Part:
    """A priority, or what runs across, with its commitments."""

    title: str
    commitments: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one member agency said."""

    agency: str
    answer: SurveyAnswer


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review as it stands."""

    review: AnnualReview
    plan: PlanView
    parts: tuple[Part, ...]
    answers: dict[str, ReviewAnswer]
    replies: tuple[Reply, ...]
    members: int
    blocking: list[str]
    worth_knowing: list[str]
    numbers: list[tuple[str, int]]

    @property
    def all(self) -> list[Decided]:
        """Every commitment in order."""
        return [each for part in self.parts for each in part.commitments]

    @property
    def decided(self) -> int:
        """How many commitments have an outcome."""
        return sum(each.decision is not None for each in self.all)

    @property
    def is_signed(self) -> bool:
        """A signed review is never changed."""
        return self.review.state is ReviewState.SIGNED

    @property
    def averages(self) -> dict[str, float]:
        """The mean mark of each line of the survey, of those who answered."""
        marks = [reply.answer.marks for reply in self.replies]
        return {
            each.code: sum(row.get(each.code, 0) for row in marks) / len(marks)
            for each in rules.survey_questions()
            if marks
        }


def visible_to(actor: Actor) -> Select[AnnualReview]:
    """The reviews an actor may read: those who read meetings, all of them; others none."""
    found = select(AnnualReview)
    return found if actor.may(Permission.MEETING_READ) else found.where(AnnualReview.id.is_(None))


def reviews_page(actor: Actor, number: int) -> Page[AnnualReview]:
    """A page of the reviews, the latest first."""
    return page_of(visible_to(actor).order_by(AnnualReview.ends.desc(), AnnualReview.id.desc()), number)


def draft(actor: Actor) -> AnnualReview | None:
    """The review that is being written, if one is."""
    found = visible_to(actor).where(AnnualReview.state == ReviewState.DRAFT).order_by(AnnualReview.ends.desc())
    return current_session().scalars(found.limit(1)).first()


def last_ended(actor: Actor) -> date | None:
    """When the year of the latest review ended."""
    return current_session().scalar(visible_to(actor).with_only_columns(func.max(AnnualReview.ends)))


def review(actor: Actor, review_id: UUID) -> AnnualReview:
    """One review; NotVisible when there is none."""
    found = current_session().scalars(visible_to(actor).where(AnnualReview.id == review_id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def view(actor: Actor, review_id: UUID) -> ReviewView:
    """A review with the year's evidence, in a fixed number of statements however many commitments there are."""
    row = review(actor, review_id)
    plan = plans.plan(row.strategy_id)
    evidence = gather(actor, plan, row.begins, row.ends)
    decisions = decisions_of(review_id)
    answers, replies = answers_of(review_id), replies_of(review_id)
    members = agencies.member_agencies()
    undecided = [each.code for each in every_commitment(plan) if each.id not in decisions]
    blocking, worth_knowing = rules.missing(undecided, answers, len(replies), len(members))
    return ReviewView(
        review=row, plan=plan, parts=_parts(plan, evidence, decisions), answers=answers, replies=replies,
        members=len(members), blocking=blocking, worth_knowing=worth_knowing,
        numbers=in_numbers(evidence, row.begins, row.ends),
    )  # fmt: skip


def commitment(actor: Actor, review_id: UUID, commitment_id: UUID) -> tuple[Decided, UUID | None]:
    """One commitment of a review, and the next that has no outcome yet; NotVisible when it is not under review.

    Reads the evidence of this one alone: the page is opened once for each commitment of the strategy.
    """
    row = review(actor, review_id)
    order = [found_id for found_id, _ in under_review(row)]
    if commitment_id not in order:
        raise NotVisible
    decisions, place = decisions_of(review_id), order.index(commitment_id)
    later = [*order[place + 1 :], *order[:place]]
    under = plans.commitment(actor, commitment_id)
    decided = Decided(under, of_one(actor, under, row.begins, row.ends), decisions.get(commitment_id))
    return decided, next((each for each in later if each not in decisions), None)


def under_review(row: AnnualReview) -> list[tuple[UUID, str]]:
    """The commitments that a review decides on, as (id, code): by priority, then delivery, then across all."""
    kinds = {CommitmentKind.PRIORITY: 0, CommitmentKind.DELIVERY: 1, CommitmentKind.CROSS_CUTTING: 2}
    found = (
        select(Commitment.id, Commitment.code)
        .outerjoin(Priority, Priority.id == Commitment.priority_id)
        .where(Commitment.strategy_id == row.strategy_id)
        .order_by(case(kinds, value=Commitment.kind), Priority.number, Commitment.position)
    )
    return [(found_id, code) for found_id, code in current_session().execute(found)]


def missing(actor: Actor, row: AnnualReview) -> tuple[int, list[str]]:
    """How many commitments have no outcome, and what keeps a review from being signed: no evidence is read for it."""
    decided = set(current_session().scalars(_decided_under(row.id)))
    undecided = [code for found_id, code in under_review(row) if found_id not in decided]
    return len(undecided), rules.missing(undecided, answers_of(row.id), 0, 0)[0]


def _decided_under(review_id: UUID) -> Select[UUID]:
    return select(ReviewDecision.commitment_id).where(ReviewDecision.review_id == review_id)


def decisions_of(review_id: UUID) -> dict[UUID, ReviewDecision]:
    """What was decided so far, by commitment."""
    found = select(ReviewDecision).where(ReviewDecision.review_id == review_id)
    return {row.commitment_id: row for row in current_session().scalars(found)}


def answers_of(review_id: UUID) -> dict[str, ReviewAnswer]:
    """The answers so far, by question."""
    found = select(ReviewAnswer).where(ReviewAnswer.review_id == review_id)
    return {row.question: row for row in current_session().scalars(found)}


def replies_of(review_id: UUID) -> tuple[Reply, ...]:
    """What the members said, by name."""
    rows = list(current_session().scalars(select(SurveyAnswer).where(SurveyAnswer.review_id == review_id)))
    names = agencies.names_of({row.agency_id for row in rows})
    return tuple(sorted((Reply(names[row.agency_id], row) for row in rows), key=lambda each: each.agency))


def own_reply(actor: Actor, review_id: UUID) -> SurveyAnswer | None:
    """What the actor's agency said, if it did."""
    found = select(SurveyAnswer).where(SurveyAnswer.review_id == review_id, SurveyAnswer.agency_id == actor.agency_id)
    return current_session().scalars(found).one_or_none()


def is_due(actor: Actor) -> bool:
    """Whether a review should begin: none is being written, and the last year ended a year ago."""
    if draft(actor) is not None:
        return False
    return rules.is_due(last_ended(actor), plans.current_strategy().begins, clock.today())


def _parts(
    plan: PlanView, evidence: dict[UUID, Evidence], decisions: dict[UUID, ReviewDecision]
) -> tuple[Part, ...]:  # fmt: skip
    def decided(rows: Iterable[CommitmentView]) -> tuple[Decided, ...]:
        return tuple(Decided(row, evidence[row.id], decisions.get(row.id)) for row in rows)

    under = [Part(f"Priority {each.number}. {each.title}", decided(each.commitments)) for each in plan.priorities]
    beside = [Part("Delivery", decided(plan.delivery)), Part("Across all priorities", decided(plan.cross_cutting))]
    return tuple(part for part in (*under, *beside) if part.commitments)
