"""Reads of the forum: members, meetings, agendas, issued reports. Shared by the members; no row is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from agencies.models import Agency, User
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.words import long_day
from forum.models import AgendaItem, Forum, IssuedReport, Meeting, Membership
from forum.rules import LISTED_SINCE


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
class Edition:
    """An issued report, without its figures: what the list of papers shows."""

    edition: int
    made_at: datetime
    made_by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting as its page shows it."""

    meeting: Meeting
    agenda: list[AgendaItem]
    members: list[Member]
    editions: list[Edition]

    @property
    def day(self) -> date:
        """The meeting's date in Manchester."""
        return clock.london(self.meeting.starts_at).date()

    @property
    def is_past(self) -> bool:
        """True when its day is over."""
        return self.day < clock.today()


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


def meetings_ahead(actor: Actor) -> list[Meeting]:
    """Meetings from today on, the next one first."""
    found = visible_to(actor).where(Meeting.starts_at >= _start_of_today()).order_by(Meeting.starts_at, Meeting.id)
    return list(current_session().scalars(found.limit(20)))


def meetings_past(actor: Actor, number: int) -> Page[Meeting]:
    """One page of the meetings before today, the latest first."""
    found = visible_to(actor).where(Meeting.starts_at < _start_of_today())
    return page_of(found.order_by(Meeting.starts_at.desc(), Meeting.id), number)


def next_meeting(actor: Actor) -> Meeting | None:
    """The next meeting, today's included; None when none is planned."""
    return next(iter(meetings_ahead(actor)), None)


def meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """One meeting; raises NotVisible when there is none."""
    found = current_session().scalars(visible_to(actor).where(Meeting.id == meeting_id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def meeting_view(actor: Actor, meeting_id: UUID) -> MeetingView:
    """One meeting with its agenda, the members of that day and its papers; raises NotVisible when there is none."""
    row = meeting(actor, meeting_id)
    agenda = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    day = clock.london(row.starts_at).date()
    return MeetingView(
        meeting=row, agenda=list(current_session().scalars(agenda)),
        members=members(row.forum_id, day), editions=editions(meeting_id),
    )  # fmt: skip


def editions(meeting_id: UUID) -> list[Edition]:
    """The issued reports of a meeting, the newest first."""
    found = (
        select(IssuedReport.edition, IssuedReport.made_at, User.name, IssuedReport.sha256)
        .join(User, User.id == IssuedReport.made_by)
        .where(IssuedReport.meeting_id == meeting_id)
        .order_by(IssuedReport.edition.desc())
    )
    return [Edition(*row) for row in current_session().execute(found)]


def issued_report(actor: Actor, meeting_id: UUID, edition: int | None = None) -> IssuedReport | None:
    """An edition of a meeting's report, the newest unless one is named; None when it was never issued."""
    audit.record(actor=actor, verb="downloaded", kind="progress report", row_id=meeting_id)
    found = select(IssuedReport).where(IssuedReport.meeting_id == meeting_id)
    if edition is not None:
        found = found.where(IssuedReport.edition == edition)
    return current_session().scalars(found.order_by(IssuedReport.edition.desc()).limit(1)).first()


def with_reports(meeting_ids: list[UUID]) -> set[UUID]:
    """Which of some meetings have an issued report, in one statement."""
    found = select(IssuedReport.meeting_id).where(IssuedReport.meeting_id.in_(meeting_ids))
    return set(current_session().scalars(found))


def _start_of_today() -> datetime:
    return clock.london(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
