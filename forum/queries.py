"""Reads of the forum: members, meetings, agendas. Shared by the members; no row is about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from agencies.models import Agency
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.words import long_day
from forum.models import AgendaItem, Forum, Meeting, MeetingState, Membership
from forum.rules import FOR_WORDS, LISTED_SINCE, runs_until, times_of

#: Stands for the forum where a body is chosen: its meetings name no body.
FORUM_ITSELF = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Member:
    """A seat, with the agency that holds it."""

    agency: Agency
    since: date
    until: date | None

    @property
    def since_words(self) -> str:
        """Since when, no more exactly than is known: the strategy of 2020-22 lists members without dates."""
        return "Since 2020 or before" if self.since <= LISTED_SINCE else f"Since {long_day(self.since)}"


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as its page shows it."""

    meeting: Meeting
    agenda: list[AgendaItem]
    members: list[Member]

    @property
    def day(self) -> date:
        """The meeting's date in Manchester."""
        return clock.london(self.meeting.starts_at).date()

    @property
    def is_past(self) -> bool:
        """True when its day is over."""
        return self.day < clock.today()

    @property
    def lines(self) -> list[tuple[AgendaItem, datetime, str]]:
        """Every item with the time at which it begins, and what it is for in words."""
        begins = times_of(self.meeting.began_at or self.meeting.starts_at, [item.minutes for item in self.agenda])
        return [(row, at, FOR_WORDS.get(row.asked_for, "")) for row, at in zip(self.agenda, begins, strict=True)]

    @property
    def minutes(self) -> int:
        """How long the agenda takes."""
        return sum(item.minutes for item in self.agenda)

    @property
    def ends_at(self) -> datetime:
        """When it ends as planned, or when its agenda is through."""
        return runs_until(self.meeting.starts_at, self.meeting.ends_at, self.minutes)

    @property
    def over_by(self) -> int:
        """By how many minutes the agenda is longer than the meeting; 0 when it fits."""
        planned = int((self.ends_at - self.meeting.starts_at).total_seconds() // 60)
        return max(0, self.minutes - planned)

    @property
    def stage(self) -> tuple[str, str, str]:
        """What became of it: icon, colour and words of its tag."""
        return stage_of(self.meeting)

    @property
    def is_open(self) -> bool:
        """True while it is under way."""
        return self.meeting.state is MeetingState.PLANNED and self.meeting.began_at is not None

    @property
    def is_ahead(self) -> bool:
        """True until it begins."""
        return self.meeting.state is MeetingState.PLANNED and self.meeting.began_at is None


def stage_of(row: Meeting) -> tuple[str, str, str]:
    """What became of a meeting: icon, colour and words of its tag."""
    if row.state is MeetingState.CANCELLED:
        return "no", "red", "Cancelled"
    if row.state is MeetingState.HELD:
        return "tick", "blue", "Held"
    if row.began_at is not None:
        return "green", "green", "Under way"
    return "ring", "grey", "Planned"


def visible_to(actor: Actor) -> Select[Meeting]:
    """The meetings an actor may read: the forum is shared by its members, so all of them."""
    return select(Meeting)


def forum() -> Forum:
    """The forum of this service; raises NotVisible when reference data is not loaded."""
    found = current_session().scalars(select(Forum).order_by(Forum.code).limit(1)).first()
    if found is None:
        raise NotVisible
    return found


def members(forum_id: UUID, on: date | None = None) -> list[Member]:
    """The seats of the forum by agency name; with a day, only those held on it."""
    found = select(Membership, Agency).join(Agency, Agency.id == Membership.agency_id)
    found = found.where(Membership.forum_id == forum_id)
    if on is not None:
        found = found.where(Membership.since <= on, or_(Membership.until.is_(None), Membership.until >= on))
    rows = current_session().execute(found.order_by(Agency.name, Membership.since))
    return [Member(agency, seat.since, seat.until) for seat, agency in rows]


def meetings_ahead(actor: Actor, body_id: UUID | None = None) -> list[Meeting]:
    """Meetings from today on, those that are off among them, the next one first; of one body when it is given."""
    found = visible_to(actor).where(Meeting.starts_at >= _start_of_today(), Meeting.state != MeetingState.HELD)
    if body_id is not None:
        found = found.where(_of(body_id))
    return list(current_session().scalars(found.order_by(Meeting.starts_at, Meeting.id).limit(60)))


def meetings_past(actor: Actor, number: int, body_id: UUID | None = None) -> Page[Meeting]:
    """One page of the meetings that were, the latest first; of one body when it is given."""
    over = or_(Meeting.starts_at < _start_of_today(), Meeting.state == MeetingState.HELD)
    found = visible_to(actor).where(over)
    if body_id is not None:
        found = found.where(_of(body_id))
    return page_of(found.order_by(Meeting.starts_at.desc(), Meeting.id), number)


def _of(body_id: UUID) -> ColumnElement[bool]:
    """Meetings of one body; the forum's own name none, so the forum is asked for by the id of no body."""
    return Meeting.body_id.is_(None) if body_id == FORUM_ITSELF else Meeting.body_id == body_id


def next_starts(body_ids: Iterable[UUID]) -> dict[UUID | None, datetime]:
    """When each of some bodies meets next; under None, when the forum itself does. One statement."""
    found = (
        select(Meeting.body_id, func.min(Meeting.starts_at))
        .where(Meeting.state == MeetingState.PLANNED, Meeting.starts_at >= _start_of_today())
        .where(or_(Meeting.body_id.is_(None), Meeting.body_id.in_(list(body_ids))))
        .group_by(Meeting.body_id)
    )
    return {key: value for key, value in current_session().execute(found)}


def next_meeting(actor: Actor) -> Meeting | None:
    """The next meeting of the forum itself, today's included; None when none is planned."""
    planned = (row for row in meetings_ahead(actor, FORUM_ITSELF) if row.state is MeetingState.PLANNED)
    return next(planned, None)


def last_meeting(actor: Actor, before: Meeting) -> Meeting | None:
    """The meeting of the same body that was held last before another; None when there was none."""
    found = visible_to(actor).where(
        Meeting.state == MeetingState.HELD, Meeting.starts_at < before.starts_at, Meeting.id != before.id,
        _of(before.body_id or FORUM_ITSELF),
    )  # fmt: skip
    return current_session().scalars(found.order_by(Meeting.starts_at.desc()).limit(1)).first()


def meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """One meeting; raises NotVisible when there is none."""
    found = current_session().get(Meeting, meeting_id)  # every panel of its page asks: read once
    if found is None:
        raise NotVisible
    return found


def meeting_view(actor: Actor, meeting_id: UUID) -> MeetingView:
    """One meeting with its agenda and the members of that day; raises NotVisible when there is none."""
    row = meeting(actor, meeting_id)
    day = clock.london(row.starts_at).date()
    return MeetingView(
        meeting=row, agenda=agenda(actor, meeting_id), members=members(row.forum_id, day),
    )  # fmt: skip


def agenda(actor: Actor, meeting_id: UUID) -> list[AgendaItem]:
    """The items of a meeting's agenda, in order."""
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    return list(current_session().scalars(found.limit(100)))


def _start_of_today() -> datetime:
    return clock.london(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
