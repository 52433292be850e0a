"""Writes of attendance: who came, who answered the invitation, what was declared, and the quorum as it stood."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from core.words import listed
from forum import queries as forum
from forum.attendance import queries, rules
from forum.attendance.models import Attendance, Declaration, QuorumNote, Reply, Standing, Step
from forum.attendance.queries import Line
from forum.attendance.rules import STANDING_OF, Mark, Stay
from forum.models import Meeting, MeetingState
from forum.service import may_run
from forum.steps import step
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

CHANGED = "Somebody changed this line while you were writing."
START, END = "At the start", "At the end"


class Crossed(Clash):
    """Somebody chose something else for some of the lines meanwhile; `names` are theirs. Nothing was stored."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Somebody marked {listed(names)} while you were writing. Nothing was stored.")
        self.names = names


def take(*, actor: Actor, meeting_id: UUID, marks: Mapping[str, tuple[Mark, Mark]]) -> int:
    """Take attendance. `marks`: a line's key to what was shown and what was chosen; the same twice changes nothing.

    Returns how many lines changed. Refuses a cancelled meeting, and that somebody left who was not there. `Crossed`
    when a line stands otherwise than was shown: two people can take attendance, and neither overwrites the other.
    """
    may_run(actor)
    meeting = _taken_at(actor, meeting_id)
    found = {line.key: line for line in queries.lines(actor, meeting_id)}
    wanted = {key: now for key, (was, now) in marks.items() if key in found and now is not was}
    crossed = [found[key].name for key, now in wanted.items() if found[key].mark not in (marks[key][0], now)]
    if crossed:
        raise Crossed(crossed)
    changes = {key: now for key, now in wanted.items() if found[key].mark is not now}
    for key, mark in changes.items():
        _mark(actor, meeting, found[key], mark)
    if changes:
        audit.record(actor=actor, verb="took", kind="attendance", row_id=meeting_id, fields=("standing",))
    return len(changes)


def add_guest(*, actor: Actor, meeting_id: UUID, name: str, agency_id: UUID | None, mark: Mark) -> Attendance:
    """Write down somebody who came and has no seat. Present for an agency that has one, they count for its quorum."""
    may_run(actor)
    meeting = _taken_at(actor, meeting_id)
    if not name.strip():
        raise Refused("Write the name.", field="name")
    row = Attendance(
        meeting_id=meeting_id, name=name.strip(), agency_id=agency_id, standing=Standing.NOT_KNOWN,
        changed_by=actor.user_id,
    )  # fmt: skip
    _put(row, _after(meeting, Stay(Standing.NOT_KNOWN), mark, name))
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="attendance", row_id=row.id)
    return row


def name_deputy(*, actor: Actor, meeting_id: UUID, member_id: UUID, name: str) -> None:
    """Write down who came for a member, when it is not the deputy they named."""
    may_run(actor)
    meeting = _taken_at(actor, meeting_id)
    line = _line(actor, meeting_id, member_id)
    if not name.strip():
        raise Refused("Write the deputy’s name.", field="name")
    row = line.row or _new_row(actor, meeting, line)
    step(row, row.version, clash=CHANGED, deputy_name=name.strip(), changed_by=actor.user_id)
    audit.record(actor=actor, verb="named deputy", kind="attendance", row_id=row.id, fields=("deputy_name",))


def answer_invitation(
    *, actor: Actor, meeting_id: UUID, member_id: UUID, reply: Reply, deputy_name: str = ""
) -> Attendance:  # fmt: skip
    """Say whether one comes: by the member or the named deputy, until the meeting begins.

    Apologies are entered as such; whoever comes is marked at the meeting. A deputy is named.
    """
    meeting = forum.meeting(actor, meeting_id)
    if meeting.state is not MeetingState.PLANNED or meeting.began_at is not None:
        raise Refused("This meeting has begun or is off.", instead="Tell the coordinator.")
    line = next((each for each in queries.own_lines(actor, meeting_id) if each.member_id == member_id), None)
    if line is None:
        raise NotVisible
    name = deputy_name.strip() or line.deputy_name
    if reply is Reply.DEPUTY and not name:
        raise Refused("Name your deputy.", field="deputy_name")
    row = line.row or _new_row(actor, meeting, line)
    standing = Standing.APOLOGIES if reply is Reply.APOLOGIES else Standing.NOT_KNOWN
    step(
        row, row.version, clash=CHANGED, reply=reply, replied_at=clock.now(), standing=standing, way=None,
        deputy_name=name, arrived_at=None, left_at=None, changed_by=actor.user_id,
    )  # fmt: skip
    audit.record(actor=actor, verb="replied", kind="attendance", row_id=row.id, fields=("reply",))
    return row


