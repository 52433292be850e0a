"""Invitations through the outbox, read by two strict parsers; updates and cancellations replace the earlier event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import icalendar
import pytest
import vobject  # type: ignore[import-untyped]  # it brings no types
from sqlalchemy import select

from core import clock
from core.db import db
from core.errors import Refused
from core.outbox import Notice, _message
from forum import queries as forum
from forum import service
from forum.bodies import queries as bodies
from forum.bodies import service as seating
from forum.bodies.models import SeatRole
from forum.bodies.service import Seat
from forum.calendar import ics
from forum.calendar import service as calendar
from forum.calendar.models import Method
from forum.service import Plan
from tests.forum.conftest import TODAY
from tests.house import House

#: In summer time: 10am in Manchester is 9am in UTC.
SUMMER = datetime(2027, 5, 27, 9, tzinfo=UTC)
NEVER = ("sex", "MASH", "Ruby", "strategy", "Robyn")


@pytest.fixture
def meeting_id(house: House, frozen: None) -> UUID:
    """A meeting of the forum in May, with Ruby Stone in a seat."""
    with house.acting("mcc_coordinator") as actor:
        seat = Seat("", SeatRole.MEMBER, TODAY, user_id=house.user("mash_member").id)
        seating.add_member(actor=actor, body_id=bodies.forum_body().id, seat=seat)
        return service.plan_meeting(
            actor=actor, title="Sex work forum", starts_at=SUMMER, ends_at=SUMMER + timedelta(hours=2),
            place="Town Hall, room 3", chair_name="The chair", joining="https://meet.example/room",
        ).id  # fmt: skip


def mails(house: House) -> list[tuple[Any, str]]:
    """What waits for Ruby: each mail's calendar part, and its method as the mail declares it."""
    found = select(Notice).where(Notice.address == "ruby@mash.example", Notice.attachment.is_not(None))
    parts = []
    for notice in db.session.scalars(found.order_by(Notice.id)):
        mail = message_from_bytes(bytes(_message(notice)), policy=policy.default)
        part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")
        assert not any(word.lower() in str(mail).lower() for word in NEVER if word not in ("Ruby", "MASH"))
        parts.append((strict(part.get_content().encode()), part["content-type"].params["method"]))
    return parts


def strict(text: bytes) -> Any:
    """The one event of a file that both parsers accept whole, with what it must always have."""
    calendar_read = icalendar.Calendar.from_ical(text)
    assert not calendar_read.errors
    for part in calendar_read.walk():
        assert not part.errors, part.errors
    other = vobject.readOne(text.decode())
    other.validate(raiseException=True)
    event: Any = calendar_read.walk("VEVENT")[0]
    assert str(other.vevent.uid.value) == str(event["uid"])
    assert other.vevent.dtstart.value.utcoffset() == event["dtstart"].dt.utcoffset()
    assert all(len(line.encode()) <= 75 for line in text.decode().splitlines())
    return event


