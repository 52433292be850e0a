"""By which pieces a record is found, and how old somebody is, as questions by themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from people import rules
from people.equality import packed_answers, questions, said_of, unpacked_answers
from people.identifiers import is_looked_up
from people.models import Answer

TODAY = date(2026, 11, 23)


def test_the_pieces_of_a_name() -> None:
    assert rules.name_pieces("Little Zoë") == {"^l", "^li", "lit", "itt", "ttl", "tle", "^z", "^zo", "zoe"}
    assert rules.name_pieces("李明") == {"^李", "^李明"}
    assert rules.name_pieces("★") == {"=★"}
    assert rules.name_pieces(" ") == set()


@given(st.text(alphabet="abcdefghé -", min_size=3, max_size=20), st.data())
def test_any_three_letters_in_a_row_of_a_word_find_it(name: str, data: st.DataObject) -> None:
    for word in name.replace("-", "").split():
        start = data.draw(st.integers(0, max(0, len(word) - 3)))
        piece = word[start : start + 3] if len(word) >= 3 else word
        assert rules.sought_pieces(piece) <= rules.name_pieces(name)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("MA-0427", "427"),
        ("ma-427", "427"),
        ("0427", "427"),
        ("427", "427"),
        ("MA-0000", ""),
        ("Robyn", ""),
        ("07700900226", ""),
        ("", ""),
    ],
)
def test_what_is_meant_by_a_reference(typed: str, number: str) -> None:
    assert rules.reference_number(typed) == number


def test_the_last_four_digits_of_a_number_count_as_a_look_up() -> None:
    assert rules.number_tail("+447700900226") == "0226"
    assert rules.number_tail("r@example.org") == ""
    assert [is_looked_up(words) for words in ("0226", "022", "MA-0226", "Robyn", "07700 900226")] == [
        True,
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("born", "band", "may"),
    [
        (date(2008, 11, 23), None, True),
        (date(2008, 11, 24), None, False),
        (None, "U18", False),
        (None, "18_24", True),
        (None, None, True),
        (None, "", True),
        (date(1990, 1, 1), "U18", True),
        (date(2010, 1, 1), "18_24", False),
    ],
)
def test_who_may_have_a_case(born: date | None, band: str | None, may: bool) -> None:
    """18 today is an adult; a birth date says more than a band; not knowing stops nobody."""
    assert (rules.may_have_a_case(born, band, TODAY) is None) is may


def test_a_birthday_on_29_february_comes_on_1_march() -> None:
    born = date(2008, 2, 29)
    assert rules.may_have_a_case(born, None, date(2026, 2, 28)) is not None
    assert rules.may_have_a_case(born, None, date(2026, 3, 1)) is None


def test_the_questions_are_those_of_the_reference_lists() -> None:
    asked = questions()
    assert len(asked["ethnicity"].options) == 19
    assert len(set(asked["ethnicity"].groups.values())) == 5
    assert "PNTS" not in asked["disability"].options
    assert not any("nation" in f"{each.title} {each.asked}".lower() for each in asked.values())


def test_own_words_come_first_and_four_answers_stay_apart() -> None:
    said = {
        "ethnicity": said_of("ethnicity", "not_asked", "Mixed, my gran says"),
        "age_band": said_of("age_band", "25_34", ""),
        "disability": said_of("disability", "declined", ""),
        "gender_identity": said_of("gender_identity", "not_known", ""),
    }
    kept = unpacked_answers(packed_answers(said))
    assert {key: each for key, each in kept.items() if each.answer is not Answer.NOT_ASKED} == said
    assert kept["sexual_orientation"].answer is Answer.NOT_ASKED
    assert said["ethnicity"].answer is Answer.GIVEN
    assert packed_answers({"ethnicity": said_of("ethnicity", "not_asked", "")}) is None
    assert unpacked_answers(None)["ethnicity"].answer is Answer.NOT_ASKED


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ("declined", "words"),
        ("U18", ""),
        ("not_asked", "She has a GRC"),
        ("NO", "no gender recognition certificate"),
    ],
)
def test_what_an_equality_answer_may_not_be(chosen: str, words: str) -> None:
    with pytest.raises(Refused):
        said_of("gender_same_as_birth", chosen, words)
