"""Writes of outreach, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock, tallies
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from outreach import jobs, queries, service
from outreach.models import MetBefore, OutreachContact, OutreachSession
from people import service as people_service
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def actor(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, tonight at 8."""
    with house.acting("mash_outreach") as found, clock.frozen_at(TONIGHT):
        yield found


def started(actor: Actor) -> OutreachSession:
    return service.start_session(actor=actor, mode="van", ward="E05011350", team="Dee and Sam", began_at=TONIGHT)


def logged(actor: Actor, session: OutreachSession, **answers: object) -> OutreachContact:
    return service.log_contact(actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, **answers)  # type: ignore[arg-type]


def test_an_unnamed_contact_is_complete_and_raises_the_headcount(actor: Actor) -> None:
    session = started(actor)
    contact = logged(actor, session, given={"condoms": 6, "lube": 0, "hot_drink": 1})
    assert session.headcount == 1
    assert (contact.alias, contact.person_id) == (None, None)
    assert queries.item_totals(actor, session.id) == [("Condoms", 6), ("Hot drink", 1)]
    assert queries.last_given(actor, session.id) == {"condoms": 6, "hot_drink": 1}


def test_contacts_never_exceed_the_headcount(actor: Actor) -> None:
    session = started(actor)
    with pytest.raises(Refused) as refusal:
        logged(actor, session, already_counted=True)
    assert refusal.value.field == "counted"
    service.count_heads(
        actor=actor, session_id=session.id, headcount=2, declined=1, observations="", version=session.version
    )
    logged(actor, session, already_counted=True)
    with pytest.raises(Refused):
        logged(actor, session, already_counted=True)
    assert session.headcount == 2


def test_the_headcount_keeps_its_contacts_and_its_version(actor: Actor) -> None:
    session = started(actor)
    logged(actor, session)
    version = session.version
    with pytest.raises(Refused):
        service.count_heads(
            actor=actor, session_id=session.id, headcount=0, declined=0, observations="", version=version
        )
    logged(actor, session)
    with pytest.raises(Clash):
        service.count_heads(
            actor=actor, session_id=session.id, headcount=9, declined=0, observations="", version=version
        )
    assert session.headcount == 2


@pytest.mark.parametrize(
    "answers",
    [
        {"given": {"condoms": 100}},
        {"given": {"gold": 1}},
        {"flags": ["car-registration"]},
        {"interventions": ["declined"]},
    ],
)
def test_unknown_codes_are_refused(actor: Actor, answers: dict[str, object]) -> None:
    session = started(actor)
    with pytest.raises(Refused):
        logged(actor, session, **answers)


def test_places_finer_than_a_ward_are_refused(actor: Actor) -> None:
    with pytest.raises(Refused):
        service.start_session(actor=actor, mode="van", ward="Dock Road", team="", began_at=TONIGHT)


def test_an_ended_session_takes_late_entries_then_none(actor: Actor) -> None:
    session = started(actor)
    service.end_session(actor=actor, session_id=session.id)
    ended = session.ended_at
    service.end_session(actor=actor, session_id=session.id)
    assert session.ended_at == ended
    with clock.frozen_at(TONIGHT + timedelta(days=1)):
        assert logged(actor, session).at == ended
    with clock.frozen_at(TONIGHT + timedelta(days=3)), pytest.raises(Refused):
        logged(actor, session)


def test_a_contact_is_tied_to_a_record_once(actor: Actor) -> None:
    session = started(actor)
    robyn = people_service.register_person(actor=actor, alias="Robyn")
    contact = logged(actor, session, alias=" Robyn  ")
    assert contact.alias == "Robyn"
    service.link_contact(actor=actor, contact_id=contact.id, person_id=robyn.id)
    assert [row.contact.id for row in queries.contacts_with(actor, robyn.id)] == [contact.id]
    with pytest.raises(Refused):
        service.link_contact(actor=actor, contact_id=contact.id, person_id=robyn.id)


def test_a_record_is_opened_from_an_alias(actor: Actor) -> None:
    session = started(actor)
    contact = logged(actor, session, alias="Kit")
    person_id = service.open_record(actor=actor, contact_id=contact.id)
    assert queries.contact(actor, contact.id).person_id == person_id
    with pytest.raises(Refused):
        service.open_record(actor=actor, contact_id=logged(actor, session).id)


def test_no_record_for_someone_who_looked_under_18(actor: Actor) -> None:
    session = started(actor)
    contact = logged(actor, session, alias="Bee", flags=["under_18"])
    with pytest.raises(Refused, match="child"):
        service.open_record(actor=actor, contact_id=contact.id)


def test_another_agency_sees_and_changes_nothing(house: House, actor: Actor) -> None:
    session = started(actor)
    contact = logged(actor, session, alias="Robyn")
    ids = session.id, contact.id
    db.session.commit()
    with house.acting("tmr_outreach") as stranger:
        with pytest.raises(NotVisible):
            queries.session(stranger, ids[0])
        with pytest.raises(NotVisible):
            queries.contact(stranger, ids[1])
        with pytest.raises(NotVisible):
            service.log_contact(actor=stranger, session_id=ids[0], met_before=MetBefore.NEW)
        assert queries.sessions_page(stranger, 1).total == 0


def test_roles_without_outreach_read_and_write_nothing(house: House) -> None:
    with house.acting("mash_auditor") as auditor:
        assert queries.sessions_page(auditor, 1).total == 0
        with pytest.raises(Refused):
            service.start_session(actor=auditor, mode="van", ward="E05011350", team="", began_at=clock.now())


def test_words_are_sealed_and_audited(actor: Actor) -> None:
    session = started(actor)
    contact = logged(actor, session, alias="Robynmarker", note="Notemarker")
    service.count_heads(
        actor=actor, session_id=session.id, headcount=1, declined=0, observations="Seenmarker", version=session.version
    )
    db.session.commit()
    stored = [contact.alias_sealed, contact.note_sealed, session.observations_sealed]
    assert all(sealed and b"marker" not in sealed for sealed in stored)
    assert (contact.alias, contact.note, session.observations) == ("Robynmarker", "Notemarker", "Seenmarker")
    trail = select(AuditEntry.verb).where(AuditEntry.kind.startswith("outreach")).order_by(AuditEntry.sequence)
    verbs = list(db.session.scalars(trail))
    assert verbs == ["started", "logged", "changed"]


def test_tallies_count_meetings_of_the_quarter(house: House) -> None:
    period = tallies.quarter_of(date(2026, 11, 23))
    with house.acting("mash_outreach") as actor, clock.frozen_at(TONIGHT):
        session = started(actor)
        logged(actor, session)
        service.count_heads(
            actor=actor, session_id=session.id, headcount=14, declined=0, observations="", version=session.version
        )
    with house.acting("mash_outreach") as actor:
        jobs.write_tallies(actor, period)
        agency_id = actor.agency_id
    found = {
        name: tallies.read(f"outreach.{name}", period.start, period.end)
        for name in ("sessions", "headcount", "contacts")
    }
    assert {name: number[agency_id].total() for name, number in found.items()} == {
        "sessions": 1,
        "headcount": 14,
        "contacts": 1,
    }
