"""Taking some of a consent back: what needs it stops, what does not goes on, and the receiver is told once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.db import db
from core.errors import Refused
from core.outbox import Notice
from people import queries as people_queries
from people import service as people_service
from people.models import Category, Purpose
from people.rules import Recipient
from referrals import queries, service
from referrals.models import Referral, ReferralState, Urgency
from tests.house import House
from tests.referrals import stage


def notices_to(house: House, code: str) -> int:
    """How many notices an agency's staff have been sent."""
    return len(db.session.scalars(select(Notice).where(Notice.agency_id == house.agency(code).id)).all())


@pytest.mark.parametrize(("sent", "state"), [
    (stage.AGREED, ReferralState.WITHDRAWN), (stage.TRIAGE, ReferralState.SENT),
])  # fmt: skip
def test_only_what_holds_it_stops(house: House, sent: tuple[Category, ...], state: ReferralState) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id = stage.send(actor, who.id, offer, sent).id
        people_service.withdraw_parts(actor=actor, consent_id=consent_id, categories=[Category.RISK], how="By text")
    with house.acting("num_isva"):
        found = db.session.get(Referral, referral_id)
        assert found is not None
        assert found.state is state


def test_nothing_new_leaves_on_what_was_taken_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        people_service.withdraw_parts(actor=actor, consent_id=consent_id, categories=[Category.RISK], how="By text")
        with pytest.raises(Refused):
            stage.send(actor, who.id, offer)
        assert stage.send(actor, who.id, offer, stage.TRIAGE).state is ReferralState.SENT


def test_the_receiver_is_told_once_when_several_are_taken_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        stage.send(actor, who.id, offer)
    before = notices_to(house, "NUM")
    with house.acting("mash_outreach") as actor:
        for category in (Category.RISK, Category.CONTACT):
            people_service.withdraw_parts(actor=actor, consent_id=consent_id, categories=[category], how="By text")
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
    told = notices_to(house, "NUM") - before
    assert told == before  # as many addresses as were told of its arrival, each told once


def test_the_gate_asks_for_drugs_by_itself_for_police(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        stage.consent(actor, who.id, offer, [*stage.TRIAGE, Category.SUBSTANCE])
        recipient = Recipient(offer.agency_id, offer.team_id)
        wanted = [*stage.TRIAGE, Category.SUBSTANCE, Category.HEALTH]
        coverage = queries.coverage(actor, who.id, wanted, recipient, Purpose.SUPPORT)
        assert set(coverage.covered) == set(stage.TRIAGE)
        assert coverage.missing == {
            Category.SUBSTANCE: "not asked about by itself, for this team",
            Category.HEALTH: "never goes to a police service",
        }
        assert people_queries.parts_for_sharing(actor, who.id)
        with pytest.raises(Refused):
            service.send_referral(
                actor=actor, person_id=who.id, service_id=offer.service_id, purpose=Purpose.SUPPORT, needs=["SAFETY"],
                urgency=Urgency.STANDARD, categories=[*stage.TRIAGE, Category.SUBSTANCE],
            )  # fmt: skip
