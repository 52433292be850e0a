"""Consent that names an organisation outside: its words, who may be told what, and what its name may not hide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.errors import Refused
from people.models import Category, ConsentMethod, ConsentState, Purpose
from people.rules import Interpreter, Relationship
from referrals.outside import queries, rules, service
from referrals.outside.models import LetterState, OutsideKind
from referrals.outside.words import KIND_WORDS
from tests.house import House
from tests.referrals import stage
from tests.referrals.outside import edge


def test_the_words_read_aloud_name_the_organisation(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        for kind in OutsideKind:
            for style in ("plain", "easy-read"):
                shown = queries.words_aloud(actor, "Marker Law Centre", kind, Purpose.SUPPORT, style).text
                assert "Marker Law Centre" in shown
                assert "{" not in shown
                assert ("Home Office" in shown) is rules.is_blocked(kind)


def test_an_organisation_with_braces_in_its_name_is_only_a_name(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        shown = queries.words_aloud(actor, "{home} & {0.__class__}", OutsideKind.LEGAL, Purpose.SUPPORT, "plain")
        assert "{home} & {0.__class__}" in shown.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"told_may_refuse": False}, "told_may_refuse"),
        ({"safe_to_speak": False}, "safe_to_speak"),
        ({"capacity": "lacking"}, "capacity"),
        ({"organisation": "  "}, "organisation"),
        ({"valid_until": clock.today() - timedelta(days=1)}, "valid_until"),
        ({"valid_until": clock.today() + timedelta(days=500)}, "valid_until"),
        (
            {"method": ConsentMethod.INTERPRETER, "interpreter": Interpreter("Her brother", Relationship.FAMILY)},
            "interpreter_relationship",
        ),
    ],
)
def test_consent_that_is_not_free_informed_and_dated_is_refused(
    house: House, changes: dict[str, Any], field: str
) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        with pytest.raises(Refused) as refusal:
            edge.consent(actor, who.id, **changes)
        assert refusal.value.field == field
        assert queries.consents_of(actor, who.id) == []


@pytest.mark.parametrize("kind", [OutsideKind.POLICE, OutsideKind.PROBATION, OutsideKind.COUNCIL, OutsideKind.OTHER])
def test_what_may_never_go_there_cannot_even_be_agreed_to(house: House, kind: OutsideKind) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        with pytest.raises(Refused, match="equality answers"):
            edge.consent(actor, who.id, kind, agreed=(*edge.AGREED, Category.DEMOG))


def test_an_unknown_kind_has_the_strictest_firewall() -> None:
    strictest = [category for category in Category if rules.barred(category, OutsideKind.POLICE)]
    assert {Category.DEMOG, Category.HEALTH} <= set(strictest)
    assert [category for category in Category if rules.barred(category, OutsideKind.OTHER)] == strictest
    assert not rules.need_may_leave("IMMIGRATION", OutsideKind.OTHER)
    assert rules.need_may_leave("IMMIGRATION", OutsideKind.LEGAL)


def test_a_refusal_alone_is_recorded_and_carries_no_letter(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        row = edge.consent(actor, who.id, agreed=(), refused=[Category.RISK])
        assert row.state is ConsentState.REFUSED
        with pytest.raises(Refused, match="no consent"):
            service.write_letter(actor=actor, consent_id=row.id, outgoing=edge.OUTGOING)


def test_a_new_answer_replaces_the_old_and_closes_what_it_no_longer_covers(house: House) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        edge.consent(actor, sent.person_id, agreed=[Category.ALIAS], name="MARKER  law centre")
    assert edge.letter(house, sent).state is LetterState.STOPPED
    kept = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        again = edge.consent(actor, kept.person_id)
        again_id = again.id
    row = edge.letter(house, kept)
    assert (row.state, row.consent_id) == (LetterState.READY, again_id)


def test_a_corrected_kind_closes_the_live_link(house: House) -> None:
    sent = edge.send(house)
    with house.acting("mash_caseworker") as actor:
        edge.consent(actor, sent.person_id, OutsideKind.OTHER)
    row = edge.letter(house, sent)
    assert (row.state, row.locked) == (LetterState.STOPPED, None)
    assert house.stranger().get(f"/letter/{sent.known.token}").status_code == 404


@pytest.mark.parametrize(
    ("name", "choose"),
    [
        ("greater  manchester POLICE", "Police"),
        ("gmp", "Police"),
        ("Cheshire Constabulary", "Police"),
        ("Manchester City Council", "Council"),
        (" mcc ", "Council"),
        ("Salford probation office", "Probation"),
        ("Home-Office liaison", "Something else, or not sure"),
        ("UKVI", "Something else, or not sure"),
        ("UK Visas and Immigration", "Something else, or not sure"),
        ("Immigration Enforcement (North West)", "Something else, or not sure"),
        ("Border Force", "Something else, or not sure"),
    ],
)
def test_a_name_of_a_blocked_kind_is_not_taken_for_a_charity(house: House, name: str, choose: str) -> None:
    with house.acting("mash_caseworker") as actor:
        who = stage.person(actor)
        for kind in (OutsideKind.SUPPORT, OutsideKind.HEALTH, OutsideKind.LEGAL):
            with pytest.raises(Refused, match="name says") as refusal:
                edge.consent(actor, who.id, kind, name=name)
            assert refusal.value.field == "kind"
            assert f"Choose “{choose}”" in (refusal.value.instead or "")
            assert "through Roundtable" in (refusal.value.instead or "")
        right = next(kind for kind, words in KIND_WORDS.items() if words == choose)
        assert edge.consent(actor, who.id, right, name=name).kind is right


@pytest.mark.parametrize("name", ["Salford Counselling", "Marker Law Centre", "Lifeshare", "Homes and Offices Advice"])
def test_any_other_name_may_be_any_kind(house: House, name: str) -> None:
    with house.acting("mash_caseworker"):
        assert queries.misnamed_kind(name, OutsideKind.SUPPORT) is None
