"""What a task may be, and what is late, due today or soon: pure rules; the calendar is pure too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from cases.tasks import rules
from cases.tasks.calendar import calendar_of
from core.dial import Dial

TODAY = date(2026, 11, 23)


def item(on: date, title: str = "Ring the court for Robynmarker") -> rules.Item:
    return rules.Item(case_id=UUID(int=1), title=title, detail="NU-C0001", on=on, url="/cases/1", who="Robynmarker")


@pytest.mark.parametrize(("title", "days", "field"), [
    ("Ring", 0, None), ("Ring", 365, None), (" ", 1, "title"), ("Ring", -1, "due_on"), ("Ring", 366 * 3 + 1, "due_on"),
])  # fmt: skip
def test_a_task_says_what_by_a_day_to_come(title: str, days: int, field: str | None) -> None:
    refusal = rules.task_may_be(title, TODAY + timedelta(days=days), TODAY)
    assert (refusal.field if refusal else None) == field


def test_a_late_task_keeps_its_day_while_its_words_change() -> None:
    late = TODAY - timedelta(days=3)
    assert rules.task_may_change("Ring again", late, late, TODAY) is None
    assert rules.task_may_change("Ring again", late + timedelta(days=1), late, TODAY) is not None
    assert rules.task_may_change(" ", late, late, TODAY) is not None


def test_a_day_is_late_today_and_soon() -> None:
    items = [item(TODAY + timedelta(days=days)) for days in (8, 7, 1, 0, -1, -30)]
    day = rules.day_of(items, TODAY)
    assert [each.on for each in day.late] == [TODAY - timedelta(days=30), TODAY - timedelta(days=1)]
    assert [each.on for each in day.today] == [TODAY]
    assert [each.on for each in day.soon] == [TODAY + timedelta(days=1), TODAY + timedelta(days=7)]


@pytest.mark.parametrize(("days", "state", "words"), [
    (-1, "late", "1 day late"), (0, "soon", "Today"), (1, "soon", "1 day"), (9, "calm", "9 days"),
])  # fmt: skip
def test_the_dial_of_a_task(days: int, state: str, words: str) -> None:
    face = rules.face_of(TODAY + timedelta(days=days), TODAY, TODAY - timedelta(days=9))
    assert isinstance(face, Dial)
    assert (face.state, face.words) == (state, words)


def test_a_calendar_says_nothing_but_days() -> None:
    items = [item(TODAY), item(TODAY, "HIV clinic"), item(TODAY + timedelta(days=3))]
    body = calendar_of(items, "seed", datetime(2026, 11, 23, 9, tzinfo=UTC), "https://roundtable.example/my-day")
    for word in ("Robyn", "court", "HIV", "NU-C0001", "cases"):
        assert word.encode() not in body
    read = Calendar.from_ical(body)
    events = [event for event in read.walk("VEVENT")]
    assert [event["summary"] for event in events] == ["Something to look at"] * 2
    assert [event.decoded("dtstart") for event in events] == [TODAY, TODAY + timedelta(days=3)]
    assert len({str(event["uid"]) for event in events}) == 2
    assert all(line.endswith(b"\r\n") and len(line) <= 77 for line in body.splitlines(keepends=True))
    again = Calendar.from_ical(calendar_of(items, "other", datetime(2026, 11, 23, 9, tzinfo=UTC), "https://x"))
    assert {str(event["uid"]) for event in again.walk("VEVENT")}.isdisjoint({str(event["uid"]) for event in events})
