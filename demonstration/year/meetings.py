"""The forum's year of meetings: who sits in it, four meetings held with their attendance, the next with its answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, at, days_ago
from forum import queries as forum
from forum import rules, service
from forum.agenda import service as agenda
from forum.agenda.service import Item
from forum.attendance import queries as attendance_queries
from forum.attendance import service as attendance
from forum.attendance.models import Reply, Step
from forum.attendance.rules import Mark
from forum.bodies import queries as bodies
from forum.bodies import service as seating
from forum.bodies.models import BodyKind, SeatRole
from forum.bodies.service import Seat
from forum.calendar import service as calendar
from forum.models import ItemFor, Meeting, SeriesRhythm
from forum.reference import PLACE
from forum.series import service as series
from forum.series.rules import Shape

#: Who sits in the forum by account: role, and who deputises.
SEATS = {
    "mcc_chair": (SeatRole.CHAIR, None),
    "mcc_coordinator": (SeatRole.SECRETARY, None),
    "mash_member": (SeatRole.VICE_CHAIR, "mash_manager"),
    "num_lead": (SeatRole.MEMBER, "num_manager"),
    "gmp_representative": (SeatRole.MEMBER, None),
    "tmr_lived": (SeatRole.LIVED_EXPERIENCE, None),
}
#: Who sits without an account: name, agency, deputy's name.
OTHERS = (
    ("Tariq Nolan", "BTP", None),
    ("Maeve Carrick", "LGBTF", "Noor Aziz"),
    ("Stephen Okoro", "LIFESHARE", None),
    ("Pat Hollins", "STREETLEVEL", "Ray Osei"),
    ("Gwen Ashdown", "PROBATION", None),
    ("Duncan Reid", "TMR", "Femi Cole"),
)
#: How each of the four meetings went, by the name of the seat; everybody else was in the room.
HELD: tuple[dict[str, Mark], ...] = (
    {"Gwen Ashdown": Mark.ABSENT, "Tariq Nolan": Mark.APOLOGIES, "Jude Frost": Mark.ONLINE},
    {"Stephen Okoro": Mark.APOLOGIES, "Pat Hollins": Mark.DEPUTY_ROOM, "Duncan Reid": Mark.ONLINE},
    {"Tariq Nolan": Mark.APOLOGIES, "Gwen Ashdown": Mark.ONLINE, "Bea Lang": Mark.DEPUTY_ONLINE},
    {"Maeve Carrick": Mark.ONLINE, "Jude Frost": Mark.ONLINE, "Stephen Okoro": Mark.ABSENT},
)
KEEPS = "mcc_coordinator"


def tell(cast: Cast) -> None:
    """Fill seats, attendance and calendars."""
    _seat_everybody(cast)
    _hold_earlier(cast)
    _take_attendance(cast)
    _prepare_next(cast)
    _plan_ahead(cast)


def _seat_everybody(cast: Cast) -> None:
    with acting(cast, KEEPS, days_ago(330, 9)) as actor:
        body, begins = bodies.forum_body(), clock.today()
        ends = begins + timedelta(days=730)
        for key, (role, deputy) in SEATS.items():
            seat = Seat(
                "", role, begins, user_id=cast.actor(key).user_id, term_ends=ends,
                deputy_user_id=cast.actor(deputy).user_id if deputy else None,
            )  # fmt: skip
            seating.add_member(actor=actor, body_id=body.id, seat=seat)
        for name, code, deputy_name in OTHERS:
            home = agencies.agency_by_code(code).id
            seat = Seat(name, SeatRole.MEMBER, begins, agency_id=home, term_ends=ends, deputy_name=deputy_name)
            seating.add_member(actor=actor, body_id=body.id, seat=seat)
        _seat_subgroup(cast, actor)
        member = next(line.member for line in bodies.seats(body.id) if line.member.name == "Ruby Stone")
        seating.declare_interest(
            actor=actor, body_id=body.id, member_id=member.id,
            words="MASH is paid by the council for outreach at night, and may bid again.",
        )  # fmt: skip


def _seat_subgroup(cast: Cast, actor: Actor) -> None:
    subgroup = next(line.body for line in bodies.bodies(actor) if line.body.kind is BodyKind.SUBGROUP)
    for key in ("mash_member", "num_lead", "gmp_representative", "mcc_coordinator"):
        role = SeatRole.CHAIR if key == "mash_member" else SeatRole.MEMBER
        seat = Seat("", role, clock.today(), user_id=cast.actor(key).user_id)
        seating.add_member(actor=actor, body_id=subgroup.id, seat=seat)


def _hold_earlier(cast: Cast) -> None:
    """The two meetings before those that reference data brings: planned, opened, held."""
    with acting(cast, KEEPS, days_ago(0, 9)) as actor:
        ahead = forum.next_meeting(actor)
        if ahead is None:
            return
        day, chair = clock.london(ahead.starts_at).date(), forum.forum().chair
    for months in (8, 6):
        begins = at(rules.last_thursday(*rules.months_back(day, months)), rules.STANDARD_START.hour)
        with acting(cast, KEEPS, begins - timedelta(days=40)) as actor:
            meeting_id = service.plan_meeting(
                actor=actor, title="Forum meeting", starts_at=begins, ends_at=begins + timedelta(hours=2, minutes=30),
                place=PLACE, chair_name=chair,
            ).id  # fmt: skip
        with acting(cast, KEEPS, begins) as actor:
            service.begin_meeting(actor=actor, meeting_id=meeting_id)
        with acting(cast, KEEPS, begins + timedelta(hours=2, minutes=20)) as actor:
            service.end_meeting(actor=actor, meeting_id=meeting_id)


def _take_attendance(cast: Cast) -> None:
    with acting(cast, KEEPS, days_ago(0, 9)) as actor:
        held = list(reversed(forum.meetings_past(actor, 1, forum.FORUM_ITSELF).items))
        facts = [(row.id, row.began_at or row.starts_at) for row in held][-len(HELD) :]
    for (meeting_id, began_at), marks in zip(facts, HELD, strict=False):
        with acting(cast, KEEPS, began_at + timedelta(minutes=5)) as actor:
            lines = attendance_queries.lines(actor, meeting_id)
            chosen = {line.key: (line.mark, marks.get(line.name, Mark.ROOM)) for line in lines}
            attendance.take(actor=actor, meeting_id=meeting_id, marks=chosen)
            attendance.note_quorum(actor=actor, meeting_id=meeting_id, occasion=attendance.START)
    with acting(cast, KEEPS, facts[-1][1] + timedelta(minutes=12)) as actor:
        _declare(actor, facts[-1][0])


def _declare(actor: Actor, meeting_id: UUID) -> None:
    line = next(each for each in attendance_queries.lines(actor, meeting_id) if each.name == "Ruby Stone")
    item = next(each for each in forum.agenda(actor, meeting_id) if each.title.startswith("Service changes"))
    attendance.declare(
        actor=actor, meeting_id=meeting_id, key=line.key, agenda_item_id=item.id, done=Step.NO_VOTE,
        words="Her agency may bid for the outreach contract that the item speaks of.",
    )  # fmt: skip


def _prepare_next(cast: Cast) -> None:
    with acting(cast, KEEPS, days_ago(12, 11)) as actor:
        ahead = forum.next_meeting(actor)
        if ahead is None:
            return
        agenda.add_item(
            actor=actor, meeting_id=ahead.id, position=8,
            item=Item(
                "Winter opening of safe places at night", 10, "MASH", ItemFor.DECISION,
                "Which nights, who staffs them, and from which fund.",
            ),
        )  # fmt: skip
        calendar.send_invitations(actor=actor, meeting_id=ahead.id)
        meeting_id = ahead.id
    for key, reply in (("mash_member", Reply.COMING), ("tmr_lived", Reply.ONLINE), ("num_lead", Reply.DEPUTY)):
        with acting(cast, key, days_ago(8, 14)) as actor:
            for line in attendance_queries.own_lines(actor, meeting_id):
                if line.member_id is not None:
                    attendance.answer_invitation(
                        actor=actor, meeting_id=meeting_id, member_id=line.member_id, reply=reply
                    )


def _plan_ahead(cast: Cast) -> None:
    """Next year's meetings as a series, a meeting of the subgroup, and one that is off."""
    with acting(cast, KEEPS, days_ago(5, 10)) as actor:
        ahead = forum.next_meeting(actor)
        if ahead is None:
            return
        day = clock.london(ahead.starts_at).date()
        first = rules.last_thursday(*rules.months_back(day, -2))
        shape = Shape("Forum meeting", PLACE, ahead.chair_name, time(10), 150)
        series.plan_series(actor=actor, shape=shape, rhythm=SeriesRhythm.EVERY_SECOND_MONTH, first_day=first, count=6)
        subgroup = next(line.body for line in bodies.bodies(actor) if line.body.kind is BodyKind.SUBGROUP)
        begins = datetime.combine(day + timedelta(days=19), time(14), tzinfo=clock.LONDON)
        off: Meeting = service.plan_meeting(
            actor=actor, title="Subgroup meeting", starts_at=begins, place="Online", chair_name="Ruby Stone",
            ends_at=begins + timedelta(hours=1, minutes=30), body_id=subgroup.id,
        )  # fmt: skip
        service.plan_meeting(
            actor=actor, title="Subgroup meeting", starts_at=begins + timedelta(days=7), place="Online",
            chair_name="Ruby Stone", ends_at=begins + timedelta(days=7, hours=1, minutes=30), body_id=subgroup.id,
        )  # fmt: skip
        service.cancel_meeting(
            actor=actor, meeting_id=off.id, version=off.version, reason="The room is not free. It is a week later."
        )
