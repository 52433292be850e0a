"""Keeping entries: whose they are, what they may not say, and that nobody's words are lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from agencies.models import User
from core import clock
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from directory.facts import PlaceWords
from directory.keeping import queries, service
from directory.keeping.rules import About, Standing
from directory.models import CheckedHow, Location, Organisation, Service, ServiceCheck
from tests.house import House

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SHOP = PlaceWords("physical", "Shop", address="1 Any Street", city="Manchester", postcode="M1 1AA")
ABOUT = About(name="Advice", description="Advice for anybody.", categories=("support",))


def id_of(code: str) -> UUID:
    return db.session.scalars(select(Service.id).where(Service.code == code)).one()


def version_of(service_id: UUID) -> int:
    return db.session.scalars(select(Service.version).where(Service.id == service_id)).one()


def test_members_keep_their_own_and_the_coordinator_what_nobody_else_keeps(house: House) -> None:
    isva, crimestoppers, lifeshare = id_of("num-isva"), id_of("crimestoppers"), id_of("lifeshare-housing")
    with house.acting("num_manager") as actor:
        assert queries.kept_service(actor, isva).is_own
        for other in (crimestoppers, lifeshare):
            with pytest.raises(NotVisible):
                queries.kept_service(actor, other)
        with pytest.raises(NotVisible):
            service.add_organisation(actor=actor, name="New", description="New", url=None, email=None)
    with house.acting("mcc_coordinator") as actor:
        assert not queries.kept_service(actor, crimestoppers).is_own
        assert not queries.kept_service(actor, lifeshare).is_own, "nobody at Lifeshare has an account that could"
        with pytest.raises(NotVisible):
            queries.kept_service(actor, isva)
        assert "National Ugly Mugs" in dict(queries.wanting_by_keeper(actor))
    db.session.execute(update(User).where(User.email == house.user("num_manager").email).values(active=False))
    db.session.commit()
    with house.acting("mcc_coordinator") as actor:
        assert not queries.kept_service(actor, isva).is_own
    with house.acting("mash_outreach") as actor:
        assert queries.kept_page(actor, None, "", 1).total == 0


def test_a_second_writer_is_told_and_loses_nothing(house: House) -> None:
    isva = id_of("num-isva")
    with house.acting("num_manager") as actor:
        read = queries.kept_service(actor, isva).service.version
        service.change_about(actor=actor, service_id=isva, version=read, about=ABOUT)
        with pytest.raises(Clash):
            service.change_hours(actor=actor, service_id=isva, version=read, schedules=[])
        with pytest.raises(Clash):
            service.note_check(actor=actor, service_id=isva, version=read, on=clock.today(), how=CheckedHow.OWN)
        stored = queries.kept_service(actor, isva).service
        assert (stored.name, stored.version, stored.checked_on) == ("Advice", read + 1, None)
        assert stored.changed_at is not None


def test_confidential_premises_have_no_address_by_any_way(house: House) -> None:
    with house.acting("mash_manager") as actor:
        owner = queries.kept_organisations(actor)[0][0]
        row = service.add_service(actor=actor, organisation_id=owner, about=ABOUT, confidential=False).id
        service.add_place(actor=actor, service_id=row, version=1, place=SHOP)
        telling = About(name="Advice", description="Ring the bell at 1 Any Street.")
        service.change_about(actor=actor, service_id=row, version=2, about=telling)
        with pytest.raises(Refused, match="1 Any Street"):
            service.set_premises(actor=actor, service_id=row, version=3, confidential=True)
        service.change_about(actor=actor, service_id=row, version=3, about=ABOUT)
        service.set_premises(actor=actor, service_id=row, version=4, confidential=True)
        (place,) = queries.kept_service(actor, row).places
        place_id, said = place.id, (place.kind, place.address, place.postcode, place.name)
        assert said == ("virtual", None, None, "Said only to people who come")
        for write in (
            lambda: service.add_place(actor=actor, service_id=row, version=5, place=SHOP),
            lambda: service.change_place(actor=actor, service_id=row, location_id=place_id, version=5, place=SHOP),
            lambda: service.change_about(actor=actor, service_id=row, version=5, about=telling),
            lambda: service.change_reach(actor=actor, service_id=row, version=5, urls=[], email=None,
                                         phones=[{"number": "1", "e164": "1", "description": "Bell, M1 1AA"}]),
            lambda: service.change_hours(actor=actor, service_id=row, version=5,
                                         schedules=[{"description": "Thursdays, 1 Any Street"}]),
        ):  # fmt: skip
            with pytest.raises(Refused):
                write()
    for bad in ({"postcode": "M1 1AA"}, {"latitude": 53.4, "longitude": -2.2}, {"kind": "physical"}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(Location).where(Location.id == place_id).values(**bad))


def test_whoever_read_that_premises_may_be_known_cannot_write_after_that_changed(house: House) -> None:
    with house.acting("mash_manager") as actor:
        owner = queries.kept_organisations(actor)[0][0]
        row = service.add_service(actor=actor, organisation_id=owner, about=ABOUT, confidential=False).id
        service.set_premises(actor=actor, service_id=row, version=1, confidential=True)
        with pytest.raises(Refused):
            service.add_place(actor=actor, service_id=row, version=1, place=SHOP)
        with pytest.raises(Clash):
            service.add_place(actor=actor, service_id=row, version=1, place=PlaceWords("virtual", "By phone"))


def test_a_check_is_kept_for_good_and_moves_the_assured_date(house: House) -> None:
    isva = id_of("num-isva")
    with clock.frozen_at(NOON), house.acting("num_manager") as actor:
        for on, how in ((TODAY + timedelta(days=1), CheckedHow.OWN), (TODAY - timedelta(days=40), CheckedHow.OWN)):
            with pytest.raises(Refused):
                service.note_check(actor=actor, service_id=isva, version=version_of(isva), on=on, how=how)
        service.note_check(
            actor=actor, service_id=isva, version=version_of(isva), on=TODAY, how=CheckedHow.OWN, note="All right"
        )
        with pytest.raises(Refused):
            service.note_check(actor=actor, service_id=isva, version=version_of(isva), on=TODAY - timedelta(days=1),
                               how=CheckedHow.RANG)  # fmt: skip
        assert queries.kept_service(actor, isva).service.checked_on == TODAY
        found = [(each.agency, each.note) for each in queries.checks(actor, isva)]
        assert found == [("National Ugly Mugs", "All right")]
    other = id_of("crimestoppers")
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused):
        service.note_check(actor=actor, service_id=other, version=1, on=clock.today(), how=CheckedHow.OWN)
    for statement in (update(ServiceCheck).values(note="Other"), delete(ServiceCheck)):
        with pytest.raises(DatabaseError), db.session.begin_nested():
            db.session.execute(statement)


def test_keepers_are_told_once_a_month_of_what_is_old(house: House) -> None:
    db.session.execute(update(Service).values(checked_on=TODAY - timedelta(days=90)))
    db.session.commit()
    told = select(func.count()).select_from(Notice)
    with clock.frozen_at(NOON), house.acting("num_manager") as actor:
        assert service.remind(actor) == 0, "90 days is not past 90 days"
        assert queries.kept_page(actor, Standing.CURRENT, "", 1).total == queries.counts(actor).kept
    with clock.frozen_at(NOON + timedelta(days=1)), house.acting("num_manager") as actor:
        assert service.remind(actor) == 1
        service.remind(actor)
        assert queries.counts(actor).old == queries.kept_page(actor, Standing.WANTS, "", 1).total > 0
    assert db.session.scalar(told) == 1
    with clock.frozen_at(NOON + timedelta(days=31)), house.acting("num_manager") as actor:
        service.remind(actor)
    notices = db.session.scalars(select(Notice)).all()
    assert [(row.subject, row.path) for row in notices] == [("Directory entries to check", "/directory/keep")] * 2


def test_an_organisation_is_changed_by_its_keeper(house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        row = service.add_organisation(actor=actor, name=" Lantern ", description="Advice.", url=None, email=None)
        owner = row.id
        service.change_organisation(actor=actor, organisation_id=owner, version=1, name="Lantern", description="Advice",
                                    url="https://www.example.org", email=None)  # fmt: skip
        with pytest.raises(Clash):
            service.change_organisation(actor=actor, organisation_id=owner, version=1, name="X", description="X",
                                        url=None, email=None)  # fmt: skip
        made = service.add_service(actor=actor, organisation_id=owner, about=ABOUT, confidential=False)
        assert made.checked_on is None
        assert not made.takes_referrals
    stored = db.session.scalars(select(Organisation.url).where(Organisation.id == owner)).one()
    assert stored == "https://www.example.org"
