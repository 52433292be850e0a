"""What an annual review asks, and when it may be signed. Source: domain.md 6.6."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actionplan.models import Outcome
from forum.review import rules
from reports.families import FAMILIES, Shows

TODAY = date(2026, 11, 23)
BEGAN = date(2025, 1, 1)
WHY = "Two agencies do it together now."
EVERY = [each.code for each in rules.questions()]


def test_the_statistics_are_totals_that_their_families_show() -> None:
    for code, label in rules.statistics().items():
        assert label
        assert Shows.TOTAL in FAMILIES[code].shows, code


def test_the_questions_cover_what_the_review_must_ask() -> None:
    assert {"current", "aims", "voice", "consultation", "equality", "risks", "terms", "sharing"} <= set(EVERY)
    assert rules.question("equality") is not None
    assert rules.question("no-such") is None
    assert list(rules.mark_words()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [
        (date(2025, 11, 24), TODAY, None),
        (date(2025, 12, 15), date(2026, 11, 1), None),
        (date(2026, 1, 1), date(2026, 12, 31), "ends"),
        (date(2026, 5, 1), TODAY, "ends"),
        (date(2025, 1, 1), TODAY, "ends"),
        (date(2024, 12, 1), date(2025, 11, 30), "begins"),
    ],
)
def test_a_review_looks_back_on_a_year(begins: date, ends: date, field: str | None) -> None:
    refusal = rules.year_may_be(begins, ends, BEGAN, TODAY)
    assert (refusal and refusal.field) == field


@pytest.mark.parametrize(
    ("outcome", "reason", "new_words", "field"),
    [
        (Outcome.CONTINUE, WHY, "", None),
        (Outcome.CONTINUE, "fine", "", "reason"),
        (Outcome.STOP, "          ", "", "reason"),
        (Outcome.AMEND, WHY, "", "new_words"),
        (Outcome.AMEND, WHY, " Old words ", "new_words"),
        (Outcome.AMEND, WHY, "New words", None),
        (Outcome.COMPLETE, WHY, "left over from another choice", None),
    ],
)
def test_each_outcome_has_a_reason_and_an_amendment_new_words(
    outcome: Outcome, reason: str, new_words: str, field: str | None
) -> None:
    refusal = rules.decision_is_whole(outcome, reason, new_words, "Old words")
    assert (refusal and refusal.field) == field


def test_every_line_of_the_survey_is_marked_from_1_to_5() -> None:
    whole = {each.code: 3 for each in rules.survey_questions()}
    assert rules.marks_are_whole(whole) is None
    assert rules.marks_are_whole({**whole, "worth": 6}) is not None
    assert rules.marks_are_whole({**whole, "other": 3}) is not None
    assert rules.marks_are_whole({}) is not None


def test_what_is_missing_is_said_and_the_survey_keeps_nobody_from_signing() -> None:
    undecided = [f"P1.{number}" for number in range(1, 9)]
    blocking, known = rules.missing(undecided, EVERY[1:], 3, 8)
    assert blocking == [
        "Without an outcome: P1.1, P1.2, P1.3, P1.4, P1.5, P1.6 and 2 more.",
        f"Not answered: {rules.questions()[0].title}",
    ]  # fmt: skip
    assert known == ["3 of 8 members answered the survey."]
    assert rules.missing([], EVERY, 8, 8) == ([], [])


def test_only_the_chair_signs_and_only_a_whole_review_with_a_next_period() -> None:
    whole: dict[str, Any] = {
        "may": True, "blocking": [], "title": "Strategy 2027-29", "begins": date(2027, 1, 1),
        "ends": date(2029, 12, 31), "review_ends": TODAY,
    }  # fmt: skip
    assert rules.review_may_be_signed(**whole) is None
    wrong = (
        {"may": False}, {"blocking": ["Not answered"]}, {"title": " "}, {"ends": date(2027, 1, 1)},
        {"begins": date(2024, 1, 1)},
    )  # fmt: skip
    for change in wrong:
        assert rules.review_may_be_signed(**{**whole, **change}) is not None, change


def test_a_review_is_due_a_year_after_the_last() -> None:
    assert rules.is_due(None, date(2025, 11, 23), TODAY)
    assert not rules.is_due(None, date(2025, 11, 24), TODAY)
    assert not rules.is_due(date(2026, 6, 1), date(2020, 1, 1), TODAY)
