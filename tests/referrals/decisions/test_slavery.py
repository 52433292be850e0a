"""The national referral mechanism: first responders alone, informed consent alone, advice first, no name in a note."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.models import AgencyKind
from agencies.queries import agency_by_code, member_agencies
from core import clock
from core.db import db
from core.errors import NotVisible, Refused
from people.models import Disclosure, Purpose
from referrals.decisions import vocabulary
from referrals.decisions.models import AdviceAnswer, DutyToNotify, SlaveryRequest
from referrals.decisions.slavery import queries, rules, service
from referrals.decisions.slavery.rules import Informed
from tests.house import House
from tests.referrals import stage

TABLE = vocabulary.slavery()
TOLD = Informed(what_it_is=True, home_office=True, may_refuse=True)
WORDS = "He keeps her wages and her papers, and locks the door."


def _ask(actor: Any, person_id: UUID, **changes: Any) -> SlaveryRequest:
    return service.request_referral(
        **{
            "actor": actor,
            "person_id": person_id,
            "advice": AdviceAnswer.TAKEN,
            "informed": TOLD,
            "grounds": WORDS,
            "own_view": "“I want out.”",
            "outside_code": "SALVATION_ARMY",
            **changes,
        }  # fmt: skip
    )


def test_of_the_forum_police_and_council_alone_are_first_responders(house: House) -> None:
    responders = {each.code for each in member_agencies() if rules.is_first_responder(each.code, TABLE)}
    assert responders == {"GMP", "BTP", "MCC"}
    with house.acting("mash_outreach") as actor:
        kinds = {offer.kind for offer in queries.responders(actor)}
        assert kinds == {AgencyKind.POLICE, AgencyKind.LOCAL_AUTHORITY}
    assert not [each for each in TABLE["outside"] if "Home Office" in each["name"]]


def test_a_team_here_needs_consent_that_names_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        offer = stage.service_of(actor, "GMP")
        with pytest.raises(Refused, match="have not agreed"):
            _ask(actor, who, service_id=offer.service_id, outside_code=None)
        given = stage.consent(actor, who, offer, agreed=(*stage.TRIAGE,))
        row = _ask(actor, who, service_id=offer.service_id, outside_code=None)
        assert row.consent_id == given.id
        assert row.grounds == WORDS


def test_a_charity_can_never_receive_it(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        offer = stage.isva_service(actor)
        stage.consent(actor, who, offer)
        with pytest.raises(Refused, match="Only a first responder"):
            _ask(actor, who, service_id=offer.service_id, outside_code=None)
        with pytest.raises(Refused, match="Choose a first responder"):
            _ask(actor, who, outside_code="HOME_OFFICE")


@pytest.mark.parametrize("told", [(False, True, True), (True, False, True), (True, True, False)])
def test_nobody_is_referred_uninformed(house: House, told: tuple[bool, bool, bool]) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        with pytest.raises(Refused, match="informed"):
            _ask(actor, who, informed=Informed(*told))
        with pytest.raises(Refused, match="what they say"):
            _ask(actor, who, own_view=" ")
        with pytest.raises(Refused, match="what makes you think"):
            _ask(actor, who, grounds="Short")


def test_a_first_responder_outside_is_written_down_and_nothing_leaves(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        _ask(actor, who, advice=AdviceAnswer.NOT_YET)
        (asked,) = queries.of_person(actor, who)
        assert asked.recipient == "The Salvation Army"
        assert db.session.scalars(select(Disclosure)).all() == []
    with house.acting("num_isva") as stranger, pytest.raises(NotVisible):
        _ask(stranger, who)


def test_the_page_asks_for_advice_first_and_leads_to_the_referral(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor).id
        offer = stage.service_of(actor, "GMP")
        stage.consent(actor, who, offer, agreed=(*stage.TRIAGE,))
        service_id = offer.service_id
    browser = house.client("mash_outreach")
    url = f"/people/{who}/modern-slavery"
    page = browser.get(url).get_data(as_text=True)
    assert page.index("Get immigration advice first") < page.index("Which first responder?")
    assert "0800 0121 700" in page
    assert browser.post(url, {}).status_code == 422
    form = {
        "advice": "taken", "what_it_is": "y", "home_office": "y", "may_refuse": "y", "grounds": WORDS,
        "own_view": "I want out", "recipient": f"team:{service_id}",
    }  # fmt: skip
    assert browser.post(url, {**form, "home_office": ""}).status_code == 422
    answer = browser.post(url, form)
    assert answer.status_code == 303
    assert f"service={service_id}" in answer.headers["Location"]
    assert f"purpose={Purpose.REPORT.value}" in answer.headers["Location"]
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_only_a_public_authority_notes_a_notification_and_it_names_nobody(house: House) -> None:
    with house.acting("mash_manager") as actor, pytest.raises(NotVisible):
        service.note_duty(actor=actor, indicators=WORDS, sent_on=clock.today())
    assert house.client("mash_manager").get("/modern-slavery/duty-to-notify").status_code == 404
    assert rules.may_notify(agency_by_code("MCC").kind, TABLE)
    assert rules.may_notify(agency_by_code("GMP").kind, TABLE)
    assert not rules.may_notify(agency_by_code("PROBATION").kind, TABLE)
    assert not {column.name for column in DutyToNotify.__table__.columns} & {"person_id", "referral_id", "subject_id"}


def test_a_name_or_reference_is_kept_out_of_a_notification(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        stage.person(actor, "Robyn")
        assert queries.names_in(actor, "Her wages go to him, says Robyn.") == ["Robyn"]
        assert queries.names_in(actor, "See MA-0001 for more.")
        assert queries.names_in(actor, "Her wages go to a man; the door is locked.") == []
    with pytest.raises(Refused, match="names someone"):
        rules.refuse_identity(["Robyn"])