def test_an_invitation_its_update_and_its_end_are_one_event(meeting_id: UUID, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        assert calendar.send_invitations(actor=actor, meeting_id=meeting_id) > 1
        assert calendar.send_invitations(actor=actor, meeting_id=meeting_id) == 0
    with house.acting("mcc_coordinator") as actor:
        row = forum.meeting(actor, meeting_id)
        moved = Plan(row.title, SUMMER + timedelta(days=7), "Online", row.chair_name, None, row.joining)
        service.change_meeting(actor=actor, meeting_id=meeting_id, plan=moved, version=row.version)
        service.change_meeting(
            actor=actor, meeting_id=meeting_id, version=row.version,
            plan=Plan(row.title, row.starts_at, row.place, "Another chair", None, "https://meet.example/other"),
        )  # fmt: skip
        service.cancel_meeting(actor=actor, meeting_id=meeting_id, reason="No room.", version=row.version)
    with house.acting("mcc_coordinator"):
        (asked, first), (moved_to, second), (off, last) = mails(house)
    assert (first, second, last) == ("REQUEST", "REQUEST", "CANCEL")
    assert {str(event["uid"]) for event in (asked, moved_to, off)} == {f"{meeting_id}@roundtable"}
    assert [int(event["sequence"]) for event in (asked, moved_to, off)] == [0, 1, 2]
    assert asked["dtstart"].dt.isoformat() == "2027-05-27T10:00:00+01:00"
    assert moved_to["dtstart"].params["TZID"] == "Europe/London"
    assert [str(event["status"]) for event in (asked, off)] == ["CONFIRMED", "CANCELLED"]
    assert (str(asked["summary"]), str(moved_to["location"])) == ("Forum meeting", "Online")
    assert str(asked["attendee"]) == "mailto:ruby@mash.example"


def test_nobody_is_told_until_invitations_leave(meeting_id: UUID, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        row = forum.meeting(actor, meeting_id)
        plan = Plan(row.title, SUMMER + timedelta(days=1), row.place, row.chair_name)
        service.change_meeting(actor=actor, meeting_id=meeting_id, plan=plan, version=row.version)
        service.cancel_meeting(actor=actor, meeting_id=meeting_id, reason="Off.", version=row.version)
        with pytest.raises(Refused):
            calendar.send_invitations(actor=actor, meeting_id=meeting_id)
    assert mails(house) == []


def test_whoever_lost_the_seat_is_told_off_when_it_moves(meeting_id: UUID, house: House) -> None:
    with house.acting("mcc_coordinator") as actor:
        calendar.send_invitations(actor=actor, meeting_id=meeting_id)
        body_id = bodies.forum_body().id
        member = bodies.seats(body_id)[0].member
        seating.end_seat(
            actor=actor, body_id=body_id, member_id=member.id, ended_on=TODAY, reason="Left", version=member.version
        )
        other = Seat("Somebody Else", SeatRole.MEMBER, TODAY, agency_id=member.agency_id)
        seating.add_member(actor=actor, body_id=body_id, seat=other)
        account = Seat("", SeatRole.MEMBER, TODAY, user_id=house.user("num_lead").id)
        seating.add_member(actor=actor, body_id=body_id, seat=account)
        agency = house.agency("MASH").id
        seating.leave_forum(actor=actor, agency_id=agency, until=TODAY)
        row = forum.meeting(actor, meeting_id)
        plan = Plan(row.title, SUMMER + timedelta(days=7), row.place, row.chair_name)
        service.change_meeting(actor=actor, meeting_id=meeting_id, plan=plan, version=row.version)
        assert [method for _, method in mails(house)] == ["REQUEST", "CANCEL"]


def test_times_stay_by_the_clock_in_winter_and_in_summer() -> None:
    for starts_at, offset in ((datetime(2027, 1, 28, 10, tzinfo=UTC), 0), (SUMMER, 1)):
        entry = ics.Entry(UUID(int=1), "Forum meeting", "Online, “room 3”; upstairs, and a place with a name so long "
                          "that its line is folded more than once: ünïcödé all the way", starts_at,
                          starts_at + timedelta(hours=2), 3, False, "https://roundtable.example/m/1")  # fmt: skip
        parties = ics.Parties("r@x.example", "a@x.example")
        event = strict(ics.invitation(entry, Method.REQUEST, parties, clock.now()).encode())
        assert event["dtstart"].dt.utcoffset() == timedelta(hours=offset)
        assert event["dtstart"].dt == starts_at
        assert str(event["location"]) == entry.place
    rules: Any = icalendar.Calendar.from_ical(ics.published([], clock.now())).walk("VTIMEZONE")[0]
    zone = rules.to_tz()
    for moment, hours in ((datetime(2027, 3, 28, 0, 59), 0), (datetime(2027, 3, 28, 2), 1),
                          (datetime(2027, 10, 31, 0, 59), 1), (datetime(2027, 10, 31, 2), 0)):  # fmt: skip
        assert moment.replace(tzinfo=zone).utcoffset() == timedelta(hours=hours)


def test_a_secret_address_reads_until_it_ends(meeting_id: UUID, house: House) -> None:
    member, stranger = house.client("mash_member"), house.stranger()
    page = member.post("/forum/calendar").get_data(as_text=True)
    address = "/forum/calendar/" + page.split("/forum/calendar/")[1].split(".ics")[0] + ".ics"
    answer = stranger.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert str(strict(answer.data)["uid"]) == f"{meeting_id}@roundtable"
    assert not any(word.lower() in answer.get_data(as_text=True).lower() for word in NEVER)
    assert "Set-Cookie" not in answer.headers
    assert stranger.get("/forum/calendar/guessed.ics").status_code == 404
    second = member.post("/forum/calendar").get_data(as_text=True)
    assert stranger.get(address).status_code == 404
    renewed = "/forum/calendar/" + second.split("/forum/calendar/")[1].split(".ics")[0] + ".ics"
    assert stranger.get(renewed).status_code == 200
    assert member.post("/forum/calendar/end").status_code == 303
    assert stranger.get(renewed).status_code == 404
