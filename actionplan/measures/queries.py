"""Reads of measures: how each stands, its line, its values, and what is owed. Shared by the forum's members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, false, select

from actionplan.measures import drawing, rules
from actionplan.measures.facts import MeasureFacts
from actionplan.measures.models import MeasureKind, MeasureValue, PlanMeasure
from actionplan.measures.rules import Period, Standing
from actionplan.models import Commitment
from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.tables import Cell

#: How many values a small line shows.
IN_SHORT = 12
HEADINGS = (
    "Reference", "Measure", "What is counted", "Unit", "Better is", "Owner agency", "Commitment", "Baseline",
    "Baseline from", "Target", "Target by", "Period begins", "Period ends", "Value", "Withheld", "Out of", "Note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueLine:
    """The value of a period as it stands, or one that was corrected since."""

    id: UUID
    period: Period
    value: float | None
    withheld: bool
    out_of: int | None
    note: str
    reason: str | None
    at: datetime
    by_name: str
    is_current: bool
    words: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in a list: how it stands, its small line, and what is owed."""

    row: PlanMeasure
    agency: str
    commitment: str
    latest: ValueLine | None
    standing: Standing
    in_short: str
    line: drawing.Line
    said: str
    owed: tuple[Period, ...]

    @property
    def is_late(self) -> bool:
        """True when a value should have come by now."""
        return any(rules.is_late(period, clock.today()) for period in self.owed)


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure with every value, the latest first, corrected ones among them."""

    short: MeasureLine
    values: tuple[ValueLine, ...]
    chart: drawing.Line
    shown: tuple[ValueLine, ...]


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """How a measure stood on a day, as a review needs it."""

    id: UUID
    reference: str
    title: str
    commitment_id: UUID | None
    commitment: str
    latest: str
    period: str
    standing: Standing
    words: str
    unit: str = ""


def visible_to(actor: Actor) -> Select[PlanMeasure]:
    """The measures an actor may read: they are shared by all who read the plan."""
    found = select(PlanMeasure)
    return found if actor.may(Permission.PLAN_READ) else found.where(false())


def measures_page(actor: Actor, number: int, *, ended: bool = False) -> Page[MeasureLine]:
    """A page of measures by reference, in a fixed number of statements."""
    which = PlanMeasure.ended_on.is_not(None) if ended else PlanMeasure.ended_on.is_(None)
    page = page_of(visible_to(actor).where(which).order_by(PlanMeasure.reference), number)
    return Page(_lines(page.items), page.page, page.total, page.size)


def standing(actor: Actor, *, commitment_id: UUID | None = None) -> list[MeasureStanding]:
    """How every measure in use stands today, or those of one commitment, by reference: what an annual review takes."""
    found = visible_to(actor).where(PlanMeasure.ended_on.is_(None)).order_by(PlanMeasure.reference)
    if commitment_id is not None:
        found = found.where(PlanMeasure.commitment_id == commitment_id)
    return [
        MeasureStanding(
            each.row.id, each.row.reference, each.row.title, each.row.commitment_id, each.commitment,
            each.latest.words if each.latest else "", each.latest.period.words if each.latest else "",
            each.standing, each.in_short, rules.unit_words(each.row.kind, each.row.unit),
        )
        for each in _lines(list(current_session().scalars(found)))
    ]  # fmt: skip


def values_between(actor: Actor, start: date, end: date) -> dict[UUID, list[ValueLine]]:
    """The values that stand, of periods that ended in some days, by measure, the oldest first: a review's charts."""
    found = _values(current_session().scalars(visible_to(actor).where(PlanMeasure.ended_on.is_(None))))
    return {
        measure_id: [each for each in values if each.is_current and start <= each.period.ends <= end]
        for measure_id, values in found.items()
    }


def owed_by(actor: Actor, agency_id: UUID) -> list[MeasureLine]:
    """The measures of an agency of which a value is owed, those in use."""
    found = visible_to(actor).where(PlanMeasure.owner_agency_id == agency_id, PlanMeasure.ended_on.is_(None))
    return [
        each for each in _lines(list(current_session().scalars(found.order_by(PlanMeasure.reference)))) if each.owed
    ]


