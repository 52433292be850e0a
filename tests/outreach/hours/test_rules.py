"""Which hours of a night can be counted, and how they are put together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core import clock
from outreach import catalogue
from outreach.hours import rules

EVENING = datetime(2026, 11, 20, 21, 40, tzinfo=clock.LONDON)
LONGEST = timedelta(hours=18)
WARD = "E05011350"


def test_the_hours_of_a_night_run_from_its_first_to_the_one_that_runs_now() -> None:
    slots = rules.slots_of(EVENING, None, EVENING + timedelta(hours=4), LONGEST)
    assert [slot.hour for slot in slots] == [21, 22, 23, 0, 1]
    assert [slot.is_now for slot in slots] == [False, False, False, False, True]
    assert (slots[0].words, slots[2].words, slots[3].words) == ("9pm to 10pm", "11pm to 12am", "12am to 1am")
    ended = rules.slots_of(EVENING, EVENING + timedelta(hours=1), EVENING + timedelta(days=1), LONGEST)
    assert [slot.hour for slot in ended] == [21, 22]
    assert not any(slot.is_now for slot in ended)
    forgotten = rules.slots_of(EVENING, None, EVENING + timedelta(days=3), LONGEST)
    assert len(forgotten) == 19
    assert not any(slot.is_now for slot in forgotten)


def test_the_hour_that_comes_twice_in_october_is_one() -> None:
    began = datetime(2026, 10, 24, 23, 0, tzinfo=clock.LONDON)  # 1am comes twice
    hours = [
        slot.hour
        for slot in rules.slots_of(began, None, clock.london(began.astimezone(UTC) + timedelta(hours=6)), LONGEST)
    ]
    assert hours == [23, 0, 1, 2, 3, 4]


def test_counts_are_of_the_sessions_hours_and_a_ward() -> None:
    slots = rules.slots_of(EVENING, None, EVENING, LONGEST)
    assert rules.counts_may_be({21: 4}, slots, WARD, catalogue.wards()) is None
    assert rules.counts_may_be({21: None}, slots, WARD, catalogue.wards()) is None
    for seen, ward in (({22: 4}, WARD), ({21: -1}, WARD), ({21: 1000}, WARD), ({21: 4}, "14 Sackville Street")):
        assert rules.counts_may_be(seen, slots, ward, catalogue.wards()) is not None


def test_every_hour_stands_in_one_band() -> None:
    hours = [hour for _, band in rules.BANDS for hour in band]
    assert sorted(hours) == list(range(24))
    table = rules.in_bands({(4, 23): 3, (4, 22): 2, (4, 0): 7})
    assert table[4] == [0, 0, 5, 7, 0, 0, 0]
    assert sum(map(sum, table)) == 12
