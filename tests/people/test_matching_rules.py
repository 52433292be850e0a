"""When two records may be one person, what a link may be, and what a consent says for the other record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.models import Category, ConsentState, KeyKind, Purpose
from people.rules import ConsentFact, Recipient, likeness, may_be_linked, may_share, name_keys, pair_of, sound_of
from people.rules.matching import counting_for_another_record

TODAY = date(2026, 11, 23)
NUM = UUID(int=11)
FREE = {"main_is_under": False, "linked_is_under": False, "linked_has_others": False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robyn", "Robin"), ("Katherine", "Kathryn"), ("Catherine", "Katharine"), ("Stephanie", "Stefani"),
        ("Kaci", "Casey"), ("Alex", "Aleks"), ("Aaliyah", "Alia"), ("Zoë", "zoe"), ("Phoebe", "Feebee"),
        ("Cherry", "Sherry"), ("Jade", "Jayde"), ("Angel", "Angell"), ("Wren", "Ren"), ("Nicki", "Nikky"),
        ("Big Robyn", "big robin"),
    ],
)  # fmt: skip
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Robyn", "Ruby"), ("Angel", "Anna"), ("Kit", "Kim"), ("Dee", "Bea"), ("Anna", "Nana"), ("Sam", "Tam")],
)
def test_names_that_do_not_sound_alike_share_none(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


@pytest.mark.parametrize("words", ["", "★", "123", "李", "Оля", "ñ"])
def test_any_name_at_all_has_keys_or_none_and_never_fails(words: str) -> None:
    keys = name_keys(words)
    assert all(all(found) for found in keys.values())


@settings(max_examples=300)
@given(st.text(max_size=30))
def test_the_sound_of_a_name_is_small_and_steady(words: str) -> None:
    sound = sound_of(words)
    assert sound == sound_of(words.upper().lower()) or any(sign.upper().lower() != sign.lower() for sign in words)
    assert sound_of(f" {words} ") == sound
    assert not any(one == other for one, other in zip(sound, sound[1:], strict=False))


def test_a_name_is_indexed_whole_by_sound_and_by_its_beginnings() -> None:
    assert name_keys("Angel C") == {
        KeyKind.PART: {"anjl"},
        KeyKind.WHOLE: {"angelc"},
        KeyKind.SOUND: {"anjlk"},
        KeyKind.BEGIN: {"ang", "ange", "angel"},
    }
    assert name_keys("Jo")[KeyKind.BEGIN] == set()
    assert name_keys("Jo")[KeyKind.SOUND] == set(), "one sound is shared by too many names"


@pytest.mark.parametrize(
    ("own", "other", "means"),
    [
        (KeyKind.WHOLE, KeyKind.WHOLE, KeyKind.WHOLE), (KeyKind.WHOLE, KeyKind.BEGIN, KeyKind.BEGIN),
        (KeyKind.BEGIN, KeyKind.WHOLE, KeyKind.BEGIN), (KeyKind.BEGIN, KeyKind.BEGIN, None),
        (KeyKind.SOUND, KeyKind.SOUND, KeyKind.SOUND), (KeyKind.ADDRESS, KeyKind.ADDRESS, KeyKind.ADDRESS),
        (KeyKind.SOUND, KeyKind.WHOLE, None),
    ],
)  # fmt: skip
def test_what_an_equal_key_means(own: KeyKind, other: KeyKind, means: KeyKind | None) -> None:
    assert likeness(own, other) is means


def test_a_link_is_one_step_deep() -> None:
    one, other = uuid4(), uuid4()
    assert may_be_linked(main_id=one, linked_id=other, **FREE) is None
    assert may_be_linked(main_id=one, linked_id=one, **FREE) is not None
    for broken in FREE:
        assert may_be_linked(main_id=one, linked_id=other, **(FREE | {broken: True})) is not None, broken


def test_a_pair_has_one_order() -> None:
    one, other = uuid4(), uuid4()
    assert pair_of(one, other) == pair_of(other, one)


def _fact(answers: dict[Category, bool], **changes: object) -> ConsentFact:
    whole = ConsentFact(
        id=uuid4(), answers=answers, recipient_agency_id=NUM, recipient_team_id=None, purpose=Purpose.SUPPORT,
        state=ConsentState.GIVEN, given_on=date(2026, 11, 9), valid_until=date(2027, 5, 9),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def _allowed(*facts: ConsentFact) -> bool:
    return may_share(facts, [Category.RISK], Recipient(NUM), Purpose.SUPPORT, TODAY).allowed


def test_a_yes_counts_for_its_own_record_only() -> None:
    yes = _fact({Category.RISK: True})
    assert _allowed(yes)
    assert not _allowed(counting_for_another_record(yes))


def test_a_no_counts_for_the_other_record_too() -> None:
    yes = _fact({Category.RISK: True})
    no = _fact({Category.RISK: False, Category.ALIAS: True}, given_on=date(2026, 11, 10))
    assert not _allowed(yes, counting_for_another_record(no))


def test_a_withdrawal_counts_for_the_other_record_too() -> None:
    yes = _fact({Category.RISK: True})
    back = _fact({Category.RISK: True}, state=ConsentState.WITHDRAWN, ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert not _allowed(yes, counting_for_another_record(back))
    part = _fact({Category.RISK: True}, taken_back={Category.RISK: datetime(2026, 11, 20, tzinfo=UTC)})
    assert not _allowed(yes, counting_for_another_record(part))


@settings(max_examples=200)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(1, 20)), min_size=1, max_size=6))
def test_linking_never_lets_out_what_stayed_before(said: list[tuple[bool, bool, int]]) -> None:
    """Whatever was said on either record: with the other's added, a record shares no more than by itself."""
    own = [_fact({Category.RISK: yes}, given_on=date(2026, 11, day)) for here, yes, day in said if here]
    other = [_fact({Category.RISK: yes}, given_on=date(2026, 11, day)) for here, yes, day in said if not here]
    if _allowed(*own, *(counting_for_another_record(fact) for fact in other)):
        assert _allowed(*own)
