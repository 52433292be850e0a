"""What the check of shared texts finds, and what it lets pass. Source: domain.md 6.1, the decision in docs 034."""

from __future__ import annotations

import json

import pytest

from config import ROOT
from people.leaks.lexicon import is_common
from people.leaks.models import LeakKind, LeakVerdictKind
from people.leaks.rules import (
    Finding,
    LeakAnswer,
    answer_covers,
    few_enough,
    look,
    note_may_be_judged,
    unanswered,
    verdict_may_be,
)

OFFICERS = ("Amara Bell", "Robin Achebe")
KNOWN = ("National Ugly Mugs", "NUM", "MASH", "Greater Manchester Police", "GMP", "The Lantern Rooms")


def found(text: str) -> list[tuple[str, str]]:
    """What is found in one text, as kind and words."""
    return [(each.kind.value, each.found) for each in look({"words": text}, KNOWN, OFFICERS)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Sophie wants a lift to the drop-in.", "name", "Sophie"),
        ("Sophie Turner wants a lift.", "name", "Sophie Turner"),
        ("The group heard from sophie about the van.", "name", "sophie"),
        ("SOPHIE wants a lift.", "name", "SOPHIE"),
        ("Sophie’s flat was discussed.", "name", "Sophie"),
        ("Zephyrine asked for a lift.", "name", "Zephyrine"),
        ("A lift was asked for by Zephyrine Quill.", "name", "Zephyrine Quill"),
        ("Oluwaseun and the team met.", "name", "Oluwaseun"),
        ("- Xiadani: moved on.", "name", "Xiadani"),
        ("We met with Storm at the drop-in.", "name", "Storm"),
        ("Storm said that the line was busy.", "name", "Storm"),
        ("Sparkle said that the line was busy.", "name", "Sparkle"),
        ("Jasmine is glad of the van.", "name", "Jasmine"),
        ("She was 23 when the line opened.", "birth", "She was 23"),
        ("Storm was evicted on the way.", "alias", "Storm"),
        ("It was Storm's flat.", "name", "Storm"),
        ("Amber said that the line was busy.", "alias", "Amber"),
        ("She goes by sparkle.", "alias", "sparkle"),
        ("A resident known as the Duchess spoke.", "alias", "Duchess"),
        ("Help for client J.K. was agreed.", "alias", "J.K."),
        ("A woman AB was moved.", "alias", "AB"),
        ("MA-0427 was mentioned.", "reference", "MA-0427"),
        ("See NU-C0012.", "reference", "NU-C0012"),
        ("MRK-MASH-alias-003 was mentioned.", "reference", "MRK-MASH-alias-003"),
        ("Crime number 06E/12345/26 is with the unit.", "reference", "Crime number 06E/12345/26"),
        ("A silver car, MK19 ABC.", "reference", "MK19 ABC"),
        ("Ring 07700 900123 first.", "number", "07700 900123"),
        ("Ring +44 161 496 0000 first.", "number", "+44 161 496 0000"),
        ("Write to starlight99@example.com.", "number", "starlight99@example.com"),
        ("Seen on @starlightmcr.", "number", "@starlightmcr"),
        ("See https://onlyfans.com/starlight.", "number", "https://onlyfans.com/starlight"),
        ("The door of 14 Corn Fold is broken.", "place", "14 Corn Fold"),
        ("Deliver to M14 5RX.", "place", "M14 5RX"),
        ("One woman lives in Ditchley Street.", "place", "Ditchley Street"),
        ("Somebody aged 23 spoke.", "birth", "aged 23"),
        ("A 19-year-old spoke.", "birth", "19-year-old"),
        ("Born on 3 March 1998.", "birth", "Born on 3 March 1998"),
        ("DOB 03/03/98", "birth", "DOB 03/03/98"),
        ("A woman was raped.", "detail", "raped"),
        ("Two service users are pregnant.", "detail", "pregnant"),
        ("A man was moved on Tuesday.", "detail", "Tuesday"),
        ("She was told at 2am.", "detail", "2am"),
        ("She is Romanian.", "immigration", "Romanian"),
        ("A woman has no recourse to public funds.", "immigration", "no recourse to public funds"),
        ("Her visa has run out.", "immigration", "Her visa"),
        ("Support for prostitutes", "language", "prostitutes"),
        ("Help for sex workers.", "language", "sex workers"),
        ("They are inherently vulnerable.", "language", "inherently vulnerable"),
        ("Images of revenge porn.", "language", "revenge porn"),
    ],
)  # fmt: skip
def test_what_may_point_at_one_person_is_found(text: str, kind: str, words: str) -> None:
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Amara Bell welcomed everyone. Amara thanked MASH; Bell read the apologies.",
        "Apologies: Greater Manchester Police and National Ugly Mugs. Cllr Whitmore chaired until noon.",
        "The Chair asked Members to note Paper 3. Councillors agreed it. Noted.",
        "A-012 moves from Green to Amber. Amber: at risk. Decision D-2026-03 stands; see P1.1.a.",
        "Next meeting: Tuesday 12 January 2027, 10am, Room 3, Town Hall.",
        "The strategy runs 2020-2022 and the next one 2023-2026. £12,500.00 was spent.",
        "Support is for people aged 18 to 25, and for everyone aged 18 and over. 18-year-olds may come.",
        "If a person is pregnant, the clinic sees them the same day. Migrants are told about legal advice.",
        "Homicide Prevention and Lived Experience Panel papers went out. Signposting improved.",
        "Write to info@nationaluglymugs.example, ring 0800 464 7669 or 101, or see https://www.example.org/rights.",
        "The English Collective of Prostitutes and the Prostitution and Exploitation Unit sent papers.",
        "Three women said “I am a prostitute and proud”.",
        "Manchester, Cheetham and Hulme have vans. Outreach in Moss Side is at The Lantern Rooms.",
        "Housing was discussed. Police told the group that training starts in May. People who sex work decide.",
        "DPIA, ISVA and UKNSWP are explained in Annex B. Rescoping and co-production continue.",
    ],
)  # fmt: skip
def test_ordinary_minutes_pass(text: str) -> None:
    assert found(text) == []


