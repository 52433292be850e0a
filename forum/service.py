"""Writes of the forum: plan, move, cancel, open and close a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from forum import queries, rules
from forum.events import meeting_changed
from forum.models import AgendaItem, Meeting, MeetingState
from forum.reference import standard_agenda
from forum.steps import step
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

CHANGED = "Somebody changed this meeting while you were writing. Nothing was stored."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned of a meeting: when, where, who chairs, and (never in an invitation) how to join online."""

    title: str
    starts_at: datetime
    place: str
    chair_name: str
    ends_at: datetime | None = None
    joining: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The plan as a meeting keeps it."""
        return {
            "title": self.title.strip(), "starts_at": self.starts_at, "ends_at": self.ends_at,
            "place": self.place.strip(), "chair_name": self.chair_name.strip(),
            "joining": (self.joining or "").strip() or None,
        }  # fmt: skip


#: What those who were invited have to be told of.
INVITED_TO = ("title", "starts_at", "ends_at", "place")


def plan_meeting(
    *, actor: Actor, title: str, starts_at: datetime, place: str, chair_name: str, ends_at: datetime | None = None,
    joining: str | None = None, body_id: UUID | None = None, series_id: UUID | None = None,
) -> Meeting:  # fmt: skip
    """Plan a meeting with its body's standard agenda: the forum's of 15 items (domain.md 6.1), or a group's own.

    `starts_at` and `ends_at` are aware moments; no `body_id` means the forum itself. Returns the meeting. Refuses a
    moment that has passed, an end before the start, and an empty title or place.
    """
    may_run(actor)
    plan = Plan(title, starts_at, place, chair_name, ends_at, joining)
    _hold_to_rules(plan)
    row = Meeting(
        forum_id=queries.forum().id, body_id=body_id, series_id=series_id, state=MeetingState.PLANNED, sequence=0,
        **plan.columns,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    add_standard_agenda(row, group=body_id is not None)
    audit.record(actor=actor, verb="planned", kind="meeting", row_id=row.id)
    _tell(actor, row.id, "planned", anew=False)
    return row


def change_meeting(*, actor: Actor, meeting_id: UUID, plan: Plan, version: int) -> Meeting:
    """Change what is planned; a new day, time, place or title is the next edition of the invitation (RFC 5546 2.1.4).

    Refuses once it began or was cancelled; Clash when somebody changed it first.
    """
    may_run(actor)
    row = queries.meeting(actor, meeting_id)
    _unless(rules.meeting_may_be_changed(row.state, row.began_at is not None))
    if plan.starts_at != row.starts_at or plan.ends_at != row.ends_at:
        _hold_to_rules(plan)
    changed = [name for name, value in plan.columns.items() if getattr(row, name) != value]
    anew = bool(set(changed) & set(INVITED_TO))
    _step(row, version, **plan.columns, sequence=row.sequence + (1 if anew else 0))
    audit.record(actor=actor, verb="changed", kind="meeting", row_id=row.id, fields=sorted(changed))
    _tell(actor, row.id, "moved", anew=anew)
    return row


def cancel_meeting(
    *, actor: Actor, meeting_id: UUID, reason: str, version: int, answer: LeakAnswer | None = None
) -> Meeting:  # fmt: skip
    """Cancel a meeting, with a reason that members read. Those who were invited are told. Refuses once it began."""
    may_run(actor)
    row = queries.meeting(actor, meeting_id)
    _unless(rules.meeting_may_be_changed(row.state, row.began_at is not None))
    if not reason.strip():
        raise Refused("Say why it is cancelled: members read it.", field="reason")
    settle(actor=actor, kind="meeting", row_id=row.id, texts={"reason": reason}, answer=answer)
    _step(
        row, version, state=MeetingState.CANCELLED, cancelled_at=clock.now(), cancelled_reason=reason.strip(),
        sequence=row.sequence + 1,
    )  # fmt: skip
    audit.record(actor=actor, verb="cancelled", kind="meeting", row_id=row.id)
    _tell(actor, row.id, "cancelled", anew=True)
    return row


def begin_meeting(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """Open a meeting: from now on minutes are taken, and its agenda stays. The quorum is noted as it is.

    Refuses earlier than two hours before its time, a second time, and a cancelled one.
    """
    may_run(actor)
    row = queries.meeting(actor, meeting_id)
    _unless(rules.meeting_may_begin(row.state, row.began_at is not None, row.starts_at, clock.now()))
    _step(row, row.version, began_at=clock.now())
    audit.record(actor=actor, verb="began", kind="meeting", row_id=row.id)
    _tell(actor, row.id, "begun", anew=False)
    return row


def end_meeting(*, actor: Actor, meeting_id: UUID) -> Meeting:
    """Close a meeting that is under way: it is held. Refuses one that has not begun, and one that ended."""
    may_run(actor)
    row = queries.meeting(actor, meeting_id)
    if row.state is not MeetingState.PLANNED or row.began_at is None:
        raise Refused("This meeting is not under way.", instead="Open it first.")
    _step(row, row.version, state=MeetingState.HELD, ended_at=clock.now())
    audit.record(actor=actor, verb="ended", kind="meeting", row_id=row.id)
    _tell(actor, row.id, "held", anew=False)
    return row


def may_run(actor: Actor) -> None:
    """Refuse a role that does not run meetings."""
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("Your role cannot plan meetings.", instead="Ask the forum coordinator.")


def _hold_to_rules(plan: Plan) -> None:
    _unless(rules.meeting_may_be_planned(plan.title, plan.place, plan.starts_at, clock.now(), plan.ends_at))


def _unless(answer: rules.Answer) -> None:
    if not answer.allowed:
        raise Refused(f"{answer.reason}.", field=answer.field)


def _step(row: Meeting, version: int, **values: Any) -> None:
    """One conditional change of a meeting that has not ended; Clash when it is not the version that was read."""
    step(row, version, Meeting.state == MeetingState.PLANNED, clash=CHANGED, **values)


def _tell(actor: Actor, meeting_id: UUID, what: str, *, anew: bool) -> None:
    meeting_changed.send(None, actor=actor, meeting_id=meeting_id, what=what, anew=anew)


def add_standard_agenda(meeting: Meeting, *, group: bool = False) -> None:
    """Give a new meeting the forum's standard agenda, or the shorter one of groups, in order."""
    current_session().add_all(
        AgendaItem(meeting_id=meeting.id, position=position, **item)
        for position, item in enumerate(standard_agenda(group=group), 1)
    )
    current_session().flush()
