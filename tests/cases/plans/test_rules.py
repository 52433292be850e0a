"""What a plan may say, when it is looked at again, and which words are looked at before they go on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.plans import rules
from cases.plans.models import Agreed, CopyHow, Doer, PlanKind
from cases.plans.rules import StepDraft

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (84, True), (85, False), (-3, False)])
def test_a_plan_is_looked_at_again_within_twelve_weeks(days: int, allowed: bool) -> None:
    refusal = rules.review_may_be(TODAY + timedelta(days=days), TODAY)
    assert (refusal is None) is allowed
    if refusal:
        assert "15 February 2027" in refusal.reason


def test_no_day_is_no_review() -> None:
    assert rules.review_may_be(None, TODAY) is not None


def test_a_safety_plan_says_something_and_a_support_plan_may_begin_empty() -> None:
    assert rules.sections_may_be(PlanKind.SAFETY, {"helps": " "}) is not None
    assert rules.sections_may_be(PlanKind.SAFETY, {"helps": "My sister"}) is None
    assert rules.sections_may_be(PlanKind.SUPPORT, {}) is None
    assert rules.sections_may_be(PlanKind.SUPPORT, {"numbers": "999"}) is not None


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (StepDraft(" "), "steps-0-words"),
        (StepDraft("Ring", Doer.OTHER), "steps-0-who"),
        (StepDraft("Ring", due_on=date(2062, 1, 1)), "steps-0-due_on"),
        (StepDraft("Ring", done_on=TODAY + timedelta(days=1)), "steps-0-done_on"),
    ],
)
def test_a_step_that_is_not_whole_is_named_by_its_row(step: StepDraft, field: str) -> None:
    refusal = rules.goal_may_be("A door that locks", [step], TODAY)
    assert refusal is not None
    assert refusal.field == field


def test_a_goal_takes_twelve_steps_and_needs_words() -> None:
    steps = [StepDraft(f"Step {number}") for number in range(13)]
    assert rules.goal_may_be("A door", steps[:12], TODAY) is None
    assert rules.goal_may_be("A door", steps, TODAY) is not None
    assert rules.goal_may_be("  ", [], TODAY) is not None


def test_agreement_has_its_day_and_something_to_agree_to() -> None:
    made = TODAY - timedelta(days=7)

    def asked(agreed: Agreed, on: date | None, *, empty: bool = False) -> bool:
        return rules.agreement_may_be(agreed, on, made, TODAY, empty=empty) is None

    assert asked(Agreed.NOT_YET, None, empty=True)
    assert asked(Agreed.YES, TODAY)
    assert asked(Agreed.DECLINED, made, empty=True)
    assert not asked(Agreed.YES, None)
    assert not asked(Agreed.YES, TODAY + timedelta(days=1))
    assert not asked(Agreed.YES, made - timedelta(days=1))
    assert not asked(Agreed.YES, TODAY, empty=True)


def test_what_was_agreed_is_changed_only_by_a_later_edition() -> None:
    assert not rules.changed_since(3, None)
    assert not rules.changed_since(3, 3)
    assert rules.changed_since(4, 3)


def test_a_copy_is_given_between_the_plan_and_today() -> None:
    assert rules.copy_may_be(CopyHow.PAPER, TODAY, TODAY, TODAY) is None
    assert rules.copy_may_be(CopyHow.PAPER, TODAY + timedelta(days=1), TODAY, TODAY) is not None
    assert rules.copy_may_be(CopyHow.PAPER, TODAY - timedelta(days=1), TODAY, TODAY) is not None


def test_words_of_the_trade_are_found_once_each_and_plain_words_are_not() -> None:
    found = rules.trade_words(["My ISVA and the MARAC", "the isva said: disclosure", "I like victory and grape juice"])
    assert found == ["isva", "MARAC", "disclosure"]
    assert rules.trade_words(["Ring Mam. Go to the library. Robin comes with me."]) == []
