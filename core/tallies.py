"""Tallies: numbers that an agency's worker writes into a shared table. Counts leave an agency, rows never do.

A waiting time is a histogram: one tally for each number of working days. Forum statistics read nothing else
(design.md 4). A tally holds no id of any row. Numbers that stand as they are are not written again, so that counting
often costs no trail; late entries of older quarters are found by counting those again, less often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, delete, false, func, insert, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.actor import Actor, system_actor
from core.db import Base
from core.scoping import acting_as, current_session


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a fixed period."""

    start: date
    end: date

    @property
    def words(self) -> str:
        """For a heading: “July to September 2026”."""
        return f"{self.start:%B} to {self.end:%B %Y}"


Numbers = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a floor counted of one measure in one period: how many, by its fixed dimension."""

    measure: str
    period: Period
    numbers: Mapping[str, int]


Count = Callable[[Actor, Period], Iterable[Measured]]

#: Quarters that are counted every hour, and every day; all there ever were are counted once a week.
HOURLY, DAILY = 2, 8


@dataclass(frozen=True, slots=True)
class Writer:
    """A floor's function that counts one agency's rows of a quarter, and the permissions it counts with."""

    count: Count
    permissions: tuple[StrEnum, ...]


_writers: list[Writer] = []


def register(count: Count, *permissions: StrEnum) -> None:
    """Make a floor's count known; called by `app.py` only."""
    writer = Writer(count, permissions)
    if writer not in _writers:
        _writers.append(writer)


def registered() -> tuple[Writer, ...]:
    """Every floor's count, in the order in which they run."""
    return tuple(_writers)


def quarterly(period: Period, numbers: Numbers) -> Iterator[Measured]:
    """Measures of one quarter, as `register` wants them."""
    for measure, of_measure in numbers.items():
        yield Measured(measure, period, of_measure)


def write_all(agency_ids: Iterable[UUID], today: date, quarters: int = HOURLY) -> None:
    """Count the last quarters for each agency, this one among them, each as its own system actor."""
    for agency_id in agency_ids:
        _count_quarters(agency_id, quarters_back(today, quarters))


def write_every_quarter(agency_ids: Iterable[UUID], today: date) -> None:
    """Count every quarter since an agency's first tally, for entries that came more than two years late."""
    for agency_id in agency_ids:
        first = current_session().scalar(select(func.min(Tally.period_start)).where(Tally.agency_id == agency_id))
        found = quarters_back(today, DAILY)
        while first is not None and found[-1].start > first:
            found.append(quarter_before(found[-1]))
        _count_quarters(agency_id, found)


def _count_quarters(agency_id: UUID, periods: Iterable[Period]) -> None:
    """Each quarter is a transaction of its own: nobody waits for the writer's place through all of them."""
    for period in periods:
        for writer in _writers:
            actor = system_actor(agency_id, *writer.permissions)
            with acting_as(actor):
                keep(actor=actor, measured=writer.count(actor, period))


