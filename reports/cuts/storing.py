"""Settled cuts as they are kept, and tallies as they stand: a few statements for all families of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core import clock
from core.scoping import current_session
from core.tallies import Period, Tally, quarter_before, quarter_of
from reports.cuts.cube import Counts, Released
from reports.cuts.cut import Place
from reports.cuts.models import SettledCut
from reports.cuts.settling import Settled
from reports.disclosure import Shown
from reports.families import Family

ANY = "*"


def kept(codes: Iterable[str], year: Period) -> list[Settled]:
    """Everything that is settled of some families in a financial year and in the quarter before it.

    The oldest edition first. What stood at the end of that quarter is where the year begins.
    """
    within = Period(quarter_before(year).start, year.end)
    rows = current_session().scalars(
        select(SettledCut)
        .where(
            SettledCut.family.in_(sorted(codes)),
            SettledCut.period_start >= within.start,
            SettledCut.period_end <= within.end,
        )
        .order_by(SettledCut.period_end, SettledCut.period_start.desc(), SettledCut.edition, SettledCut.family)
    )
    return [_read(row) for row in rows]


def newest(codes: Iterable[str], period: Period) -> dict[str, tuple[Settled, date]]:
    """The newest edition of some families in exactly one period, with the day on which it was counted."""
    rows = current_session().scalars(
        select(SettledCut)
        .where(
            SettledCut.family.in_(sorted(codes)),
            SettledCut.period_start == period.start,
            SettledCut.period_end == period.end,
        )
        .order_by(SettledCut.edition)
    )
    return {row.family: (_read(row), clock.london(row.settled_at).date()) for row in rows}


def keep(settled: Settled) -> None:
    """Store a cut as it was settled now."""
    released = settled.released
    current_session().add(
        SettledCut(
            family=released.family,
            period_start=released.period.start,
            period_end=released.period.end,
            edition=released.edition,
            settled_at=clock.now(),
            threshold=released.threshold,
            counts={str(agency): dict(own) for agency, own in settled.raw.items()},
            sources={start.isoformat(): edition for start, edition in released.sources.items()},
            shown=_written(settled),
            days={f"{agency or ANY}|{share}": words for (agency, share), words in settled.waits.items()},
        )
    )


def standing_tallies(families: Iterable[Family], within: Period) -> dict[tuple[str, date], Counts]:
    """The tallies of whole quarters as they stand, by family and first day of the quarter."""
    by_measure: dict[str, list[Family]] = {}
    for family in families:
        by_measure.setdefault(family.measure, []).append(family)
    rows = current_session().execute(
        select(Tally.measure, Tally.period_start, Tally.period_end, Tally.agency_id, Tally.dimension, Tally.number)
        .where(
            Tally.measure.in_(sorted(by_measure)),
            Tally.period_start >= within.start,
            Tally.period_end <= within.end,
        )
        .order_by(Tally.measure, Tally.period_start, Tally.agency_id, Tally.dimension)
    )
    found: dict[tuple[str, date], dict[UUID, dict[str, int]]] = {}
    for measure, start, end, agency_id, dimension, number in rows:
        if quarter_of(start) == Period(start, end):
            for family in by_measure[measure]:
                own = found.setdefault((family.code, start), {}).setdefault(agency_id, {})
                if family.histogram or dimension in family.dimensions:
                    own[dimension] = number
    return dict(found)


def is_unsettled(families: Iterable[Family], quarter: Period) -> bool:
    """True when there are tallies of a quarter for a family whose cut is not kept, or was by a lower threshold."""
    within = (Tally.period_start == quarter.start, Tally.period_end == quarter.end)
    measures = set(current_session().scalars(select(Tally.measure).where(*within).distinct()))
    lines = current_session().execute(
        select(SettledCut.family, func.max(SettledCut.threshold))
        .where(SettledCut.period_start == quarter.start, SettledCut.period_end == quarter.end)
        .group_by(SettledCut.family)
    )
    kept = {family: threshold for family, threshold in lines}
    return any(kept.get(each.code, 0) < each.rule.threshold for each in families if each.measure in measures)


def _written(settled: Settled) -> dict[str, Any]:
    figures = {f"{agency or ANY}|{code or ANY}": shown.number
               for (agency, code), shown in settled.released.shown.items() if shown.number != 0}  # fmt: skip
    return {"agencies": [str(agency) for agency in settled.agencies], "figures": figures}


def _read(row: SettledCut) -> Settled:
    sources = {date.fromisoformat(start): edition for start, edition in row.sources.items()}
    shown = {_place(name): Shown(number) for name, number in row.shown["figures"].items()}
    period = Period(row.period_start, row.period_end)
    return Settled(
        Released(row.family, period, row.edition, sources, shown, row.threshold),
        {UUID(agency): own for agency, own in row.counts.items()},
        _waits(row.days),
        tuple(UUID(agency) for agency in row.shown["agencies"]),
    )


def _place(name: str) -> Place:
    agency, _, code = name.partition("|")
    return (None if agency == ANY else UUID(agency), None if code == ANY else code)


def _waits(days: Mapping[str, str]) -> dict[tuple[UUID | None, float], str]:
    found: dict[tuple[UUID | None, float], str] = {}
    for name, words in days.items():
        agency, _, share = name.partition("|")
        found[None if agency == ANY else UUID(agency), float(share)] = words
    return found
