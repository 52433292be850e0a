"""Stock in the database: what a contact takes off, batches and their recall, the notice when little is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from outreach import events
from outreach import service as outreach
from outreach.models import MetBefore, OutreachContact
from outreach.stock import jobs, queries, service
from outreach.stock.models import StockItem, StockMovement
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
NEXT_YEAR = date(2027, 11, 30)


@pytest.fixture
def joan(house: House) -> Iterator[Actor]:
    """The manager at MASH, tonight at 8; she may go out herself."""
    with house.acting("mash_manager") as found, clock.frozen_at(TONIGHT):
        yield found


@contextmanager
def as_colleague(house: House, persona: str) -> Iterator[Actor]:
    """What was done so far is kept, then somebody else works."""
    db.session.commit()
    with acting_as(house.actor(persona)):
        yield house.actor(persona)


def out(actor: Actor) -> UUID:
    return outreach.start_session(actor=actor, mode="van", ward="E05011350", team="Dee", began_at=TONIGHT).id


def given(actor: Actor, session_id: UUID, **items: int) -> OutreachContact:
    return outreach.log_contact(actor=actor, session_id=session_id, met_before=MetBefore.KNOWN, given=items)


def kept(actor: Actor, item: str, on_hand: int = 0, low_at: int = 0) -> StockItem:
    return service.keep_item(actor=actor, item=item, on_hand=on_hand, low_at=low_at)


def naloxone(actor: Actor, *batches: tuple[str, int, date]) -> StockItem:
    row = kept(actor, "naloxone")
    for number, quantity, expires_on in batches:
        service.receive(actor=actor, stock_item_id=row.id, quantity=quantity, number=number, expires_on=expires_on)
    return row


def notices() -> list[str]:
    return [row.address for row in db.session.scalars(select(Notice).where(Notice.subject == service.SUBJECT))]


def test_a_contact_takes_its_items_off_and_only_those_that_are_counted(joan: Actor) -> None:
    condoms, session_id = kept(joan, "condoms", 100, 90), out(joan)
    contact = given(joan, session_id, condoms=6, lube=2)
    assert condoms.on_hand == 94
    [moved] = db.session.scalars(select(StockMovement).where(StockMovement.session_id == session_id))
    assert (moved.quantity, moved.after, moved.stock_item_id) == (-6, 94, condoms.id)
    events.item_given.send(None, actor=joan, contact=contact, items={"condoms": -4})
    assert condoms.on_hand == 98  # a correction puts back
    db.session.commit()
    booked = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "booked"))
    assert [entry.fields for entry in booked] == ["condoms", "condoms"]


def test_giving_never_stops_at_an_empty_shelf_and_managers_are_told_once(joan: Actor) -> None:
    alarms, session_id = kept(joan, "attack_alarm", 3, 2), out(joan)
    given(joan, session_id, attack_alarm=1)
    told = notices()
    assert told == ["joan@mash.example"]
    given(joan, session_id, attack_alarm=5)
    assert alarms.on_hand == -3
    assert notices() == told
    service.receive(actor=joan, stock_item_id=alarms.id, quantity=20)
    with clock.frozen_at(TONIGHT + timedelta(hours=1)):
        given(joan, session_id, attack_alarm=16)
    assert len(notices()) == 2  # low again after a delivery is news again


def test_a_sessions_batch_is_what_it_gives_from_and_names_what_it_gave_before(joan: Actor) -> None:
    row = naloxone(joan, ("n1", 10, NEXT_YEAR), ("N2", 5, NEXT_YEAR))
    first, second = (line.batch for line in queries.line(joan, row.id).batches)
    session_id = out(joan)
    given(joan, session_id, naloxone=1)
    assert queries.used_on(joan, session_id)[0].unnamed == 1
    choose: dict[str, Any] = {"actor": joan, "session_id": session_id, "stock_item_id": row.id}
    service.choose_batch(**choose, batch_id=first.id, version=0)
    given(joan, session_id, naloxone=2)
    with pytest.raises(Clash):
        service.choose_batch(**choose, batch_id=second.id, version=0)
    service.choose_batch(**choose, batch_id=second.id, version=1)
    given(joan, session_id, naloxone=1)
    [line] = queries.used_on(joan, session_id)
    assert (line.given, dict(line.batches), line.unnamed) == (4, {"N1": 3, "N2": 1}, 0)
    assert (row.on_hand, first.on_hand, second.on_hand) == (11, 7, 4)
    page, given_from = queries.batch_use(joan, first.id, 1)
    assert ([(use.session_id, use.given) for use in page.items], given_from) == ([(session_id, 3)], 3)


def test_an_expired_or_recalled_batch_is_chosen_for_no_session_yet_never_stops_a_contact(joan: Actor) -> None:
    row = naloxone(joan, ("N1", 10, date(2026, 11, 24)), ("N2", 5, NEXT_YEAR))
    first, second = (line.batch for line in queries.line(joan, row.id).batches)
    session_id = out(joan)
    service.choose_batch(actor=joan, session_id=session_id, stock_item_id=row.id, batch_id=second.id, version=0)
    service.recall_batch(actor=joan, batch_id=second.id)
    with clock.frozen_at(TONIGHT + timedelta(days=2)):
        for batch in (first, second):
            with pytest.raises(Refused) as refusal:
                service.choose_batch(
                    actor=joan, session_id=session_id, stock_item_id=row.id, batch_id=batch.id, version=1
                )
            assert refusal.value.field == "batch"
        assert queries.choices_for(joan, session_id)[0].offered == ()
    with pytest.raises(Refused, match="recalled"):
        service.receive(actor=joan, stock_item_id=row.id, quantity=1, number="n2", expires_on=NEXT_YEAR)
    with pytest.raises(Refused, match="expires 24 November 2026"):
        service.receive(actor=joan, stock_item_id=row.id, quantity=1, number="N1", expires_on=NEXT_YEAR)
    given(joan, session_id, naloxone=1)
    assert second.on_hand == 4


def test_counting_books_the_difference_and_two_who_count_clash(joan: Actor) -> None:
    row = kept(joan, "condoms", 100)
    version = row.version
    service.count_shelf(actor=joan, stock_item_id=row.id, counted=93, version=version)
    with pytest.raises(Clash):
        service.count_shelf(actor=joan, stock_item_id=row.id, counted=100, version=version)
    with pytest.raises(Clash):
        service.change_item(actor=joan, stock_item_id=row.id, low_at=5, kept=True, version=version)
    service.throw_away(actor=joan, stock_item_id=row.id, quantity=3)
    page = queries.movements_page(joan, row.id, 1)
    assert [(line.kind, line.quantity, line.after) for line in page.items][:2] == [
        ("Thrown away", -3, 90), ("Shelf counted", -7, 93),
    ]  # fmt: skip
    kits = naloxone(joan, ("N1", 4, NEXT_YEAR))
    with pytest.raises(Refused, match="Choose the batch"):
        service.throw_away(actor=joan, stock_item_id=kits.id, quantity=1)


def test_what_expires_is_told_of_once(joan: Actor) -> None:
    naloxone(joan, ("N1", 10, date(2027, 1, 20)), ("N2", 5, NEXT_YEAR))
    before = len(notices())
    assert (jobs.tell_of_expiry(joan), jobs.tell_of_expiry(joan)) == (1, 0)
    assert len(notices()) == before + 1


def test_stock_is_the_agencys_own_and_only_managers_change_it(joan: Actor, house: House) -> None:
    item_id = kept(joan, "condoms", 10).id
    with as_colleague(house, "num_manager") as other:
        assert queries.lines(other) == []
        with pytest.raises(NotVisible):
            queries.line(other, item_id)
        with pytest.raises(NotVisible):
            service.receive(actor=other, stock_item_id=item_id, quantity=1)
    with as_colleague(house, "mash_outreach") as dee, pytest.raises(Refused):
        service.receive(actor=dee, stock_item_id=item_id, quantity=1)


def test_a_movement_is_never_rewritten(joan: Actor) -> None:
    kept(joan, "condoms", 10)
    with pytest.raises(DBAPIError):
        db.session.execute(delete(StockMovement).where(StockMovement.agency_id == joan.agency_id))
    db.session.rollback()
