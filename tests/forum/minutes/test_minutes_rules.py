"""Questions about minutes: what a typed line is, and who may do what when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from forum.minutes import rules
from forum.minutes.rules import EntryKind, MinutesState

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(("typed", "kind", "words", "is_action"), [
    ("Leaflet tested with about 20 people.", EntryKind.NOTE, "Leaflet tested with about 20 people.", False),
    ("Agreed: pay £640 from the shared fund.", EntryKind.DECISION, "Pay £640 from the shared fund.", False),
    ("  DECISION : close the group", EntryKind.DECISION, "Close the group", False),
    ("decided: extend it", EntryKind.DECISION, "Extend it", False),
    ("Action: say whether the rest space can open.", EntryKind.NOTE, "Say whether the rest space can open.", True),
    ("They agreed: nothing changes.", EntryKind.NOTE, "They agreed: nothing changes.", False),
    ("Agreed:", EntryKind.DECISION, "", False),
])  # fmt: skip
def test_a_typed_line_says_what_it_is(typed: str, kind: EntryKind, words: str, is_action: bool) -> None:
    assert rules.read_typed(typed) == rules.Typed(kind, words, is_action)


def test_a_title_is_the_first_sentence_cut_at_a_word() -> None:
    assert (
        rules.action_title("Say by mid December whether it can.  Then tell us.") == "Say by mid December whether it can"
    )
    long = rules.action_title("word " * 100)
    assert len(long) <= rules.LONGEST_TITLE
    assert long.endswith("word…")
    assert rules.action_title("No stop\nat the end") == "No stop at the end"


def test_time_left_and_over() -> None:
    begun = datetime(2026, 11, 26, 10, 50, tzinfo=UTC)
    assert rules.time_left(None, 20, begun) == "20 minutes"
    assert rules.time_left(begun, 20, begun + timedelta(minutes=14)) == "20 minutes, 6 left"
    assert rules.time_left(begun, 20, begun + timedelta(minutes=24, seconds=59)) == "20 minutes, 4 over"
    assert rules.reference(2026, 3) == "D-2026-03"


def test_minutes_begin_on_the_day_and_never_of_a_cancelled_meeting() -> None:
    assert rules.minutes_may_be_begun(DAY, DAY, cancelled=False).allowed
    assert not rules.minutes_may_be_begun(DAY, DAY - timedelta(days=1), cancelled=False).allowed
    assert "cancelled" in rules.minutes_may_be_begun(DAY, DAY, cancelled=True).reason


@pytest.mark.parametrize("state", list(MinutesState))
def test_each_step_follows_the_one_before(state: MinutesState) -> None:
    assert rules.minutes_may_be_changed(state, is_chair=False).allowed == (state is MinutesState.DRAFT)
    assert rules.minutes_may_be_changed(state, is_chair=True).allowed == (state in ("draft", "with_chair"))
    assert rules.minutes_may_be_sent(state, 3, 0).allowed == (state is MinutesState.DRAFT)
    assert rules.minutes_may_be_reviewed(state, is_chair=True).allowed == (state is MinutesState.WITH_CHAIR)
    assert not rules.minutes_may_be_reviewed(state, is_chair=False).allowed
    later = DAY + timedelta(days=63)
    assert rules.minutes_may_be_approved(state, DAY, later, later).allowed == (state is MinutesState.REVIEWED)
    assert rules.minutes_may_be_published(state).allowed == (state is MinutesState.APPROVED)
    assert rules.minutes_may_be_read(state, runs_meetings=True)
    assert rules.minutes_may_be_read(state, runs_meetings=False) == (state in ("reviewed", "approved", "published"))


def test_minutes_are_not_approved_early_nor_sent_empty() -> None:
    later = DAY + timedelta(days=63)
    assert rules.minutes_may_be_approved(MinutesState.REVIEWED, DAY, DAY, later).field == "meeting"
    assert not rules.minutes_may_be_approved(MinutesState.REVIEWED, DAY, later, later - timedelta(days=1)).allowed
    assert "nothing" in rules.minutes_may_be_sent(MinutesState.DRAFT, 0, 0).reason
    assert "2 items" in rules.minutes_may_be_sent(MinutesState.DRAFT, 5, 2).reason
    assert not rules.reason_is_enough("too short").allowed
    assert rules.reason_is_enough("said twice over").allowed
