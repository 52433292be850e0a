"""The firewall over the whole path: whatever is held, whoever asks, nothing protected leaves without consent."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from core.actor import Actor
from core.db import db
from core.errors import Refused
from directory.queries import services_taking_referrals
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, Disclosure, Person
from people.queries import OWN_PAGE
from people.rules import NEVER_TO
from referrals import package
from referrals.decisions import queries, rules, service, vocabulary
from referrals.decisions.models import Direction, SharingDecision
from referrals.rules import SharingRefused
from tests.house import House
from tests.referrals import stage
from tests.referrals.decisions import paper

CANARY = "Canary {}: kept in the record"


def _person_with_everything(actor: Actor) -> Person:
    who = stage.person(actor)
    for category in OWN_PAGE:
        row = next((each for each in [people_queries.part(actor, who.id, category)] if each), None)
        people.write_part(
            actor=actor, person_id=who.id, category=category, answer=Answer.GIVEN,
            words=CANARY.format(category.value), version=row.version if row else 0,
        )  # fmt: skip
    return who


def _recipients(actor: Actor) -> list[dict[str, str]]:
    here = [
        {"where": "team", "service_id": str(each.service_id), "outside": "", "outside_name": ""}
        for each in services_taking_referrals(actor)
    ]
    outside = [
        {"where": "outside", "outside": code, "outside_name": "Somewhere", "outside_how": "By phone", "service_id": ""}
        for code in vocabulary.bodies()
    ]
    return [*here, *outside]


def _barred(opened: queries.Opened) -> set[Category]:
    return {
        category
        for category in Category
        if not rules.may_leave_without_consent(category, opened.kind, emergency=opened.row.emergency)
    }


def test_every_recipient_and_every_kind_of_information_in_both_paths(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = _person_with_everything(actor)
        for to, emergency in itertools.product(_recipients(actor), (False, True)):
            row = service.begin(actor=actor, person_id=who.id, direction=Direction.SHARE, emergency=emergency)
            row = service.save(actor=actor, decision_id=row.id, version=row.version, step="recipient", changes=to)
            opened = queries.decision(actor, row.id)
            barred = _barred(opened)
            assert Category.DEMOG in barred
            assert NEVER_TO.get(opened.kind, frozenset()) <= barred
            for category in Category:
                changes = {"categories": ("ALIAS", "RISK", category.value)}
                if category in barred:
                    with pytest.raises(SharingRefused):
                        service.save(
                            actor=actor, decision_id=row.id, version=row.version, step="parts", changes=changes
                        )
                    continue
                row = service.save(actor=actor, decision_id=row.id, version=row.version, step="parts", changes=changes)
            shown = {part.category for part in queries.parts(actor, queries.decision(actor, row.id)) if part.allowed}
            assert not shown & barred
            db.session.flush()


@pytest.mark.parametrize("code", ["GMP", "BTP", "MCC", "PROBATION", "NUM"])
def test_what_was_slipped_into_the_stored_answers_is_still_refused_by_both_people(house: House, code: str) -> None:
    with house.acting("mash_outreach") as actor:
        offer = stage.service_of(actor, code)
        row = paper.to_team(actor, code)
        opened = queries.decision(actor, row.id)
        slipped = opened.answers.changed({"categories": ("ALIAS", "DEMOG", "RISK")})
        row.answers = slipped.written()
        db.session.flush()
        row_id, version, name = row.id, row.version, offer.agency_name
    with house.acting("mash_manager") as manager:
        with pytest.raises(SharingRefused, match="equality answers"):
            service.authorise(actor=manager, decision_id=row_id, version=version, typed=name)
        db.session.rollback()
        assert db.session.scalars(select(Disclosure)).all() == []


@pytest.mark.parametrize("code", ["GMP", "MCC", "PROBATION", "NUM"])
def test_an_emergency_package_holds_identity_and_safety_alone(house: House, code: str) -> None:
    with house.acting("mash_outreach") as actor:
        who = _person_with_everything(actor)
        offer = stage.service_of(actor, code)
        row = service.begin(actor=actor, person_id=who.id, direction=Direction.SHARE, emergency=True)
        to = {"where": "team", "service_id": str(offer.service_id), "outside": "", "outside_name": ""}
        row = service.save(actor=actor, decision_id=row.id, version=row.version, step="recipient", changes=to)
        opened = queries.decision(actor, row.id)
        wanted = sorted({each.value for each in Category} - {each.value for each in _barred(opened)})
        row = service.save(
            actor=actor, decision_id=row.id, version=row.version, step="happening", changes={"happening": paper.WORDS}
        )
        row = service.save(
            actor=actor, decision_id=row.id, version=row.version, step="parts",
            changes={"categories": wanted, "message": paper.SECRET, "withheld": True, "words_checked": True},
        )  # fmt: skip
        row = service.send_now(actor=actor, decision_id=row.id, version=row.version, typed=offer.agency_name)
        sent = package.open_package(actor, paper.there(row.referral_id))
        held = str(sent)
        assert "Canary DEMOG" not in held
        assert "Canary SUPPORT" not in held
        assert "Canary CJ" not in held
        assert "Canary CONVICTIONS" not in held
        assert ("Canary HEALTH" in held) == (code != "GMP")
        assert ("Canary SUBSTANCE" in held) == (code != "GMP")
        assert {Category(each) for each in sent.parts} <= rules.EMERGENCY_FACTS


def test_words_on_immigration_are_looked_for_whoever_receives_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = paper.written(
            actor, where="team", service_id=str(stage.service_of(actor, "NUM").service_id), outside="", outside_name="",
            message="She fears for her visa, and he has her door key.",
        )  # fmt: skip
        with pytest.raises(Refused, match="visa"):
            service.submit(actor=actor, decision_id=row.id, version=row.version)
        row = service.save(
            actor=actor, decision_id=row.id, version=row.version, step="parts", changes={"words_checked": True}
        )
        assert service.submit(actor=actor, decision_id=row.id, version=row.version).state.value == "waiting"
        assert db.session.get(SharingDecision, (actor.agency_id, row.id)) is not None
