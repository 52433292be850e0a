"""When reports are due, by the calendar of Manchester."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from forum.reporting import rules
from forum.reporting.rules import ScheduleKind, Shape

BEFORE = Shape(ScheduleKind.BEFORE_MEETING, days_before=5)
MONTHLY = Shape(ScheduleKind.MONTHLY, month_day=31)
QUARTERLY = Shape(ScheduleKind.QUARTERLY, month_day=5)


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def days(shape: Shape, since: datetime, now: datetime, *meetings: datetime) -> list[str]:
    rows = [(uuid4(), begins) for begins in meetings]
    return [f"{slot.due_at:%Y-%m-%d %H:%M %z}" for slot in rules.due_slots(shape, since, now, rows)]


def test_a_month_without_the_day_takes_its_last_and_six_oclock_stays_six_oclock() -> None:
    found = days(MONTHLY, at(2027, 10, 15), at(2028, 4, 1))
    assert found == [
        "2027-10-31 06:00 +0000", "2027-11-30 06:00 +0000", "2027-12-31 06:00 +0000", "2028-01-31 06:00 +0000",
        "2028-02-29 06:00 +0000", "2028-03-31 06:00 +0100",
    ]  # fmt: skip
    assert days(QUARTERLY, at(2027, 1, 1), at(2027, 12, 31)) == [
        "2027-01-05 06:00 +0000", "2027-04-05 06:00 +0100", "2027-07-05 06:00 +0100", "2027-10-05 06:00 +0100",
    ]  # fmt: skip


def test_nothing_is_due_before_the_schedule_was_switched_on_or_longer_ago_than_is_caught_up_with() -> None:
    assert days(MONTHLY, at(2027, 1, 31, 7), at(2027, 2, 27)) == []
    assert days(MONTHLY, at(2027, 1, 31, 5), at(2027, 2, 27)) == ["2027-01-31 06:00 +0000"]
    assert len(days(MONTHLY, at(2020, 1, 1), at(2027, 1, 15))) == 13


def test_a_report_comes_days_before_a_meeting_or_at_once_when_the_meeting_was_planned_late() -> None:
    now = at(2027, 3, 29)
    soon, later, late, gone = at(2027, 4, 1), at(2027, 4, 3, 9), now + timedelta(days=2), at(2027, 3, 1)
    assert days(BEFORE, at(2027, 3, 27), now, later) == ["2027-03-29 06:00 +0100"]
    assert days(BEFORE, now, now, soon, late, gone) == ["2027-03-26 06:00 +0000", "2027-03-27 06:00 +0000"]
    assert days(BEFORE, at(2027, 2, 1), now, gone) == ["2027-02-24 06:00 +0000"], "the worker was away: caught up with"


def test_the_next_slot_is_the_first_that_lies_ahead() -> None:
    meeting = (UUID(int=1), at(2027, 4, 3))
    found = rules.next_slot(BEFORE, at(2027, 3, 1), [meeting])
    assert found is not None
    assert (found.key, found.day, found.meeting_id) == (f"{UUID(int=1)}:2027-Q1", date(2027, 4, 3), UUID(int=1))
    assert rules.next_slot(BEFORE, at(2027, 4, 2), [meeting]) is None
    ahead = rules.next_slot(QUARTERLY, at(2027, 12, 30), [])
    assert ahead is not None
    assert (ahead.key, ahead.day) == ("2028-01", date(2028, 1, 5))


def test_shapes_are_said_in_words() -> None:
    assert BEFORE.words == "5 days before each meeting"
    assert MONTHLY.words == "On the 31st of every month"
    assert QUARTERLY.words == "On the 5th of January, April, July and October"
    assert [rules.ordinal(each) for each in (1, 2, 3, 11, 12, 13, 22)] == [
        "1st", "2nd", "3rd", "11th", "12th", "13th", "22nd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "recipients", "field"),
    [
        (Shape(ScheduleKind.BEFORE_MEETING), ["forum_chair"], "days_before"),
        (Shape(ScheduleKind.BEFORE_MEETING, days_before=31), ["forum_chair"], "days_before"),
        (Shape(ScheduleKind.MONTHLY, month_day=0), ["forum_chair"], "month_day"),
        (QUARTERLY, [], "recipients"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(shape: Shape, recipients: list[str], field: str) -> None:
    assert rules.shape_is_whole(shape, recipients).field == field
    assert rules.shape_is_whole(QUARTERLY, ["forum_chair"]).allowed


def test_a_report_is_withdrawn_once_and_with_a_reason() -> None:
    assert rules.report_may_be_withdrawn(False, "Counted one agency twice.").allowed
    assert not rules.report_may_be_withdrawn(True, "Counted one agency twice.").allowed
    assert not rules.report_may_be_withdrawn(False, "  wrong   ").allowed


def test_versions_count_within_a_meeting_or_a_period_of_a_body() -> None:
    start, one, two = date(2026, 7, 1), UUID(int=1), UUID(int=2)
    subjects = {
        rules.subject_of(None, None, start), rules.subject_of(one, None, start), rules.subject_of(one, two, start),
        rules.subject_of(None, None, date(2026, 4, 1)),
    }  # fmt: skip
    assert len(subjects) == 4
    assert rules.subject_of(one, two, start) == rules.subject_of(None, two, date(2026, 4, 1))
    assert rules.file_name(start, 2) == "progress-report-2026-07-01-version-2.pdf"
