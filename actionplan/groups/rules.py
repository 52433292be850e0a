"""What may happen to a task and finish group. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md 6.3 (terms of reference, states, end date, warning) and 2.5 of the strategy (003:166).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from actionplan.groups.models import GroupState as GroupState
from actionplan.groups.models import MemberRole as MemberRole
from actionplan.groups.models import OutputState as OutputState
from actionplan.groups.models import StepKind as StepKind
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Refused

#: A group is told this long before its end (domain.md 6.3).
WARNED_BEFORE = timedelta(days=30)
#: No open-ended groups (domain.md 6.3): what needs longer than this at one go is no task that finishes.
LONGEST = timedelta(days=548)
LONGEST_EXTENSION = timedelta(days=366)

STATE_WORDS = {
    GroupState.PROPOSED: "Proposed", GroupState.DECLINED: "Declined", GroupState.APPROVED: "Approved, not started",
    GroupState.ACTIVE: "Active", GroupState.EXTENDED: "Extended", GroupState.REPORTING: "Writing its final report",
    GroupState.CLOSED: "Closed",
}  # fmt: skip
#: The kind of tag that says it.
STATE_TAGS = {
    GroupState.PROPOSED: "grey", GroupState.DECLINED: "plain", GroupState.APPROVED: "grey", GroupState.ACTIVE: "green",
    GroupState.EXTENDED: "amber", GroupState.REPORTING: "amber", GroupState.CLOSED: "blue",
}  # fmt: skip
ROLE_WORDS = {
    MemberRole.LEAD: "Lead", MemberRole.DEPUTY: "Deputy lead", MemberRole.MEMBER: "Member",
    MemberRole.ADVISER: "Adviser",
}  # fmt: skip
OUTPUT_WORDS = {
    OutputState.PLANNED: "Planned", OutputState.IN_PROGRESS: "In progress", OutputState.DONE: "Done",
    OutputState.DROPPED: "Dropped",
}  # fmt: skip
STEP_WORDS = {
    StepKind.PROPOSED: "Proposed", StepKind.DECLINED: "Declined by the forum",
    StepKind.APPROVED: "Approved by the forum", StepKind.STARTED: "Started work",
    StepKind.TERMS_CHANGED: "Terms of reference changed", StepKind.EXTENDED: "Extended by the forum",
    StepKind.REPORTING: "Went over to its final report", StepKind.CLOSED: "Closed by the forum",
}  # fmt: skip

RUNNING = frozenset({GroupState.ACTIVE, GroupState.EXTENDED})
OPEN = RUNNING | {GroupState.APPROVED, GroupState.REPORTING}
UNDER_WAY = RUNNING | {GroupState.REPORTING}
ENDED = frozenset({GroupState.CLOSED, GroupState.DECLINED})

#: From which states a step may be taken, and where it leads (domain.md 6.3).
STEPS: dict[StepKind, tuple[frozenset[GroupState], GroupState]] = {
    StepKind.APPROVED: (frozenset({GroupState.PROPOSED}), GroupState.APPROVED),
    StepKind.DECLINED: (frozenset({GroupState.PROPOSED}), GroupState.DECLINED),
    StepKind.STARTED: (frozenset({GroupState.APPROVED}), GroupState.ACTIVE),
    StepKind.EXTENDED: (UNDER_WAY, GroupState.EXTENDED),
    StepKind.REPORTING: (RUNNING, GroupState.REPORTING),
    StepKind.CLOSED: (frozenset({GroupState.REPORTING}), GroupState.CLOSED),
}
#: Steps that only a decision of the forum makes; the rest the group takes itself.
DECIDED = frozenset({StepKind.APPROVED, StepKind.DECLINED, StepKind.EXTENDED, StepKind.CLOSED})

HOW_STEPS_FOLLOW = {
    GroupState.PROPOSED: "The forum decides about it first.",
    GroupState.DECLINED: "The forum declined it. Propose a new group.",
    GroupState.APPROVED: "It has not started yet.",
    GroupState.ACTIVE: "It is at work.",
    GroupState.EXTENDED: "It is at work.",
    GroupState.REPORTING: "It is writing its final report.",
    GroupState.CLOSED: "It is closed. Propose a new group.",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of reference of a group, whole (domain.md 6.3)."""

    title: str
    reason: str
    aim: str
    scope: str
    out_of_scope: str
    reporting_line: str
    meeting_frequency: str
    resources: str
    risks: str
    confidentiality: str
    success_measures: str
    report_every_weeks: int
    starts_on: date
    ends_on: date
    commitment_ids: tuple[UUID, ...]

    @property
    def texts(self) -> dict[str, str]:
        """Its words by the names of their fields, as the checker of shared texts takes them."""
        return {name: getattr(self, name) for name in TEXT_FIELDS}


