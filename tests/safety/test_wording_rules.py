"""What plain words give away, and where they say that something is proven: a table of sentences."""

from __future__ import annotations

import pytest

from people.identifiers import same_address
from people.spotting import identifiers_in
from safety.wording import Finding, FindingKind, in_plain_words, once, open_findings

K = FindingKind


def kinds(text: str, **more: object) -> set[FindingKind]:
    return {each.kind for each in in_plain_words(text, **more)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A man was reported to have threatened a worker in Piccadilly, in November 2026, at night.", set()),
        ("Do not get in. If you are followed, ring 999.", set()),
        ("It was said that he grabbed a worker.", set()),
        ("He was described as calm. A worker was reported robbed by two men.", set()),
        ("He grabbed a worker.", {K.ACCUSING}),
        ("It was reported that he came. He then robbed her.", {K.ACCUSING}),
        ("A rapist was reported.", {K.ACCUSING}),
        ("Reported: stay away from this predator", {K.ACCUSING}),
        ("It was reported to Sharon.", {K.NAME}),
        ("It was reported to SHARON’s friend.", {K.NAME}),
        ("Will he come back? Reported in May 2026. Rose bushes stand there.", set()),
        ("It was reported by Will.", {K.NAME}),
        ("Reported on 17 November.", {K.DATE}),
        ("Reported on the 3rd of May", {K.DATE}),
        ("Reported November 17th", {K.DATE}),
        ("Reported 17/11/26", {K.DATE}),
        ("Reported 2026-11-17", {K.DATE}),
        ("Reported at 11.30pm", {K.DATE}),
        ("Reported at 2 am", {K.DATE}),
        ("Reported at 23:40", {K.DATE}),
        ("Reported on Tuesday", {K.DATE}),
        ("Reported on Tuesdays", set()),
        ("Reported three nights ago", {K.DATE}),
        ("Reported last night", {K.DATE}),
        ("Reported on Boxing Day", {K.DATE}),
        ("Reported near M1 4BT", {K.PLACE}),
        ("Reported near m14bt", {K.PLACE}),
        ("Reported in M14", {K.PLACE}),
        ("Reported on Ditchley Street", {K.PLACE}),
        ("Reported at 14 Corn Fold", {K.PLACE}),
        ("Reported at the Old Mill Hotel", {K.PLACE}),
        ("Reported in room 12", {K.PLACE}),
        ("Reported in flat 3b", {K.PLACE}),
        ("Reported on the street, in a flat, at a hotel", set()),
        ("Reported to ring from 07700 900226", {K.CONTACT}),
        ("Reported to write from a.b@mail.example", {K.CONTACT}),
        ("Reported to be @bigmike on a site", {K.CONTACT}),
        ("Reported on www.some.example/ad/1", {K.CONTACT}),
        ("He was reported to follow her daughter.", {K.DETAIL}),
        ("A pregnant worker reported it.", {K.DETAIL}),
        ("It was reported that I ran.", {K.VOICE}),
        ("Reported: he took my bag", {K.VOICE}),
    ],
)
def test_what_a_sentence_gives_away(text: str, found: set[FindingKind]) -> None:
    assert kinds(text) == found


def test_their_own_phrase_is_known_by_eight_words_and_not_by_seven() -> None:
    said = "And then he laughed and said nobody would ever believe somebody like me, so I left."
    seven = "He reportedly laughed and said nobody would ever believe anyone"
    eight = "It was told: “he LAUGHED, and said nobody would ever believe” them"
    assert kinds(seven, own_words=[said]) == set()
    found = [each for each in in_plain_words(eight, [said]) if each.kind is K.OWN_PHRASE]
    assert [each.found for each in found] == ["“he LAUGHED, and said nobody would ever believe”"]
    assert kinds(eight, own_words=["Something else that is long enough to be compared with it"]) == set()


def test_names_that_the_reported_person_uses_may_stand_and_what_stands_beside_is_read_too() -> None:
    assert kinds("Reported to call himself Gary.", names_used=["Gary B"]) == set()
    assert kinds("Reported to wait.", beside=["07700 900226", "@gary_mcr"]) == set()
    assert kinds("Reported to wait.", beside=["Lives at 4 Corn Fold", "Sharon"]) == {K.PLACE, K.NAME}
    assert {each.found for each in in_plain_words("Reported.", beside=["Known thug"])} == {"thug"}


def test_identifiers_are_taken_whole_and_days_are_no_numbers() -> None:
    text = "Ring +44 (0)7700 900 226 or 0161-496 0000, mail j.b@mail.example, see https://x.example/a, @ab. 12.11.2026"
    numbers = [same_address(each) for each in identifiers_in(text) if each[0] in "+0"]
    assert numbers == ["+447700900226", "+441614960000"]
    assert len(identifiers_in(text)) == 5
    assert len(identifiers_in(" ".join(f"@name{number}" for number in range(90)))) == 40


def test_a_find_is_answered_by_ten_characters_and_what_must_go_never_is() -> None:
    name, must = Finding(K.NAME, "Sharon", "why"), Finding(K.ACCUSING, "thug", "why", must_go=True)
    assert open_findings([name, must], {}) == [name, must]
    assert open_findings([name, must], {name.key: " too short ", must.key: "a very good reason"}) == [name, must]
    assert open_findings([name, must], {name.key: "It is his dog’s name", must.key: "a good reason"}) == [must]
    softer = Finding(K.ACCUSING, "THUG", "why")
    assert once([softer, name, must, must]) == [must, name]
