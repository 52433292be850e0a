"""Attendance is taken by two at once and loses nothing; the quorum follows who is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core import clock
from core.errors import NotVisible, Refused
from forum import queries as forum
from forum import service as meetings
from forum.attendance import queries, service
from forum.attendance.models import Reply, Standing, Step
from forum.attendance.rules import Mark
from forum.bodies import queries as bodies
from forum.bodies import service as seating
from forum.bodies.models import SeatRole
from forum.bodies.rules import QuorumRule
from forum.bodies.service import Seat
from forum.models import MeetingState
from tests.forum.conftest import TODAY
from tests.house import House

TEN = datetime(2026, 11, 26, 10, tzinfo=UTC)
SEATS = {"mcc_chair": SeatRole.CHAIR, "mash_member": SeatRole.MEMBER, "num_lead": SeatRole.MEMBER,
         "gmp_representative": SeatRole.MEMBER, "tmr_lived": SeatRole.LIVED_EXPERIENCE}  # fmt: skip


@pytest.fixture
def keys(next_id: UUID, house: House) -> dict[str, str]:
    """The lines of the next meeting by the name of who sits: five seats of five agencies."""
    with house.acting("mcc_coordinator") as actor:
        for persona, role in SEATS.items():
            seat = Seat("", role, TODAY, user_id=house.user(persona).id)
            seating.add_member(actor=actor, body_id=bodies.forum_body().id, seat=seat)
        return {line.name: line.key for line in queries.lines(actor, next_id)}


def marked(keys: dict[str, str], was: Mark, **chosen: Mark) -> dict[str, tuple[Mark, Mark]]:
    """What was shown for some, and chosen."""
    return {keys[name.replace("_", " ")]: (was, mark) for name, mark in chosen.items()}


def test_a_meeting_from_its_opening_to_its_end(next_id: UUID, keys: dict[str, str], house: House) -> None:
    with clock.frozen_at(TEN), house.acting("mcc_coordinator") as actor:
        here = marked(keys, Mark.NOT_KNOWN, Amara_Bell=Mark.ROOM, Ruby_Stone=Mark.ONLINE, Bea_Lang=Mark.DEPUTY_ROOM)
        assert service.take(actor=actor, meeting_id=next_id, marks=here) == 3
        meetings.begin_meeting(actor=actor, meeting_id=next_id)
        assert queries.quorum_now(actor, next_id).words == "No quorum: 3 of 10 agencies, 4 needed"
        with pytest.raises(Refused):
            meetings.begin_meeting(actor=actor, meeting_id=next_id)
        with pytest.raises(Refused):
            meetings.cancel_meeting(actor=actor, meeting_id=next_id, reason="Late", version=2)
    with clock.frozen_at(TEN + timedelta(minutes=20)), house.acting("mcc_coordinator") as actor:
        service.take(actor=actor, meeting_id=next_id, marks=marked(keys, Mark.NOT_KNOWN, Carl_Voss=Mark.ROOM))
        assert service.note_quorum(actor=actor, meeting_id=next_id, occasion="Decision 1").met
        service.take(actor=actor, meeting_id=next_id, marks=marked(keys, Mark.ROOM, Amara_Bell=Mark.LEFT))
        assert "no chair or vice-chair" in queries.quorum_now(actor, next_id).words
        assert queries.quorum_at(actor, next_id, TEN + timedelta(minutes=19)).present == 3
    with clock.frozen_at(TEN + timedelta(hours=2)), house.acting("mcc_coordinator") as actor:
        meetings.end_meeting(actor=actor, meeting_id=next_id)
        assert forum.meeting(actor, next_id).state is MeetingState.HELD
        notes = [(note.occasion, note.met, note.present) for note in queries.quorum_notes(actor, next_id)]
        assert notes == [("At the start", False, 3), ("Decision 1", True, 4), ("At the end", False, 3)]
        here_now = {line.who_came for line in queries.present(actor, next_id)}
        assert here_now == {"Ruby Stone", "Deputy for Bea Lang", "Carl Voss"}


def test_two_take_attendance_and_neither_overwrites_the_other(
    next_id: UUID, keys: dict[str, str], house: House
) -> None:
    with house.acting("mcc_coordinator") as actor:
        service.take(actor=actor, meeting_id=next_id, marks=marked(keys, Mark.NOT_KNOWN, Ruby_Stone=Mark.ROOM))
    both = marked(keys, Mark.NOT_KNOWN, Ruby_Stone=Mark.APOLOGIES, Bea_Lang=Mark.ONLINE)
    with house.acting("mcc_chair") as actor, pytest.raises(service.Crossed) as crossed:
        service.take(actor=actor, meeting_id=next_id, marks=both)
    assert crossed.value.names == ["Ruby Stone"]
    same = marked(keys, Mark.NOT_KNOWN, Ruby_Stone=Mark.ROOM, Bea_Lang=Mark.ONLINE)
    with house.acting("mcc_chair") as actor:
        assert service.take(actor=actor, meeting_id=next_id, marks=same) == 1
        standing = {line.name: line.stay.standing for line in queries.lines(actor, next_id)}
        assert (standing["Ruby Stone"], standing["Bea Lang"]) == (Standing.PRESENT, Standing.PRESENT)
    with house.acting("gmp_representative") as actor, pytest.raises(Refused):
        service.take(actor=actor, meeting_id=next_id, marks=both)


def test_members_answer_for_themselves_and_nobody_else(next_id: UUID, keys: dict[str, str], house: House) -> None:
    own, other = UUID(keys["Ruby Stone"]), UUID(keys["Bea Lang"])
    with house.acting("mash_member") as actor:
        service.answer_invitation(actor=actor, meeting_id=next_id, member_id=own, reply=Reply.APOLOGIES)
        assert queries.own_lines(actor, next_id)[0].mark is Mark.APOLOGIES
        with pytest.raises(Refused):
            service.answer_invitation(actor=actor, meeting_id=next_id, member_id=own, reply=Reply.DEPUTY)
        service.answer_invitation(
            actor=actor, meeting_id=next_id, member_id=own, reply=Reply.DEPUTY, deputy_name="Joan Petrie"
        )
        line = queries.own_lines(actor, next_id)[0]
        assert (line.mark, line.replied, line.row and line.row.deputy_name) == (
            Mark.NOT_KNOWN, "Deputy is coming", "Joan Petrie",
        )  # fmt: skip
        with pytest.raises(NotVisible):
            service.answer_invitation(actor=actor, meeting_id=next_id, member_id=other, reply=Reply.COMING)


def test_a_declaration_stands_and_a_guest_counts_only_for_a_member(
    next_id: UUID, keys: dict[str, str], house: House
) -> None:
    with house.acting("mash_member") as actor:
        service.declare(
            actor=actor, meeting_id=next_id, key=keys["Ruby Stone"], agenda_item_id=None, done=Step.LEFT,
            words="Our agency bids for this contract.",
        )  # fmt: skip
        with pytest.raises(Refused):
            service.declare(
                actor=actor, meeting_id=next_id, key=keys["Bea Lang"], agenda_item_id=None, done=Step.LEFT, words="x"
            )
    with clock.frozen_at(TEN), house.acting("mcc_coordinator") as actor:
        assert [each.declaration.name for each in queries.declarations(actor, next_id)][0].startswith("Ruby Stone")
        body = bodies.forum_body()
        seating.change_body(
            actor=actor, body_id=body.id, name=body.name, purpose=body.purpose, quorum=QuorumRule(None, 1),
            term_months=24, version=body.version,
        )  # fmt: skip
        for name, agency_id, mark in (("Visitor", None, Mark.ROOM), ("Stand-in", house.agency("GMP").id, Mark.ROOM)):
            service.add_guest(actor=actor, meeting_id=next_id, name=name, agency_id=agency_id, mark=mark)
        assert queries.quorum_now(actor, next_id).present == 1
