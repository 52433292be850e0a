"""Questions about meetings, in words. The forum never discusses a case (domain.md 6.1)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NO_CASES = "No names, aliases or details that could point to one person, in papers, speech or minutes."
THURSDAY = 3
STANDARD_START = time(10)
# The strategy of 2020-22 lists the members, without the day that each joined.
LISTED_SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason and the field that it belongs beside."""

    allowed: bool
    reason: str = ""
    field: str = ""


YES = Answer(True)


def meeting_may_be_planned(title: str, place: str, starts_at: datetime, now: datetime) -> Answer:
    """Whether a meeting may be planned: it has a title and a place, and begins in the future (domain.md 6.1)."""
    if not title.strip():
        return Answer(False, "Give the meeting a title", "title")
    if not place.strip():
        return Answer(False, "Say where it is, or that it is online", "place")
    return YES if starts_at > now else Answer(False, "Day must be in the future", "day")


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


def report_file_name(meeting_day: date, edition: int | None) -> str:
    """The name a downloaded report is saved under: it says which meeting and which edition."""
    which = "draft" if edition is None else f"edition-{edition}"
    return f"progress-report-{meeting_day.isoformat()}-{which}.pdf"


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
