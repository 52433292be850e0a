"""What a measure may say, how it stands, and how its line is drawn: pure questions.

Sources: domain.md 6.7 (disclosure control: 1 to 4 people withheld, the rest to the nearest 5; percentages of few
people withheld), 6.6 (statistics in the annual review), seed conflict 1 in section 10 (184 and 183: both stay).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import isfinite
from uuid import UUID

from actionplan.measures.models import Direction as Direction
from actionplan.measures.models import Frequency as Frequency
from actionplan.measures.models import MeasureKind as MeasureKind
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused
from core.words import long_day

KIND_WORDS = {
    MeasureKind.COUNT: "A count of things (reports, meetings, leaflets)", MeasureKind.PEOPLE: "A count of people",
    MeasureKind.PERCENT: "A percentage", MeasureKind.DAYS: "Days", MeasureKind.MONEY: "Pounds",
}  # fmt: skip
DIRECTION_WORDS = {
    Direction.UP: "Higher is better", Direction.DOWN: "Lower is better",
    Direction.WATCHED: "Watched only: neither is better",
}  # fmt: skip
FREQUENCY_WORDS = {
    Frequency.MONTH: "Every month", Frequency.QUARTER: "Every quarter", Frequency.YEAR: "Every year, April to March",
}  # fmt: skip
MONTHS_OF = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
#: The smallest group of which a share is told (domain.md 6.7: 20 for safety).
LEAST_OUT_OF = 20
WITHHELD_BELOW = 5
ROUNDED_TO = 5
LARGEST = 1_000_000_000
#: How long after a period ends its value is asked for, and when it is late.
ASKED_AFTER = timedelta(days=14)
LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a plan year, from its first day to its last."""

    begins: date
    ends: date

    @property
    def words(self) -> str:
        """“March 2026”, “January to March 2026” or “April 2025 to March 2026”."""
        if (self.begins.year, self.begins.month) == (self.ends.year, self.ends.month):
            return f"{self.ends:%B %Y}"
        year = "" if self.begins.year == self.ends.year else f" {self.begins.year}"
        return f"{self.begins:%B}{year} to {self.ends:%B %Y}"


class Standing(StrEnum):
    """How a measure stands against its baseline and its target."""

    MET = "met"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    SHORT = "short"
    WATCHED = "watched"
    UNKNOWN = "unknown"


STANDING_WORDS = {
    Standing.MET: "Target met", Standing.BETTER: "Better than it began", Standing.SAME: "As it began",
    Standing.WORSE: "Worse than it began", Standing.SHORT: "Target not met yet",
    Standing.WATCHED: "Watched", Standing.UNKNOWN: "No value yet",
}  # fmt: skip
STANDING_TAGS = {
    Standing.MET: "blue", Standing.BETTER: "green", Standing.SAME: "amber", Standing.WORSE: "red",
    Standing.SHORT: "amber", Standing.WATCHED: "plain", Standing.UNKNOWN: "grey",
}  # fmt: skip


