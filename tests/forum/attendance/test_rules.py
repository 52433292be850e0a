"""What a choice makes of a line, and who counts at a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum.attendance.models import Standing, Way
from forum.attendance.rules import MARK_WORDS, Mark, Stay, stay_after

TEN = datetime(2026, 11, 26, 10, tzinfo=UTC)
ELEVEN = TEN + timedelta(hours=1)
NOBODY = Stay(Standing.NOT_KNOWN)


@pytest.mark.parametrize("mark", [mark for mark in Mark if mark is not Mark.LEFT])
def test_what_is_chosen_is_what_is_shown(mark: Mark) -> None:
    stay = stay_after(NOBODY, mark, TEN)
    assert stay is not None
    assert stay.mark is mark
    assert MARK_WORDS[stay.mark]


@pytest.mark.parametrize(
    ("mark", "counts"),
    [
        (Mark.ROOM, True), (Mark.ONLINE, True), (Mark.DEPUTY_ROOM, True), (Mark.DEPUTY_ONLINE, True),
        (Mark.OBSERVER, False), (Mark.APOLOGIES, False), (Mark.ABSENT, False), (Mark.NOT_KNOWN, False),
    ],
)  # fmt: skip
def test_who_counts_for_the_quorum(mark: Mark, counts: bool) -> None:
    stay = stay_after(NOBODY, mark, TEN)
    assert stay is not None
    assert stay.counts_at(TEN) is counts
    assert not stay.counts_at(TEN - timedelta(minutes=1))


def test_who_leaves_counts_until_then_and_who_comes_back_counts_again() -> None:
    here = stay_after(NOBODY, Mark.ROOM, TEN)
    assert here is not None
    gone = stay_after(here, Mark.LEFT, ELEVEN)
    assert gone is not None
    assert (gone.counts_at(TEN), gone.counts_at(ELEVEN), gone.mark) == (True, False, Mark.LEFT)
    back = stay_after(gone, Mark.ONLINE, ELEVEN + timedelta(minutes=10))
    assert back is not None
    assert (back.left_at, back.way, back.counts_at(ELEVEN + timedelta(hours=2))) == (None, Way.ONLINE, True)


@pytest.mark.parametrize("mark", [Mark.NOT_KNOWN, Mark.APOLOGIES, Mark.ABSENT])
def test_only_who_was_there_can_leave(mark: Mark) -> None:
    stay = stay_after(NOBODY, mark, TEN)
    assert stay is not None
    assert stay_after(stay, Mark.LEFT, ELEVEN) is None


def test_a_deputy_who_takes_over_keeps_the_time_of_arrival() -> None:
    here = stay_after(NOBODY, Mark.ROOM, TEN)
    assert here is not None
    after = stay_after(here, Mark.DEPUTY_ROOM, ELEVEN)
    assert after == Stay(Standing.DEPUTY, Way.IN_PERSON, TEN)
