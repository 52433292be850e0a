"""Questions about attendance: what was chosen for somebody, and who counts at a moment (domain.md 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.attendance.models import Reply as Reply  # said again: forms know rules, not tables
from forum.attendance.models import Standing, Way
from forum.attendance.models import Step as Step


class Mark(StrEnum):
    """What is chosen for one line while attendance is taken: how somebody stands, and in which way they take part."""

    NOT_KNOWN = "not_known"
    ROOM = "room"
    ONLINE = "online"
    DEPUTY_ROOM = "deputy_room"
    DEPUTY_ONLINE = "deputy_online"
    OBSERVER = "observer"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    LEFT = "left"


MARK_WORDS = {
    Mark.NOT_KNOWN: "Not said yet",
    Mark.ROOM: "Present",
    Mark.ONLINE: "Present, online",
    Mark.DEPUTY_ROOM: "Deputy",
    Mark.DEPUTY_ONLINE: "Deputy, online",
    Mark.OBSERVER: "Observer",
    Mark.APOLOGIES: "Apologies",
    Mark.ABSENT: "Absent",
    Mark.LEFT: "Was here, left early",
}

REPLY_WORDS = {
    Reply.COMING: "I will be there",
    Reply.ONLINE: "I will join online",
    Reply.DEPUTY: "My deputy will come",
    Reply.APOLOGIES: "I send apologies",
}

REPLIED = {
    Reply.COMING: "Coming",
    Reply.ONLINE: "Coming, online",
    Reply.DEPUTY: "Deputy is coming",
    Reply.APOLOGIES: "Sends apologies",
}

STEP_WORDS = {
    Step.STAYED: "Stayed and took part: the chair saw no conflict",
    Step.NO_VOTE: "Stayed, and took no part in the decision",
    Step.LEFT: "Left for the item",
}

STANDING_OF: dict[Mark, tuple[Standing, Way | None]] = {
    Mark.NOT_KNOWN: (Standing.NOT_KNOWN, None),
    Mark.ROOM: (Standing.PRESENT, Way.IN_PERSON),
    Mark.ONLINE: (Standing.PRESENT, Way.ONLINE),
    Mark.DEPUTY_ROOM: (Standing.DEPUTY, Way.IN_PERSON),
    Mark.DEPUTY_ONLINE: (Standing.DEPUTY, Way.ONLINE),
    Mark.OBSERVER: (Standing.OBSERVER, Way.IN_PERSON),
    Mark.APOLOGIES: (Standing.APOLOGIES, None),
    Mark.ABSENT: (Standing.ABSENT, None),
}

#: Those who count for the quorum.
COUNTED = frozenset({Standing.PRESENT, Standing.DEPUTY})
#: What an answer to the invitation makes of a line until attendance is taken.
EXPECTED = {Reply.APOLOGIES: Mark.APOLOGIES}


@dataclass(frozen=True, slots=True)
class Stay:
    """How one line stands, and from when to when somebody was there."""

    standing: Standing
    way: Way | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def mark(self) -> Mark:
        """The choice that says the same."""
        if self.left_at is not None:
            return Mark.LEFT
        if self.standing is Standing.OBSERVER:
            return Mark.OBSERVER
        return next(mark for mark, meant in STANDING_OF.items() if meant == (self.standing, self.way))

    def counts_at(self, moment: datetime) -> bool:
        """Whether they are there at a moment and count for the quorum."""
        is_in = self.arrived_at is not None and self.arrived_at <= moment
        return self.standing in COUNTED and is_in and (self.left_at is None or moment < self.left_at)


def stay_after(now: Stay, mark: Mark, at: datetime) -> Stay | None:
    """How a line stands once `mark` is chosen at a moment; None when it makes no sense.

    Who comes is there from then on, who changes the way or is replaced keeps the time of arrival, who comes back counts
    again; only somebody who was there can leave.
    """
    if mark is Mark.LEFT:
        is_there = now.arrived_at is not None and now.left_at is None
        return Stay(now.standing, now.way, now.arrived_at, at) if is_there else None
    standing, way = STANDING_OF[mark]
    if standing not in {*COUNTED, Standing.OBSERVER}:
        return Stay(standing)
    return Stay(standing, way, now.arrived_at or at)