def row_of(actor: Actor, measure_id: UUID) -> PlanMeasure:
    """One measure as it is stored; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(PlanMeasure.id == measure_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def measure(actor: Actor, measure_id: UUID) -> MeasureView:
    """One measure with its values and its line."""
    row = row_of(actor, measure_id)
    values = _values([row]).get(row.id, [])
    current = tuple(each for each in values if each.is_current)
    chart = drawing.line_of(
        [each.value for each in current], baseline=row.baseline, target=row.target, width=480, height=200, margin=16
    )
    newest = tuple(sorted(values, key=lambda each: (each.period.begins, each.at, each.is_current), reverse=True))
    return MeasureView(_lines([row])[0], newest, chart, current)


def value(actor: Actor, value_id: UUID) -> tuple[PlanMeasure, ValueLine]:
    """One value with its measure; NotVisible when there is none for this actor."""
    found = current_session().get(MeasureValue, value_id)
    if found is None:
        raise NotVisible
    row = row_of(actor, found.measure_id)
    return row, next(each for each in _values([row])[row.id] if each.id == value_id)


def given_periods(measure_id: UUID) -> set[date]:
    """The first days of the periods that have a value."""
    found = select(MeasureValue.period_begins).where(MeasureValue.measure_id == measure_id).distinct()
    return set(current_session().scalars(found))


def facts_of(row: PlanMeasure) -> MeasureFacts:
    """A stored measure as a whole value."""
    return MeasureFacts(
        title=row.title, definition=row.definition, unit=row.unit, kind=row.kind, direction=row.direction,
        frequency=row.frequency, source=row.source, owner_agency_id=row.owner_agency_id, owner_name=row.owner_name,
        first_period=row.first_period, commitment_id=row.commitment_id, baseline=row.baseline,
        baseline_period=row.baseline_period, target=row.target, target_by=row.target_by, caveat=row.caveat,
    )  # fmt: skip


def export_rows(actor: Actor) -> tuple[tuple[str, ...], list[list[Cell]]]:
    """Every measure with the values that stand, one a row; the export is recorded in the audit trail."""
    rows = list(current_session().scalars(visible_to(actor).order_by(PlanMeasure.reference)))
    audit.record(actor=actor, verb="exported", kind="measures")
    values, names, codes = _values(rows), names_of({row.owner_agency_id for row in rows}), _codes(rows)
    return HEADINGS, [
        [*_about(row, names, codes), *cells] for row in rows for cells in _current_cells(values.get(row.id, []))
    ]


def _current_cells(values: Sequence[ValueLine]) -> list[list[Cell]]:
    """The values that stand, one a row; one empty row when there is none, so that no measure is left out."""
    return [_cells(each) for each in values if each.is_current] or [[None] * 6]


def _about(row: PlanMeasure, names: dict[UUID, str], codes: dict[UUID, str]) -> list[Cell]:
    better = {"up": "Higher", "down": "Lower", "watched": "Neither"}[row.direction]
    return [
        row.reference, row.title, row.definition, "%" if row.kind is MeasureKind.PERCENT else row.unit, better,
        names[row.owner_agency_id], codes.get(row.commitment_id) if row.commitment_id else None, row.baseline,
        row.baseline_period, row.target, row.target_by,
    ]  # fmt: skip


def _cells(each: ValueLine) -> list[Cell]:
    kept = "withheld" if each.withheld else None
    return [each.period.begins, each.period.ends, each.value, kept, each.out_of, each.note]


def _lines(rows: Sequence[PlanMeasure]) -> list[MeasureLine]:
    values, names, codes = _values(rows), names_of({row.owner_agency_id for row in rows}), _codes(rows)
    return [
        _line(row, names[row.owner_agency_id], codes.get(row.commitment_id, "") if row.commitment_id else "",
              [each for each in values.get(row.id, []) if each.is_current])
        for row in rows
    ]  # fmt: skip


def _line(row: PlanMeasure, agency: str, commitment: str, current: Sequence[ValueLine]) -> MeasureLine:
    shown = current[-IN_SHORT:]
    latest = current[-1] if current else None
    known = next((each.value for each in reversed(current) if each.value is not None), None)
    state = rules.standing_of(row.direction, row.baseline, row.target, known)
    given = [each.period.begins for each in current]
    owed = () if row.ended_on else rules.owed(row.first_period, row.frequency, given, clock.today())
    return MeasureLine(
        row=row, agency=agency, commitment=commitment, latest=latest, standing=state,
        in_short=rules.in_short(
            state, row.kind, row.unit, baseline=row.baseline, target=row.target, target_by=row.target_by, latest=known
        ),
        line=drawing.line_of(
            [each.value for each in shown], baseline=row.baseline, target=row.target, width=140, height=32
        ),
        said=drawing.said_of([(each.period, each.value) for each in shown], row.kind, row.unit),
        owed=tuple(owed),
    )  # fmt: skip


def _values(rows: Iterable[PlanMeasure]) -> dict[UUID, list[ValueLine]]:
    """Every value of some measures, the oldest period first; a value that another corrects is not current."""
    known = {row.id: row for row in rows}
    if not known:
        return {}
    stored = (
        current_session()
        .scalars(
            select(MeasureValue)
            .where(MeasureValue.measure_id.in_(known))
            .order_by(MeasureValue.period_begins, MeasureValue.at, MeasureValue.id)
        )
        .all()
    )
    corrected = {each.corrects_id for each in stored}
    found: dict[UUID, list[ValueLine]] = {}
    for each in stored:
        row = known[each.measure_id]
        found.setdefault(row.id, []).append(_value_line(row, each, each.id not in corrected))
    return found


def _value_line(row: PlanMeasure, each: MeasureValue, is_current: bool) -> ValueLine:
    return ValueLine(
        id=each.id, period=Period(each.period_begins, each.period_ends), value=each.value, withheld=each.withheld,
        out_of=each.out_of, note=each.note, reason=each.reason, at=each.at, by_name=each.by_name,
        is_current=is_current, words=rules.shown(each.value, row.kind, row.unit, withheld=each.withheld),
    )  # fmt: skip


def _codes(rows: Iterable[PlanMeasure]) -> dict[UUID, str]:
    wanted = {row.commitment_id for row in rows if row.commitment_id}
    found = select(Commitment.id, Commitment.code).where(Commitment.id.in_(wanted))
    return {commitment_id: code for commitment_id, code in current_session().execute(found)} if wanted else {}
