"""Reads of attendance and of the quorum. Shared by the members; no row is about a person who is supported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from agencies.models import Agency
from core import clock
from core.actor import Actor
from core.scoping import current_session
from forum import queries as forum
from forum.attendance.models import Attendance, Declaration, QuorumNote, Standing
from forum.attendance.rules import MARK_WORDS, REPLIED, STEP_WORDS, Mark, Stay
from forum.bodies import queries as bodies
from forum.bodies.models import Body, BodyMember
from forum.bodies.queries import SeatLine
from forum.bodies.rules import ROLE_WORDS, Quorum, Seated, SeatRole, quorum_of
from forum.models import Meeting

NOBODY = Stay(Standing.NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a meeting's attendance: a seat of the body, or somebody who came besides."""

    member_id: UUID | None
    agency_id: UUID | None
    name: str
    agency: str
    sector: str
    role: SeatRole | None
    deputy_name: str | None
    row: Attendance | None

    @property
    def stay(self) -> Stay:
        """How they stand."""
        row = self.row
        return Stay(row.standing, row.way, row.arrived_at, row.left_at) if row else NOBODY

    @property
    def mark(self) -> Mark:
        """How they stand, as one choice."""
        return self.stay.mark

    @property
    def words(self) -> str:
        """How they stand, in words."""
        return MARK_WORDS[self.mark]

    @property
    def key(self) -> str:
        """What names the line in a form."""
        return str(self.member_id or (self.row.id if self.row else ""))

    @property
    def role_words(self) -> str:
        """The seat in words; a guest has none."""
        return ROLE_WORDS[self.role] if self.role else "Guest"

    @property
    def replied(self) -> str:
        """What they answered to the invitation; empty until they do."""
        return REPLIED[self.row.reply] if self.row and self.row.reply else ""

    @property
    def who_came(self) -> str:
        """The name of whoever sat there: the deputy's when a deputy came."""
        came = self.row.deputy_name if self.row and self.row.standing is Standing.DEPUTY else None
        return came or self.name

    @property
    def is_here(self) -> bool:
        """Whether they are (or were until the end) there: members, deputies and observers."""
        return self.stay.standing in {Standing.PRESENT, Standing.DEPUTY, Standing.OBSERVER} and not self.stay.left_at


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """An interest that was declared at a meeting, with what was done."""

    declaration: Declaration
    item: str

    @property
    def step(self) -> str:
        """What was done about it, in words."""
        return STEP_WORDS[self.declaration.step]


def visible_to(actor: Actor) -> Select[Attendance]:
    """The attendance an actor may read: that of every meeting, since the forum is shared by its members."""
    return select(Attendance)


def lines(actor: Actor, meeting_id: UUID) -> list[Line]:
    """Everybody of a meeting: who held a seat on its day, in the body's order, then who came besides.

    NotVisible when there is no such meeting. Four statements, however many there are.
    """
    meeting = forum.meeting(actor, meeting_id)
    return _lines(actor, meeting, bodies.body_of(meeting))


def present(actor: Actor, meeting_id: UUID) -> list[Line]:
    """Who is there now (or was until the end): members, deputies and observers."""
    return [line for line in lines(actor, meeting_id) if line.is_here]


def sorted_by_standing(found: list[Line]) -> dict[str, list[Line]]:
    """The lines of minutes: present, online and deputies together; apologies; absent; observers and guests."""
    heads = {
        "Present": {Standing.PRESENT, Standing.DEPUTY}, "Apologies": {Standing.APOLOGIES},
        "Absent": {Standing.ABSENT}, "Observers": {Standing.OBSERVER},
    }  # fmt: skip
    return {head: [line for line in found if line.stay.standing in standings] for head, standings in heads.items()}


def quorum_now(actor: Actor, meeting_id: UUID) -> Quorum:
    """Whether there is a quorum at this moment; after the end, as it was at the end. NotVisible without a meeting."""
    return quorum_at(actor, meeting_id, clock.now())


