"""An agency's counts of outcomes, for its tallies: distance travelled, answers at the end, needs met.

Of each case the latest answers of the quarter count, compared with the first the person ever gave (domain.md 2.4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from cases import measures as of_cases
from cases.counting import by_kind, kinds_had, of_kinds, rows_of, same_case
from cases.models import Case
from cases.outcomes import measures, rules
from cases.outcomes.catalogue import NEEDS_MET
from cases.outcomes.models import OutcomeScore, OutcomeTaking, Point
from core.actor import Actor
from core.scoping import belongs_to
from core.tallies import Measured, Period, quarterly

Numbers = dict[str, dict[str, dict[str, int]]]


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count the outcomes of an agency's cases in a quarter, each kind of case that it has ever had apart."""
    if not (had := kinds_had(actor, period)):
        return
    numbers: Numbers = {**_distance(actor, period), **_at_the_end(actor, period), **_needs(actor, period)}
    yield from quarterly(period, of_kinds(numbers, had))


def _distance(actor: Actor, period: Period) -> Numbers:
    """Better, the same or worse: the last own score of the quarter against the first of the case."""
    latest, when = aliased(OutcomeScore), aliased(OutcomeTaking)
    found = (
        select(Case.kind, latest.measure, latest.value, _first_value(actor, when, latest).label("before"), func.count())
        .select_from(when)
        .join(Case, same_case(when))
        .join(latest, _of(latest, when))
        .where(*(belongs_to(actor, each) for each in (Case, when, latest)))
        .where(_own(when, latest), latest.measure.in_(measures.travelled()))
        .where(when.taken_on.between(period.start, period.end), _is_last(actor, when, latest, period))
        .group_by(Case.kind, latest.measure, latest.value, "before")
    )
    rows = [(kind, each, _moved(first, now), number) for kind, each, now, first, number in rows_of(found) if first]
    return {
        f"distance.{code}": by_kind(
            ((kind, answer, number) for kind, each, answer, number in rows if each == code), measures.TRAVELLED
        )
        for code in measures.travelled()
    }


def _moved(first: int, now: int) -> str:
    return "better" if now > first else "worse" if now < first else "same"


def _of(score: Any, taking: Any) -> ColumnElement[bool]:
    return and_(score.agency_id == taking.agency_id, score.taking_id == taking.id)


def _own(taking: Any, score: Any) -> ColumnElement[bool]:
    return and_(taking.scorer.in_(rules.OWN), score.value.is_not(None))


def _later(one: Any, other: Any) -> ColumnElement[bool]:
    """That one taking came after another; two of the same day in the order in which they were written."""
    return or_(one.taken_on > other.taken_on, and_(one.taken_on == other.taken_on, one.id > other.id))


def _is_last(actor: Actor, taking: Any, score: Any, period: Period) -> ColumnElement[bool]:
    """No other own score of the case and measure came after it in the quarter."""
    then, value = aliased(OutcomeTaking), aliased(OutcomeScore)
    return ~_another(actor, taking, score, then, value).where(
        then.taken_on <= period.end, _later(then, taking)
    ).exists()  # fmt: skip


def _first_value(actor: Actor, taking: Any, score: Any) -> Any:
    """The first own score of the case and measure before this one; none when there was none (scores begin at 1)."""
    then, value = aliased(OutcomeTaking), aliased(OutcomeScore)
    earlier = _another(actor, taking, score, then, value).where(_later(taking, then))
    return earlier.with_only_columns(value.value).order_by(then.taken_on, then.id).limit(1).scalar_subquery()


def _another(actor: Actor, taking: Any, score: Any, then: Any, value: Any) -> Select[Any]:
    return (
        select(value.id)
        .join(then, _of(value, then))
        .where(belongs_to(actor, then), belongs_to(actor, value), _own(then, value))
        .where(then.agency_id == taking.agency_id, then.case_id == taking.case_id, value.measure == score.measure)
    )


