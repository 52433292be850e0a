"""The meetings of a task and finish group, as the action plan's page of the group shows them."""

from __future__ import annotations

from uuid import UUID

from actionplan.around import MeetingRef
from core.actor import Actor
from forum import queries as forum
from forum.bodies import queries
from forum.models import Meeting, MeetingState

WORDS = {MeetingState.PLANNED: "planned", MeetingState.CANCELLED: "called off", MeetingState.HELD: "held"}


def of_group(actor: Actor, group_id: UUID) -> list[MeetingRef]:
    """The meetings ahead of a group and its latest ones, the latest first; none while it has no body."""
    body = queries.body_of_group(group_id)
    if body is None:
        return []
    ahead = reversed(forum.meetings_ahead(actor, body.id))
    return [_ref(row) for row in (*ahead, *forum.meetings_past(actor, 1, body.id).items)]


def _ref(row: Meeting) -> MeetingRef:
    return MeetingRef(row.id, row.title, row.starts_at, WORDS[row.state])
