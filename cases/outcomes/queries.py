"""Reads of outcomes. Every one takes a case that the actor has opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cases.models import Case
from cases.outcomes import rules
from cases.outcomes.catalogue import Measure, in_order, measure
from cases.outcomes.models import OutcomeScore, OutcomeTaking, Point
from cases.outcomes.rules import Score, Travel
from cases.queries import worker_names
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session


@dataclass(frozen=True, slots=True)
class Taking:
    """One asking with its answers by measure."""

    row: OutcomeTaking
    scores: Mapping[str, Score]
    by: str

    @property
    def title(self) -> str:
        """Start, review or end."""
        return rules.POINT_WORDS[self.row.point]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All askings of a case, oldest first, the measures that were asked in any, and the way between."""

    takings: list[Taking]
    measures: list[Measure]
    travels: list[Travel]

    def words(self, taking: Taking, asked: Measure) -> str:
        """An answer as the table shows it."""
        return rules.score_words(taking.scores.get(asked.code), asked)

    def change(self, asked: Measure) -> str:
        """How far it came, for the table; empty when it was scored once or not at all."""
        way = next((each for each in self.travels if each.measure.code == asked.code and len(each.scores) > 1), None)
        return "" if way is None else f"{way.change:+d}".replace("-", "−") if way.change else "No change"


def outcomes_of(actor: Actor, case: Case) -> Outcomes:
    """Every asking of a case with its answers: three statements."""
    found = select(OutcomeTaking).where(belongs_to(actor, OutcomeTaking), OutcomeTaking.case_id == case.id)
    rows = list(current_session().scalars(found.order_by(OutcomeTaking.taken_on, OutcomeTaking.id)))
    scores = _scores_of(actor, [row.id for row in rows])
    names = worker_names(actor, {row.recorded_by for row in rows})
    takings = [Taking(row, scores.get(row.id, {}), names.get(row.recorded_by, "Left")) for row in rows]
    measures = [measure(code) for code in in_order(code for taking in takings for code in taking.scores)]
    ways = rules.travels(measures, [(taking.row.scorer, taking.scores) for taking in takings])
    return Outcomes(takings, measures, ways)


def taking(actor: Actor, case: Case, taking_id: UUID) -> Taking:
    """One asking; NotVisible when the case has none such."""
    found = select(OutcomeTaking).where(belongs_to(actor, OutcomeTaking), OutcomeTaking.case_id == case.id)
    row = current_session().scalars(
        found.where(OutcomeTaking.id == taking_id).execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotVisible
    names = worker_names(actor, [row.recorded_by])
    return Taking(row, _scores_of(actor, [row.id]).get(row.id, {}), names.get(row.recorded_by, "Left"))


def recent(actor: Actor, case: Case, most: int) -> list[OutcomeTaking]:
    """The latest askings of a case, for the timeline."""
    found = select(OutcomeTaking).where(belongs_to(actor, OutcomeTaking), OutcomeTaking.case_id == case.id)
    newest = found.order_by(OutcomeTaking.taken_on.desc(), OutcomeTaking.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def latest_of(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, OutcomeTaking]:
    """Case id to its latest asking, for many cases: one statement."""
    found = select(OutcomeTaking).where(
        belongs_to(actor, OutcomeTaking), OutcomeTaking.case_id.in_(list(case_ids))
    ).order_by(OutcomeTaking.taken_on, OutcomeTaking.id)  # fmt: skip
    return {row.case_id: row for row in current_session().scalars(found)}


def has_exit(actor: Actor, case: Case) -> bool:
    """Whether the measures were asked at the end of a case (or were declined there: that is an asking too)."""
    found = select(OutcomeTaking.id).where(
        belongs_to(actor, OutcomeTaking), OutcomeTaking.case_id == case.id, OutcomeTaking.point == Point.EXIT
    )
    return current_session().scalar(found.limit(1)) is not None


def _scores_of(actor: Actor, taking_ids: list[UUID]) -> dict[UUID, dict[str, Score]]:
    found = select(OutcomeScore).where(belongs_to(actor, OutcomeScore), OutcomeScore.taking_id.in_(taking_ids))
    scores: dict[UUID, dict[str, Score]] = defaultdict(dict)
    for row in current_session().scalars(found.execution_options(populate_existing=True)):
        scores[row.taking_id][row.measure] = Score(row.answer, row.value)
    return scores
