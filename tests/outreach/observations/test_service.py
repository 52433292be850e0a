"""Observations in the database: names are found, managers review, and a child's concern is raised once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.models import MetBefore, OutreachContact
from outreach.observations import children, known, panels, queries, service
from outreach.observations.models import Agreed, HowKnown, HowMany, Observation, ObservationState, SlaveryRoute
from outreach.observations.rules import Facts, Seen
from outreach.observations.spotting import Kind, Spot
from people import service as people
from people.concerns import queries as concerns
from people.models import Answer, ContactMethod, Person
from people.reach import Hours, When
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
SEEN = Facts(
    seen_at=TONIGHT, ward="E05011350", how_known=HowKnown.SAW, how_many=HowMany.FEW, agreed=Agreed.NOBODY,
    facts="A woman who does not work took money from two people.", others="Grey coat, 50 or so",
    signs=("controlled", "money_taken"),
)  # fmt: skip


@pytest.fixture
def dee(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, tonight at 11."""
    with house.app.test_request_context(), house.acting("mash_outreach") as found, clock.frozen_at(TONIGHT):
        yield found


def kept(actor: Actor, **over: Any) -> Observation:
    return service.record_observation(actor=actor, facts=replace(SEEN, **over))


def reviewed(actor: Actor, row_id: Any, version: int = 1, **over: Any) -> Observation:
    answers: dict[str, Any] = {
        "forward": True,
        "wording": "Reported: money taken from two people by a third.",
        "why_it_stays": "",
    }
    answers |= {"words": "Two workers saw the same", **over}
    return service.review_observation(actor=actor, observation_id=row_id, version=version, **answers)


def how_many_people(actor: Actor) -> int:
    return db.session.scalar(select(func.count(Person.id)).where(Person.agency_id == actor.agency_id)) or 0


def test_a_name_or_number_of_somebody_supported_is_found(house: House, dee: Actor) -> None:
    person = people.register_person(actor=dee, alias="Zoë-Mae")
    people.write_identity(
        actor=dee, person_id=person.id, legal_name_answer=Answer.GIVEN, legal_name="Margaret Stopes",
        birth_date_answer=Answer.NOT_ASKED, birth_date=None,
    )  # fmt: skip
    people.write_safe_contact(
        actor=dee, person_id=person.id, method=ContactMethod.TEXT, address="07700 900226", times=None,
        voicemail=Answer.NO, code_word=None, never=None, hours=Hours(When.ANY),
    )  # fmt: skip
    text = "zoe mae and Margaret Stopes were there, on +44 7700 900 226. Angela was not."
    assert known.known_in(dee, text) == [
        Spot(Kind.NAME, "Margaret Stopes"), Spot(Kind.NAME, "zoe mae"), Spot(Kind.OWN_ADDRESS, "+44 7700 900 226"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="Zoe Mae") as refusal:
        kept(dee, facts="Zoe Mae had her money taken.")
    assert refusal.value.field == "facts"
    with pytest.raises(Refused) as refusal:
        kept(dee, grounds="Her number is 07700 900226", why_it_stays="It is very important to us")
    assert (refusal.value.field, refusal.value.instead) == ("grounds", "Take it out.")
    assert (
        kept(dee, facts="Zoe Mae had a good night.", why_it_stays="It is the name of the boat").reference == "MA-O0001"
    )
    db.session.commit()
    with house.acting("tmr_outreach") as stranger:
        assert known.known_in(stranger, text) == []


def test_managers_are_told_and_another_one_reviews(house: House, dee: Actor) -> None:
    row = kept(dee)
    assert b"money" not in (row.facts_sealed or b"")
    row_id = row.id
    db.session.commit()
    told = db.session.scalars(select(Notice.address).where(Notice.path == f"/outreach/observations/{row_id}")).all()
    assert told == ["joan@mash.example"]
    with pytest.raises(Refused, match="manager reviews"):
        reviewed(dee, row_id)
    with house.acting("mash_caseworker") as ines, pytest.raises(NotVisible):
        queries.observation(ines, row_id)
    with house.acting("mash_manager") as joan:
        assert [item.title for item in panels.waiting(joan)] == ["Observation MA-O0001"]
        with pytest.raises(Refused, match="never reach the police: Hungarian"):
            reviewed(joan, row_id, wording="Hungarian people")
        done = reviewed(joan, row_id)
        assert (done.state, done.to_forward, done.version) == (ObservationState.REVIEWED, True, 2)
        with pytest.raises(Clash):
            reviewed(joan, row_id, version=1)
        assert panels.waiting(joan) == []
        found = queries.forwardable(joan)
        assert [(each.reference, each.grade) for each in found] == [("MA-O0001", "seen")]
        own = kept(joan)
        with pytest.raises(Refused, match="you wrote it"):
            reviewed(joan, own.id)
        db.session.commit()
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.row_id == row_id).order_by(AuditEntry.at)
    ).all()  # fmt: skip
    assert verbs == ["recorded", "reviewed"]
    with house.acting("gmp_liaison") as police:
        assert queries.forwardable(police) == []
        with pytest.raises(NotVisible):
            queries.observation(police, row_id)