class Tally(Base):
    """How many: one agency, one period, one measure, one value of its fixed dimension."""

    __tablename__ = "tally"
    __table_args__ = (
        CheckConstraint("number >= 0", name="a_tally_is_not_negative"),
        CheckConstraint("period_start <= period_end", name="a_tally_period_runs_forwards"),
        Index("ix_tally_measure_period", "measure", "period_start"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    period_start: Mapped[date] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(primary_key=True)
    period_end: Mapped[date]
    number: Mapped[int]
    counted_at: Mapped[datetime]


def quarter_of(day: date) -> Period:
    """The calendar quarter that holds a day; the shortest period ever released (domain.md 6.7)."""
    first_month = 3 * ((day.month - 1) // 3) + 1
    start = date(day.year, first_month, 1)
    following = date(day.year + (first_month == 10), (first_month + 3 - 1) % 12 + 1, 1)
    return Period(start, date.fromordinal(following.toordinal() - 1))


def quarter_before(period: Period) -> Period:
    """The quarter that ends where a period begins."""
    return quarter_of(date.fromordinal(period.start.toordinal() - 1))


def quarters_back(today: date, number: int) -> list[Period]:
    """The quarter of a day and those before it, `number` in all, the latest first."""
    found = [quarter_of(today)]
    while len(found) < number:
        found.append(quarter_before(found[-1]))
    return found


def write(*, actor: Actor, measure: str, period: Period, numbers: Mapping[str, int]) -> None:
    """Replace an agency's numbers of one measure and period, so that late entries are counted too."""
    keep(actor=actor, measured=[Measured(measure, period, numbers)])


def keep(*, actor: Actor, measured: Iterable[Measured]) -> int:
    """Replace an agency's numbers where they differ from what stands; returns how many measures changed.

    Noughts are left out, but a measure that was counted keeps one, for silence is not a nought. One entry in the trail
    names every measure of a period that changed, and there is none when nothing did.
    """
    wanted = {(each.measure, each.period): _kept(each.numbers) for each in measured}
    standing = _standing(actor, wanted)
    changed = [place for place, numbers in wanted.items() if standing.get((place[0], place[1].start)) != numbers]
    if not changed:
        return 0
    session = current_session()
    session.execute(delete(Tally).where(Tally.agency_id == actor.agency_id, _among(changed)))
    session.execute(insert(Tally), [row for place in changed for row in _rows(actor, *place, wanted[place])])
    for period in dict.fromkeys(period for _, period in changed):
        fields = [period.start.isoformat(), *(measure for measure, each in changed if each == period)]
        audit.record(actor=actor, verb="tallied", kind="tally", fields=fields)
    return len(changed)


def _kept(numbers: Mapping[str, int]) -> dict[str, int]:
    found = {dimension: number for dimension, number in numbers.items() if number}
    return found or dict.fromkeys(list(numbers)[:1], 0)


def _standing(actor: Actor, places: Iterable[tuple[str, Period]]) -> dict[tuple[str, date], dict[str, int]]:
    rows = current_session().execute(
        select(Tally.measure, Tally.period_start, Tally.dimension, Tally.number).where(
            Tally.agency_id == actor.agency_id, _among(places)
        )
    )
    found: dict[tuple[str, date], dict[str, int]] = {}
    for measure, start, dimension, number in rows:
        found.setdefault((measure, start), {})[dimension] = number
    return found


def _among(places: Iterable[tuple[str, Period]]) -> ColumnElement[bool]:
    by_start: dict[date, list[str]] = {}
    for measure, period in places:
        by_start.setdefault(period.start, []).append(measure)
    return or_(
        false(), *(and_(Tally.period_start == start, Tally.measure.in_(found)) for start, found in by_start.items())
    )


def _rows(actor: Actor, measure: str, period: Period, numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for dimension, number in sorted(numbers.items()):
        yield {
            "agency_id": actor.agency_id, "measure": measure, "period_start": period.start, "period_end": period.end,
            "dimension": dimension, "number": number, "counted_at": clock.now(),
        }  # fmt: skip


def read(measure: str, start: date, end: date) -> dict[UUID, Counter[str]]:
    """Numbers of one measure by agency, summed over the whole periods inside the dates."""
    rows = current_session().execute(
        select(Tally.agency_id, Tally.dimension, Tally.number).where(
            Tally.measure == measure, Tally.period_start >= start, Tally.period_end <= end
        )
    )
    found: dict[UUID, Counter[str]] = {}
    for agency_id, dimension, number in rows:
        found.setdefault(agency_id, Counter())[dimension] += number
    return found


def of_agency(actor: Actor, measure: str, start: date) -> dict[str, int]:
    """The actor's own agency's numbers of one measure and of the period that starts on a day; empty when none came."""
    rows = current_session().execute(
        select(Tally.dimension, Tally.number).where(
            Tally.agency_id == actor.agency_id, Tally.measure == measure, Tally.period_start == start
        )
    )
    return {dimension: number for dimension, number in rows}


def periods_of_agency(actor: Actor, measure: str, start: date, end: date) -> dict[date, dict[str, int]]:
    """The actor's own agency's numbers of one measure, by the first day of each period that starts in the dates."""
    rows = current_session().execute(
        select(Tally.period_start, Tally.dimension, Tally.number).where(
            Tally.agency_id == actor.agency_id, Tally.measure == measure, Tally.period_start.between(start, end)
        )
    )
    found: dict[date, dict[str, int]] = {}
    for period_start, dimension, number in rows:
        found.setdefault(period_start, {})[dimension] = number
    return found
