"""When a service is open: as people write it, as Open Referral UK stores it, and as people say it. Pure.

A schedule is a mapping with `freq`, `byday`, `opens_at`, `closes_at` and, where a feed gave them, further names of
Open Referral UK (domain.md 8.1). Times are those of Europe/London; one that closes before it opens runs past midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from core.errors import Refused
from core.words import listed, long_day

Schedule = Mapping[str, Any]
Span = tuple[str, str]

DAY_WORDS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}
WHOLE_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
ORDER = tuple(DAY_WORDS)
ORDINALS = {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "5": "Fifth", "-1": "Last"}
WEEKLY, MONTHLY = "WEEKLY", "MONTHLY"
ALL_DAY: Span = ("00:00", "23:59")
ALL_DAY_WORDS = ("all day", "24 hours")
MOST_SPANS = 4
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:\bto\b|\buntil\b|[-–—])\s*", re.IGNORECASE)
BYDAY = re.compile(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


def typed_day(words: str) -> list[Span]:
    """The opening times of one day as they were typed: “9:30am to 12pm, 2pm to 4pm”; empty when it is closed.

    Refuses a time without am or pm unless it is written as 09:30: “9 to 5” may mean two things.
    """
    plain = " ".join(words.split()).strip(" .")
    if plain.casefold() in ("", "closed", "-"):
        return []
    if plain.casefold() in ALL_DAY_WORDS:
        return [ALL_DAY]
    spans = [_span(part) for part in re.split(r"\s*(?:,|;|\band\b)\s*", plain, flags=re.IGNORECASE)]
    if len(spans) > MOST_SPANS:
        raise Refused(f"A day can have at most {MOST_SPANS} openings")
    return spans


def _span(words: str) -> Span:
    ends = BETWEEN.split(words)
    if len(ends) != 2:
        raise Refused("Write each opening like this: 9:30am to 4pm")
    opens, closes = (_typed_time(end) for end in ends)
    if opens == closes:
        raise Refused("It cannot open and close at the same time. Write “all day” when it never closes")
    return opens, closes


def _typed_time(words: str) -> str:
    found = TIME.fullmatch(words.strip())
    if words.strip().casefold() in ("noon", "midday"):
        return "12:00"
    if words.strip().casefold() == "midnight":
        return "00:00"
    if found is None or not (found[3] or found[2]):
        raise Refused("Write times as 9:30am or 09:30, with am or pm where you leave the minutes out")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise Refused(f"{words.strip()} is no time of the day")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minute:02}"


def weekly(days: Mapping[str, Sequence[Span]]) -> list[dict[str, Any]]:
    """The weekly schedules of a week, from its days: days with the same opening share one schedule."""
    by_span: dict[Span, list[str]] = {}
    for code in ORDER:
        for span in days.get(code, ()):
            by_span.setdefault(span, []).append(code)
    return [
        {"freq": WEEKLY, "byday": ",".join(codes), "opens_at": opens, "closes_at": closes}
        for (opens, closes), codes in by_span.items()
    ]


def is_plain_week(schedule: Schedule) -> bool:
    """Whether a schedule is one that a week's seven answers can say: weekly, by day, with both its times."""
    extra = set(schedule) - {"freq", "byday", "opens_at", "closes_at", "timezone"}
    whole = all(schedule.get(name) for name in ("byday", "opens_at", "closes_at"))
    return schedule.get("freq") == WEEKLY and whole and not any(schedule[name] for name in extra)


def week_of(schedules: Iterable[Schedule]) -> dict[str, str]:
    """Each day's answer, as it would be typed, from the plain weekly schedules."""
    spans: dict[str, list[str]] = {}
    for row in schedules:
        if is_plain_week(row):
            words = _times(row)
            for code in row["byday"].split(","):
                spans.setdefault(code, []).append(words)
    return {code: ", ".join(found) for code, found in spans.items()}


def other_times(schedules: Iterable[Schedule]) -> list[str]:
    """What the week's seven answers cannot say, in words."""
    return [_words(row) for row in schedules if not is_plain_week(row)]