TEXT_FIELDS = (
    "title", "reason", "aim", "scope", "out_of_scope", "reporting_line", "meeting_frequency", "resources", "risks",
    "confidentiality", "success_measures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FinalReport:
    """What a group hands to the forum at its end."""

    done: str
    changed: str
    learned: str
    voice: str
    spent: str
    next: str

    @property
    def is_whole(self) -> bool:
        """True when what was done, what it changed and what comes next are written."""
        return all(words.strip() for words in (self.done, self.changed, self.next))


def may_propose(actor: Actor) -> bool:
    """Those who run the plan, and those who report for a member or lead a group, may propose one."""
    return actor.may(Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN)


def may_decide(actor: Actor) -> bool:
    """Who writes down what the forum decided: the coordinator."""
    return actor.may(Permission.PLAN_WRITE)


def may_tend(actor: Actor, leads: bool) -> bool:
    """Who keeps a group's own pages: its lead and deputy, and the coordinator."""
    return actor.may(Permission.PLAN_WRITE) or (leads and actor.may(Permission.PLAN_UPDATE_OWN))


def tending_is_allowed(actor: Actor, leads: bool, state: GroupState) -> Refused | None:
    """The group's own pages are kept by its lead, deputy or the coordinator, until it has ended."""
    if not may_tend(actor, leads):
        return Refused("Only the group’s lead, its deputy and the coordinator change this.",
                       instead="Ask the group’s lead.")  # fmt: skip
    if state in ENDED:
        return Refused(HOW_STEPS_FOLLOW[state], instead="What it left stays as it was.")
    return None


def step_may_be_taken(state: GroupState, kind: StepKind) -> Refused | None:
    """Whether a step follows from where the group stands; the last branch refuses."""
    if kind in STEPS and state in STEPS[kind][0]:
        return None
    return Refused(f"“{STEP_WORDS[kind]}” does not follow now.", instead=HOW_STEPS_FOLLOW[state])


def period_may_be(starts_on: date, ends_on: date) -> Refused | None:
    """A group always has an end, after its start and no more than 18 months later: there is no open-ended group."""
    if ends_on <= starts_on:
        return Refused("The end must be after the start.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        return Refused("A group ends within 18 months of its start.",
                       instead="Choose an earlier end. The forum can extend it later.", field="ends_on")  # fmt: skip
    return None


def extension_may_be(ends_on: date, new_end: date, today: date) -> Refused | None:
    """A new end is later than the one before and than today, and no more than a year further."""
    if new_end <= ends_on:
        return Refused("The new end must be later than the one that holds now.", field="ends_on")
    if new_end <= today:
        return Refused("The new end must be in the future.", field="ends_on")
    if new_end - max(ends_on, today) > LONGEST_EXTENSION:
        return Refused("A group is extended by a year at most.", instead="The forum can extend it again.",
                       field="ends_on")  # fmt: skip
    return None


def start_may_be(roles: Sequence[tuple[MemberRole, bool]], outputs: int) -> Refused | None:
    """A group starts with a lead, a lived-experience seat and at least one output with its date (domain.md 6.3).

    `roles` are its members' roles, each with whether it is a lived-experience seat.
    """
    if not any(role is MemberRole.LEAD for role, _ in roles):
        return Refused("The group has no lead.", instead="Add its lead first.")
    if not any(lived for _, lived in roles):
        return Refused("Nobody in the group speaks from lived experience.", instead="Add a lived-experience seat. "
                       "It may stand without a name.")  # fmt: skip
    if outputs == 0:
        return Refused("The group has no output.", instead="Add what it will leave behind, with its date.")
    return None


def closing_may_be(report: FinalReport, unsettled: int) -> Refused | None:
    """A group closes with its final report written and every output done or dropped (domain.md 6.3)."""
    if unsettled:
        return Refused("Some outputs are neither done nor dropped.", instead="Say of each what became of it.")
    if not report.is_whole:
        return Refused("The final report is not whole.",
                       instead="It says what was done, what it changed for people, and what next.")  # fmt: skip
    return None


def output_due_may_be(due_on: date, starts_on: date, ends_on: date) -> Refused | None:
    """An output is due while the group is there to deliver it."""
    if not starts_on <= due_on <= ends_on:
        return Refused("The date must lie between the group’s start and its end.",
                       instead="If it needs longer, ask the forum to extend the group.", field="due_on")  # fmt: skip
    return None


def output_may_stand(state: OutputState, evidence: str, done_on: date | None, today: date) -> Refused | None:
    """A finished output says where to see it and since when; a dropped one says why."""
    if state is OutputState.DONE and done_on is None:
        return Refused("Enter the day it was done.", field="done_on")
    if done_on is not None and done_on > today:
        return Refused("The day it was done cannot be in the future.", field="done_on")
    if state is OutputState.DONE and not evidence.strip():
        return Refused("Say where it can be seen.", field="evidence")
    if state is OutputState.DROPPED and not evidence.strip():
        return Refused("Say why it was dropped.", field="evidence")
    return None


def is_ending_soon(state: GroupState, ends_on: date, today: date) -> bool:
    """True in the last 30 days of a group that is not closed; on its last day too, and not after it."""
    return state in OPEN and timedelta(0) <= ends_on - today <= WARNED_BEFORE


def is_over(state: GroupState, ends_on: date, today: date) -> bool:
    """True when a group's end has passed and nobody closed or extended it."""
    return state in OPEN and ends_on < today


def next_report_due(state: GroupState, starts_on: date, reported_to: date | None, every_weeks: int) -> date | None:
    """When the next highlight report is due: so many weeks after the period of the last, or after the start."""
    if state not in RUNNING:
        return None
    return (reported_to or starts_on) + timedelta(weeks=every_weeks)


def next_reference(known: Sequence[str]) -> str:
    """The next free reference, such as “TFG-07”."""
    numbers = [int(each.removeprefix("TFG-")) for each in known if each.removeprefix("TFG-").isdigit()]
    return f"TFG-{max(numbers, default=0) + 1:02d}"
