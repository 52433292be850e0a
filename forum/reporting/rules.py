"""When progress reports are due, in words and by the calendar of Manchester. Pure: it is told what time it is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from core.words import counted
from forum.reporting.models import ScheduleKind as ScheduleKind  # said again: forms know rules, not tables

LONDON = ZoneInfo("Europe/London")
#: At this time of the day a report that is due is made, in summer and in winter: never an hour that is there twice.
MADE_AT = time(6)
#: What was due longer ago is not caught up with, whatever kept the worker from it.
LOOKS_BACK = timedelta(days=400)
QUARTER_MONTHS = (1, 4, 7, 10)
MOST_DAYS_BEFORE = 30

KIND_WORDS: Mapping[ScheduleKind, str] = {
    ScheduleKind.BEFORE_MEETING: "Before each meeting",
    ScheduleKind.MONTHLY: "Every month",
    ScheduleKind.QUARTERLY: "Every quarter",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One time that a schedule comes due. `key` names it within the schedule: a month, a quarter, or a meeting with the
    quarter in which its report is due. So a meeting that moves gets one report, and the next version only when that
    covers another period. `day` is what the period goes by: the last whole quarter before it (domain.md 6.7).
    """

    key: str
    due_at: datetime
    day: date
    meeting_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a schedule goes by: its kind, with days before a meeting or a day of the month."""

    kind: ScheduleKind
    days_before: int | None = None
    month_day: int | None = None

    @property
    def words(self) -> str:
        """The shape in words."""
        if self.kind is ScheduleKind.BEFORE_MEETING:
            return f"{counted(self.days_before or 0, 'day')} before each meeting"
        day = f"the {ordinal(self.month_day or 1)}"
        if self.kind is ScheduleKind.MONTHLY:
            return f"On {day} of every month"
        return f"On {day} of January, April, July and October"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason and the field that it belongs beside."""

    allowed: bool
    reason: str = ""
    field: str = ""


def shape_is_whole(shape: Shape, recipients: Sequence[str]) -> Answer:
    """Whether a schedule can be kept: before meetings it says how many days (1 to 30), else which day of the month."""
    if shape.kind is ScheduleKind.BEFORE_MEETING:
        if shape.days_before is None or not 1 <= shape.days_before <= MOST_DAYS_BEFORE:
            return Answer(False, f"Enter 1 to {MOST_DAYS_BEFORE} days", "days_before")
    elif shape.month_day is None or not 1 <= shape.month_day <= 31:
        return Answer(False, "Enter a day of the month, 1 to 31", "month_day")
    if not recipients:
        return Answer(False, "Choose at least one role that is told", "recipients")
    return Answer(True)


def due_slots(shape: Shape, since: datetime, now: datetime, meetings: Iterable[tuple[UUID, datetime]]) -> list[Slot]:
    """The slots of a schedule that are due by now, the earliest first, back to when it was switched on.

    `meetings` are those of its body that stand: id and beginning. One that was planned so late that its slot had
    passed is due at once, until it begins.
    """
    first = max(since, now - LOOKS_BACK)
    if shape.kind is ScheduleKind.BEFORE_MEETING:
        found = [(_meeting_slot(shape, *meeting), meeting[1]) for meeting in meetings]
        due = [slot for slot, begins in found if slot.due_at <= now and (slot.due_at >= first or begins > now)]
    else:
        due = [slot for slot in _month_slots(shape, first, now) if first <= slot.due_at <= now]
    return sorted(due, key=lambda slot: (slot.due_at, slot.key))


def next_slot(shape: Shape, now: datetime, meetings: Iterable[tuple[UUID, datetime]]) -> Slot | None:
    """The next slot that lies ahead; None before meetings when none is planned."""
    if shape.kind is ScheduleKind.BEFORE_MEETING:
        ahead = [_meeting_slot(shape, *meeting) for meeting in meetings]
    else:
        ahead = list(_month_slots(shape, now, now + timedelta(days=100)))
    return min((slot for slot in ahead if slot.due_at > now), key=lambda slot: slot.due_at, default=None)


def _meeting_slot(shape: Shape, meeting_id: UUID, begins: datetime) -> Slot:
    day = begins.astimezone(LONDON).date()
    due = day - timedelta(days=shape.days_before or 0)
    return Slot(f"{meeting_id}:{due.year}-Q{(due.month + 2) // 3}", _moment(due), day, meeting_id)


def _month_slots(shape: Shape, first: datetime, last: datetime) -> Iterator[Slot]:
    """Slots by month from the month of one moment to that of another; a day that a month lacks is its last."""
    year, month = first.astimezone(LONDON).year, first.astimezone(LONDON).month
    end = last.astimezone(LONDON).date()
    while date(year, month, 1) <= end:
        if shape.kind is ScheduleKind.MONTHLY or month in QUARTER_MONTHS:
            day = date(year, month, min(shape.month_day or 1, monthrange(year, month)[1]))
            yield Slot(f"{year}-{month:02}", _moment(day), day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _moment(day: date) -> datetime:
    return datetime.combine(day, MADE_AT, LONDON)


def ordinal(number: int) -> str:
    """“1st”, “22nd”, “31st”."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else endings.get(number % 10, 'th')}"


def report_may_be_withdrawn(is_withdrawn: bool, reason: str) -> Answer:
    """Whether a report may be withdrawn: once, and with a reason of some length, since its readers get it instead."""
    if is_withdrawn:
        return Answer(False, "It is withdrawn already", "reason")
    if len(reason.strip()) < 10:
        return Answer(False, "Say why, in at least 10 characters: readers get this instead of the report", "reason")
    return Answer(True)


def subject_of(body_id: UUID | None, meeting_id: UUID | None, period_start: date) -> str:
    """What the versions of a report are counted within: a meeting, or a period of a body."""
    if meeting_id is not None:
        return f"meeting:{meeting_id}"
    return f"body:{body_id or 'forum'}:{period_start.isoformat()}"


def file_name(day: date, version: int) -> str:
    """The name a report is saved under, by the day of its meeting or of its making."""
    return f"progress-report-{day.isoformat()}-version-{version}.pdf"
