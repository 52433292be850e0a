"""What may be written down of what people said, asked without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from actionplan.voice import rules
from actionplan.voice.models import Method, TookPart, Topic

TODAY = date(2026, 11, 23)
RECORD = rules.Record(
    "Lighting", "Where is it too dark?", Method.STREET, "On outreach", TODAY - timedelta(days=2), TODAY,
    TookPart.FROM_10, uuid4(), None, True, True, "", "", "",
)  # fmt: skip
SAYING = rules.Saying(Topic.SAFETY, "The lane is too dark.", "The lane is too dark.")


def test_a_consultation_is_over_free_and_names_nobody() -> None:
    assert rules.record_may_stand(RECORD, TODAY) is None
    wrong = {
        "held_to": (
            replace(RECORD, held_to=TODAY + timedelta(days=1)),
            replace(RECORD, held_from=TODAY + timedelta(1)),
        ),
        "told_first": (replace(RECORD, told_first=False),),
        "nobody_named": (replace(RECORD, nobody_named=False),),
    }
    for field, records in wrong.items():
        for record in records:
            refusal = rules.record_may_stand(record, TODAY)
            assert refusal is not None
            assert refusal.field == field


@pytest.mark.parametrize(
    ("own_words", "may_quote", "took_part", "field"),
    [
        (False, False, TookPart.UNDER_5, None), (True, True, TookPart.FROM_5, None),
        (True, True, TookPart.NOT_COUNTED, None), (True, False, TookPart.FROM_50, "may_quote"),
        (True, True, TookPart.UNDER_5, "own_words"),
    ],
)  # fmt: skip
def test_a_quotation_needs_leave_and_five_people(
    own_words: bool, may_quote: bool, took_part: TookPart, field: str | None
) -> None:
    refusal = rules.saying_may_stand(replace(SAYING, own_words=own_words, may_quote=may_quote), took_part)
    assert (refusal.field if refusal else None) == field


def test_people_hear_back_within_two_months() -> None:
    assert not rules.is_owed(False, TODAY - timedelta(days=60), TODAY)
    assert rules.is_owed(False, TODAY - timedelta(days=61), TODAY)
    assert not rules.is_owed(True, TODAY - timedelta(days=400), TODAY)


def test_easy_words_have_short_sentences() -> None:
    fifteen = " ".join(["word"] * 15) + "."
    assert rules.hard_sentences(f"{fifteen} Short.") == []
    assert rules.hard_sentences(f"Short. {'more ' + fifteen}") == ["more " + fifteen]


def test_references_begin_again_each_year() -> None:
    assert rules.next_reference([], 2026) == "V-2026-01"
    assert rules.next_reference(["V-2026-09", "V-2025-40"], 2026) == "V-2026-10"
