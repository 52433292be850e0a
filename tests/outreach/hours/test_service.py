"""Counts of a night in the database: one number an hour and ward, and nobody in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import Clash, NotVisible, Refused
from outreach import service as outreach
from outreach.hours import queries, service
from outreach.hours.models import HourCount
from tests.house import House

FRIDAY = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
HULME, ANCOATS = "E05011368", "E05011350"


@pytest.fixture
def dee(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, in the middle of a night that began on Friday."""
    with house.acting("mash_outreach") as found, clock.frozen_at(FRIDAY + timedelta(hours=4)):
        yield found


def test_a_night_is_counted_and_mapped(house: House, dee: Actor) -> None:
    session = outreach.start_session(actor=dee, mode="van", ward=HULME, team="", began_at=FRIDAY)
    first = service.count_hours(
        actor=dee, session_id=session.id, ward=HULME, seen={22: 6, 23: 9, 0: 0, 1: None}, version=0
    )
    assert first.seen == {22: 6, 23: 9, 0: 0}
    with pytest.raises(Clash):
        service.count_hours(actor=dee, session_id=session.id, ward=HULME, seen={22: 1}, version=0)
    again = service.count_hours(
        actor=dee, session_id=session.id, ward=HULME, seen={23: 10, 0: None, 1: 4}, version=first.version
    )
    assert again.seen == {22: 6, 23: 10, 1: 4}
    service.count_hours(actor=dee, session_id=session.id, ward=ANCOATS, seen={23: 2}, version=0)
    assert queries.of_session(dee, session.id) == [(22, 6), (23, 12), (1, 4)]
    with pytest.raises(Refused):
        service.count_hours(actor=dee, session_id=session.id, ward=ANCOATS, seen={15: 2}, version=1)
    friday = date(2026, 11, 20)
    found = queries.nights_between(dee, friday, friday)
    assert found.seen == {(4, 22): 6, (4, 23): 12, (4, 1): 4}, "1am belongs to the evening before it"
    assert found.nights == {4: 1}
    assert queries.nights_between(dee, friday, friday, ANCOATS).seen == {(4, 23): 2}
    assert queries.nights_between(dee, date(2026, 11, 21), date(2026, 11, 30)).seen == {}
    assert queries.wards_between(dee, friday, friday) == sorted([ANCOATS, HULME])
    session_id = session.id
    db.session.commit()
    with house.acting("tmr_outreach") as other:
        assert queries.nights_between(other, friday, friday).seen == {}
        with pytest.raises(NotVisible):
            service.count_hours(actor=other, session_id=session_id, ward=HULME, seen={22: 1}, version=0)


def test_a_count_has_no_room_for_anybody() -> None:
    assert set(HourCount.__table__.columns.keys()) == {
        "agency_id", "id", "session_id", "night", "hour", "ward", "seen", "counted_by", "counted_at", "version"
    }  # fmt: skip
