"""Loads the forum and its members from `reference/`, and for the demonstration three meetings around today.

Loading again adds what is missing and leaves what is there.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from agencies.models import Agency
from config import ROOT
from core import clock
from core.scoping import current_session
from forum import rules
from forum.models import AgendaItem, Forum, ItemFor, Meeting, MeetingState, Membership

REFERENCE = ROOT / "reference"
CODE = "manchester"
LENGTH = timedelta(hours=2, minutes=30)
PLACE = "Town Hall Extension, committee room 3, and online"

# Probation passed to the Probation Service on 26 June 2021; until then the company below was the member.
PROBATION_SINCE = date(2021, 6, 26)
CGMCRC_UNTIL = date(2021, 6, 25)


def standard_agenda(*, group: bool = False) -> list[dict[str, Any]]:
    """The items of the standard agenda (the forum's has fifteen), as an agenda keeps them.

    Each has a title and planned minutes; some say what they are for, and some stand on every agenda.
    """
    items: list[dict[str, Any]] = _read("agenda.json")["group_items" if group else "items"]
    return [item | {"asked_for": ItemFor(item["asked_for"]) if "asked_for" in item else None} for item in items]


def load() -> None:
    """Add the forum and the seats of its members. Needs the agencies."""
    session = current_session()
    source = _read("forum_members.json")
    forum = session.scalars(select(Forum).where(Forum.code == CODE)).one_or_none()
    if forum is None:
        forum = _forum(source["forum"])
        session.add(forum)
        session.flush()
    seated = set(session.scalars(select(Membership.agency_id).where(Membership.forum_id == forum.id)))
    listed = [entry["code"] for entry in (*source["members"], *source["additional_roles"])]
    for agency in session.scalars(select(Agency).where(Agency.code.in_(listed), Agency.id.not_in(seated))).all():
        session.add(_seat(forum, agency))
    session.flush()


def load_meetings(today: date) -> None:
    """Add the last two meetings and the next one, counted from `today`; does nothing when a meeting is there.

    The forum meets every second month on the last Thursday at 10am; the next one leaves two days for the papers.
    """
    session = current_session()
    if session.scalars(select(Meeting.id).limit(1)).first() is not None:
        return
    forum = session.scalars(select(Forum).where(Forum.code == CODE)).one()
    ahead = rules.thursday_ahead(today)
    for day in (*(rules.last_thursday(*rules.months_back(ahead, months)) for months in (4, 2)), ahead):
        starts_at = datetime.combine(day, rules.STANDARD_START, tzinfo=clock.LONDON)
        held = day < today
        row = Meeting(
            forum_id=forum.id, title="Forum meeting", place=PLACE, chair_name=forum.chair, starts_at=starts_at,
            ends_at=starts_at + LENGTH, state=MeetingState.HELD if held else MeetingState.PLANNED,
            began_at=starts_at if held else None, ended_at=starts_at + LENGTH if held else None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(
            AgendaItem(meeting_id=row.id, position=position, **item)
            for position, item in enumerate(standard_agenda(), 1)
        )
    session.flush()


def _read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _forum(entry: dict[str, Any]) -> Forum:
    return Forum(
        code=CODE, name=entry["name"], former_name=entry["former_name"], established_year=entry["established_year"],
        chair=entry["chair"], purposes=entry["purposes"], collective_work=entry["collective_work_since_2001"],
    )  # fmt: skip


def _seat(forum: Forum, agency: Agency) -> Membership:
    since = PROBATION_SINCE if agency.code == "PROBATION" else rules.LISTED_SINCE
    until = CGMCRC_UNTIL if agency.code == "CGMCRC" else None
    return Membership(forum_id=forum.id, agency_id=agency.id, since=since, until=until)
