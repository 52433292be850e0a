"""The forum as loaded and read."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from config import ROOT
from core import clock
from core.db import db
from core.errors import NotVisible
from forum import queries, reference
from forum.models import AgendaItem, Forum, Meeting, Membership
from tests.forum.conftest import TODAY
from tests.house import House


def test_forum_has_its_history_and_purposes(house: House) -> None:
    forum = queries.forum()
    assert (forum.name, forum.established_year) == ("Manchester Sex Work Forum", 1998)
    assert forum.former_name
    assert (len(forum.purposes), len(forum.collective_work)) == (3, 7)


def test_ten_agencies_sit_now_and_the_company_that_ended_sat_before(house: House) -> None:
    forum = queries.forum()
    listed = json.loads((ROOT / "reference/forum_members.json").read_text())
    assert len(queries.members(forum.id)) == len(listed["members"]) + len(listed["additional_roles"])
    now = {member.agency.code for member in queries.members(forum.id, TODAY)}
    assert (len(now), "PROBATION" in now, "CGMCRC" in now) == (10, True, False)
    then = {member.agency.code for member in queries.members(forum.id, date(2021, 1, 1))}
    assert ("PROBATION" in then, "CGMCRC" in then) == (False, True)


def test_membership_is_said_no_more_exactly_than_it_is_known(house: House) -> None:
    words = {member.agency.code: member.since_words for member in queries.members(queries.forum().id)}
    assert words["MASH"] == "Since 2020 or before"
    assert words["PROBATION"] == "Since 26 June 2021"


def test_loading_again_changes_nothing(next_id: UUID) -> None:
    kinds = (Forum, Membership, Meeting, AgendaItem)
    before = [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
    reference.load()
    reference.load_meetings(TODAY)
    db.session.commit()
    assert [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds] == before
    assert before[2:] == [3, 45]


def test_meetings_lie_around_today(next_id: UUID, house: House) -> None:
    actor = house.actor("mcc_chair")
    ahead, past = queries.meetings_ahead(actor), queries.meetings_past(actor, 1)
    assert [clock.london(row.starts_at).date() for row in ahead] == [date(2026, 11, 26)]
    assert [clock.london(row.starts_at).date() for row in past.items] == [date(2026, 9, 24), date(2026, 7, 30)]
    assert {clock.london(row.starts_at).hour for row in (*ahead, *past.items)} == {10}


def test_a_meeting_has_the_standard_agenda(next_id: UUID, house: House) -> None:
    view = queries.meeting_view(house.actor("mcc_chair"), next_id)
    assert [item.position for item in view.agenda] == list(range(1, 16))
    assert view.agenda[4].title == "Voice of people who sex work"
    assert (len(view.members), view.is_past) == (10, False)


def test_unknown_meeting_is_not_visible(house: House) -> None:
    with pytest.raises(NotVisible):
        queries.meeting(house.actor("mcc_chair"), uuid4())
