"""Dates, moments, numbers, the dial and the clock, in the words of the house."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock, words
from core.dial import due_dial

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday() -> object:
    with clock.frozen_at(MONDAY):
        yield


def test_days() -> None:
    assert words.short_day(date(2026, 11, 25)) == "Wed 25 Nov"
    assert words.short_day(date(2027, 1, 4)) == "Mon 4 Jan 2027"
    assert words.long_day(date(2026, 11, 5)) == "5 November 2026"
    assert words.full_day(date(2026, 11, 25)) == "Wednesday 25 November 2026"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "today, 4:30pm"),
        (datetime(2026, 11, 20, 0, 5, tzinfo=UTC), "Fri 20 Nov, 12:05am"),
        (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), "Fri 20 Nov, 12:00pm"),
        # British Summer Time: an hour ahead, and already the next day
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thu 2 Jul, 12:30am"),
        # the hour before and after the clocks go back, 25 October 2026 at 1:00 UTC
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 Oct, 1:30am"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sun 25 Oct, 1:30am"),
    ],
)
def test_moments_are_told_in_manchester(moment: datetime, said: str) -> None:
    assert words.moment(moment) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1200, "1,200 days")])
def test_counted(number: int, said: str) -> None:
    assert words.counted(number, "day") == said


def test_counted_takes_an_irregular_plural() -> None:
    assert words.counted(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("given", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(given: list[str], said: str) -> None:
    assert words.listed(given) == said


def test_every_filter_is_one_of_these_words() -> None:
    assert {name: getattr(words, name) for name in words.FILTERS} == words.FILTERS


def test_a_frozen_clock_stands_and_then_runs_again() -> None:
    assert clock.now() == MONDAY
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        assert clock.today() == date(2026, 11, 24)
    assert clock.today() == date(2026, 11, 23)


def test_today_is_the_date_in_manchester() -> None:
    with clock.frozen_at(datetime(2026, 6, 30, 23, 15, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_the_clock_refuses_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen_at(datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    ("started", "due", "state", "said"),
    [
        ("2026-11-23", "2026-11-30", "calm", "5 working days"),
        ("2026-11-16", "2026-11-25", "calm", "2 working days"),
        ("2026-11-16", "2026-11-24", "soon", "1 working day"),
        ("2026-11-16", "2026-11-23", "soon", "Today"),
        ("2026-11-23", "2026-11-23", "soon", "Today"),
        ("2026-11-16", "2026-11-20", "late", "1 working day late"),
        ("2026-11-09", "2026-11-13", "late", "6 working days late"),
    ],
)
def test_the_dial_counts_working_days(started: str, due: str, state: str, said: str) -> None:
    dial = due_dial(started=date.fromisoformat(started), due=date.fromisoformat(due), verb="acknowledge")
    assert (dial.state, dial.words) == (state, said)
    assert dial.detail == f"acknowledge by {words.short_day(date.fromisoformat(due))}"
    assert 0 <= dial.share <= 1


def test_the_dial_fills_as_the_days_go() -> None:
    shares = []
    for day in range(23, 28):
        with clock.frozen_at(datetime(2026, 11, day, 12, tzinfo=UTC)):
            shares.append(due_dial(started=date(2026, 11, 23), due=date(2026, 11, 30), verb="decide").share)
    assert shares == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])


@pytest.mark.parametrize(
    ("verb", "said"), [("acknowledge", "Acknowledged"), ("decide", "Decided"), ("accept", "Accepted")]
)
def test_a_dial_that_is_done_says_when(verb: str, said: str) -> None:
    dial = due_dial(started=date(2026, 11, 16), due=date(2026, 11, 20), verb=verb, done=date(2026, 11, 18))
    assert (dial.state, dial.share, dial.words, dial.detail) == ("done", 1.0, said, "Wed 18 Nov")
