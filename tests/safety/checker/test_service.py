"""The count of look-ups and its alarm, at once too, and that somebody was told of NUM's checkers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused, TooMany
from core.outbox import Notice
from core.scoping import current_session
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.models import MetBefore
from people import service as people
from safety.checker import counting, queries, service
from safety.checker.models import CheckerTold, CheckerTry
from tests.house import House


def test_the_31st_in_an_hour_and_the_101st_in_a_day_are_stopped_and_the_managers_told(house: House) -> None:
    begin = clock.now()
    with house.acting("mash_outreach") as actor:
        with clock.frozen_at(begin):
            assert [counting.stopped_because(actor) for _ in range(30)] == [""] * 30
            with pytest.raises(TooMany, match="30 times in an hour") as stopped:
                service.count_look_up(actor=actor, written="07700 900461")
            stopped.value.tell()
            current_session().commit()
        told = {
            row.address for row in current_session().scalars(select(Notice).where(Notice.subject == service.SUBJECT))
        }
        assert {house.user("mash_manager").email, house.user("mash_protection").email} == told
    with house.acting("mash_caseworker") as actor, clock.frozen_at(begin):
        assert counting.stopped_because(actor) == "", "another account has a count of its own"
    with house.acting("mash_outreach") as actor:
        said: list[str] = []
        for hour in range(1, 4):
            with clock.frozen_at(begin + hour * timedelta(minutes=61)):
                said = [counting.stopped_because(actor) for _ in range(30)]
            assert said[:10] == [""] * 10
            assert [bool(reason) for reason in said] == [hour == 3 and number >= 10 for number in range(30)]
        assert "100 times in a day" in said[-1]
        with clock.frozen_at(begin + timedelta(days=3)):
            assert counting.stopped_because(actor) == ""
            counting.forget_old(actor)
            current_session().commit()
            assert db.session.scalar(select(func.count()).select_from(CheckerTry)) == 1
    with house.acting("mash_manager") as actor:
        assert [(name, count) for name, _, count in queries.stopped(actor)] == [("Dee Marlowe", 1)]


def test_nothing_of_what_was_looked_up_is_kept(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        service.count_look_up(actor=actor, written="07700 900461")
    with house.acting("mash_outreach") as actor:
        entry = current_session().scalars(select(AuditEntry).where(AuditEntry.kind == queries.LOOK_UP)).one()
        assert (entry.verb, entry.row_id, entry.subject_id, entry.fields) == ("read", None, None, "")
        kept = current_session().scalars(select(CheckerTry)).one()
        assert len(kept.about_hash) == 64
        assert str(actor.user_id) not in kept.about_hash
    for persona, written in (("gmp_liaison", "07700 900461"), ("mash_outreach", "@-")):
        with house.acting(persona) as actor, pytest.raises(Refused):
            service.count_look_up(actor=actor, written=written)


def test_who_was_told_of_the_checkers_stands_on_contact_person_and_nowhere_after_erasure(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        outing = outreach.start_session(
            actor=actor, mode="street", ward="E05011368", team="Dee and Kay", began_at=clock.now()
        )
        contact = outreach.log_contact(actor=actor, session_id=outing.id, met_before=MetBefore.NEW)
        assert [each for each, _ in queries.contacts_of_tonight(actor)] == [contact.id]
        service.tell_at_contact(actor=actor, contact_id=contact.id, checkers=["email", "phone"])
        assert service.TOLD_CODE in outreach_queries.contact(actor, contact.id).information
        with pytest.raises(Refused):
            service.tell_at_contact(actor=actor, contact_id=contact.id, checkers=[])
        contact_id = contact.id
    with house.acting("mash_caseworker") as actor:
        person_id = people.register_person(actor=actor, alias="Kit").id
        service.tell_person(actor=actor, person_id=person_id, checkers=["phone"])
        assert [each.checkers for each in queries.told_to_person(actor, person_id)] == ["Phone number checker"]
    with house.acting("num_isva") as actor:
        with pytest.raises(NotVisible):
            service.tell_person(actor=actor, person_id=person_id, checkers=["phone"])
        with pytest.raises(NotVisible):
            service.tell_at_contact(actor=actor, contact_id=contact_id, checkers=["phone"])
    with house.acting("mash_caseworker") as actor:
        service.forget_person(actor, person_id)
        rows = list(current_session().scalars(select(CheckerTold)))
        assert [(row.contact_id, row.person_id) for row in rows] == [(contact_id, None)]
