"""Phones and what they send, in the database: each entry once, ever; nothing lost; nothing opened after a revoke."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.scoping import acting_as
from outreach.models import OutreachContact, OutreachSession
from outreach.offline import jobs, queries, rules, service
from outreach.offline.keys import SealedEntry
from outreach.offline.models import EntryKind, EntryState, OfflineEntry, OutreachDevice
from tests.house import House
from tests.outreach.offline.phone import CONTACT, Pairs, Phone, session_answers

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
LATER = TONIGHT + timedelta(hours=3)
ALIAS = "Marker Mercury"


@pytest.fixture
def actor(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, three hours into the night."""
    with house.acting("mash_outreach") as found, clock.frozen_at(LATER):
        yield found


@pytest.fixture
def phone(actor: Actor) -> Phone:
    """Her phone, set up."""
    ready = service.make_ready(actor=actor, name="Chrome on Android", browser_hash="hers")
    return Phone(ready.device_id, ready.public_key)


def arrival(phone: Phone, entry: tuple[UUID, SealedEntry]) -> service.Arrival:
    return service.Arrival(entry[0], UUID(phone.id), entry[1])


def sent(actor: Actor, phone: Phone, kind: str, pairs: Pairs, session: UUID | None = None, minutes: int = 10) -> UUID:
    """Seal, send and take one entry as the door does; gives its id."""
    entry = phone.wrote(kind, pairs, at=TONIGHT + timedelta(minutes=minutes), session=session)
    service.take(actor=actor, arrival=arrival(phone, entry))
    return entry[0]