def quorum_at(actor: Actor, meeting_id: UUID, moment: datetime) -> Quorum:
    """Whether there was a quorum at a moment (domain.md 6.1: at the start and at each decision)."""
    meeting = forum.meeting(actor, meeting_id)
    body = bodies.body_of(meeting)
    return quorum_among(meeting, body, _lines(actor, meeting, body), moment)


def quorum_among(meeting: Meeting, body: Body, found: list[Line], moment: datetime) -> Quorum:
    """The quorum of lines that were read already."""
    agencies = bodies.agencies_of(body, clock.london(meeting.starts_at).date())
    here = [Seated(line.agency_id, line.sector, line.role) for line in found if line.stay.counts_at(moment)]
    return quorum_of(bodies.quorum_rule(body), agencies, here)


def quorum_notes(actor: Actor, meeting_id: UUID) -> list[QuorumNote]:
    """The quorum as it was noted through a meeting, in order."""
    found = select(QuorumNote).where(QuorumNote.meeting_id == meeting_id).order_by(QuorumNote.at, QuorumNote.id)
    return list(current_session().scalars(found.limit(200)))


def declarations(actor: Actor, meeting_id: UUID) -> list[DeclarationLine]:
    """The interests declared at a meeting, in order, each with the item that it is about."""
    titles = {item.id: f"Item {item.position}, {item.title}" for item in forum.agenda(actor, meeting_id)}
    found = select(Declaration).where(Declaration.meeting_id == meeting_id).order_by(Declaration.at, Declaration.id)
    rows = current_session().scalars(found.limit(200))
    return [
        DeclarationLine(row, titles[row.agenda_item_id] if row.agenda_item_id else "The whole meeting") for row in rows
    ]


def own_lines(actor: Actor, meeting_id: UUID) -> list[Line]:
    """The lines of a meeting that the actor may answer for: their own seats, and those that they deputise for."""
    own = {row.id for row in bodies.own_seats(actor.user_id)}
    return [line for line in lines(actor, meeting_id) if line.member_id in own] if own else []


def counts_by_agency(actor: Actor, meeting_ids: list[UUID]) -> Counter[tuple[str, Standing]]:
    """How often each agency was present, sent a deputy or apologies, or was absent, over some meetings."""
    found = (
        select(Agency.name, Attendance.standing, Attendance.meeting_id)
        .join(Agency, Agency.id == Attendance.agency_id)
        .where(Attendance.meeting_id.in_(meeting_ids))
        .distinct()
    )
    return Counter((name, standing) for name, standing, _ in current_session().execute(found))


def _lines(actor: Actor, meeting: Meeting, body: Body) -> list[Line]:
    seats = bodies.seats(body.id, clock.london(meeting.starts_at).date())
    rows = list(current_session().scalars(visible_to(actor).where(Attendance.meeting_id == meeting.id).limit(500)))
    by_seat = {row.member_id: row for row in rows if row.member_id is not None}
    seated = [_of_seat(seat, by_seat.get(seat.member.id)) for seat in seats]
    known = {seat.member.id for seat in seats}
    return seated + _besides([row for row in rows if row.member_id not in known])


def _of_seat(seat: SeatLine, row: Attendance | None) -> Line:
    who: BodyMember = seat.member
    return Line(
        who.id, who.agency_id, who.name, seat.agency, seat.sector, who.role, who.deputy_name, row,
    )  # fmt: skip


def _besides(rows: list[Attendance]) -> list[Line]:
    """Who came without a seat: a guest has no role, but counts for an agency that has a seat when marked present."""
    if not rows:
        return []
    found = select(Agency).where(Agency.id.in_([row.agency_id for row in rows if row.agency_id]))
    agencies = {agency.id: agency for agency in current_session().scalars(found)}
    made = []
    for row in sorted(rows, key=lambda each: each.name):
        home = agencies.get(row.agency_id) if row.agency_id else None
        made.append(
            Line(None, row.agency_id, row.name, home.name if home else "Guest", home.sector if home else "", None,
                 row.deputy_name, row)
        )  # fmt: skip
    return made
