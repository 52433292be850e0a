"""Questions about meetings, in words. The forum never discusses a case (domain.md 6.1)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from forum.models import ItemFor as ItemFor  # said again: forms know rules, not tables
from forum.models import MeetingState
from forum.models import SeriesRhythm as SeriesRhythm

NO_CASES = "No names, aliases or details that could point to one person, in papers, speech or minutes."
THURSDAY = 3
STANDARD_START = time(10)
#: A meeting may be opened so long before its time, for those who are early.
OPENS_BEFORE = timedelta(hours=2)
MOST_IN_A_SERIES = 26
# The strategy of 2020-22 lists the members, without the day that each joined.
LISTED_SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason and the field that it belongs beside."""

    allowed: bool
    reason: str = ""
    field: str = ""


YES = Answer(True)

RHYTHM_WORDS = {
    SeriesRhythm.WEEKLY: "Every week",
    SeriesRhythm.FORTNIGHTLY: "Every two weeks",
    SeriesRhythm.MONTHLY: "Every month",
    SeriesRhythm.EVERY_SECOND_MONTH: "Every second month",
    SeriesRhythm.QUARTERLY: "Every three months",
}
WEEKS = {SeriesRhythm.WEEKLY: 1, SeriesRhythm.FORTNIGHTLY: 2}
MONTHS = {SeriesRhythm.MONTHLY: 1, SeriesRhythm.EVERY_SECOND_MONTH: 2, SeriesRhythm.QUARTERLY: 3}

FOR_WORDS: dict[ItemFor | None, str] = {
    ItemFor.DECISION: "For decision",
    ItemFor.DISCUSSION: "For discussion",
    ItemFor.INFORMATION: "For information",
}


def meeting_may_be_planned(
    title: str, place: str, starts_at: datetime, now: datetime, ends_at: datetime | None = None
) -> Answer:  # fmt: skip
    """Whether a meeting may be planned: it has a title and a place, begins in the future, and ends after that."""
    if not title.strip():
        return Answer(False, "Give the meeting a title", "title")
    if not place.strip():
        return Answer(False, "Say where it is, or that it is online", "place")
    if ends_at is not None and ends_at <= starts_at:
        return Answer(False, "It must end after it begins", "ends")
    return YES if starts_at > now else Answer(False, "Day must be in the future", "day")


def meeting_may_be_changed(state: MeetingState, began: bool) -> Answer:
    """Whether a meeting may be moved or cancelled, and its agenda changed: until it begins."""
    if state is MeetingState.CANCELLED:
        return Answer(False, "This meeting is cancelled. Plan another one")
    if state is MeetingState.HELD or began:
        return Answer(False, "This meeting has begun: its agenda and its time stay as they are")
    return YES


def meeting_may_begin(state: MeetingState, began: bool, starts_at: datetime, now: datetime) -> Answer:
    """Whether a meeting may be opened: once, from two hours before its time."""
    allowed = meeting_may_be_changed(state, began)
    if not allowed.allowed:
        return allowed
    if now < starts_at - OPENS_BEFORE:
        return Answer(False, "It is too early. A meeting can be opened from two hours before its time")
    return YES


def runs_until(starts_at: datetime, ends_at: datetime | None, agenda_minutes: int) -> datetime:
    """When a meeting ends: as planned, or else when its agenda is through; at least a quarter of an hour."""
    return ends_at or starts_at + timedelta(minutes=max(agenda_minutes, 15))


def times_of(starts_at: datetime, minutes: Sequence[int]) -> list[datetime]:
    """When each item of an agenda begins, one after the other."""
    return [starts_at + timedelta(minutes=sum(minutes[:place])) for place in range(len(minutes))]


def days_of_series(rhythm: SeriesRhythm, first: date, count: int) -> list[date]:
    """The days of a series. By the month: the same weekday of the same week (the last when the first day is the last).

    A fifth week that a month does not have becomes its last.
    """
    return [day for day, _ in zip(_days(rhythm, first), range(min(count, MOST_IN_A_SERIES)), strict=False)]


def _days(rhythm: SeriesRhythm, first: date) -> Iterator[date]:
    if rhythm in WEEKS:
        step = timedelta(weeks=WEEKS[rhythm])
        while True:
            yield first
            first += step
    is_last = (first + timedelta(weeks=1)).month != first.month
    week, months = (first.day - 1) // 7, 0
    while True:
        year, month = months_back(first, -months)
        yield _nth(year, month, first.weekday(), week, is_last)
        months += MONTHS[rhythm]


def _nth(year: int, month: int, weekday: int, week: int, is_last: bool) -> date:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    fitting = [day for day in days if day.weekday() == weekday]
    return fitting[-1] if is_last or week >= len(fitting) else fitting[week]


def clock_time_of(words: str) -> time | None:
    """A time of day as people write it (10am, 4:30pm, 16:30, 10.00); None when it is not one."""
    plain = words.strip().lower().replace(" ", "").replace(".", ":")
    shapes = ("%I%p", "%I:%M%p") if plain.endswith("m") else ("%H:%M",)
    for shape in shapes:
        try:
            return datetime.strptime(plain, shape).time()  # a time of day has no time zone
        except ValueError:
            continue
    return None


def last_thursday(year: int, month: int) -> date:
    """The last Thursday of a month, when the forum meets."""
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() - THURSDAY) % 7)


def thursday_ahead(today: date) -> date:
    """The next Thursday that leaves at least two days to read the papers."""
    earliest = today + timedelta(days=3)
    return earliest + timedelta(days=(THURSDAY - earliest.weekday()) % 7)


def months_back(day: date, months: int) -> tuple[int, int]:
    """Year and month that lie so many months before a day's own month."""
    count = day.year * 12 + day.month - 1 - months
    return count // 12, count % 12 + 1
