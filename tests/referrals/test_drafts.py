"""Drafts: sealed, their writer's alone, used up by sending, and forgotten when nobody comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from agencies.models import WebSession
from core import clock
from core.db import db
from core.errors import NotVisible
from referrals import queries, service
from referrals.models import LetterState, OutgoingLetter
from tests.house import House
from tests.referrals import stage
from tests.referrals.letters import hold

CHOSEN = {"purpose": "support", "needs": ["HOUSING", "IMMIGRATION"], "urgency": "high", "stays": []}


def test_a_draft_is_sealed_and_there_is_one_a_person_and_writer(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor).id
        first = service.save_draft(actor=actor, person_id=person_id, choices=CHOSEN)
        second = service.save_draft(actor=actor, person_id=person_id, choices={**CHOSEN, "needs": ["MONEY"], "q": "x"})
        assert first.id == second.id
        assert second.choices_sealed is not None
        assert b"MONEY" not in second.choices_sealed
        assert queries.choices_of(second) == {"purpose": "support", "needs": ["MONEY"], "urgency": "high"}
        assert (second.purpose, second.categories, second.service_id) == (None, [], None)
    with house.acting("mash_caseworker") as actor:
        service.save_draft(actor=actor, person_id=person_id, choices=CHOSEN)
        assert len(db.session.scalars(select(OutgoingLetter)).all()) == 2


def test_nobody_else_reads_or_throws_away_a_draft(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor).id
        draft_id = service.save_draft(actor=actor, person_id=person_id, choices=CHOSEN).id
    for persona in ("mash_caseworker", "mash_manager", "num_isva"):
        with house.acting(persona) as actor:
            assert queries.draft_of(actor, person_id) is None
            assert queries.letters_of_person(actor, person_id) == []
            with pytest.raises(NotVisible):
                service.discard_draft(actor=actor, letter_id=draft_id)
    with house.acting("mash_outreach") as actor:
        assert service.discard_draft(actor=actor, letter_id=draft_id) == person_id
        assert db.session.scalars(select(OutgoingLetter)).all() == []


def test_a_draft_about_another_agencys_person_is_refused(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor).id
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        service.save_draft(actor=actor, person_id=person_id, choices=CHOSEN)


def test_sending_uses_the_draft_up(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        service.save_draft(actor=actor, person_id=who.id, choices=CHOSEN)
        hold(actor, who.id, offer.service_id)
        assert [row.state for row in db.session.scalars(select(OutgoingLetter))] == [LetterState.HELD]


def test_a_held_letter_is_no_draft_to_throw_away(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        letter = hold(actor, who.id, offer.service_id)[0]
        with pytest.raises(NotVisible):
            service.discard_draft(actor=actor, letter_id=letter.id)


def test_letters_of_one_sending_become_one_draft_again(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, isva, other = stage.person(actor), stage.isva_service(actor), stage.service_of(actor, "TMR")
        stage.consent(actor, who.id, isva)
        stage.consent(actor, who.id, other)
        letters = hold(actor, who.id, isva.service_id, other.service_id)
        for letter in letters:
            service.undo_letter(actor=actor, letter_id=letter.id)
        kept = queries.choices_of(queries.draft_of(actor, who.id))
        assert kept["service"] == [str(isva.service_id), str(other.service_id)]


def test_an_undo_leaves_a_newer_draft_as_it_is(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        letter = hold(actor, who.id, offer.service_id)[0]
        service.save_draft(actor=actor, person_id=who.id, choices=CHOSEN)
        service.undo_letter(actor=actor, letter_id=letter.id)
        assert queries.choices_of(queries.draft_of(actor, who.id))["needs"] == ["HOUSING", "IMMIGRATION"]


def test_a_draft_that_nobody_touches_for_28_days_is_forgotten(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        service.save_draft(actor=actor, person_id=stage.person(actor).id, choices=CHOSEN)
        with clock.frozen_at(clock.now() + timedelta(days=27)):
            assert service.forget_drafts(actor=actor) == 0
        with clock.frozen_at(clock.now() + timedelta(days=29)):
            assert service.forget_drafts(actor=actor) == 1
        assert db.session.scalars(select(OutgoingLetter)).all() == []


def test_the_session_of_the_browser_knows_nothing_of_a_draft(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor)
        person_id = who.id
    dee = house.client("mash_outreach")
    dee.post(f"/referrals/new?person={person_id}", {"needs": ["HOUSING"], "purpose": "support", "do": "later"})
    with house.acting("mash_outreach"):
        for row in db.session.scalars(select(WebSession)):
            kept = repr({column.name: getattr(row, column.name) for column in WebSession.__table__.columns})
            assert str(person_id) not in kept
            assert "HOUSING" not in kept
