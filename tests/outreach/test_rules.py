"""The rules of outreach, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from outreach import catalogue, rules

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)


def test_headcount_covers_contacts_and_declined() -> None:
    assert rules.headcount_may_be(5, 2, 3) is None
    refusal = rules.headcount_may_be(4, 2, 3)
    assert isinstance(refusal, Refused)
    assert refusal.field == "headcount"


def test_headcount_is_never_negative() -> None:
    assert rules.headcount_may_be(-1, 0, 0) is not None
    assert rules.headcount_may_be(3, -1, 0) is not None


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_counting_someone_already_in_never_overfills(headcount: int, declined: int, contacts: int) -> None:
    allowed = rules.contact_may_count_already(headcount, declined, contacts) is None
    assert allowed == (contacts + 1 + declined <= headcount)


def test_late_entries_for_two_days() -> None:
    assert rules.contact_may_be_logged(None, NOW) is None
    assert rules.contact_may_be_logged(NOW - timedelta(hours=47), NOW) is None
    assert rules.contact_may_be_logged(NOW - timedelta(hours=49), NOW) is not None


def test_items_are_known_and_few() -> None:
    assert rules.given_may_be({"condoms": 99}, catalogue.items()) is None
    assert rules.given_may_be({"condoms": 100}, catalogue.items()) is not None
    assert rules.given_may_be({"leaflets-of-mine": 1}, catalogue.items()) is not None


def test_a_session_is_never_ahead() -> None:
    assert rules.session_may_begin(NOW, NOW) is None
    assert rules.session_may_begin(NOW + timedelta(hours=1), NOW) is not None


def test_no_record_for_someone_who_looked_under_18() -> None:
    refusal = rules.record_may_be_opened(["worried", "under_18"])
    assert refusal is not None
    assert "child" in refusal.reason
    assert rules.record_may_be_opened(["worried"]) is None


def test_the_smallest_place_is_a_ward() -> None:
    wards = catalogue.wards()
    assert len([code for code in wards if code.startswith("E05")]) == 32
    assert {"ONLINE", "RAIL", "NOT_STATED", "OUT_GM"} <= set(wards)


def test_declining_is_counted_and_never_a_contact() -> None:
    assert "declined" not in catalogue.interventions()
    assert list(catalogue.items())[:6] == list(catalogue.MAIN_ITEMS)