def test_it_is_passed_on_once_and_never_against_somebody(house: House, dee: Actor) -> None:
    ids = [kept(dee, agreed=Agreed.YES).id, kept(dee).id]
    db.session.commit()
    with house.acting("mash_manager") as joan:
        for row_id in ids:
            reviewed(joan, row_id)
        service.note_agreement(actor=joan, observation_id=ids[0], agreed=Agreed.NO, version=2)
        assert [each.id for each in queries.forwardable(joan)] == [ids[1]]
        with pytest.raises(Refused):
            service.mark_forwarded(actor=joan, observation_id=ids[0], release_id=uuid4())
        sent = service.mark_forwarded(actor=joan, observation_id=ids[1], release_id=uuid4())
        assert (sent.state, sent.forwarded_by) == (ObservationState.FORWARDED, joan.user_id)
        with pytest.raises(Refused):
            service.mark_forwarded(actor=joan, observation_id=ids[1], release_id=uuid4())
        assert queries.forwardable(joan) == []
        with pytest.raises(Refused, match="passed on"):
            service.note_agreement(actor=joan, observation_id=ids[1], agreed=Agreed.NO, version=3)
        closed = service.close_observation(
            actor=joan, observation_id=ids[1], words="Police thanked us", version=sent.version
        )
        assert closed.state is ObservationState.CLOSED
        assert queries.observations_page(joan, 1).total == 1
        assert queries.counts_by_state(joan) == {ObservationState.KEPT: 1, ObservationState.CLOSED: 1}


def test_the_slavery_route_notes_grow_and_name_nobody(dee: Actor) -> None:
    people.register_person(actor=dee, alias="Robyn")
    row = kept(dee)
    with pytest.raises(Refused, match="no first responder"):
        service.note_route(actor=dee, observation_id=row.id, route=SlaveryRoute.RESPONDER, words="", version=1)
    noted = service.note_route(
        actor=dee, observation_id=row.id, route=SlaveryRoute.HELPLINE, words="Rang at 11", version=1
    )
    assert (noted.route, noted.route_words, noted.version) == (SlaveryRoute.HELPLINE, "Rang at 11", 2)
    with pytest.raises(Refused, match="MA-0001"):
        service.add_note(actor=dee, observation_id=row.id, words="It was MA-0001")
    service.add_note(actor=dee, observation_id=row.id, words="Seen again on Tuesday")
    assert [note.words for note in queries.notes_of(dee, row)] == ["Seen again on Tuesday"]
    assert service.ring_999(actor=dee, observation_id=row.id).rang_999_at == TONIGHT


