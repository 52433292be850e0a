"""Safe contact as rules: which way, at which hour, in summer and winter; and the few neutral messages."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import AgencyKind
from core import clock
from core.errors import Refused
from people.models import Answer, ContactMethod
from people.neutral import neutral_messages
from people.reach import (
    ContactFacts,
    Hours,
    Way,
    When,
    Window,
    hours_words,
    packed_hours,
    packed_ways,
    unpacked_hours,
    unpacked_ways,
)
from people.rules import (
    may_be_noted,
    may_contact,
    next_safe_moment,
    refuse_unsound_ways,
    voicemail_words,
    words_to_check,
)
from people.words import CATEGORY_WORDS

WEEKDAYS = (0, 1, 2, 3, 4)
AFTERNOON = Hours(When.HOURS, (Window(WEEKDAYS, time(13), time(18)),))
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MONDAY_TWO = datetime(2026, 11, 23, 14, tzinfo=UTC)


def facts(*ways: Way, hours: Hours = AFTERNOON, voicemail: Answer = Answer.NO) -> ContactFacts:
    return ContactFacts(uuid4(), 1, ways or (Way(ContactMethod.EMAIL, "r@example.org"),), hours, voicemail)


def test_nothing_is_safe_before_anybody_asked() -> None:
    answer = may_contact(None, ContactMethod.EMAIL, MONDAY_TWO)
    assert not answer.allowed
    assert answer.next_moment is None
    assert "asked how to reach them" in answer.reason


def test_a_way_that_was_not_named_is_refused_and_the_safe_ones_are_told() -> None:
    answer = may_contact(facts(), ContactMethod.CALL, MONDAY_TWO)
    assert (answer.allowed, answer.instead) == (False, "Safe: e-mail.")


def test_a_way_without_a_number_is_refused() -> None:
    answer = may_contact(facts(Way(ContactMethod.TEXT)), ContactMethod.TEXT, MONDAY_TWO)
    assert "No number or address" in answer.reason


@pytest.mark.parametrize("hours", [Hours(), Hours(When.HOURS)])
def test_hours_that_nobody_asked_about_are_not_any_time(hours: Hours) -> None:
    answer = may_contact(facts(hours=hours), ContactMethod.EMAIL, MONDAY_TWO)
    assert (answer.allowed, answer.next_moment) == (False, None)


def test_any_time_is_now() -> None:
    answer = may_contact(facts(hours=Hours(When.ANY)), ContactMethod.EMAIL, MONDAY_NOON)
    assert (answer.allowed, answer.next_moment) == (True, MONDAY_NOON)


def test_outside_the_hours_it_says_the_next_safe_moment() -> None:
    with clock.frozen_at(MONDAY_NOON):
        answer = may_contact(facts(), ContactMethod.EMAIL, MONDAY_NOON)
    assert (answer.allowed, answer.instead) == (False, "Safe next: today, 1:00pm.")
    assert answer.next_moment == MONDAY_NOON + timedelta(hours=1)


def test_a_word_in_person_is_for_when_they_come() -> None:
    who = facts(Way(ContactMethod.IN_PERSON), hours=Hours())
    assert may_contact(who, ContactMethod.IN_PERSON, MONDAY_NOON).allowed


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (MONDAY_TWO, MONDAY_TWO),
        (datetime(2026, 11, 23, 18, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)),  # the end is outside
        (datetime(2026, 11, 27, 19, tzinfo=UTC), datetime(2026, 11, 30, 13, tzinfo=UTC)),  # Friday evening to Monday
        (datetime(2026, 7, 6, 11, 30, tzinfo=UTC), datetime(2026, 7, 6, 12, tzinfo=UTC)),  # 1pm in summer is noon UTC
        (datetime(2026, 7, 6, 17, 30, tzinfo=UTC), datetime(2026, 7, 7, 12, tzinfo=UTC)),  # 6:30pm in summer
        (datetime(2026, 10, 23, 18, tzinfo=UTC), datetime(2026, 10, 26, 13, tzinfo=UTC)),  # the clocks go back between
    ],
)
def test_hours_are_those_of_the_clock_in_manchester(now: datetime, free: datetime) -> None:
    assert next_safe_moment(AFTERNOON, now) == free


def test_a_window_may_run_past_midnight() -> None:
    nights = Hours(When.HOURS, (Window((5,), time(22), time(2)),))
    sunday_one = datetime(2026, 11, 22, 1, tzinfo=UTC)
    assert next_safe_moment(nights, sunday_one) == sunday_one
    assert next_safe_moment(nights, sunday_one + timedelta(hours=1)) == datetime(2026, 11, 28, 22, tzinfo=UTC)


windows = st.builds(
    Window,
    days=st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(lambda days: tuple(sorted(days))),
    start=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    end=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@settings(max_examples=300)
@given(st.lists(windows, min_size=1, max_size=2), moments)
def test_the_next_safe_moment_is_always_safe_and_never_in_the_past(found: list[Window], now: datetime) -> None:
    hours = Hours(When.HOURS, tuple(found))
    free = next_safe_moment(hours, now)
    if free is None:  # an hour that the change of clocks leaves out may be missing, never both windows of a week
        return
    assert free >= now
    there = clock.london(free)
    assert any(
        opening[0] <= free < opening[1]
        for window in found
        for back in (0, 1)
        if (opening := window.opening(there.date() - timedelta(days=back)))
    )


@settings(max_examples=100)
@given(st.sampled_from([When.ANY, When.HOURS]), st.lists(windows, max_size=2))
def test_hours_come_back_as_they_were_sealed(when: When, found: list[Window]) -> None:
    hours = Hours(when, tuple(found))
    assert unpacked_hours(packed_hours(hours)) == hours
    assert unpacked_hours(packed_hours(Hours())) == Hours()


def test_ways_come_back_as_they_were_sealed() -> None:
    ways = (Way(ContactMethod.TEXT, "07700 900226"), Way(ContactMethod.IN_PERSON))
    assert unpacked_ways(packed_ways(ways)) == ways
    assert packed_ways(()) is None
    assert unpacked_ways(None) == ()


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(WEEKDAYS, time(13), time(18)), "Monday to Friday, 1pm to 6pm"),
        (Window((5, 6)), "Saturday and Sunday"),
        (Window((0, 1, 2, 4)), "Monday to Wednesday and Friday"),
        (Window(tuple(range(7)), time(9, 30), time(12)), "every day, 9:30am to noon"),
        (Window((3,), time(22), time(0, 30)), "Thursday, 10pm to 12:30am"),
    ],
)
def test_hours_in_words(window: Window, words: str) -> None:
    assert hours_words(Hours(When.HOURS, (window,))) == words


def test_a_call_may_be_noted_half_an_hour_late_and_no_later() -> None:
    who = facts(Way(ContactMethod.CALL, "07700 900226"))
    end = datetime(2026, 11, 23, 18, tzinfo=UTC)
    assert may_be_noted(who, ContactMethod.CALL, end + timedelta(minutes=29)).allowed
    assert not may_be_noted(who, ContactMethod.CALL, end + timedelta(minutes=31)).allowed


@pytest.mark.parametrize("voicemail", [Answer.NO, Answer.NOT_ASKED, Answer.NOT_KNOWN, Answer.DECLINED])
def test_no_voicemail_unless_they_said_that_it_is_safe(voicemail: Answer) -> None:
    assert voicemail_words(facts(voicemail=voicemail)) == "Leave no voicemail."
    assert voicemail_words(facts(voicemail=Answer.GIVEN)) == "Voicemail is safe."


@pytest.mark.parametrize(
    ("ways", "hours", "field"),
    [
        ((Way(ContactMethod.NOT_ASKED), Way(ContactMethod.TEXT, "1")), Hours(), "method"),
        ((Way(ContactMethod.TEXT, "1"), Way(ContactMethod.TEXT, "2")), Hours(), "method"),
        ((Way(ContactMethod.TEXT, "1"),), Hours(When.HOURS), "days"),
    ],
)
def test_unsound_ways_are_refused_beside_their_field(ways: tuple[Way, ...], hours: Hours, field: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_unsound_ways(ways, hours)
    assert refused.value.field == field


def test_a_neutral_message_says_nothing_of_anybody() -> None:
    telling = {
        "support", "referral", "agency", "police", "court", "worker", "service", "charity", "mash", "sex", "help",
        "case", "consent", "roundtable", *(words.lower() for words in CATEGORY_WORDS.values()),
    }  # fmt: skip
    for message in neutral_messages().values():
        for text in (message.subject, message.text):
            assert not words_to_check(text, AgencyKind.POLICE, telling), message.code
    assert len(neutral_messages()) >= 3


def test_a_message_opens_with_the_code_word() -> None:
    news = neutral_messages()["news"]
    assert news.opened_with("Dee from the library").splitlines()[0] == "Dee from the library"
    assert news.opened_with(None) == news.text
