"""Where an action's bar lies in the plan's year: shares of its width, 0 to 1, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.words import long_day

MONTHS = "AMJJASONDJFM"


@dataclass(frozen=True, slots=True)
class Year:
    """The plan's year, April to March, that holds a day."""

    begins: date
    ends: date

    @property
    def label(self) -> str:
        """“2026 to 2027”."""
        return f"{self.begins.year} to {self.ends.year}"

    def share(self, day: date) -> float:
        """How far into the year a day lies; below 0 or above 1 when outside."""
        return (day - self.begins).days / ((self.ends - self.begins).days + 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One action in time, as the template of the bar takes it."""

    kind: str
    start_share: float
    end_share: float
    done_share: float
    today_share: float
    late_to_share: float | None
    words: str
    first_share: float | None = None


def year_of(day: date) -> Year:
    """The financial year that holds a day: the plan's year, as councils count it."""
    first = day.year if day.month >= 4 else day.year - 1
    return Year(date(first, 4, 1), date(first + 1, 3, 31))


def bar_of(
    *,
    kind: str,
    starts_on: date,
    due_on: date,
    done_percent: int,
    is_late: bool,
    today: date,
    year: Year,
    first_due_on: date | None = None,
) -> Bar:
    """The bar of one action. `is_late` draws a dotted tail to today, an earlier first date a dotted mark."""
    first = None if first_due_on == due_on else first_due_on
    return Bar(
        kind=kind,
        start_share=year.share(starts_on),
        end_share=year.share(due_on),
        done_share=done_percent / 100,
        today_share=year.share(today),
        late_to_share=year.share(today) if is_late else None,
        words=f"{long_day(starts_on)} to {long_day(due_on)}, {done_percent}% done{', overdue' if is_late else ''}"
        + (f", first due {long_day(first)}" if first else ""),
        first_share=year.share(first) if first else None,
    )
