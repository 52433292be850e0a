"""Tallies: numbers that an agency's worker writes into a shared table. Counts leave an agency, rows never do.

A waiting time is a histogram: one tally for each number of working days. Forum statistics read nothing else
(design.md 4). A tally holds no id of any row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, select
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


@dataclass(frozen=True, slots=True)
class Writer:
    """A floor's function that counts one agency's rows of a period, and the permissions it counts with."""

    count: Callable[[Actor, Period], None]
    permissions: tuple[StrEnum, ...]


_writers: list[Writer] = []


def register(count: Callable[[Actor, Period], None], *permissions: StrEnum) -> None:
    """Make a tally writer known; called by `app.py` only."""
    writer = Writer(count, permissions)
    if writer not in _writers:
        _writers.append(writer)


def write_all(agency_ids: Iterable[UUID], today: date) -> None:
    """Count this quarter and the last for each agency, each as its own system actor: late entries are counted too."""
    this = quarter_of(today)
    last = quarter_of(date.fromordinal(this.start.toordinal() - 1))
    for agency_id in agency_ids:
        for writer in _writers:
            actor = system_actor(agency_id, *writer.permissions)
            with acting_as(actor):
                for period in (last, this):
                    writer.count(actor, period)


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


def write(*, actor: Actor, measure: str, period: Period, numbers: Mapping[str, int]) -> None:
    """Replace an agency's numbers of one measure and period, so that late entries are counted too."""
    session = current_session()
    session.execute(
        delete(Tally).where(
            Tally.agency_id == actor.agency_id, Tally.measure == measure, Tally.period_start == period.start
        )
    )
    for dimension, number in sorted(numbers.items()):
        session.add(
            Tally(
                agency_id=actor.agency_id,
                measure=measure,
                period_start=period.start,
                period_end=period.end,
                dimension=dimension,
                number=number,
                counted_at=clock.now(),
            )  # fmt: skip
        )
    audit.record(actor=actor, verb="tallied", kind="tally", fields=[measure, period.start.isoformat()])


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
