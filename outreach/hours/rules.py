"""Which hours of a night can be counted, and how they are put together. Pure. Numbers alone: nobody is in them.

Source: the scoping exercise of 2016 (all-night sessions that mapped hours and days worked), and domain.md 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.errors import Refused

MOST_SEEN = 999
HOUR = timedelta(hours=1)
#: Two hours at a time through the night, the day in one: a single hour of a single night could point at somebody.
BANDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("6pm to 8pm", (18, 19)),
    ("8pm to 10pm", (20, 21)),
    ("10pm to midnight", (22, 23)),
    ("Midnight to 2am", (0, 1)),
    ("2am to 4am", (2, 3)),
    ("4am to 6am", (4, 5)),
    ("By day", tuple(range(6, 18))),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Slot:
    """One hour of a session that can be counted; `is_now` while it runs."""

    hour: int
    words: str
    is_now: bool


def slots_of(began_at: datetime, ended_at: datetime | None, now: datetime, longest: timedelta) -> list[Slot]:
    """The hours of a session, from its first to its last or the one that runs now; at most `longest` of them.

    Takes aware moments; the hours are those of the clock that `began_at` is given in. The hour that comes twice in
    October is counted as one.
    """
    last = min(ended_at or now, began_at + longest, now)
    moment = began_at.replace(minute=0, second=0, microsecond=0)
    slots: dict[int, Slot] = {}
    while moment.astimezone(UTC) <= last.astimezone(UTC):
        after = (moment.astimezone(UTC) + HOUR).astimezone(began_at.tzinfo)
        running = ended_at is None and moment.astimezone(UTC) <= now < after.astimezone(UTC)
        slots[moment.hour] = Slot(moment.hour, hour_words(moment.hour), running)
        moment = after
    return list(slots.values())


def hour_words(hour: int) -> str:
    """“1am to 2am”."""
    return f"{_clock(hour)} to {_clock((hour + 1) % 24)}"


def _clock(hour: int) -> str:
    return f"{hour % 12 or 12}{'am' if hour < 12 else 'pm'}"


def counts_may_be(seen: Mapping[int, int | None], slots: list[Slot], ward: str, wards: Mapping[str, str]) -> (
    Refused | None
):  # fmt: skip
    """Whether counts are of the session's own hours, each 0 to 999, in a ward of the list."""
    if ward not in wards:
        return Refused("Choose a ward from the list.", field="ward")
    known = {slot.hour for slot in slots}
    for hour, number in seen.items():
        if hour not in known:
            return Refused("That hour is not one of this session.")
        if number is not None and not 0 <= number <= MOST_SEEN:
            return Refused(f"{hour_words(hour)} must be 0 to {MOST_SEEN}")
    return None


def band_of(hour: int) -> int:
    """The place in `BANDS` of an hour, 0 to 23."""
    return next(place for place, (_, hours) in enumerate(BANDS) if hour in hours)


def in_bands(counts: Mapping[tuple[int, int], int]) -> list[list[int]]:
    """Counts by (weekday, hour) as a table of weekdays by bands."""
    table = [[0] * len(BANDS) for _ in DAYS]
    for (weekday, hour), number in counts.items():
        table[weekday][band_of(hour)] += number
    return table