def test_a_child_of_a_contact_becomes_a_concern_and_nothing_else(house: House, dee: Actor) -> None:
    session = outreach.start_session(actor=dee, mode="van", ward="E05011350", team="", began_at=TONIGHT)
    contact = outreach.log_contact(
        actor=dee, session_id=session.id, met_before=MetBefore.NEW, alias="Kit", note="School bag, cold",
        flags=["under_18"], given={"hot_drink": 1},
    )  # fmt: skip
    contact_id, people_before = contact.id, how_many_people(dee)
    with pytest.raises(Refused, match="999"):
        children.raise_from_contact(actor=dee, contact_id=contact_id, seen=Seen("Kit", "School bag", danger=True))
    seen = Seen("Kit", "School bag, cold", age="14 or 15", danger=True, rang_999=True)
    concern = children.raise_from_contact(actor=dee, contact_id=contact_id, seen=seen)
    assert (concern.who, concern.about_person_id, concern.rang_999_at) == ("Kit", None, TONIGHT)
    left = outreach_queries.contact(dee, contact_id)
    assert (left.alias, left.note, left.code_index, left.person_id) == (None, None, None, None)
    assert outreach_queries.item_totals(dee, session.id) == [("Hot drink", 1)]
    assert how_many_people(dee) == people_before
    with pytest.raises(Refused, match="already"):
        children.raise_from_contact(actor=dee, contact_id=contact_id, seen=seen)
    link = queries.concern_of(dee, contact_id=contact_id)
    assert link is not None
    assert (link.reference, link.may_open) == (concern.reference, True)
    concern_id = concern.id
    db.session.commit()
    told = db.session.scalars(select(Notice.address).where(Notice.path == f"/people/concerns/{concern_id}")).all()
    assert "joan@mash.example" in told
    with house.acting("mash_caseworker") as ines:
        other = queries.concern_of(ines, contact_id=contact_id)
        assert other is not None
        assert other.may_open is False
        with pytest.raises(NotVisible):
            concerns.concern(ines, concern_id)


def test_a_linked_contact_is_untied_and_an_adult_is_refused(dee: Actor) -> None:
    person = people.register_person(actor=dee, alias="Kit")
    session = outreach.start_session(actor=dee, mode="van", ward="E05011350", team="", began_at=TONIGHT)
    linked = outreach.log_contact(
        actor=dee, session_id=session.id, met_before=MetBefore.KNOWN, alias="Kit", person_id=person.id
    )
    with pytest.raises(Refused, match="child was met"):
        children.raise_from_contact(actor=dee, contact_id=linked.id, seen=Seen("Kit", "School bag"))
    row = db.session.get_one(OutreachContact, (dee.agency_id, linked.id))
    row.flags = ["under_18"]  # noticed only later
    db.session.flush()
    concern = children.raise_from_contact(actor=dee, contact_id=linked.id, seen=Seen("Kit", "School bag"))
    assert concern.about_person_id == person.id, "it hangs on the record, and stops a case of sex work with them"
    assert concerns.is_child(dee, person.id)
    assert outreach_queries.contact(dee, linked.id).person_id is None


def test_a_child_in_an_observation_becomes_a_concern(dee: Actor) -> None:
    row, adults = kept(dee, child=True), kept(dee)
    concern = children.raise_from_observation(actor=dee, observation_id=row.id, seen=Seen("A girl", "With them"))
    link = queries.concern_of(dee, observation_id=row.id)
    assert link is not None
    assert link.concern_id == concern.id
    for again in (row.id, adults.id):
        with pytest.raises(Refused):
            children.raise_from_observation(actor=dee, observation_id=again, seen=Seen("A girl", "With them"))


def test_a_list_costs_the_same_however_long(dee: Actor, count_queries: Callable[[], Any]) -> None:
    def cost() -> int:
        db.session.commit()
        db.session.expire_all()
        with count_queries() as counted:
            queries.observations_page(dee, 1)
        return len(counted)

    kept(dee)
    alone = cost()
    for minutes in range(4):
        kept(dee, seen_at=TONIGHT - timedelta(minutes=minutes))
    assert cost() == alone
