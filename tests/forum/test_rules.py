"""When the forum meets."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forum import rules
from forum.models import MeetingState, SeriesRhythm

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10am", time(10)), ("10 AM", time(10)), ("4:30pm", time(16, 30)), ("4.30 pm", time(16, 30)),
        ("14:30", time(14, 30)), ("09.00", time(9)), ("12am", time(0)), ("12pm", time(12)),
        ("", None), ("ten", None), ("25:00", None), ("13pm", None), ("10", None), ("10:70", None), ("am", None),
    ],
)  # fmt: skip
def test_times_as_people_write_them(words: str, expected: time | None) -> None:
    assert rules.clock_time_of(words) == expected


@pytest.mark.parametrize(
    ("title", "place", "ahead", "field"),
    [
        ("Forum meeting", "Online", timedelta(hours=1), ""),
        ("  ", "Online", timedelta(hours=1), "title"),
        ("Forum meeting", "", timedelta(hours=1), "place"),
        ("Forum meeting", "Online", timedelta(0), "day"),
        ("Forum meeting", "Online", timedelta(days=-1), "day"),
    ],
)
def test_a_meeting_has_a_title_a_place_and_lies_ahead(title: str, place: str, ahead: timedelta, field: str) -> None:
    answer = rules.meeting_may_be_planned(title, place, NOW + ahead, NOW)
    assert (answer.allowed, answer.field) == (not field, field)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2026, 9, 24), (2026, 7, 30), (2026, 12, 31), (2027, 1, 28), (2028, 2, 24)]
)
def test_last_thursday(year: int, month: int, day: int) -> None:
    assert rules.last_thursday(year, month) == date(year, month, day)


@pytest.mark.parametrize("offset", range(14))
def test_the_next_meeting_is_a_thursday_with_days_to_read(offset: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=offset)
    ahead = rules.thursday_ahead(today)
    assert ahead.weekday() == rules.THURSDAY
    assert 3 <= (ahead - today).days <= 9


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2026, 11, 26), 2, (2026, 9)), (date(2027, 1, 28), 2, (2026, 11)), (date(2027, 2, 1), 4, (2026, 10))],
)
def test_months_back(day: date, months: int, expected: tuple[int, int]) -> None:
    assert rules.months_back(day, months) == expected


@pytest.mark.parametrize(
    ("rhythm", "first", "expected"),
    [
        (SeriesRhythm.WEEKLY, date(2027, 1, 28), [date(2027, 2, 4), date(2027, 2, 11)]),
        (SeriesRhythm.FORTNIGHTLY, date(2026, 12, 24), [date(2027, 1, 7), date(2027, 1, 21)]),
        (SeriesRhythm.MONTHLY, date(2027, 1, 12), [date(2027, 2, 9), date(2027, 3, 9)]),  # second Tuesday
        (SeriesRhythm.MONTHLY, date(2027, 1, 28), [date(2027, 2, 25), date(2027, 3, 25)]),  # last Thursday
        (SeriesRhythm.EVERY_SECOND_MONTH, date(2026, 11, 26), [date(2027, 1, 28), date(2027, 3, 25)]),
        (SeriesRhythm.QUARTERLY, date(2026, 12, 2), [date(2027, 3, 3), date(2027, 6, 2)]),
        (SeriesRhythm.MONTHLY, date(2027, 4, 22), [date(2027, 5, 27), date(2027, 6, 24)]),  # fourth of four or five
    ],
)
def test_a_series_keeps_its_weekday(rhythm: SeriesRhythm, first: date, expected: list[date]) -> None:
    days = rules.days_of_series(rhythm, first, 3)
    assert days[0] == first
    assert days[1:] == expected
    assert len(rules.days_of_series(rhythm, first, 99)) == rules.MOST_IN_A_SERIES


@pytest.mark.parametrize(
    ("state", "began", "minutes_before", "allowed"),
    [
        (MeetingState.PLANNED, False, 120, True), (MeetingState.PLANNED, False, 121, False),
        (MeetingState.PLANNED, False, -600, True), (MeetingState.PLANNED, True, 0, False),
        (MeetingState.CANCELLED, False, 0, False), (MeetingState.HELD, True, 0, False),
    ],
)  # fmt: skip
def test_when_a_meeting_may_be_opened(state: MeetingState, began: bool, minutes_before: int, allowed: bool) -> None:
    starts_at = NOW + timedelta(minutes=minutes_before)
    assert rules.meeting_may_begin(state, began, starts_at, NOW).allowed is allowed


def test_items_follow_one_another_and_a_meeting_ends_with_its_agenda() -> None:
    times = rules.times_of(NOW, [5, 10, 15])
    assert [(at - NOW).total_seconds() / 60 for at in times] == [0, 5, 15]
    assert rules.runs_until(NOW, None, 125) == NOW + timedelta(minutes=125)
    assert rules.runs_until(NOW, None, 0) == NOW + timedelta(minutes=15)
    assert rules.runs_until(NOW, NOW + timedelta(hours=2), 125) == NOW + timedelta(hours=2)
