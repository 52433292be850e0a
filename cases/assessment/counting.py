"""An agency's counts of assessments, for its tallies: how soon the first one of a case was complete."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from cases.assessment.models import Assessment, AssessmentKind
from cases.counting import kinds_had, of_kinds, opened_in, rows_of, same_case, waits_by_kind
from cases.models import Case
from core.actor import Actor
from core.scoping import belongs_to
from core.tallies import Measured, Period, quarterly

#: Forms that find out what somebody needs, or how much danger there is.
FIRST = (AssessmentKind.NEEDS, AssessmentKind.RISK, AssessmentKind.DASH)


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Working days from opening a case to its first complete assessment, of the cases opened in the quarter."""
    if not (had := kinds_had(actor, period)):
        return
    done = select(func.min(Assessment.completed_at)).where(same_case(Assessment), Assessment.kind.in_(FIRST))
    found = select(Case.kind, Case.opened_at, done.scalar_subquery())
    waits = waits_by_kind(rows_of(found.where(belongs_to(actor, Case), opened_in(period))))
    yield from quarterly(period, of_kinds({"assessment-days": waits}, had))