def period_of(day: date, frequency: Frequency) -> Period:
    """The period that holds a day; quarters and years count from April, as the plan does."""
    months = MONTHS_OF[frequency]
    since = (day.year * 12 + day.month - 1) - 3
    first = since - since % months + 3
    begins = date(first // 12, first % 12 + 1, 1)
    after = first + months
    return Period(begins, date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


def next_period(period: Period, frequency: Frequency) -> Period:
    """The period after one."""
    return period_of(period.ends + timedelta(days=1), frequency)


def periods_since(first: date, frequency: Frequency, today: date) -> list[Period]:
    """Every period that is over, from the first one to today, the latest first."""
    found = []
    period = period_of(first, frequency)
    while period.ends < today:
        found.append(period)
        period = next_period(period, frequency)
    return found[::-1]


def owed(first: date, frequency: Frequency, given: Iterable[date], today: date) -> list[Period]:
    """The periods that ended and have no value, the oldest first."""
    known = set(given)
    return [each for each in periods_since(first, frequency, today)[::-1] if each.begins not in known]


def is_late(period: Period, today: date) -> bool:
    """True when a period's value should have come: more than 14 days after its end."""
    return today > period.ends + ASKED_AFTER


def value_may_be(kind: MeasureKind, value: float | None, withheld: bool, out_of: int | None) -> Refused | None:
    """What may be written down for a period; None allows it.

    A value or that it is withheld, not both. 1 to 4 people are withheld and more come to the nearest 5; a share is
    whole, 0 to 100, and of fewer than 20 it is withheld (domain.md 6.7).
    """
    if withheld:
        return None if value is None else Refused("Give a value, or say that it is withheld.", field="value")
    if value is None or not isfinite(value):
        return Refused("Enter the value, or say that it is withheld.", field="value")
    if not 0 <= value <= LARGEST:
        return Refused("The value must be 0 or more.", field="value")
    if kind in (MeasureKind.COUNT, MeasureKind.PEOPLE, MeasureKind.PERCENT) and value != int(value):
        return Refused("Enter a whole number.", field="value")
    return _about_people(kind, value, out_of)


def _about_people(kind: MeasureKind, value: float, out_of: int | None) -> Refused | None:
    if kind is MeasureKind.PEOPLE and 0 < value < WITHHELD_BELOW:
        return Refused("1 to 4 people could point to somebody.", instead="Say that it is withheld.", field="value")
    if kind is MeasureKind.PEOPLE and value % ROUNDED_TO:
        near = int(ROUNDED_TO * ((value + ROUNDED_TO / 2) // ROUNDED_TO))
        return Refused("People are counted to the nearest 5 here.", instead=f"Enter {near}.", field="value")
    if kind is not MeasureKind.PERCENT:
        return None
    if value > 100:
        return Refused("A percentage is 0 to 100.", field="value")
    if out_of is None:
        return Refused("Say of how many this is a share.", field="out_of")
    if out_of < LEAST_OUT_OF:
        few = f"This is a share of fewer than {LEAST_OUT_OF}."
        return Refused(few, instead="Say that it is withheld.", field="value")
    return None


def start_may_be(kind: MeasureKind, value: float | None, field: str) -> Refused | None:
    """What a baseline or a target may be: nothing, or a value that might be written down."""
    if value is None:
        return None
    found = value_may_be(kind, value, False, LEAST_OUT_OF)
    return None if found is None else Refused(found.reason, instead=found.instead, field=field)


def target_makes_sense(
    direction: Direction, baseline: float | None, target: float | None, target_by: date | None
) -> Refused | None:
    """A target lies on the better side of the baseline and has a day; what is only watched has none."""
    if target is None:
        return Refused("Give the target, or leave its day out.", field="target") if target_by else None
    if direction is Direction.WATCHED:
        return Refused("What is only watched has no target.", instead="Choose which way is better.", field="target")
    if target_by is None:
        return Refused("Say by when the target is to be met.", field="target_by")
    if baseline is None:
        return None
    ahead = target > baseline if direction is Direction.UP else target < baseline
    if not ahead:
        where = "above" if direction is Direction.UP else "below"
        return Refused(f"The target must be {where} where it began.", field="target")
    return None


def value_may_be_brought(actor: Actor, owner_agency_id: UUID) -> Refused | None:
    """Who brings a measure's values: its owner agency's representatives, and the plan's keeper."""
    if actor.may(Permission.PLAN_WRITE):
        return None
    if actor.agency_id == owner_agency_id and actor.may(Permission.PLAN_UPDATE_OWN):
        return None
    return Refused("Only the agency that owns this measure brings its values.", instead="Ask the forum coordinator.")


def period_may_have_value(period: Period, first: date, frequency: Frequency, today: date) -> Refused | None:
    """A value belongs to a whole period of the measure that is over."""
    if period != period_of(period.begins, frequency) or period.begins < period_of(first, frequency).begins:
        return Refused("Choose a period from the list.", field="period")
    if period.ends >= today:
        return Refused(f"{period.words} is not over yet.", field="period")
    return None


def reason_is_given(reason: str) -> Refused | None:
    """A correction, an end and a retirement say why, in 10 characters or more."""
    if len(reason.strip()) < LEAST_REASON:
        return Refused(f"Say why, in {LEAST_REASON} characters or more.", field="reason")
    return None


def standing_of(direction: Direction, baseline: float | None, target: float | None, latest: float | None) -> Standing:
    """How the latest value stands: the target first, then the baseline; a direction decides what is better."""
    if latest is None:
        return Standing.UNKNOWN
    if direction is Direction.WATCHED:
        return Standing.WATCHED
    sign = 1 if direction is Direction.UP else -1
    if target is not None and sign * (latest - target) >= 0:
        return Standing.MET
    if baseline is None:
        return Standing.WATCHED if target is None else Standing.SHORT
    if latest == baseline:
        return Standing.SAME
    return Standing.BETTER if sign * (latest - baseline) > 0 else Standing.WORSE


def shown(value: float | None, kind: MeasureKind, unit: str, *, withheld: bool = False) -> str:
    """A value in words: “1,200 reports”, “32%”, “£1,500”, “[c]” when it is withheld, “none” when there is none."""
    if withheld:
        return "[c]"
    if value is None:
        return "none"
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")
    if kind is MeasureKind.PERCENT:
        return f"{number}%"
    if kind is MeasureKind.MONEY:
        return f"£{number}"
    return f"{number} {unit}".strip()


def unit_words(kind: MeasureKind, unit: str) -> str:
    """What the numbers of a measure count, for the side of a chart."""
    return {MeasureKind.PERCENT: "per cent", MeasureKind.MONEY: "pounds"}.get(kind, unit)


def way_gone(baseline: float | None, target: float | None, latest: float | None) -> int | None:
    """How much of the way from baseline to target is behind, in per cent, 0 to 100; None when it cannot be said."""
    if baseline is None or target is None or latest is None or target == baseline:
        return None
    return round(100 * min(1.0, max(0.0, (latest - baseline) / (target - baseline))))


def in_short(standing: Standing, kind: MeasureKind, unit: str, *, baseline: float | None, target: float | None,
             target_by: date | None, latest: float | None) -> str:  # fmt: skip
    """One sentence of fact: from where, to where, and how far."""
    if latest is None:
        return "No value yet."
    words = [f"{shown(latest, kind, unit)} now"]
    if baseline is not None:
        words.append(f"{shown(baseline, kind, unit)} when it began")
    if target is not None and target_by is not None:
        words.append(f"{shown(target, kind, unit)} wanted by {long_day(target_by)}")
    gone = way_gone(baseline, target, latest)
    if gone is not None and standing is not Standing.MET:
        words.append(f"{gone}% of the way")
    return f"{'; '.join(words)}."


def next_reference(taken: Iterable[str]) -> str:
    """The next reference after those taken: M-01, M-02 and so on; none is used twice."""
    numbers = [int(each.removeprefix("M-")) for each in taken if each.removeprefix("M-").isdecimal()]
    return f"M-{max(numbers, default=0) + 1:02}"