def test_the_forums_own_texts_hold_next_to_nothing() -> None:
    texts = {name: _said(name) for name in ("strategy_2020_22", "action_plan", "agenda", "strategy_2016_19")}
    seen = [each for lines in texts.values() for line in lines for each in look({"line": line}, KNOWN)]
    assert [each.found for each in seen] == ["Hungary"]  # “women originally from Hungary”: it is right to ask
    assert sum(len(line.split()) for lines in texts.values() for line in lines) > 3000


def _said(name: str) -> list[str]:
    lines: list[str] = []

    def take(value: object) -> None:
        if isinstance(value, str):
            lines.append(value)
        elif isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                take(each)

    take(json.loads((ROOT / "reference" / f"{name}.json").read_text()))
    return lines


def test_an_officers_name_stands_whole_and_its_parts_only_beside_it() -> None:
    assert found("Robin thanked everyone.") == [("name", "Robin")]
    assert found("Robin Achebe spoke. Robin thanked everyone.") == []


def test_a_find_says_where_it_stands_and_is_given_once_for_each_field() -> None:
    twice = look({"title": "Sophie", "words": "A long line before it, so that it is cut: Sophie, then Sophie again."})
    assert [(each.field, each.found) for each in twice] == [("title", "Sophie"), ("words", "Sophie")]
    assert twice[0].key == twice[1].key
    assert twice[1].excerpt.startswith("A long line")
    assert "Sophie, then" in twice[1].excerpt
    assert twice[0].title == "A name"


def test_one_reason_answers_at_most_forty_finds() -> None:
    many = look({"words": "\n".join(f"MA-{number:04} spoke." for number in range(60))})
    assert len(many) == 60
    assert few_enough(many[:40]) is None
    assert few_enough(many[:41]) is not None


def test_words_are_known_by_what_they_are_made_of() -> None:
    assert all(map(is_common, ("restocking", "decriminalisation", "co-produced", "prioritised", "multi-agency")))
    assert not any(map(is_common, ("zephyrine", "oluwaseun", "sophie")))


def test_an_answer_covers_what_was_seen_with_a_reason() -> None:
    finds = look({"words": "Sophie wants a lift. MA-0427."})
    keys = frozenset(each.key for each in finds)
    refusals = [answer_covers(finds, None), answer_covers(finds, LeakAnswer(keys, "because"))]
    assert [refusal and refusal.field for refusal in refusals] == ["", "leaks_reason"]
    assert answer_covers(finds, LeakAnswer(keys - {finds[0].key}, "She is the chair.")) is not None
    assert answer_covers(finds, LeakAnswer(keys, "She is the chair.")) is None
    assert [each.found for each in unanswered(finds, {(LeakKind.NAME, "sophie")})] == ["MA-0427"]


def test_who_wants_words_out_says_why_and_nobody_judges_their_own() -> None:
    assert verdict_may_be(LeakVerdictKind.MAY_STAY, "") is None
    assert verdict_may_be(LeakVerdictKind.TAKE_OUT, "no") is not None
    assert note_may_be_judged(may=True, own=False) is None
    assert note_may_be_judged(may=True, own=True) is not None
    assert note_may_be_judged(may=False, own=False) is not None


def test_a_find_is_known_again_in_any_capitals() -> None:
    first, second = (Finding(LeakKind.NAME, words, "", "", "words").key for words in ("Sophie", "sophie"))
    assert first == second
