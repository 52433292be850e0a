"""An agency's counts of the criminal justice journey, for its tallies: steps, measures at court, news, rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, func, select

from cases.counting import by_kind, kinds_had, of_kinds, rows_of, rows_of_open, same_case
from cases.justice import measures
from cases.justice.models import MeasureState, RightRecord, SpecialMeasure
from cases.models import Case, Milestone
from cases.rules import has_enhanced_rights
from core.actor import Actor
from core.calendar import working_days_between
from core.scoping import belongs_to
from core.tallies import Measured, Period, quarterly


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count the journey of an agency's cases in a quarter, each kind of case that it has ever had apart."""
    if not (had := kinds_had(actor, period)):
        return
    steps = list(rows_of(_steps(actor, period)))
    claims = [(kind, measures.COMPENSATION_STEPS.get(code, ""), number) for kind, code, number in steps]
    numbers = {
        "milestones": by_kind(steps, measures.MILESTONES),
        "compensation": by_kind(claims, measures.COMPENSATION),
        "special-measures": by_kind(_at_court(actor, period), measures.SPECIAL_MEASURES),
        "rights-told": by_kind(_told(actor, period), measures.TOLD),
        "rights-met": by_kind(rows_of_open(_rights(actor), period), measures.RIGHTS),
    }
    yield from quarterly(period, of_kinds(numbers, had))


def _happened(actor: Actor, period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        belongs_to(actor, Milestone), belongs_to(actor, Case), Milestone.replaced.is_(False),
        Milestone.planned.is_(False), Milestone.happened_on.between(period.start, period.end),
    )  # fmt: skip


def _steps(actor: Actor, period: Period) -> Executable:
    """Cases by kind and step: a case counts once for each step, however often it came."""
    return (
        select(Case.kind, Milestone.code, func.count(Case.id.distinct()))
        .select_from(Milestone)
        .join(Case, same_case(Milestone))
        .where(*_happened(actor, period))
        .group_by(Case.kind, Milestone.code)
    )


def _told(actor: Actor, period: Period) -> Iterable[tuple[Any, str, int]]:
    """Steps whose news is owed, by when the person was told: counted by pairs of days, judged here."""
    columns = (Case.kind, Milestone.code, Milestone.happened_on, Milestone.told_on)
    found = (
        select(*columns, func.count())
        .select_from(Milestone)
        .join(Case, same_case(Milestone))
        .where(*_happened(actor, period), Milestone.code.in_(measures.OWED))
        .group_by(*columns)
    )
    counts: Counter[tuple[Any, str]] = Counter()
    for kind, code, happened, told, number in rows_of(found):
        limit = measures.OWED[code][has_enhanced_rights(kind)]
        counts[kind, _answer(happened, told, limit)] += number
    return [(kind, answer, number) for (kind, answer), number in counts.items()]


def _answer(happened: date, told: date | None, limit: int) -> str:
    if told is None:
        return "not-yet"
    return "in-time" if _days(happened, told) <= limit else "late"


@lru_cache(maxsize=5_000)
def _days(start: date, end: date) -> int:
    return working_days_between(start, end)


def _at_court(actor: Actor, period: Period) -> Iterable[tuple[Any, str, int]]:
    applied = SpecialMeasure.applied_on.between(period.start, period.end)
    decided = SpecialMeasure.decided_on.between(period.start, period.end)
    yield from ((kind, "applied", number) for kind, _, number in rows_of(_measures(actor, applied)))
    for kind, state, number in rows_of(_measures(actor, decided)):
        if state in (MeasureState.AGREED, MeasureState.REFUSED):
            yield kind, str(state), number


def _measures(actor: Actor, when: ColumnElement[bool]) -> Executable:
    return (
        select(Case.kind, SpecialMeasure.state, func.count())
        .select_from(SpecialMeasure)
        .join(Case, same_case(SpecialMeasure))
        .where(belongs_to(actor, SpecialMeasure), belongs_to(actor, Case), when)
        .group_by(Case.kind, SpecialMeasure.state)
    )


def _rights(actor: Actor) -> Any:
    """Rights by case, never the other way round: an outer join, whose cases without any right count nowhere."""
    return (
        select(Case.kind, RightRecord.met, func.count())
        .select_from(Case)
        .outerjoin(RightRecord, same_case(RightRecord))
        .where(belongs_to(actor, Case))
        .group_by(Case.kind, RightRecord.met)
    )
