"""When a warning may be written, sent, released, corrected and taken back; what it says; how long it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from core.errors import Refused
from safety.vocabulary import DescriptorKind
from safety.warnings import rules
from safety.warnings.content import (
    Noticed,
    WarningText,
    holds_all,
    holds_identifier,
    identifiers,
    months_before,
    text_of,
)
from safety.warnings.models import DraftState, WarningState, WhyWithdrawn
from tests.safety.warnings.scene import PHONE, TEXT

ONE, TWO = uuid4(), uuid4()


def reason(refusal: Refused | None) -> str:
    return refusal.reason if refusal else ""


def test_a_warning_rests_on_reports_that_all_agree() -> None:
    assert rules.may_be_written({ONE, TWO}, [ONE, TWO]) is None
    assert reason(rules.may_be_written({ONE}, [ONE, TWO])) == rules.NO_YES
    assert reason(rules.may_be_written({ONE}, [])) == "A warning begins with a report."
    many = [uuid4() for _ in range(rules.MOST_REPORTS + 1)]
    assert "10 reports at most" in reason(rules.may_be_written(many, many))


@pytest.mark.parametrize(
    ("changes", "months", "field"),
    [
        ({}, 6, ""), ({"title": "  "}, 6, "title"), ({"words": "Too short."}, 6, "words"), ({"harms": ()}, 6, "harms"),
        ({}, 0, "months"), ({}, 13, "months"),
        ({"noticed": (Noticed(DescriptorKind.PLATE, "M1"),)}, 6, "noticed"),
        ({"noticed": (Noticed(DescriptorKind.LOOKS, "M1"),)}, 6, ""),
    ],
)  # fmt: skip
def test_it_says_enough_to_be_of_use(changes: dict[str, object], months: int, field: str) -> None:
    refusal = rules.says_enough(replace(TEXT, **changes), months)  # type: ignore[arg-type]
    assert (refusal.field if refusal else "") == field


def test_only_a_second_person_releases_what_was_sent_and_checked() -> None:
    me, other = uuid4(), uuid4()
    assert rules.may_be_released(DraftState.CHECKING, me, [str(other)], 0) is None
    assert "somebody else" in reason(rules.may_be_released(DraftState.CHECKING, me, [str(me)], 0)).casefold()
    assert rules.may_be_released(DraftState.CHECKING, me, [str(other)], 1) is not None
    for state in set(DraftState) - {DraftState.CHECKING}:
        assert rules.may_be_released(state, me, [str(other)], 0) is not None
        assert rules.may_be_sent_back(state, me, [str(other)], "Why") is not None
    assert rules.may_be_sent_back(DraftState.CHECKING, me, [str(other)], " ") is not None
    assert rules.may_be_sent_back(DraftState.CHECKING, me, [str(me)], "Why") is not None
    assert rules.may_be_sent_back(DraftState.CHECKING, me, [str(other)], "Why") is None


def test_where_it_stands_says_what_may_be_done() -> None:
    assert [rules.may_be_sent(state, 0) is None for state in DraftState] == [True, False, False, False]
    assert rules.may_be_sent(DraftState.WRITING, 1) is not None
    assert [rules.may_change(state) is None for state in DraftState] == [True, True, False, False]
    assert [rules.may_be_withdrawn(state) is None for state in WarningState] == [True, False, False]
    assert [rules.may_be_corrected(state) is None for state in WarningState] == [True, False, True]


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        (date(2026, 11, 23), 6, date(2027, 5, 23)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)), (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
    ],
)  # fmt: skip
def test_it_ends_so_many_months_on(today: date, months: int, last: date) -> None:
    assert rules.ends_on(today, months) == last
    with pytest.raises(ValueError, match="1 to 12"):
        rules.ends_on(today, 13)


def test_receivers_never_learn_that_somebody_took_back_a_yes() -> None:
    told = {rules.WHY_TOLD[why] for why in (WhyWithdrawn.CONSENT, WhyWithdrawn.ERASED, WhyWithdrawn.POINTS)}
    assert told == {"The agency that made it took it back"}
    assert set(rules.WHY_CHOICES).isdisjoint({WhyWithdrawn.CONSENT, WhyWithdrawn.ERASED})


def test_a_text_is_kept_whole_and_as_coarse_as_may_leave() -> None:
    assert text_of(TEXT.packed()) == TEXT
    assert text_of(TEXT.as_stored()) == TEXT
    assert text_of(None) == WarningText()
    assert TEXT.when_words == "November 2026, night (10pm to 2am)"
    assert list(months_before(date(2026, 1, 5), 3)) == ["2026-01", "2025-12", "2025-11"]


def test_it_is_found_by_words_place_and_by_a_number_in_any_form() -> None:
    assert holds_all(TEXT, "W-2345A MASH", ["MONEY", "piccadilly", "w-2345a", "red"])
    assert not holds_all(TEXT, "", ["money", "ardwick"])
    for form in (PHONE, "+447700900777", "0044 (0)7700 900777", "mx19ztb", "MX19-ZTB"):
        assert holds_identifier(TEXT, form)
    assert not holds_identifier(TEXT, "07700 900778")
    assert not holds_identifier(TEXT, "Tall, red coat")
    assert identifiers(TEXT) == {(DescriptorKind.PHONE, "+447700900777"), (DescriptorKind.PLATE, "MX19ZTB")}
