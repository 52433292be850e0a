"""The directory as loaded, searched, and offered to those who refer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from agencies.models import InformationSharingAgreement
from core.db import db
from core.errors import NotVisible
from directory import queries, reference
from directory.models import Location, Organisation, Service, ServiceStatus
from tests.house import House

KINDS = (Organisation, Service, Location)


def by_code(code: str) -> Service:
    """One service."""
    return db.session.scalars(select(Service).where(Service.code == code)).one()


def counts() -> list[int]:
    """How many rows there are of each kind."""
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KINDS]


def test_loading_again_changes_nothing_and_keeps_edits(house: House) -> None:
    edited = by_code("num-isva")
    edited.name, edited.checked_on = "ISVA service", date(2026, 11, 2)
    db.session.commit()
    before = counts()
    reference.load()
    db.session.commit()
    assert counts() == before
    assert (by_code("num-isva").name, by_code("num-isva").checked_on) == ("ISVA service", date(2026, 11, 2))


def test_nothing_is_shown_as_checked_before_somebody_checked_it(house: House) -> None:
    assert set(db.session.scalars(select(Service.checked_on))) == {None}


def test_a_helpline_run_by_another_organisation_belongs_to_it(house: House) -> None:
    helpline, trust = by_code("national-stalking-helpline"), by_code("suzy-lamplugh")
    assert helpline.organisation_id == trust.organisation_id


def test_a_service_without_a_team_takes_no_referrals(house: House) -> None:
    row = by_code("crimestoppers")
    row.takes_referrals = True
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_confidential_places_can_have_no_address(house: House) -> None:
    db.session.add(
        Location(service_id=by_code("mash-casework").id, kind="virtual", name="Safe", address="1 Any Street")
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_no_place_of_a_member_s_service_is_published(house: House) -> None:
    places = db.session.scalars(select(Location)).all()
    assert len(places) >= 10
    assert {(place.kind, place.address, place.postcode) for place in places} == {("virtual", None, None)}


def test_offers_leave_out_the_asker_s_own_agency(house: House) -> None:
    offers = queries.services_taking_referrals(house.actor("mash_outreach"))
    assert {"ISVA support", "NUM casework", "GMP sex work liaison"} <= {offer.name for offer in offers}
    assert house.agency("MASH").id not in {offer.agency_id for offer in offers}
    isva = next(offer for offer in offers if offer.name == "ISVA support")
    assert (isva.agency_name, isva.organisation, isva.opens_isva_case) == ("National Ugly Mugs",) * 2 + (True,)


def test_offers_leave_out_agencies_without_a_current_agreement(house: House) -> None:
    num = house.agency("NUM").id
    db.session.execute(
        update(InformationSharingAgreement)
        .where(InformationSharingAgreement.agency_id == num)
        .values(ended_on=date(2020, 1, 1))
    )
    offers = queries.services_taking_referrals(house.actor("mash_outreach"))
    assert offers
    assert num not in {offer.agency_id for offer in offers}


def test_offers_leave_out_closed_services_and_take_few_statements(
    house: House, count_queries: Callable[[], Any]
) -> None:
    by_code("num-isva").status = ServiceStatus.TEMPORARILY_CLOSED
    db.session.flush()
    actor = house.actor("mash_outreach")
    with count_queries() as seen:
        offers = queries.services_taking_referrals(actor)
    assert "ISVA support" not in {offer.name for offer in offers}
    assert len(seen) <= 2


def test_one_offer_by_id_and_none_where_no_referrals_are_taken(house: House) -> None:
    assert queries.service_offer(by_code("num-isva").id).team_name
    for other in (by_code("crimestoppers").id, uuid4()):
        with pytest.raises(NotVisible):
            queries.service_offer(other)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("isva", {"ISVA support"}),
        ("STALKING", {"Suzy Lamplugh Trust", "National Stalking Helpline (Suzy Lamplugh Trust)"}),
        ("lamplugh helpline", {"National Stalking Helpline (Suzy Lamplugh Trust)"}),
        ("100%", {"Crimestoppers"}),
        ("no_such_thing", set()),
    ],
)
def test_search_matches_words_anywhere(house: House, q: str, expected: set[str]) -> None:
    found = {row.name for row in queries.services(house.actor("mcc_chair"), q, 1).items}
    assert found >= expected
    assert expected or not found


def test_categories_narrow_to_any_of_those_chosen(house: House) -> None:
    actor = house.actor("mcc_chair")
    page = queries.services(actor, "", 1, ["stalking", "sexual_health"])
    assert page.items
    assert all({"stalking", "sexual_health"} & set(row.categories) for row in page.items)
    everything = queries.services(actor, "", 1).total
    assert queries.services(actor, "", 1, ["not a category"]).total == everything > page.total


def test_defunct_services_are_not_listed(house: House) -> None:
    actor = house.actor("mcc_chair")
    listed = {row.code for number in (1, 2) for row in queries.services(actor, "", number).items}
    assert by_code("cgmcrc").status is ServiceStatus.DEFUNCT
    assert "cgmcrc" not in listed
    assert "cgmcrc" not in {row.code for row in queries.alternatives(actor)}


def test_unknown_service_is_not_visible(house: House) -> None:
    with pytest.raises(NotVisible):
        queries.service(uuid4())
    with pytest.raises(NotVisible):
        queries.service_entry(house.actor("mcc_chair"), uuid4())
