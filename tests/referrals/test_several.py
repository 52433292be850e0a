"""Several teams at once: one letter each, all of them or none, and a typed name where one must be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.actor import Actor
from core.db import db
from core.errors import Refused
from directory.queries import ServiceOffer
from people.models import Category, Disclosure
from referrals import package, queries, service
from referrals.models import LetterState, OutgoingLetter, Referral
from tests.house import House
from tests.referrals import stage
from tests.referrals.letters import hold, run_release


class Scene:
    """Someone who agreed to tell NUM more than TMR, and little to the police."""

    def __init__(self, actor: Actor) -> None:
        self.person_id = stage.person(actor).id
        self.isva, self.tmr = stage.isva_service(actor), stage.service_of(actor, "TMR")
        self.police = stage.service_of(actor, "GMP")
        stage.consent(actor, self.person_id, self.isva, stage.AGREED)
        stage.consent(actor, self.person_id, self.tmr, (*stage.TRIAGE, Category.HEALTH))
        stage.consent(actor, self.person_id, self.police, stage.TRIAGE)
        self.parts: dict[UUID, tuple[Category, ...]] = {
            self.isva.service_id: stage.AGREED,
            self.tmr.service_id: (*stage.TRIAGE, Category.HEALTH),
            self.police.service_id: stage.TRIAGE,
        }

    def hold(self, actor: Actor, *offers: ServiceOffer, **changes: Any) -> list[OutgoingLetter]:
        """A letter to each, with what each may read."""
        services = [offer.service_id for offer in offers]
        values = {"categories": self.parts, "typed": {self.police.service_id: self.police.agency_name}, **changes}
        return hold(actor, self.person_id, *services, **values)


def test_each_team_gets_its_own_letter_with_what_it_may_read(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        letters = scene.hold(actor, scene.isva, scene.tmr, scene.police)
        assert len({letter.batch_id for letter in letters}) == 1
        assert [set(letter.categories) for letter in letters] == [
            {category.value for category in scene.parts[each]}
            for each in (scene.isva.service_id, scene.tmr.service_id, scene.police.service_id)
        ]
    run_release()
    with house.acting("mash_outreach") as actor:
        opened = {}
        for row in db.session.scalars(select(Referral)):
            found = package.open_package(actor, row.id)
            opened[row.to_agency_id] = " ".join(words for part in found.parts.values() for words in part.paragraphs)
        assert stage.RISK in opened[scene.isva.agency_id]
        assert stage.HEALTH not in opened[scene.isva.agency_id]
        assert stage.HEALTH in opened[scene.tmr.agency_id]
        assert opened[scene.police.agency_id] == ""


def test_one_that_is_not_allowed_changes_nothing_and_is_named(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        scene.parts[scene.tmr.service_id] = (*stage.TRIAGE, Category.RISK)
        with pytest.raises(Refused, match="The Men’s Room|Men's Room") as told:
            scene.hold(actor, scene.isva, scene.tmr)
        assert told.value.about == scene.tmr.service_id
        assert db.session.scalars(select(OutgoingLetter)).all() == []
        assert db.session.scalars(select(Disclosure)).all() == []


@pytest.mark.parametrize("typed", ["", "Greater Manchester", "GMP"])
def test_the_police_services_name_must_be_typed(house: House, typed: str) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        with pytest.raises(Refused, match="Type “Greater Manchester Police”") as told:
            scene.hold(actor, scene.isva, scene.police, typed={scene.police.service_id: typed})
        assert (told.value.field, told.value.about) == ("typed", scene.police.service_id)
        assert db.session.scalars(select(OutgoingLetter)).all() == []


def test_case_and_spaces_of_the_typed_name_do_not_matter(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        letters = scene.hold(actor, scene.police, typed={scene.police.service_id: " greater  manchester POLICE "})
        assert [letter.state for letter in letters] == [LetterState.HELD]


@pytest.mark.parametrize("code", ["GMP", "PROBATION", "MCC"])
def test_police_probation_and_council_are_typed_and_support_is_not(house: House, code: str) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, code)
        stage.consent(actor, who.id, offer, stage.TRIAGE)
        with pytest.raises(Refused, match="Type “"):
            hold(actor, who.id, offer.service_id, categories=stage.TRIAGE)


def test_the_letter_must_be_the_one_shown_each_of_them(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        with pytest.raises(Refused, match="Read what will leave"):
            scene.hold(actor, scene.isva, scene.tmr, shown={scene.isva.service_id: "f" * 64})


def test_the_same_service_twice_in_one_form_is_one_letter(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        assert len(scene.hold(actor, scene.isva, scene.isva)) == 1


def test_a_second_letter_while_the_first_is_held_or_open_leads_to_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        (letter,) = scene.hold(actor, scene.isva)
        with pytest.raises(Refused, match="is held already") as told:
            scene.hold(actor, scene.tmr, scene.isva)
        assert told.value.link is not None
        assert told.value.link.values == {"letter_id": letter.id}
        letter_id = letter.id
    run_release()
    with house.acting("mash_outreach") as actor:
        with pytest.raises(Refused, match="still open") as told:
            scene.hold(actor, scene.isva)
        assert told.value.link is not None
        assert told.value.link.values == {"referral_id": queries.letter(actor, letter_id).referral_id}


def test_nobody_is_no_receiver(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        with pytest.raises(Refused, match="Choose a service"):
            scene.hold(actor)


def test_one_stopped_letter_leaves_the_others(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        scene = Scene(actor)
        letters = scene.hold(actor, scene.isva, scene.tmr)
        service.undo_letter(actor=actor, letter_id=letters[1].id)
    run_release()
    with house.acting("mash_outreach"):
        assert [row.to_agency_id for row in db.session.scalars(select(Referral))] == [scene.isva.agency_id]
