"""When a case may close, how long it is kept, and what stands in the way of erasing (domain.md 2.7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import catalogue as case_catalogue
from cases.closing import catalogue, rules
from cases.closing.catalogue import Item
from cases.closing.forms import ClosingForm
from cases.closing.models import Ending
from cases.closing.rules import Said, Standing, Told
from cases.models import CaseKind, CaseState

TODAY = date(2026, 11, 23)
ITEMS = (Item("contact", "The last contact is written down"), Item("own-1", "Keys given back"))
WHOLE = {"contact": Told(Said.DONE), "own-1": Told(Said.NOT_DONE, "Lost")}


def _end(**changed: object) -> str | None:
    values = {
        "reason_code": "GOALS_MET", "why": "All done", "exit_plan": "I ring Robin", "ending": Ending.AGREED,
        "items": ITEMS, "answers": WHOLE,
    } | changed  # fmt: skip
    refusal = rules.closing_may_end(**values)  # type: ignore[arg-type]
    return refusal.field if refusal else None


def test_a_case_closes_with_reason_sentence_exit_plan_and_the_whole_checklist() -> None:
    assert _end() is None
    assert _end(reason_code="") == "reason_code"
    assert _end(why=" ") == "why"
    assert _end(ending=Ending.NOT_YET) == "ending"
    assert _end(exit_plan="") == "exit_plan"
    assert _end(exit_plan="", ending=Ending.DECLINED) is None
    assert _end(exit_plan=None, ending=Ending.NOT_REACHED) is None
    assert _end(answers={}) == "contact-said"
    assert _end(answers={**WHOLE, "own-1": Told(Said.NOT_DONE, " ")}) == "own-1-words"
    assert _end(answers={**WHOLE, "own-1": Told(Said.NOT_NEEDED)}) is None


def test_leaving_sex_work_is_no_reason_and_no_reason_is_chosen_for_anybody() -> None:
    words = " ".join(case_catalogue.closing_reasons().values()).lower()
    assert "sex work" not in words
    assert "exit" not in words
    assert ClosingForm.reason_code.kwargs["default"] == ""
    assert not any("sex work" in item.label.lower() for item in catalogue.default_checklist())


def test_only_a_case_that_is_open_begins_to_close() -> None:
    allowed = {state for state in CaseState if rules.closing_may_begin(state) is None}
    assert allowed == set(CaseState) - {CaseState.CLOSED}


@pytest.mark.parametrize(
    ("kind", "age", "expected"),
    [
        (CaseKind.ISVA, None, "isva"),
        (CaseKind.CASEWORK, 40, "casework"),
        (CaseKind.ISVA, 17, "child"),
        (CaseKind.ISVA, 18, "isva"),
    ],
)
def test_the_kind_of_record_follows_the_case_and_the_age(kind: CaseKind, age: int | None, expected: str) -> None:
    assert rules.record_type_of(kind, age) == expected


@pytest.mark.parametrize(
    ("code", "closed", "born", "expected"),
    [
        ("isva", date(2026, 11, 23), None, date(2033, 11, 23)),
        ("isva", date(2024, 2, 29), None, date(2031, 2, 28)),
        ("casework", date(2026, 8, 31), None, date(2032, 8, 31)),
        ("safeguarding", date(2026, 1, 31), None, date(2036, 1, 31)),
        ("child", date(2026, 11, 23), date(2009, 5, 1), date(2034, 5, 1)),
        ("child", date(2026, 11, 23), date(2000, 5, 1), date(2033, 11, 23)),
        ("child", date(2026, 11, 23), None, date(2033, 11, 23)),
        ("child", date(2026, 11, 23), date(2012, 2, 29), date(2037, 2, 28)),
    ],
)
def test_a_record_is_reviewed_so_many_months_after_closure_or_at_the_birthday(
    code: str, closed: date, born: date | None, expected: date
) -> None:
    assert rules.review_day(catalogue.default_schedule()[code], closed, born) == expected


def test_months_go_back_as_well() -> None:
    assert rules.months_later(date(2026, 11, 30), -9) == date(2026, 2, 28)
    assert rules.months_later(date(2026, 1, 31), -24) == date(2024, 1, 31)


def test_an_agencys_own_months_and_questions_stand_over_the_reference_data() -> None:
    own = catalogue.schedule({"isva": 96})
    assert own["isva"].months == 96
    assert own["casework"].months == catalogue.default_schedule()["casework"].months
    kept = catalogue.checklist(["told", {"code": "own-1", "label": "Keys given back"}, "unknown"])
    assert [item.code for item in kept] == ["told", "own-1"]
    assert catalogue.checklist([]) == catalogue.default_checklist()
    assert rules.schedule_may_be({"isva": 0}) is not None
    assert rules.schedule_may_be({"isva": None}) is not None
    assert rules.schedule_may_be({"isva": 601}) is not None
    assert rules.schedule_may_be({"isva": 600}) is None


@pytest.mark.parametrize(
    ("standing", "why", "allowed"),
    [
        (Standing(review_on=TODAY), "over", True),
        (Standing(review_on=TODAY + timedelta(days=1)), "over", False),
        (Standing(review_on=TODAY + timedelta(days=900)), "asked", True),
        (Standing(review_on=TODAY + timedelta(days=900)), "error", True),
        (Standing(review_on=None), "over", True),
        (Standing(open_cases=["NU-C0001"]), "asked", False),
        (Standing(holds=["A complaint"]), "asked", False),
        (Standing(elsewhere=["A referral still waits for an answer."]), "error", False),
        (Standing(erased=True), "asked", False),
        (Standing(), "because", False),
    ],
)
def test_what_stands_in_the_way_of_erasing(standing: Standing, why: str, allowed: bool) -> None:
    assert (rules.erasure_may_be(standing, why, TODAY) is None) is allowed


def test_two_people_erase_and_the_reference_is_typed() -> None:
    assert rules.second_may_answer(asked_by_same=True, state_is_waiting=True) is not None
    assert rules.second_may_answer(asked_by_same=False, state_is_waiting=False) is not None
    assert rules.second_may_answer(asked_by_same=False, state_is_waiting=True) is None
    assert rules.typed_right(" nu-0001 ", "NU-0001") is None
    assert rules.typed_right("NU-0002", "NU-0001") is not None


def test_a_hold_and_keeping_longer_say_why_and_when() -> None:
    reason = "Her appeal is heard in May"
    assert rules.hold_may_be_placed(reason, None, TODAY) is None
    assert rules.hold_may_be_placed("appeal", None, TODAY) is not None
    assert rules.hold_may_be_placed(reason, TODAY, TODAY) is not None
    assert rules.may_keep_longer(reason, TODAY + timedelta(days=30), TODAY) is None
    assert rules.may_keep_longer(reason, None, TODAY) is not None
    assert rules.may_keep_longer(reason, TODAY + timedelta(days=366 * 11), TODAY) is not None
    assert rules.may_keep_longer(" ", TODAY + timedelta(days=30), TODAY) is not None
