"""Writes of outcomes: rule, change, audit. A score is the person's; what they did not say is never filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete

from cases.models import Case
from cases.outcomes import catalogue, queries, rules
from cases.outcomes.models import OutcomeScore, OutcomeTaking, Point, Scorer
from cases.outcomes.rules import Score
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session

CHANGED = "This changed while you were writing. Both texts are below; nothing is lost."


def take_outcomes(
    *,
    actor: Actor,
    case_id: UUID,
    point: Point,
    taken_on: date,
    scorer: Scorer,
    scores: Mapping[str, Score],
    words: str | None = None,
) -> OutcomeTaking:
    """Write down what the person scored at the start, at a review or at the end; what was not asked stays so.

    Refuses a day to come or before the case, measures that are not asked at this point, a second start or end, an
    asking in which nothing was asked, and a closed case.
    """
    case = case_to_write(actor, case_id)
    _refuse(case, point, taken_on, scores)
    if point is not Point.REVIEW and any(each.row.point is point for each in queries.outcomes_of(actor, case).takings):
        raise Refused(
            f"The {rules.POINT_WORDS[point].lower()} was asked already.", instead="Change that one, or add a review.",
            field="point",
        )  # fmt: skip
    now = clock.now()
    row = OutcomeTaking(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, point=point, taken_on=taken_on,
        scorer=scorer, words=said(words), recorded_by=actor.user_id, recorded_at=now, changed_at=now, version=1,
    )  # fmt: skip
    store(actor, case, row, "outcomes")
    _write_scores(actor, row, scores)
    return row


def change_outcomes(
    *,
    actor: Actor,
    case_id: UUID,
    taking_id: UUID,
    taken_on: date,
    scorer: Scorer,
    scores: Mapping[str, Score],
    words: str | None,
    version: int,
) -> None:
    """Put an asking right, as read at `version`. Refuses what `take_outcomes` does; Clash when it changed since."""
    case = case_to_write(actor, case_id)
    row = queries.taking(actor, case, taking_id).row
    if row.version != version:
        raise Clash(CHANGED)
    _refuse(case, row.point, taken_on, scores)
    row.taken_on, row.scorer, row.words = taken_on, scorer, said(words)
    row.version, row.changed_at, case.changed_at = version + 1, clock.now(), clock.now()
    _write_scores(actor, row, scores)
    audit.record(
        actor=actor, verb="changed", kind="outcomes", row_id=row.id, subject_id=case.person_id, fields=["scores"]
    )


def _refuse(case: Case, point: Point, taken_on: date, scores: Mapping[str, Score]) -> None:
    refuse_if(rules.taking_may_be(taken_on, clock.london(case.opened_at).date(), clock.today()))
    if set(scores) - {measure.code for measure in catalogue.asked_at(point, case.needs)} - _needs(scores):
        raise Refused("This is not asked at this point.")
    refuse_if(rules.something_was_asked(scores))


def _needs(scores: Mapping[str, Score]) -> set[str]:
    """Needs that were asked about once stay answerable, whatever became of the case's list since."""
    return {code for code in scores if code.startswith(f"{catalogue.NEEDS_MET}:")}


def _write_scores(actor: Actor, row: OutcomeTaking, scores: Mapping[str, Score]) -> None:
    current_session().flush()
    current_session().execute(
        delete(OutcomeScore).where(OutcomeScore.agency_id == actor.agency_id, OutcomeScore.taking_id == row.id)
    )
    current_session().add_all(
        OutcomeScore(agency_id=actor.agency_id, taking_id=row.id, measure=code, answer=score.answer, value=score.value)
        for code, score in scores.items()
    )
    current_session().flush()
