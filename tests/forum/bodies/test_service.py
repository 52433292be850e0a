"""Bodies in the database: a group that may meet gets its body and its members; a clash keeps both texts."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from actionplan.around import DecisionRef, around
from actionplan.groups import queries as groups
from actionplan.groups import service as group_service
from actionplan.groups.models import MemberRole
from actionplan.groups.service.members import Seat
from actionplan.groups.service.outputs import Output
from core.actor import Actor
from core.db import db
from core.errors import Clash, Refused
from forum import service as forum
from forum.bodies import queries, service
from forum.bodies.models import Body, BodyMember, SeatRole
from tests.actionplan.groups.test_service import terms, version
from tests.forum.conftest import TODAY
from tests.forum.room import MORNING
from tests.house import House

DECISION = DecisionRef(UUID(int=7), "D-2026-07", "The group may begin.", date(2026, 11, 12))


@pytest.fixture(autouse=True)
def minutes(house: House, monkeypatch: pytest.MonkeyPatch, frozen: None) -> None:
    """The forum's minutes hold one decision."""
    monkeypatch.setattr(around, "decision", lambda actor, decision_id: DECISION)
    monkeypatch.setattr(around, "decisions", lambda actor: [DECISION])


def approved(house: House, sam: Actor) -> UUID:
    """A group with a lead of NUM and a member from a drop-in, approved and begun."""
    group_id = group_service.propose_group(actor=sam, terms=terms()).id
    assert queries.body_of_group(group_id) is None, "what is only proposed does not meet"
    for seat in (
        Seat(MemberRole.LEAD, "Casework lead", user_id=house.user("num_lead").id),
        Seat(MemberRole.MEMBER, "", True, organisation="A drop-in"),
    ):
        group_service.add_member(actor=sam, group_id=group_id, seat=seat)
    group_service.add_output(
        actor=sam, group_id=group_id, output=Output("A leaflet", "Lead", TODAY + timedelta(days=40))
    )
    group_service.approve(actor=sam, group_id=group_id, version=version(sam, group_id), decision_id=DECISION.id)
    group_service.start(actor=sam, group_id=group_id, version=version(sam, group_id))
    return group_id


def test_a_group_that_is_active_has_a_body_with_its_members_and_meets(house: House) -> None:
    with house.acting("mcc_coordinator") as sam:
        group_id = approved(house, sam)
        body = queries.body_of_group(group_id)
        assert body is not None
        view = groups.group(sam, group_id)
        assert (body.name, body.purpose, body.closed_on) == (view.row.title, view.row.aim, None)
        seats = {each.member.role: each.member for each in queries.seats(body.id)}
        assert set(seats) == {SeatRole.LEAD, SeatRole.LIVED_EXPERIENCE}
        assert seats[SeatRole.LEAD].user_id == house.user("num_lead").id
        gone = next(each for each in view.members if each.role is MemberRole.MEMBER)
        group_service.end_membership(actor=sam, group_id=group_id, member_id=gone.id, version=gone.version)
        held = {each.member.role: each.member.ended_on for each in queries.seats(body.id)}
        assert held == {SeatRole.LEAD: None, SeatRole.LIVED_EXPERIENCE: TODAY}, "a seat is held to the end of its day"
        meeting = forum.plan_meeting(
            actor=sam, title="The group meets", starts_at=MORNING, place="Room 3", chair_name="Lead", body_id=body.id
        )
        assert queries.body_of(meeting).id == body.id
        db.session.commit()
        with pytest.raises(Refused):
            service.close_body(actor=sam, body_id=body.id, version=body.version)


def test_two_who_change_a_subgroup_lose_nothing(house: House) -> None:
    with house.acting("mcc_coordinator") as sam:
        quorum = queries.quorum_rule(queries.forum_body())
        body = service.add_subgroup(actor=sam, name="Outreach", purpose="To plan outreach together.", quorum=quorum)
        body_id = body.id
        seat = service.Seat("Robin Hale", SeatRole.MEMBER, TODAY)
        member_id = service.add_member(actor=sam, body_id=body_id, seat=seat).id
        service.change_body(actor=sam, body_id=body_id, name="Night outreach", purpose="To plan it.", quorum=quorum,
                            term_months=None, version=1)  # fmt: skip
        with pytest.raises(Clash):
            service.change_body(actor=sam, body_id=body_id, name="Day outreach", purpose="To plan it.", quorum=quorum,
                                term_months=None, version=1)  # fmt: skip
        db.session.commit()
        assert queries.body(sam, body_id).name == "Night outreach"
    for statement in (
        update(Body).where(Body.id == body_id).values(quorum_least=0),
        update(BodyMember).where(BodyMember.id == member_id).values(ended_on=TODAY),
        update(BodyMember).where(BodyMember.id == member_id).values(term_ends=TODAY - timedelta(days=1)),
    ):
        with pytest.raises(DBAPIError):
            db.session.execute(statement)
        db.session.rollback()
