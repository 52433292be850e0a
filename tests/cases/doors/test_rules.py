"""Breaking the glass and exclusions: the rules, without a database."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from cases.doors import rules
from cases.openings import Verdict
from people.rules.exclusion import exclusion_may_be_ended, exclusion_may_be_set, says_why

ENOUGH = "The lead is away and the person rang in distress."
NO_REASONS = [
    "", " ", " " * 20, "\n\t" * 30, "abcdefghij klmnopqr", "abcdefghijklmnopqrs", "  abcdefghij   klmnop r  ",
    "a" * 20, "a" * 400, "ab" * 10, "A a a a a a a a a a a a a", "." * 20, "!?" * 15, "     x     ",
    "too short a reason", "19 characters here.", "\u00a0" * 25, "1 2 1 2 1 2 1 2 1 2 1 2", "xx xx xx xx xx xx xx",
    "a  b  c  d  e  f  g  h",
]  # fmt: skip


@pytest.mark.parametrize("reason", NO_REASONS)
def test_what_is_no_reason_opens_nothing(reason: str) -> None:
    assert not says_why(reason)
    refusal = rules.glass_may_be_broken(reason=reason, opened_today=0, lead_name="Robin")
    assert refusal is not None
    assert refusal.field == "reason"


@pytest.mark.parametrize("reason", ["abcdefghij klmnopqrs", " abcdefghij \n klmnopqrs ", ENOUGH])
def test_twenty_characters_are_a_reason(reason: str) -> None:
    assert rules.glass_may_be_broken(reason=reason, opened_today=9, lead_name="Robin") is None


def test_the_eleventh_of_a_day_says_what_to_do() -> None:
    refusal = rules.glass_may_be_broken(reason=ENOUGH, opened_today=10, lead_name="Robin")
    assert refusal is not None
    assert "Robin" in refusal.instead


@pytest.mark.parametrize(
    ("opened", "by"),
    [
        (date(2026, 11, 23), date(2026, 11, 24)), (date(2026, 11, 27), date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 29)), (date(2026, 4, 2), date(2026, 4, 7)),
    ],
)  # fmt: skip
def test_an_opening_is_reviewed_by_the_next_working_day(opened: date, by: date) -> None:
    assert rules.review_by(opened) == by


def test_who_reviews_and_with_what_words() -> None:
    manager, other = uuid4(), uuid4()

    def refused(**facts: object) -> str:
        known = {"actor_id": manager, "opened_by": other, "is_reviewed": False, "verdict": Verdict.FINE, "words": ""}
        refusal = rules.opening_may_be_reviewed(**{**known, **facts})  # type: ignore[arg-type]
        return refusal.reason if refusal else ""

    assert refused() == ""
    assert "yourself" in refused(opened_by=manager)
    assert "already" in refused(is_reviewed=True)
    assert refused(verdict=None)
    assert refused(verdict=Verdict.FOLLOW_UP, words="  ")
    assert refused(verdict=Verdict.FOLLOW_UP, words="Talk about it.") == ""


def test_an_exclusion_has_a_reason_and_dates_and_is_of_another() -> None:
    me, them, today = uuid4(), uuid4(), date(2026, 11, 23)

    def field(**facts: object) -> str:
        known = {"actor_id": me, "user_id": them, "reason": ENOUGH, "from_on": today, "until_on": None, "today": today}
        refusal = exclusion_may_be_set(**{**known, **facts})  # type: ignore[arg-type]
        return refusal.field if refusal else ""

    assert field() == ""
    assert field(user_id=me) == "user"
    assert field(reason="knows her") == "reason"
    assert field(until_on=date(2026, 11, 22)) == "until_on"
    assert field(until_on=today) == ""
    assert field(from_on=date(2028, 1, 1)) == "from_on"
    assert field(until_on=date(2126, 1, 1)) == "until_on"


def test_it_takes_two_to_let_somebody_near_again() -> None:
    setter, other, set_on, today = uuid4(), uuid4(), date(2026, 11, 20), date(2026, 11, 23)

    def refused(**facts: object) -> bool:
        known = {"actor_id": setter, "set_by": setter, "set_on": set_on, "today": today, "reason": ENOUGH,
                 "is_over": False}  # fmt: skip
        return exclusion_may_be_ended(**{**known, **facts}) is not None  # type: ignore[arg-type]

    assert refused()
    assert not refused(actor_id=other)
    assert not refused(set_on=today)
    assert refused(actor_id=other, is_over=True)
    assert refused(actor_id=other, reason="fine")