def declare(
    *, actor: Actor, meeting_id: UUID, key: str, agenda_item_id: UUID | None, words: str, done: Step,
    answer: LeakAnswer | None = None,
) -> Declaration:  # fmt: skip
    """Write down an interest declared at a meeting, for one item or the whole of it, and what was done about it.

    By the member, or by whoever runs the meeting. Refuses empty words and a cancelled meeting.
    """
    _taken_at(actor, meeting_id)
    if key not in {line.key for line in queries.own_lines(actor, meeting_id)}:
        may_run(actor)
    line = next((each for each in queries.lines(actor, meeting_id) if each.key == key), None)
    if line is None:
        raise Refused("Choose who declares.", field="who")
    if not words.strip():
        raise Refused("Say what the interest is, without details of anybody’s case.", field="words")
    items = {item.id for item in forum.agenda(actor, meeting_id)}
    if agenda_item_id is not None and agenda_item_id not in items:
        raise NotVisible
    settle(actor=actor, kind="declaration", row_id=meeting_id, texts={"words": words}, answer=answer)
    row = Declaration(
        meeting_id=meeting_id, agenda_item_id=agenda_item_id, attendance_id=line.row.id if line.row else None,
        name=f"{line.name}, {line.agency}", words=words.strip(), step=done, at=clock.now(), by_user_id=actor.user_id,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="declared", kind="interest at a meeting", row_id=row.id)
    return row


def note_quorum(*, actor: Actor, meeting_id: UUID, occasion: str) -> QuorumNote:
    """Write down the quorum as it is now: at the start, and at each decision (domain.md 6.1)."""
    may_run(actor)
    now = queries.quorum_now(actor, meeting_id)
    row = QuorumNote(
        meeting_id=meeting_id, occasion=occasion, at=clock.now(), by_user_id=actor.user_id, met=now.met,
        present=now.present, needed=now.needed, out_of=now.out_of, words=now.words,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="noted", kind="quorum", row_id=row.id)
    return row


def on_meeting_changed(sender: object, *, actor: Actor, meeting_id: UUID, what: str, anew: bool) -> None:
    """Note the quorum when a meeting begins and when it ends. Hears `forum.events.meeting_changed`."""
    if what in ("begun", "held"):
        note_quorum(actor=actor, meeting_id=meeting_id, occasion=START if what == "begun" else END)


def _taken_at(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = forum.meeting(actor, meeting_id)
    if meeting.state is MeetingState.CANCELLED:
        raise Refused("This meeting was cancelled: nobody was there.")
    return meeting


def _line(actor: Actor, meeting_id: UUID, member_id: UUID) -> Line:
    for line in queries.lines(actor, meeting_id):
        if line.member_id == member_id:
            return line
    raise NotVisible


def _mark(actor: Actor, meeting: Meeting, line: Line, mark: Mark) -> None:
    stay = _after(meeting, line.stay, mark, line.name)
    row = line.row or _new_row(actor, meeting, line)
    deputy = row.deputy_name or line.deputy_name or f"Deputy for {line.name}"
    step(
        row, row.version, clash=CHANGED, standing=stay.standing, way=stay.way, arrived_at=stay.arrived_at,
        left_at=stay.left_at, changed_by=actor.user_id,
        deputy_name=deputy if stay.standing is Standing.DEPUTY else row.deputy_name,
    )  # fmt: skip


def _after(meeting: Meeting, now: Stay, mark: Mark, name: str) -> Stay:
    """How a line stands once it is marked: at this moment, or in a meeting that is over for the whole of it."""
    moment = clock.now()
    if meeting.state is MeetingState.HELD and mark in STANDING_OF:
        moment = meeting.began_at or meeting.starts_at
    stay = rules.stay_after(now, mark, moment)
    if stay is None:
        raise Refused(f"{name} was not here, so cannot have left.", instead="Mark them present first.")
    return stay


def _new_row(actor: Actor, meeting: Meeting, line: Line) -> Attendance:
    """A member's row, made when something is first said of them; Clash when somebody made it in the same moment."""
    row = Attendance(
        meeting_id=meeting.id, member_id=line.member_id, agency_id=line.agency_id, name=line.name,
        deputy_name=line.deputy_name, standing=Standing.NOT_KNOWN, changed_by=actor.user_id,
    )  # fmt: skip
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:
        raise Clash(CHANGED) from None
    return row


def _put(row: Attendance, stay: Stay) -> None:
    row.standing, row.way, row.arrived_at, row.left_at = stay.standing, stay.way, stay.arrived_at, stay.left_at
    if stay.standing is Standing.DEPUTY:
        row.deputy_name = row.name
