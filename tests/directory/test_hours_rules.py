"""When a service is open: typed, stored, said, and asked about."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.errors import Refused
from directory import hours

NINE_TO_FIVE = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}
NIGHT = {"freq": "WEEKLY", "byday": "FR,SA", "opens_at": "20:00", "closes_at": "02:00"}


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("closed", []),
        ("9am to 5pm", [("09:00", "17:00")]),
        ("9:30am – 12pm, 2pm-4pm", [("09:30", "12:00"), ("14:00", "16:00")]),
        ("10am to noon and 1pm to 3.30pm", [("10:00", "12:00"), ("13:00", "15:30")]),
        ("09:00-17:00", [("09:00", "17:00")]),
        ("8pm until 2am", [("20:00", "02:00")]),
        ("6pm to midnight", [("18:00", "00:00")]),
        ("all day", [("00:00", "23:59")]),
    ],
)
def test_a_day_as_people_type_it(typed: str, spans: list[tuple[str, str]]) -> None:
    assert hours.typed_day(typed) == spans


@pytest.mark.parametrize("typed", ["9 to 5", "9am", "25:00 to 26:00", "13pm to 2pm", "9am to 9am", "often"])
def test_what_may_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        hours.typed_day(typed)


def test_days_with_the_same_hours_share_a_schedule_and_come_back_as_typed() -> None:
    week = {code: [("09:00", "17:00")] for code in hours.ORDER[:5]} | {"SA": [("10:00", "12:00"), ("14:00", "16:00")]}
    stored = hours.weekly(week)
    assert stored[0] == NINE_TO_FIVE
    assert hours.week_of(stored)["SA"] == "10am to 12pm, 2pm to 4pm"
    again = {code: hours.typed_day(words) for code, words in hours.week_of(stored).items()}
    assert hours.weekly(again) == stored
    assert hours.other_times(stored) == []


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ({"freq": "MONTHLY", "byday": "1TU,-1TH", "opens_at": "14:00", "closes_at": "16:00"},
         "First Tue and Last Thu of the month, 2pm to 4pm"),
        ({"freq": "MONTHLY", "bymonthday": "15"}, "Day 15 of the month"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "WE", "opens_at": "10:00"}, "Every 2 weeks, Wed, from 10am"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "12:00", "valid_to": "2026-12-18"},
         "Mon, 9am to 12pm, until 18 December 2026"),
        ({"description": "By appointment"}, "By appointment"),
        ({**NINE_TO_FIVE, "byday": ",".join(hours.ORDER), "opens_at": "00:00", "closes_at": "23:59"},
         "Every day, all day"),
    ],
)  # fmt: skip
def test_what_a_week_cannot_say_keeps_its_words(schedule: dict[str, object], words: str) -> None:
    assert hours.opening_words([schedule]) == [words]


@pytest.mark.parametrize(
    ("moment", "by_day", "by_night"),
    [
        ("2026-11-23T09:00", True, False),  # a Monday
        ("2026-11-23T17:01", False, False),
        ("2026-11-27T21:00", False, True),  # Friday
        ("2026-11-28T01:30", False, True),  # Saturday, from Friday night
        ("2026-11-29T01:30", False, True),
        ("2026-11-30T01:30", False, False),
    ],
)
def test_open_now_runs_past_midnight(moment: str, by_day: bool, by_night: bool) -> None:
    now = datetime.fromisoformat(moment)
    assert (hours.is_open([NINE_TO_FIVE], now), hours.is_open([NIGHT], now)) == (by_day, by_night)


def test_a_schedule_is_asked_for_day_and_times_together() -> None:
    both = [NINE_TO_FIVE, NIGHT]
    assert hours.opens(both, day="MO", start="09:00", end="17:00")
    assert not hours.opens(both, day="SA", start="09:00", end="17:00")
    assert not hours.opens(both, day="MO", start="10:00")
    assert hours.opens([{"freq": "MONTHLY", "byday": "1TU"}], day="TU")
