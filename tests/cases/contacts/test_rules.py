"""What may be written down as a contact or a note: pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.contacts import rules
from cases.models import ContactOutcome

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_contacts_are_never_ahead() -> None:
    assert rules.contact_may_be_added(NOON, NOON) is None
    assert rules.contact_may_be_added(NOON + timedelta(minutes=1), NOON) is not None
    assert rules.contact_may_be_added(NOON - timedelta(days=366 * 21), NOON) is not None


@pytest.mark.parametrize(("minutes", "travel", "field"), [
    (0, 0, None), (1440, 1440, None), (-1, 0, "minutes"), (1441, 0, "minutes"), (5, -1, "travel_minutes"),
    (5, 1441, "travel_minutes"),
])  # fmt: skip
def test_a_contact_and_its_travel_fit_in_a_day(minutes: int, travel: int, field: str | None) -> None:
    refusal = rules.time_spent_may_be(minutes, travel)
    assert (refusal.field if refusal else None) == field


def test_no_code_says_that_family_interpreted() -> None:
    assert not any("family" in words.lower() or "friend" in words.lower() for words in rules.INTERPRETER_WORDS.values())
    for code in ("family", "friend", "partner"):
        refusal = rules.words_of_contact_may_be(None, None, code)
        assert refusal is not None
        assert refusal.field == "interpreter"
    assert rules.words_of_contact_may_be("safety", "court", "telephone") is None
    assert rules.words_of_contact_may_be(None, None, None) is None
    assert rules.words_of_contact_may_be("gossip", None, None) is not None
    assert rules.words_of_contact_may_be(None, "12 High Street", None) is not None


def test_a_cancelled_meeting_is_no_try() -> None:
    assert ContactOutcome.CANCELLED not in rules.TRIES
    assert ContactOutcome.REACHED not in rules.TRIES
    assert rules.tries_words(3, "Mon 2 Nov") == "3 tries since Mon 2 Nov"
    assert rules.tries_words(1, "Mon 2 Nov") == "1 try since Mon 2 Nov"
    assert rules.tries_words(0, "") == ""


def test_restricted_notes_are_the_teams() -> None:
    assert rules.note_may_be_written("Words", restricted=True, on_team=True) is None
    assert rules.note_may_be_written("Words", restricted=False, on_team=False) is None
    assert rules.note_may_be_written("Words", restricted=True, on_team=False) is not None
    assert rules.note_may_be_written(" \n", restricted=False, on_team=True) is not None


def test_corrections_say_why_and_groups_are_two_or_more() -> None:
    assert rules.correction_may_be("  ") is not None
    assert rules.correction_may_be("Wrong day") is None
    assert rules.group_may_be_logged(1) is not None
    assert rules.group_may_be_logged(2) is None
