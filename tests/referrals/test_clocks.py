"""The clocks: limits by agency and urgency, working days, pauses that lose no day, and who is told when it is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.calendar import add_working_days, is_working_day, working_days_between
from referrals import clocks, rules
from referrals.models import Escalation, Referral, ReferralState, Urgency
from referrals.rules import Target

MONDAY = date(2026, 11, 16)
CHRISTMAS_EVE = date(2026, 12, 24)
MAUNDY_THURSDAY = date(2027, 3, 25)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
CEILINGS = rules.ceilings(acknowledge_days=1, decide_days=5)


def _referral(**values: object) -> Referral:
    stands: dict[str, object] = {
        "state": ReferralState.SENT, "urgency": Urgency.STANDARD, "sent_at": _noon(MONDAY), "paused_days": 0,
        "acknowledge_by": MONDAY + timedelta(days=1), "decide_by": MONDAY + timedelta(days=7),
    }  # fmt: skip
    return Referral(**{**stands, **values})


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("urgency", "today", "expected"),
    [
        (Urgency.STANDARD, MONDAY, (date(2026, 11, 17), date(2026, 11, 23))),
        (Urgency.HIGH, MONDAY, (date(2026, 11, 17), date(2026, 11, 18))),
        (Urgency.EMERGENCY, MONDAY, (MONDAY, MONDAY)),
        (Urgency.EMERGENCY, date(2026, 11, 22), (date(2026, 11, 22), date(2026, 11, 22))),
        (Urgency.STANDARD, date(2026, 11, 21), (date(2026, 11, 23), date(2026, 11, 27))),
        (Urgency.STANDARD, CHRISTMAS_EVE, (date(2026, 12, 29), date(2027, 1, 5))),
        (Urgency.STANDARD, MAUNDY_THURSDAY, (date(2027, 3, 30), date(2027, 4, 5))),
        (Urgency.HIGH, date(2027, 4, 30), (date(2027, 5, 4), date(2027, 5, 5))),
    ],
)
def test_the_forums_limits_count_working_days_of_england(
    urgency: Urgency, today: date, expected: tuple[date, date]
) -> None:
    assert rules.answer_dates(urgency, CEILINGS[urgency], today) == expected


def test_the_same_day_means_the_next_working_day_on_a_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert rules.answer_dates(Urgency.STANDARD, Target(0, 0), sunday) == (date(2026, 11, 23), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("own", "field"),
    [
        (Target(0, 0), None),
        (Target(1, 5), None),
        (Target(1, 1), None),
        (Target(2, 5), "standard_acknowledge"),
        (Target(1, 6), "standard_decide"),
        (Target(-1, 3), "standard_acknowledge"),
        (Target(1, 0), "standard_decide"),
    ],
)
def test_an_agency_may_be_stricter_than_the_forum_and_never_slower(own: Target, field: str | None) -> None:
    refused = rules.target_is_stricter(Urgency.STANDARD, own, CEILINGS[Urgency.STANDARD])
    assert (refused.field if refused else None) == field


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_what_counts_is_never_longer_than_the_ceiling(one: int, two: int, three: int, four: int) -> None:
    ceiling = rules.ceilings(acknowledge_days=three, decide_days=four)[Urgency.STANDARD]
    counts = Target(one, two).within(ceiling)
    assert 0 <= counts.acknowledge_days <= ceiling.acknowledge_days
    assert counts.acknowledge_days <= counts.decide_days <= ceiling.decide_days


@given(DAYS, st.integers(0, 40), st.integers(0, 60))
def test_a_pause_loses_no_day_and_gains_none(paused: date, days_left: int, stood: int) -> None:
    due, resumed = add_working_days(paused, days_left), paused + timedelta(days=stood)
    after = rules.moved(due, paused_on=paused, resumed_on=resumed)
    assert after >= due
    assert after >= resumed, "what was not late when it stopped is not late when it starts again"
    if is_working_day(resumed) and is_working_day(paused):
        assert working_days_between(resumed, after) == working_days_between(paused, due)


@given(DAYS, st.integers(1, 30), st.integers(0, 60))
def test_a_pause_forgives_no_lateness_and_adds_none(due: date, late: int, stood: int) -> None:
    paused = add_working_days(due, late)
    resumed = paused + timedelta(days=stood)
    after = rules.moved(due, paused_on=paused, resumed_on=resumed)
    assert after < resumed or not is_working_day(resumed)
    if is_working_day(due):
        assert working_days_between(after, resumed) == working_days_between(due, paused)


@given(DAYS, st.integers(0, 20), st.integers(0, 15), st.integers(0, 15), st.integers(0, 15))
def test_two_pauses_are_as_long_as_their_working_days_together(
    begun: date, left: int, first: int, between: int, second: int
) -> None:
    begun = add_working_days(begun, 0)
    due = add_working_days(begun, left + between)
    resumed = add_working_days(begun, first)
    once = rules.moved(due, paused_on=begun, resumed_on=resumed)
    again = add_working_days(resumed, between)
    twice = rules.moved(once, paused_on=again, resumed_on=add_working_days(again, second))
    assert twice == add_working_days(due, first + second)


def test_a_pause_on_the_due_day_over_a_weekend_starts_again_on_monday() -> None:
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
    assert rules.moved(friday, paused_on=friday, resumed_on=sunday) == date(2026, 11, 23)
    assert rules.moved(friday, paused_on=friday, resumed_on=friday) == friday


def test_what_is_owed_next_and_by_when() -> None:
    sent = _referral()
    assert rules.due_of(sent) == ("acknowledge", sent.acknowledge_by)
    read = _referral(state=ReferralState.ACKNOWLEDGED)
    assert rules.due_of(read) == ("decide", read.decide_by)


def test_a_paused_clock_says_for_whom_it_waits_and_since_when() -> None:
    with clock.frozen_at(_noon(MONDAY + timedelta(days=9))):
        dial = clocks.dial_of(_referral(paused_at=_noon(MONDAY + timedelta(days=1))), "MASH")
    assert (dial.state, dial.words, dial.detail) == ("paused", "Paused", "waits for MASH since Tue 17 Nov")


@pytest.mark.parametrize("state", [each for each in ReferralState if each not in rules.PENDING])
def test_an_ended_referral_has_no_clock_to_be_late(state: ReferralState) -> None:
    ended = _noon(MONDAY)
    row = _referral(state=state, decided_at=ended, withdrawn_at=ended, misdirected_at=ended, paused_at=ended)
    assert clocks.dial_of(row).state == "done"
    assert clocks.dial_of(row).words == clocks.STATE_WORDS[state]
    assert not rules.is_overdue(row, date(2027, 1, 4))


@pytest.mark.parametrize(
    ("state", "today", "before", "expected"),
    [
        (ReferralState.SENT, date(2026, 11, 17), None, None),
        (ReferralState.SENT, date(2026, 11, 18), None, Escalation.ACKNOWLEDGE),
        (ReferralState.SENT, date(2026, 11, 19), Escalation.ACKNOWLEDGE, None),
        (ReferralState.ACKNOWLEDGED, date(2026, 11, 23), Escalation.ACKNOWLEDGE, None),
        (ReferralState.ACKNOWLEDGED, date(2026, 11, 24), Escalation.ACKNOWLEDGE, Escalation.DECIDE),
        (ReferralState.SENT, date(2026, 11, 24), None, Escalation.DECIDE),
        (ReferralState.SENT, date(2027, 2, 1), None, Escalation.DECIDE),
        (ReferralState.SENT, date(2026, 11, 30), Escalation.DECIDE, None),
        (ReferralState.SENT, date(2026, 12, 1), Escalation.DECIDE, Escalation.FORUM),
        (ReferralState.SENT, date(2027, 2, 1), Escalation.FORUM, None),
        (ReferralState.ACCEPTED, date(2027, 2, 1), None, None),
    ],
)
def test_a_late_answer_goes_one_stage_further_each_time(
    state: ReferralState, today: date, before: Escalation | None, expected: Escalation | None
) -> None:
    assert rules.escalation_due(_referral(state=state, escalation=before), today) == expected


def test_a_paused_clock_is_taken_no_further() -> None:
    assert rules.escalation_due(_referral(paused_at=_noon(MONDAY)), date(2026, 12, 24)) is None


@pytest.mark.parametrize(
    ("today", "reminded", "expected"),
    [
        (date(2026, 11, 19), None, None),
        (date(2026, 11, 20), None, date(2026, 11, 23)),
        (date(2026, 11, 20), date(2026, 11, 23), None),
        (date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 23)),
        (date(2026, 11, 22), None, None),
        (date(2026, 11, 23), None, None),
        (date(2026, 11, 24), None, None),
    ],
)
def test_the_reminder_comes_on_the_working_day_before(
    today: date, reminded: date | None, expected: date | None
) -> None:
    row = _referral(state=ReferralState.ACKNOWLEDGED, decide_by=date(2026, 11, 23), reminded_for=reminded)
    assert rules.reminder_due(row, today) == expected


def test_the_reminder_goes_round_christmas() -> None:
    row = _referral(state=ReferralState.ACKNOWLEDGED, decide_by=date(2026, 12, 29))
    assert rules.reminder_due(row, CHRISTMAS_EVE) == date(2026, 12, 29)
