"""When the forum meets, and what its report is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forum import rules

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


def test_a_file_name_says_which_meeting_and_edition() -> None:
    day = date(2026, 11, 26)
    assert rules.report_file_name(day, None) == "progress-report-2026-11-26-draft.pdf"
    assert rules.report_file_name(day, 3) == "progress-report-2026-11-26-edition-3.pdf"
