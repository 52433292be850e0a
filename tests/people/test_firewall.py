"""The firewall's scanner: whole words in every guise, groups by who would read them, and fast whatever it is given."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import AgencyKind
from config import ROOT
from people.models import Category
from people.reference import watched_words
from people.rules import (
    BLOCKED_KINDS,
    NEVER_RELEASED,
    WordGroup,
    groups_found,
    interpreter_line,
    words_never_released,
    words_to_check,
)

POLICE, COUNCIL = AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY
WATCHED = watched_words()
LIMIT = 0.05


@pytest.mark.parametrize(("text", "word"), [
    ("Her VISA ran out", "visa"), ("two visas", "visa"), ("the visa’s date", "visa"), ("her visa's date", "visa"),
    ("v i s a", "visa"), ("v.i.s.a.", "visa"), ("vi\u200bsa", "visa"), ("v\u00edsa", "visa"), ("ＶＩＳＡ", "visa"),
    ("Home\n  Office", "Home Office"), ("HOME-OFFICE", "Home Office"), ("leave to remain", "leave to remain"),
    ("Romanians", "Romanian"), ("Cote d’Ivoire", "Côte d'Ivoire"), ("Türkiye", "Türkiye"), ("Turkiye", "Türkiye"),
    ("speaks Farsi", "Farsi"), ("Pashto only", "Pashto"), ("citizenships", "citizenship"),
    ("nationalities", "nationality"), ("from Guinea-Bissau", "Guinea-Bissau"),
    ("Eastern Europeans", "Eastern European"),
])  # fmt: skip
def test_a_word_is_found_in_every_guise(text: str, word: str) -> None:
    for kind in BLOCKED_KINDS:
        assert word in words_to_check(text, kind, WATCHED)


@pytest.mark.parametrize("text", [
    "", "Visage", "polished", "Irania", "advisable", "homeoffice", "passporting", "a crackling fire", "thaine",
])  # fmt: skip
def test_a_part_of_a_word_is_not_it(text: str) -> None:
    assert words_to_check(text, POLICE, WATCHED) == []


def test_drugs_condoms_and_workplace_are_watched_for_police_alone() -> None:
    text = "She uses heroin, carries condoms and works from a sauna."
    assert set(groups_found(text, POLICE, WATCHED)) == {WordGroup.DRUGS, WordGroup.CONDOMS, WordGroup.WORKPLACE}
    assert words_to_check(text, COUNCIL, WATCHED) == []
    assert words_to_check(text, AgencyKind.SUPPORT, WATCHED) == []


@pytest.mark.parametrize(("category", "group"), [
    (Category.SUBSTANCE, WordGroup.DRUGS), (Category.WORK, WordGroup.WORKPLACE),
])  # fmt: skip
def test_a_specific_consent_silences_its_own_group_and_no_other(category: Category, group: WordGroup) -> None:
    text = "She uses heroin, carries condoms, works from a sauna, is Thai, speaks Farsi, and has no visa."
    everything = groups_found(text, POLICE, WATCHED)
    assert set(everything) == set(WordGroup)
    assert groups_found(text, POLICE, WATCHED, consented=[category]) == {
        each: words for each, words in everything.items() if each is not group
    }


@pytest.mark.parametrize("category", [each for each in Category if each not in (Category.SUBSTANCE, Category.WORK)])
def test_no_other_consent_silences_anything(category: Category) -> None:
    text = "She uses heroin, carries condoms, works from a sauna, is Thai, speaks Farsi, and has no visa."
    assert set(groups_found(text, POLICE, WATCHED, consented=[category])) == set(WordGroup)


def test_immigration_nationality_and_language_are_never_released_but_names_are_left_to_the_eye() -> None:
    assert {WordGroup.IMMIGRATION, WordGroup.NATIONALITY, WordGroup.LANGUAGE} == NEVER_RELEASED
    assert words_never_released("Jordan said she is Romanian, uses heroin", POLICE, WATCHED) == ["Romanian"]
    assert words_to_check("Jordan said", POLICE, WATCHED) == ["Jordan"]


def test_the_language_somebody_speaks_is_a_yes_and_no_more() -> None:
    assert interpreter_line() == "Interpreter needed: yes"
    assert words_to_check(interpreter_line(), POLICE, WATCHED) == []


def test_the_list_is_whole_and_says_everything_once() -> None:
    groups = json.loads((ROOT / "reference" / "words_to_check.json").read_text())["groups"]
    assert [row["group"] for row in groups] == [group.value for group in WordGroup]
    words = [word.casefold() for row in groups for word in row["words"]]
    assert len(words) == len(set(words))
    counts = {row["group"]: len(row["words"]) for row in groups}
    assert counts["nationality"] > 400
    assert counts["language"] > 80
    for row in groups:
        assert set(row.get("ambiguous", ())) <= set(row["words"])


def test_every_word_of_the_list_finds_itself_alone_in_small_and_large_letters() -> None:
    for each in WATCHED.lists:
        for word in each.words:
            for text in (word, word.lower(), word.upper(), f"“{word}”,"):
                assert word in words_to_check(text, POLICE, WATCHED), text
            plural = f"xx {word}s yy"
            assert words_to_check(plural, POLICE, WATCHED), plural


@pytest.mark.parametrize("text", [
    "visa leave to remain she came to the " * 300, "a" * 10_000, "a " * 5_000, "no " * 3_400, "‍" * 10_000,
    "visa " * 2_000, "no recourse to public " * 460, "\n" * 10_000, "é" * 10_000, "'s " * 3_300,
])  # fmt: skip
def test_ten_kilobytes_take_less_than_50_milliseconds(text: str) -> None:
    words_to_check("warm", POLICE, WATCHED)
    took = []
    for _ in range(5):
        began = time.process_time()
        words_to_check(text[:10_000], POLICE, WATCHED)
        took.append(time.process_time() - began)
    assert min(took) < LIMIT


@given(st.text(max_size=300), st.sampled_from(sorted(WATCHED)), st.text(max_size=300))
def test_no_surrounding_hides_a_word(before: str, word: str, after: str) -> None:
    assert word in words_to_check(f"{before} then {word} then {after}", POLICE, WATCHED)


@given(st.text(max_size=500))
def test_it_answers_for_any_text(text: str) -> None:
    assert isinstance(words_to_check(text, POLICE, WATCHED), list)
