"""Observations as rules: what could point at somebody, who reviews, and what may be passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from outreach import catalogue as outreach_words
from outreach.observations import catalogue, rules, spotting
from outreach.observations.models import Agreed, HowKnown, HowMany, ObservationState, SlaveryRoute
from outreach.observations.spotting import Kind, Spot
from people.reference import watched_words

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
SEEN = rules.Facts(
    seen_at=NOW, ward="E05011350", how_known=HowKnown.SAW, how_many=HowMany.FEW, agreed=Agreed.NOBODY,
    facts="A woman who does not work took money from two people, twice in an hour.",
)  # fmt: skip


def kinds(text: str, *, leaving: bool = False) -> set[tuple[Kind, str]]:
    return {(spot.kind, spot.piece) for spot in spotting.spotted(text, watched_words(), "MA", leaving=leaving)}


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("ring 07700 900226 after", Kind.NUMBER, "07700 900226"),
        ("on +44 (0)7700 900 226.", Kind.NUMBER, "+44 (0)7700 900 226"),
        ("wrote from a.b@example.org to", Kind.EMAIL, "a.b@example.org"),
        ("profile @candyfloss on", Kind.EMAIL, "@candyfloss"),
        ("a grey car, AB12 CDE, left", Kind.PLATE, "AB12 CDE"),
        ("car ab12cde left", Kind.PLATE, "ab12cde"),
        ("near M14 5AB at two", Kind.PLACE, "M14 5AB"),
        ("outside 14 Sackville Street at two", Kind.PLACE, "14 Sackville Street"),
        ("on Fairfield Road", Kind.PLACE, "Fairfield Road"),
        ("taken to flat 7b by", Kind.PLACE, "flat 7b"),
        ("as MA-0427 said", Kind.REFERENCE, "MA-0427"),
        ("says she is hungarian", Kind.WORD, "Hungarian"),
        ("holds their visas", Kind.WORD, "visa"),
    ],
)
def test_what_could_point_at_somebody_is_found(text: str, kind: Kind, piece: str) -> None:
    assert (kind, piece) in kinds(text)


def test_plain_facts_are_left_alone() -> None:
    plain = (
        "At about 2 in the morning, in November 2026, a man of 40 to 50 in a dark coat stood 10 metres off. He took "
        "money from two women each time they came back, 3 times in an hour. They did not speak to us meanwhile."
    )
    assert kinds(plain) == set()
    assert (Kind.WORD, "condom") in kinds("took their condoms", leaving=True)
    assert kinds("took their condoms") == set()


def test_a_name_can_be_one_to_three_words() -> None:
    assert list(spotting.possible_names("Mary-Ann O’Neill 22 ran")) == [
        "Mary-Ann", "Mary-Ann O’Neill", "Mary-Ann O’Neill ran", "O’Neill", "O’Neill ran", "ran",
    ]  # fmt: skip


def test_words_stay_with_a_reason_but_never_somebodys_number() -> None:
    name, own = Spot(Kind.NAME, "Angel"), Spot(Kind.OWN_ADDRESS, "07700 900226")
    assert rules.words_may_stay([], "", "facts") is None
    assert rules.words_may_stay([name], "It is the name of the pub", "facts") is None
    assert rules.words_may_stay([name], "pub", "facts") is not None
    refusal = rules.words_may_stay([name, own], "A very good reason", "facts")
    assert refusal is not None
    assert refusal.instead == "Take it out."
    assert "Angel" not in refusal.reason


def test_what_is_kept_says_what_was_seen() -> None:
    assert rules.may_be_kept(SEEN, NOW) is None
    for wrong, field in (
        (replace(SEEN, facts=""), "facts"),
        (replace(SEEN, seen_at=NOW + timedelta(hours=1)), "day"),
        (replace(SEEN, danger=True), "rang_999"),
    ):
        refusal = rules.may_be_kept(wrong, NOW)
        assert refusal is not None
        assert refusal.field == field
    assert rules.may_be_kept(replace(SEEN, danger=True, rang_999=False), NOW) is None
    lists = (outreach_words.wards(), catalogue.settings(), catalogue.SIGNS)
    assert rules.codes_may_be(replace(SEEN, signs=("watched",), setting="STREET"), *lists) is None
    for wrong in (replace(SEEN, ward="M1"), replace(SEEN, setting="X"), replace(SEEN, signs=("visa",))):
        assert rules.codes_may_be(wrong, *lists) is not None


def test_no_sign_asks_where_anybody_is_from() -> None:
    for words in catalogue.SIGNS.values():
        assert spotting.never_released(words, watched_words()) == []


def test_another_manager_reviews() -> None:
    writer, manager, words = uuid4(), uuid4(), "Two sources say the same"

    def asked(state: ObservationState = ObservationState.SEEN, **over: object) -> object:
        facts = {"seen_by": writer, "reviewer": manager, "is_manager": True, "words": words, **over}
        return rules.may_be_reviewed(state, **facts)  # type: ignore[arg-type]

    assert asked() is None
    assert asked(ObservationState.KEPT) is None
    assert asked(reviewer=writer) is not None
    assert asked(is_manager=False) is not None
    assert asked(words="ok") is not None
    assert asked(ObservationState.FORWARDED) is not None


def test_nothing_leaves_against_somebody_or_with_the_firewalls_words() -> None:
    found = [Spot(Kind.PLACE, "Fairfield Road")]
    assert rules.may_leave(Agreed.NOBODY, "Reported: money taken", [], [], "") is None
    assert rules.may_leave(Agreed.YES, "Reported: money taken", [], found, "A whole road of offices") is None
    for agreed, wording, never, spots in (
        (Agreed.NO, "Reported", [], []),
        (Agreed.NOT_ASKED, "Reported", [], []),
        (Agreed.NOBODY, " ", [], []),
        (Agreed.NOBODY, "Hungarian women", ["Hungarian"], []),
        (Agreed.NOBODY, "On Fairfield Road", [], found),
    ):
        assert rules.may_leave(agreed, wording, never, spots, "") is not None
    assert rules.may_be_forwarded(ObservationState.REVIEWED, Agreed.NOBODY, to_forward=True) is None
    assert rules.may_be_forwarded(ObservationState.REVIEWED, Agreed.NO, to_forward=True) is not None
    assert rules.may_be_forwarded(ObservationState.REVIEWED, Agreed.NOBODY, to_forward=False) is not None
    assert rules.may_be_forwarded(ObservationState.FORWARDED, Agreed.NOBODY, to_forward=True) is not None


def test_only_a_first_responder_sends_a_request() -> None:
    assert [code for code in ("MASH", "NUM", "TMR", "GMP", "MCC") if catalogue.is_first_responder(code)] == [
        "GMP",
        "MCC",
    ]
    seen = ObservationState.SEEN
    assert rules.route_may_be(seen, SlaveryRoute.RESPONDER, "", first_responder=True) is None
    assert rules.route_may_be(seen, SlaveryRoute.RESPONDER, "", first_responder=False) is not None
    assert rules.route_may_be(seen, SlaveryRoute.RESPONDER, "The Salvation Army", first_responder=False) is None
    assert rules.route_may_be(ObservationState.CLOSED, SlaveryRoute.HELPLINE, "", first_responder=True) is not None


def test_a_child_is_raised_from_what_says_so() -> None:
    assert rules.child_may_be_raised(["under_18"], child=False) is None
    assert rules.child_may_be_raised([], child=True) is None
    assert rules.child_may_be_raised(["worried"], child=False) is not None
