"""What is telling enough to be compared, and what may be said about a link."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from safety.patterns import rules
from safety.patterns.models import LinkAnswer
from safety.vocabulary import DescriptorKind as Kind

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("kind", "same", "telling"),
    [
        (Kind.PHONE, "+447700900461", True), (Kind.PHONE, "0461", False), (Kind.EMAIL, "a@b.example", True),
        (Kind.EMAIL, "a@", False), (Kind.EMAIL, "a", False), (Kind.PLATE, "AB12CDE", True), (Kind.PLATE, "AB12", False),
        (Kind.PROFILE, "quiet_paul", True), (Kind.PROFILE, "paul", False), (Kind.VEHICLE, "a white van", False),
    ],
)  # fmt: skip
def test_short_names_and_half_plates_are_many_peoples(kind: Kind, same: str, telling: bool) -> None:
    assert rules.is_telling(kind, same) is telling


def test_of_two_agencies_one_makes_the_link() -> None:
    assert rules.makes_the_link(TWO, [THREE, ONE]) == [THREE]
    assert rules.makes_the_link(THREE, [TWO, ONE]) == []


def test_only_the_week_is_kept() -> None:
    assert {rules.week_of(date(2026, 11, day)) for day in range(23, 30)} == {date(2026, 11, 23)}


def test_to_talk_needs_somebody_of_ones_own_and_a_link_that_stands() -> None:
    assert rules.may_answer(ended=False, answer="talk", contact=ONE, colleagues={ONE}) is None
    assert rules.may_answer(ended=False, answer="not_now", contact=None, colleagues={ONE}) is None
    assert rules.may_answer(ended=False, answer="talk", contact=TWO, colleagues={ONE}) is not None
    assert rules.may_answer(ended=False, answer="maybe", contact=ONE, colleagues={ONE}) is not None
    assert rules.may_answer(ended=True, answer="not_now", contact=None, colleagues={ONE}) is not None


@pytest.mark.parametrize("one", [None, *LinkAnswer])
def test_one_alone_opens_nothing(one: LinkAnswer | None) -> None:
    assert rules.both_talk(one, LinkAnswer.TALK) is (one is LinkAnswer.TALK)
    assert rules.both_talk(LinkAnswer.TALK, one) is (one is LinkAnswer.TALK)
