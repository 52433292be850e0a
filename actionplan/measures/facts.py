"""What a caller says of a measure and of a statistic, as whole values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplan.measures.models import Direction, Frequency, MeasureKind
from actionplan.measures.rules import period_of, start_may_be, target_makes_sense
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """A whole measure, without its values."""

    title: str
    definition: str
    unit: str
    kind: MeasureKind
    direction: Direction
    frequency: Frequency
    source: str
    owner_agency_id: UUID
    owner_name: str
    first_period: date
    commitment_id: UUID | None = None
    baseline: float | None = None
    baseline_period: str = ""
    target: float | None = None
    target_by: date | None = None
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """The value of a period, or that it is withheld."""

    value: float | None
    withheld: bool = False
    out_of: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure is printed, and what is to be known of it."""

    says: str
    period: str
    area: str
    source: str
    author: str
    dated: str
    place_in_source: str = ""
    url: str = ""
    caveat: str = ""


def measure_is_whole(facts: MeasureFacts) -> Refused | None:
    """What a measure cannot do without: what is counted, by what, where from, and numbers that fit each other."""
    for words, reason, field in (
        (facts.title, "Say what it measures", "title"),
        (facts.definition, "Say exactly what is counted", "definition"),
        (facts.source, "Say where its values come from", "source"),
        (facts.owner_name, "Name the owner’s job", "owner_name"),
    ):
        if not words.strip():
            return Refused(reason, field=field)
    if facts.kind in (MeasureKind.COUNT, MeasureKind.PEOPLE) and not facts.unit.strip():
        return Refused("Say what one of it is called, such as reports", field="unit")
    if facts.baseline is not None and not facts.baseline_period.strip():
        return Refused("Say when it was at this", field="baseline_period")
    return (
        start_may_be(facts.kind, facts.baseline, "baseline")
        or start_may_be(facts.kind, facts.target, "target")
        or target_makes_sense(facts.direction, facts.baseline, facts.target, facts.target_by)
    )


def shape_may_change(before: MeasureFacts, after: MeasureFacts, has_values: bool) -> Refused | None:
    """With its first value a measure keeps its kind, its periods and where they begin: else the line would lie."""
    if not has_values:
        return None
    for old, new, field in (
        (before.kind, after.kind, "kind"),
        (before.frequency, after.frequency, "frequency"),
        (before.first_period, period_of(after.first_period, after.frequency).begins, "first_period"),
    ):
        if old != new:
            reason = "This measure has values already, and they were given for what it was."
            return Refused(reason, instead="End it, and add a new one.", field=field)
    return None


def source_is_whole(figure: str, source: Source) -> Refused | None:
    """A cited figure names itself, what it counts, its source and its date; an address is one of the web."""
    for words, reason, field in (
        (figure, "Enter the figure as it is printed", "figure"),
        (source.says, "Say what the figure counts", "says"),
        (source.source, "Name the source", "source"),
        (source.dated, "Give the date of the source", "dated"),
    ):
        if not words.strip():
            return Refused(reason, field=field)
    if source.url and not source.url.startswith(("https://", "http://")):
        return Refused("The address must begin with https://", field="url")
    return None