def _last_taking(actor: Actor, period: Period, points: Iterable[Point]) -> Select[Any]:
    """The last asking of each case in the quarter at some points, by its id."""
    then = aliased(OutcomeTaking)
    wanted = list(points)
    after = select(then.id).where(
        belongs_to(actor, then), then.case_id == OutcomeTaking.case_id, then.point.in_(wanted),
        then.taken_on <= period.end, _later(then, OutcomeTaking),
    )  # fmt: skip
    return (
        select(OutcomeTaking.id)
        .where(belongs_to(actor, OutcomeTaking), OutcomeTaking.taken_on.between(period.start, period.end))
        .where(OutcomeTaking.point.in_(wanted), ~after.exists())
    )


def _scores(actor: Actor, period: Period, points: Iterable[Point], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(OutcomeTaking)
        .join(Case, same_case(OutcomeTaking))
        .join(OutcomeScore, _of(OutcomeScore, OutcomeTaking))
        .where(belongs_to(actor, Case), belongs_to(actor, OutcomeTaking), belongs_to(actor, OutcomeScore))
        .where(OutcomeTaking.id.in_(_last_taking(actor, period, points)))
    )


def _at_the_end(actor: Actor, period: Period) -> Numbers:
    """Every measure of the end for each case asked at the end; a measure without an answer was not asked."""
    asked = (
        select(Case.kind, func.count())
        .select_from(OutcomeTaking)
        .join(Case, same_case(OutcomeTaking))
        .where(belongs_to(actor, Case), belongs_to(actor, OutcomeTaking))
        .where(OutcomeTaking.id.in_(_last_taking(actor, period, [Point.EXIT])))
        .group_by(Case.kind)
    )
    cases = {str(kind): number for kind, number in rows_of(asked)}
    columns = (Case.kind, OutcomeScore.measure, OutcomeScore.answer, OutcomeScore.value)
    rows = list(rows_of(_scores(actor, period, [Point.EXIT], *columns, func.count()).group_by(*columns)))
    return {f"exit.{code}": _answers(code, rows, cases) for code in measures.at_the_end()}


def _answers(code: str, rows: Iterable[Any], cases: Mapping[str, int]) -> dict[str, dict[str, int]]:
    said: list[tuple[str, str, int]] = []
    left = Counter(cases)
    for kind, measure, answer, value, number in rows:
        if measure == code:
            said.append((str(kind), str(answer) if value is None else measures.category_of(code, value), number))
            left[str(kind)] -= number
    return by_kind([*said, *((kind, "not_asked", number) for kind, number in left.items())], measures.answers_of(code))


def _needs(actor: Actor, period: Period) -> Numbers:
    """Each need by its last answer of the quarter, and cases by whether all, some or none of theirs were met."""
    points = [Point.REVIEW, Point.EXIT]
    asked = and_(OutcomeScore.measure.startswith(f"{NEEDS_MET}:"), OutcomeScore.value.is_not(None))
    columns = (Case.kind, OutcomeScore.measure, OutcomeScore.value)
    rows = list(rows_of(_scores(actor, period, points, *columns, func.count()).where(asked).group_by(*columns)))
    return {"needs-met": _whole(actor, period, points, asked)} | {
        f"needs-met.{code}": by_kind(
            (
                (kind, measures.MET_BY_VALUE[value], number)
                for kind, measure, value, number in rows
                if measure == f"{NEEDS_MET}:{code}"
            ),
            measures.MET,
        )
        for code in of_cases.needs()
    }


def _whole(
    actor: Actor, period: Period, points: Iterable[Point], asked: ColumnElement[bool]
) -> dict[str, dict[str, int]]:
    lowest, highest = func.min(OutcomeScore.value), func.max(OutcomeScore.value)
    found = _scores(actor, period, points, Case.kind, lowest, highest).where(asked)
    counts: Counter[tuple[str, str]] = Counter()
    for kind, low, high in rows_of(found.group_by(Case.kind, OutcomeTaking.id)):
        counts[str(kind), "met" if low == 3 else "not-met" if high == 1 else "partly"] += 1
    return by_kind(((*place, number) for place, number in counts.items()), measures.MET)