def opening_words(schedules: Sequence[Schedule]) -> list[str]:
    """Schedules as people say them: “Mon to Fri, 9am to 5pm”, “First Tue of the month, 2pm to 4pm”."""
    return [_words(row) for row in schedules]


def _words(row: Schedule) -> str:
    said = ", ".join(filter(None, [_which_days(row), _times(row)])) or str(row.get("description") or "")
    if row.get("description") and said != row["description"]:
        said = f"{said} ({row['description']})"
    return said + _season(row)


def _which_days(row: Schedule) -> str:
    found = BYDAY.findall(row.get("byday") or "")
    if row.get("freq") == MONTHLY:
        named = [f"{ORDINALS.get(nth, 'Each')} {DAY_WORDS[code]}" for nth, code in found]
        numbers = f"Day {row['bymonthday']}" if row.get("bymonthday") else ""
        which = listed(named) or numbers
        return f"{which} of the month" if which else "Each month"
    every = int(row.get("interval") or 1)
    days = _days([code for _, code in found]) if found else ""
    return f"Every {every} weeks, {days}".rstrip(", ") if every > 1 else days


def _days(codes: list[str]) -> str:
    places = [ORDER.index(code) for code in codes]
    runs_on = places == list(range(places[0], places[0] + len(places)))
    if len(codes) == 7 and runs_on:
        return "Every day"
    if len(codes) > 2 and runs_on:
        return f"{DAY_WORDS[codes[0]]} to {DAY_WORDS[codes[-1]]}"
    return listed([DAY_WORDS[code] for code in codes])


def _times(row: Schedule) -> str:
    opens, closes = row.get("opens_at"), row.get("closes_at")
    if not opens or not closes:
        return f"from {_hour(opens)}" if opens else ""
    return ALL_DAY_WORDS[0] if (opens, closes) == ALL_DAY else f"{_hour(opens)} to {_hour(closes)}"


def _hour(clock_time: str) -> str:
    at = time.fromisoformat(clock_time)
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _season(row: Schedule) -> str:
    first, last = (_day(row.get(name)) for name in ("valid_from", "valid_to"))
    if first and last:
        return f", {long_day(first)} to {long_day(last)}"
    return f", from {long_day(first)}" if first else f", until {long_day(last)}" if last else ""


def _day(words: object) -> date | None:
    try:
        return date.fromisoformat(str(words)[:10])
    except ValueError:
        return None


def opens(
    schedules: Iterable[Schedule], *, day: str | None = None, start: str | None = None, end: str | None = None
) -> bool:
    """Whether any one schedule is on a day, opens at `start` or later and closes at `end` or earlier (OpenAPI of 3.0).

    `day` is a code such as MO; `start` and `end` are times such as 09:00. What is not asked does not count.
    """
    return any(_fits(row, day, start, end) for row in schedules)


def _fits(row: Schedule, day: str | None, start: str | None, end: str | None) -> bool:
    opens_at, closes_at = row.get("opens_at") or "", row.get("closes_at") or ""
    past_midnight = closes_at < opens_at
    return (
        (day is None or day in [code for _, code in BYDAY.findall(row.get("byday") or "")])
        and (start is None or (bool(opens_at) and opens_at >= start))
        and (end is None or (bool(closes_at) and not past_midnight and closes_at <= end))
    )


def is_open(schedules: Iterable[Schedule], now: datetime) -> bool:
    """Whether a service is open at a moment by the clock in Manchester, by its weekly hours; monthly ones are not read.

    `now` is London's wall time.
    """
    at, today, yesterday = f"{now:%H:%M}", ORDER[now.weekday()], ORDER[(now - timedelta(days=1)).weekday()]
    return any(_is_open_by(row, at, today, yesterday) for row in schedules if is_plain_week(row))


def _is_open_by(row: Schedule, at: str, today: str, yesterday: str) -> bool:
    days, opens_at, closes_at = row["byday"].split(","), row["opens_at"][:5], row["closes_at"][:5]
    if opens_at <= closes_at:
        return today in days and opens_at <= at <= closes_at
    return (today in days and at >= opens_at) or (yesterday in days and at <= closes_at)
