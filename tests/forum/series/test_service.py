"""Series and agendas in the database: what lies ahead changes together, items keep whole numbers, both texts stay."""

from __future__ import annotations

import re
from datetime import date, time
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core import clock
from core.db import db
from core.errors import Clash, Refused
from forum import queries as forum
from forum.agenda import service as agenda
from forum.agenda.service import Item
from forum.models import AgendaItem, Meeting, MeetingSeries, MeetingState, SeriesRhythm
from forum.series import queries, service
from forum.series.rules import Shape
from people.leaks.service import Found
from tests.forum import room
from tests.house import House

SHAPE = Shape("Outreach subgroup", "Room 3", "Cllr Bell", time(10), 90)
#: A Wednesday before the clocks go forward; the meetings after it are in summer time.
FIRST = date(2027, 3, 17)


def planned(house: House) -> UUID:
    """Three meetings, four weeks apart."""
    with house.acting("mcc_coordinator") as sam:
        found = service.plan_series(actor=sam, shape=SHAPE, rhythm=SeriesRhythm.MONTHLY, first_day=FIRST, count=3).id
        db.session.commit()
    return found


def test_a_series_is_planned_changed_and_ended_as_one(house: House, frozen: None) -> None:
    series_id = planned(house)
    with house.acting("mcc_coordinator") as sam:
        rows = queries.meetings_of(sam, series_id)
        assert [clock.london(each.starts_at).time() for each in rows] == [time(10)] * 3
        assert len({each.starts_at.hour for each in rows}) == 2, "10am in winter and in summer time"
        assert all(len(forum.agenda(sam, each.id)) > 10 for each in rows)
        db.session.execute(update(Meeting).where(Meeting.id == rows[0].id).values(state=MeetingState.HELD))
        db.session.commit()
        shape = Shape("Outreach subgroup", "Room 5", "Cllr Bell", time(11), 60)
        assert service.change_series(actor=sam, series_id=series_id, shape=shape, version=1) == 2
        with pytest.raises(Clash):
            service.change_series(actor=sam, series_id=series_id, shape=SHAPE, version=1)
        db.session.commit()
        assert [each.place for each in queries.meetings_of(sam, series_id)] == ["Room 3", "Room 5", "Room 5"]
        with pytest.raises(Found):
            service.end_series(actor=sam, series_id=series_id, reason="Zephyrine needs the room.", version=2)
        db.session.rollback()
        assert service.end_series(actor=sam, series_id=series_id, reason="The room is closed.", version=2) == 2
        db.session.commit()
        states = [each.state for each in queries.meetings_of(sam, series_id)]
        assert states == [MeetingState.HELD, MeetingState.CANCELLED, MeetingState.CANCELLED]
        with pytest.raises(Clash):
            service.end_series(actor=sam, series_id=series_id, reason="The room is closed.", version=3)
    with pytest.raises(DBAPIError):
        db.session.execute(update(MeetingSeries).values(length_minutes=5))
    db.session.rollback()


def test_a_series_is_whole_and_the_coordinators(house: House, frozen: None) -> None:
    too_long = Shape("Outreach subgroup", "Room 3", "Cllr Bell", time(10), 700)
    for persona, shape, count in (("mcc_coordinator", SHAPE, 1), ("mcc_coordinator", too_long, 3),
                                  ("mash_member", SHAPE, 3)):  # fmt: skip
        with house.acting(persona) as actor, pytest.raises(Refused):
            service.plan_series(actor=actor, shape=shape, rhythm=SeriesRhythm.MONTHLY, first_day=FIRST, count=count)
        db.session.rollback()
    assert db.session.scalars(select(MeetingSeries)).all() == []


def test_items_of_an_agenda_keep_whole_numbers(house: House, frozen: None) -> None:
    meeting_id = room.today(days=3)
    first = room.items(house, meeting_id)[0]
    with house.acting("mcc_coordinator") as sam:
        with pytest.raises(Found):
            agenda.add_item(actor=sam, meeting_id=meeting_id, item=Item("Help for Zephyrine", 10))
        db.session.rollback()
        added = agenda.add_item(actor=sam, meeting_id=meeting_id, item=Item("Warm drinks", 10), position=2).id
        db.session.commit()
        assert [each.id for each in forum.agenda(sam, meeting_id)][:2] == [first, added]
        agenda.change_item(actor=sam, meeting_id=meeting_id, item_id=added, item=Item("Warm food", 15), version=1)
        with pytest.raises(Clash):
            agenda.change_item(actor=sam, meeting_id=meeting_id, item_id=added, item=Item("Cold", 5), version=1)
        db.session.commit()
        agenda.move_item(actor=sam, meeting_id=meeting_id, item_id=added, position=1)
        db.session.commit()
        rows = forum.agenda(sam, meeting_id)
        assert (rows[0].title, [each.position for each in rows]) == ("Warm food", list(range(1, len(rows) + 1)))
        agenda.remove_item(actor=sam, meeting_id=meeting_id, item_id=added)
        db.session.commit()
        left = forum.agenda(sam, meeting_id)
        assert [each.position for each in left] == list(range(1, len(rows)))
        standing = next(each for each in left if each.standing)
        with pytest.raises(Refused, match="every agenda"):
            agenda.remove_item(actor=sam, meeting_id=meeting_id, item_id=standing.id)
        db.session.rollback()
    with pytest.raises(DBAPIError):
        db.session.execute(update(AgendaItem).where(AgendaItem.meeting_id == meeting_id).values(position=1))
    db.session.rollback()


def test_a_clash_shows_both_texts_on_one_page(house: House, frozen: None) -> None:
    series_id, meeting_id = planned(house), room.today(days=3)
    item_id = room.items(house, meeting_id)[6]
    client = house.client("mcc_coordinator")
    series = {"title": "Subgroup", "begins": "10am", "ends": "11am", "chair_name": "Cllr Bell"}
    item = {"minutes": "10", "asked_for": "", "led_by": "", "title": _title(house, meeting_id, item_id)}
    for path, typed, field, texts in (
        (f"/forum/series/{series_id}/change", series, "place", ("The library", "The town hall")),
        (f"/forum/meetings/{meeting_id}/agenda/{item_id}", item, "note", ("Bring the figures", "Bring the leaflet")),
    ):
        version = re.search(r'name="version"[^>]*value="(\d+)"', client.get(path).get_data(as_text=True))
        assert version is not None
        sent = [client.post(path, {**typed, field: words, "version": version[1]}) for words in texts]
        assert [each.status_code for each in sent] == [303, 409], path
        page = sent[1].get_data(as_text=True)
        assert all(words in page for words in texts), path


def _title(house: House, meeting_id: UUID, item_id: UUID) -> str:
    found = next(each for each in forum.agenda(house.actor("mcc_chair"), meeting_id) if each.id == item_id).title
    db.session.rollback()
    return found
