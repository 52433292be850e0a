"""The Very Brief Intervention as rules: nothing is needed but something, and every tip has its place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from outreach.brief import catalogue, rules
from outreach.brief.paper import tips_html
from outreach.brief.rules import Facts, Said
from people.neutral import neutral_messages

TODAY = date(2026, 11, 23)


def test_the_words_are_those_of_their_source() -> None:
    assert [each.code for each in catalogue.questions()] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    assert len(catalogue.tips()) == 17
    grouped = [code for _, codes in catalogue.GROUPS for code in codes]
    assert sorted(grouped) == sorted(catalogue.tips())
    assert set(catalogue.NEUTRAL) <= set(catalogue.tips())
    assert {each.code for each in catalogue.signposts().values()} >= {"num", "crimestoppers", "beyond-the-streets"}
    assert catalogue.signposts()["num"].phone == "0800 464 7669"


@pytest.mark.parametrize(
    "facts",
    [
        Facts(answers={"Q1": "A lift home"}),
        Facts(said={"worried": Said.DECLINED}),
        Facts(tips=("T1",)),
        Facts(assisted="Sat with her"),
        Facts(services=("num",)),
        Facts(wants_referral=Said.NO),
        Facts(follow_up_due=TODAY, follow_up="Ring NUM together"),
    ],
)
def test_one_thing_is_enough(facts: Facts) -> None:
    assert rules.may_be_recorded(facts, TODAY) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(), ""),
        (Facts(answers={"Q1": ""}, said={"worried": Said.NOT_ASKED}), ""),
        (Facts(tips=("T1",), follow_up="Ring"), "due"),
        (Facts(follow_up_due=TODAY - timedelta(days=1)), "due"),
        (Facts(follow_up_due=TODAY + timedelta(days=93)), "due"),
    ],
)
def test_nothing_and_an_impossible_follow_up_are_refused(facts: Facts, field: str) -> None:
    refusal = rules.may_be_recorded(facts, TODAY)
    assert refusal is not None
    assert (refusal.field or "") == field


def test_a_question_was_asked_when_it_has_words_or_any_answer() -> None:
    said = {"worried": Said.DECLINED, "afraid": Said.NOT_ASKED}
    assert rules.asked_codes({"Q1": "Food", "Q2": ""}, said, catalogue.ANSWERED) == ("Q1", "Q4")


def test_nothing_is_kept_of_somebody_who_looked_under_18() -> None:
    refusal = rules.may_be_with(["worried", "under_18"])
    assert refusal is not None
    assert "child safeguarding" in refusal.instead
    assert rules.may_be_with(["worried"]) is None


def test_it_is_given_while_the_session_runs() -> None:
    began = datetime(2026, 11, 23, 20, tzinfo=UTC)
    assert rules.may_be_given_at(began, began, began) is None
    assert rules.may_be_given_at(began + timedelta(hours=1), began, began) is not None
    assert rules.may_be_given_at(began - timedelta(hours=2), began, began) is not None


def test_a_neutral_sheet_and_message_say_nothing_of_work() -> None:
    telling = re.compile(r"\b(client|sex|ugly|num\b|booking|service|drug|work|crime|weapon)", re.IGNORECASE)
    sheet = tips_html([], neutral=True)
    assert telling.findall(sheet[sheet.index("<main>") :]) == []
    assert "<title>Notes</title>" in sheet
    message = neutral_messages()["keep_safe"]
    assert telling.findall(f"{message.subject} {message.text}") == []
    full = tips_html(["T1", "T14"], neutral=False)
    assert "National Ugly Mugs" in full
    assert "fully charged phone" in full
    assert "unopened" not in full