def count(kind: type[OutreachContact | OutreachSession | OfflineEntry]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_night_is_taken_in_once_however_often_it_is_sent(actor: Actor, phone: Phone) -> None:
    start = phone.wrote("session", session_answers(TONIGHT), at=TONIGHT)
    contact = phone.wrote("contact", CONTACT, at=TONIGHT + timedelta(minutes=5), session=start[0])
    met = phone.wrote("met", (), at=TONIGHT + timedelta(minutes=6), session=start[0])
    end = phone.wrote(
        "end", (("observations", "Two cars circling."),), at=TONIGHT + timedelta(hours=1), session=start[0]
    )
    outcomes = []
    for _ in range(3):
        outcomes = [service.receive(actor=actor, arrival=arrival(phone, each)) for each in (start, contact, met, end)]
    assert [outcome.state for outcome in outcomes] == [EntryState.TAKEN] * 4
    assert (count(OutreachSession), count(OutreachContact), count(OfflineEntry)) == (1, 1, 4)
    session = db.session.scalars(select(OutreachSession)).one()
    kept = db.session.scalars(select(OutreachContact)).one()
    assert (session.id, session.began_at, session.ended_at) == (start[0], TONIGHT, TONIGHT + timedelta(hours=1))
    assert (session.headcount, session.headcount_declined, session.observations) == (2, 1, "Two cars circling.")
    assert (kept.id, kept.at, kept.source) == (contact[0], TONIGHT + timedelta(minutes=5), "offline")
    assert all(row.content_sealed is None for row in db.session.scalars(select(OfflineEntry)))


def test_what_is_refused_waits_with_its_words_and_is_mended(actor: Actor, phone: Phone) -> None:
    session_id = sent(actor, phone, "session", (("mode", "van"), ("ward", "no such ward"), ("day", "23/11/2026")))
    named = (("who", "alias"), ("alias", ALIAS), ("met", "new"), ("flags", "follow_up"))
    contact_id = sent(actor, phone, "contact", named, session_id)
    lost_id = sent(actor, phone, "contact", CONTACT, uuid4())
    assert (count(OutreachSession), count(OutreachContact)) == (0, 0)
    lines = queries.held_page(actor, 1).items
    assert {line.id for line in lines} == {session_id, contact_id, lost_id}
    assert "Enter the time" in next(line.reason for line in lines if line.id == session_id)
    held = queries.entry(actor, contact_id)
    assert ALIAS in (held.content or "")
    assert ALIAS.encode() not in (held.content_sealed or b"")
    mended = rules.Written(EntryKind.SESSION, session_id, TONIGHT, session_answers(TONIGHT))
    with pytest.raises(Clash):
        service.mend(actor=actor, entry_id=session_id, mended=mended, version=7)
    service.mend(actor=actor, entry_id=session_id, mended=mended, version=1)
    contact = db.session.scalars(select(OutreachContact)).one()
    assert (contact.id, contact.session_id, contact.alias) == (contact_id, session_id, ALIAS)
    assert queries.held_count(actor) == 1
    service.leave_out(actor=actor, entry_id=lost_id, version=1)
    with pytest.raises(Refused):
        service.leave_out(actor=actor, entry_id=lost_id, version=2)
    assert {row.content_sealed for row in db.session.scalars(select(OfflineEntry))} == {None}


def test_a_revoked_phone_sends_nothing_and_opens_nothing(actor: Actor, phone: Phone) -> None:
    first = service.make_ready(actor=actor, name="Chrome on Android", browser_hash="hers")
    assert str(first.device_id) == phone.id
    assert queries.stands(actor.agency_id, first.device_id, first.token)
    assert not queries.stands(actor.agency_id, first.device_id, "guessed")
    with acting_as(actor):
        service.revoke(actor=actor, device_id=first.device_id)
        device = queries.phone(actor, first.device_id)
        assert (device.private_key_sealed, device.revoked_by) == (None, actor.user_id)
        with pytest.raises(Refused, match="taken off"):
            service.receive(actor=actor, arrival=arrival(phone, phone.wrote("contact", CONTACT, at=LATER)))
        assert str(service.make_ready(actor=actor, name="x", browser_hash="hers").device_id) != phone.id
    assert not queries.stands(actor.agency_id, first.device_id, first.token)


def test_a_phone_is_its_users_alone(house: House, actor: Actor, phone: Phone) -> None:
    entry_id = sent(actor, phone, "contact", CONTACT, uuid4())
    db.session.commit()
    stray = arrival(phone, phone.wrote("contact", CONTACT, at=LATER))
    for persona in ("mash_caseworker", "tmr_outreach"):
        with house.acting(persona) as other:
            with pytest.raises(NotVisible):
                service.receive(actor=other, arrival=stray)
            with pytest.raises(NotVisible):
                service.revoke(actor=other, device_id=UUID(phone.id))
            with pytest.raises(NotVisible):
                queries.entry(other, entry_id)
    with house.acting("mash_manager") as manager:
        assert [line.whose for line in queries.phones_page(manager, 1).items] == ["Dee Marlowe"]
        assert queries.entry(manager, entry_id).state is EntryState.HELD
        service.revoke(actor=manager, device_id=UUID(phone.id), lost=True)
    with house.acting("mash_outreach") as dee:
        assert queries.own_phone(dee, UUID(phone.id)).revoked_by is not None


def test_what_cannot_be_read_is_told_and_the_old_is_cleared_away(actor: Actor, phone: Phone) -> None:
    entry_id = uuid4()
    foreign = service.Arrival(entry_id, UUID(phone.id), phone.sealed(entry_id, "{}", place="elsewhere"))
    with pytest.raises(Refused) as refused:
        service.receive(actor=actor, arrival=foreign)
    service.hold(actor=actor, arrival=foreign, refusal=refused.value)
    waits = sent(actor, phone, "contact", CONTACT, uuid4())
    assert queries.entry(actor, entry_id).kind is EntryKind.UNREADABLE
    assert jobs.look_after(actor) == 0
    with clock.frozen_at(LATER + timedelta(days=61)):
        assert jobs.look_after(actor) == 3
    assert {queries.entry(actor, each).state for each in (entry_id, waits)} == {EntryState.LEFT_OUT}
    assert db.session.scalars(select(OutreachDevice)).one().private_key_sealed is None


def test_an_account_has_few_phones(actor: Actor) -> None:
    for number in range(rules.MOST_PHONES):
        db.session.add(
            OutreachDevice(
                agency_id=actor.agency_id, user_id=actor.user_id, name="A phone", browser_hash=str(number),
                token_hash="", public_key="", enrolled_at=LATER, seen_at=LATER,
            )
        )  # fmt: skip
    db.session.flush()
    with pytest.raises(Refused, match="5 phones"):
        service.make_ready(actor=actor, name="A phone", browser_hash="another")
