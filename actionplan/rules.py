"""What the plan's colours mean, and who may say what about an action: pure questions, answered with reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from actionplan.models import CommitmentKind, Progress, Rag
from agencies.permissions import Permission
from core.actor import Actor
from core.words import counted, long_day

__all__ = ["CommitmentKind", "Progress", "Rag"]

SLIPPAGE = 28
SOON = 14
HALF = 50
DUE_WINDOW = timedelta(days=30)

RAG_WORDS = {
    Rag.RED: "Red", Rag.AMBER: "Amber", Rag.GREEN: "Green", Rag.GREY: "Not started", Rag.BLUE: "Complete",
}  # fmt: skip
RAG_MEANINGS = {
    Rag.RED: "overdue, more than 28 days behind its first date, or no way back yet",
    Rag.AMBER: "at risk: up to 28 days behind, on hold, or due within 14 days and under half done",
    Rag.GREEN: "on track for its date",
    Rag.GREY: "not started, and not due to be",
    Rag.BLUE: "done, with evidence",
}
PROGRESS_WORDS = {
    Progress.NOT_STARTED: "Not started", Progress.IN_PROGRESS: "In progress", Progress.ON_HOLD: "On hold",
    Progress.COMPLETE: "Complete", Progress.CANCELLED: "Cancelled",
}  # fmt: skip
STATEABLE = (Rag.GREEN, Rag.AMBER, Rag.RED)

# Which way is better, for the arrow.
STANDING = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREY: 2, Rag.GREEN: 3, Rag.BLUE: 4}
# How bad, for what an owner states.
SEVERITY = {Rag.BLUE: 0, Rag.GREY: 0, Rag.GREEN: 0, Rag.AMBER: 1, Rag.RED: 2}


class Trend(StrEnum):
    """The arrow beside a colour: against the report before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What decides an action's colour. `stated_on` is the day of the owner's statement, None when there is none."""

    starts_on: date
    due_on: date
    first_due_on: date
    progress: Progress
    done_percent: int
    stated_rag: Rag | None = None
    stated_reason: str | None = None
    stated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason and the field that it belongs beside."""

    allowed: bool
    reason: str = ""
    field: str = ""


YES = Answer(True)


def dated_rag(facts: ActionFacts, today: date) -> Rag:
    """The colour that dates and progress give by themselves (domain.md 6.2).

    Complete is blue. Past its due date, or more than 28 days behind its first date or its start, is red. Up to 28
    days behind, on hold, or due within 14 days and under half done, is amber. Not started before its start is grey,
    and so is what was cancelled. The rest is green. A late start counts as slippage: our reading of 6.2.
    """
    if facts.progress is Progress.COMPLETE:
        return Rag.BLUE
    if facts.progress is Progress.CANCELLED:
        return Rag.GREY
    behind = days_behind(facts, today)
    if today > facts.due_on or behind > SLIPPAGE:
        return Rag.RED
    if behind > 0 or facts.progress is Progress.ON_HOLD or _little_time_left(facts, today):
        return Rag.AMBER
    return Rag.GREY if facts.progress is Progress.NOT_STARTED else Rag.GREEN


def days_behind(facts: ActionFacts, today: date) -> int:
    """How many days an action has slipped: its due date against the first one, or a start that has not happened."""
    moved = (facts.due_on - facts.first_due_on).days
    late_start = (today - facts.starts_on).days if facts.progress is Progress.NOT_STARTED else 0
    return max(0, moved, late_start)


def _little_time_left(facts: ActionFacts, today: date) -> bool:
    begun = today >= facts.starts_on or facts.progress is Progress.IN_PROGRESS
    return begun and (facts.due_on - today).days <= SOON and facts.done_percent < HALF


def rag_of(facts: ActionFacts, today: date) -> Rag:
    """The colour to show: what the dates give, unless the owner stated otherwise (domain.md 6.2).

    An owner may worsen it freely. An improvement counts only with a reason, and only while the dates say what they
    said on the day it was stated: a reason given when an action was at risk does not hide that it is now overdue.
    """
    by_dates = dated_rag(facts, today)
    stated = facts.stated_rag
    if stated not in STATEABLE or facts.progress in (Progress.COMPLETE, Progress.CANCELLED):
        return by_dates
    if SEVERITY[stated] > SEVERITY[by_dates]:
        return stated
    if SEVERITY[stated] == SEVERITY[by_dates] or not _still_holds(facts, by_dates):
        return by_dates
    return stated


def _still_holds(facts: ActionFacts, by_dates: Rag) -> bool:
    if not facts.stated_reason or facts.stated_on is None:
        return False
    return SEVERITY[dated_rag(facts, facts.stated_on)] >= SEVERITY[by_dates]


def trend(now: Rag, before: Rag | None) -> Trend:
    """Which way an action went since the report before; no earlier report is no change."""
    step = 0 if before is None else STANDING[now] - STANDING[before]
    return Trend.SAME if step == 0 else Trend.UP if step > 0 else Trend.DOWN


def why(facts: ActionFacts, rag: Rag, today: date) -> str:
    """One short sentence of fact beside a red, amber or grey action; empty when there is nothing to explain."""
    if facts.progress is Progress.CANCELLED:
        return "Cancelled."
    if rag not in (Rag.RED, Rag.AMBER):
        return ""
    if today > facts.due_on:
        return f"{counted((today - facts.due_on).days, 'day')} late."
    if facts.due_on > facts.first_due_on:
        return f"Date moved, from {long_day(facts.first_due_on)}."
    if facts.progress is Progress.ON_HOLD:
        return "On hold."
    if _little_time_left(facts, today):
        return f"Due {_in_days((facts.due_on - today).days)} and under half done."
    return "Start is late." if days_behind(facts, today) else "Marked by its owner."


def _in_days(days: int) -> str:
    return "today" if days == 0 else f"in {counted(days, 'day')}"


def update_may_be_made(actor: Actor, owner_agency_id: UUID) -> Answer:
    """Whether an actor may report on an action: the plan's keepers always, others on their own agency's only."""
    own = actor.agency_id == owner_agency_id and actor.may(Permission.PLAN_UPDATE_OWN)
    if own or actor.may(Permission.PLAN_WRITE):
        return YES
    return Answer(False, "Only the agency that owns this action can report on it.")


def report_is_consistent(progress: Progress, done_percent: int) -> Answer:
    """Whether what is said and how much is done fit each other: complete is 100, not started is 0."""
    if progress is Progress.COMPLETE and done_percent != 100:
        return Answer(False, "A complete action is 100% done.", "done_percent")
    if progress is Progress.NOT_STARTED and done_percent != 0:
        return Answer(False, "An action that has not started is 0% done.", "done_percent")
    if progress is not Progress.COMPLETE and done_percent == 100:
        return Answer(False, "If all of it is done, choose Complete.", "progress")
    return YES


def statement_may_stand(facts: ActionFacts, today: date) -> Answer:
    """Whether the owner's own colour may stand: worse is free, better than the dates say needs a reason."""
    if facts.stated_rag is None or facts.stated_reason:
        return YES
    by_dates = dated_rag(facts, today)
    if SEVERITY[facts.stated_rag] >= SEVERITY[by_dates]:
        return YES
    words = RAG_WORDS[by_dates].lower()
    return Answer(False, f"The dates make this {words}. Say why it is better than that.", "stated_reason")


def dates_run_forwards(starts_on: date, due_on: date) -> Answer:
    """Whether an action is due on or after the day it starts."""
    return YES if starts_on <= due_on else Answer(False, "Due must be on or after the start.", "due_on")


def is_carried_forward(strategy_ends: date, today: date) -> bool:
    """Whether the plan still runs although its strategy's period is over."""
    return today > strategy_ends


class Chip(StrEnum):
    """The chips above the plan."""

    RED = "red"
    AMBER = "amber"
    SOON = "soon"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the chips look at in one action."""

    rag: Rag
    due_on: date
    progress: Progress
    owner_agency_id: UUID


def matches(seen: Seen, chips: Collection[str], *, agency_id: UUID, today: date) -> bool:
    """Whether an action passes the chips: any of the colours chosen, and each of the other chips."""
    colours = {chip.value for chip in (Chip.RED, Chip.AMBER) if chip in chips}
    if colours and seen.rag.value not in colours:
        return False
    if Chip.SOON in chips and not (is_open(seen.progress) and today <= seen.due_on <= today + DUE_WINDOW):
        return False
    return Chip.OURS not in chips or seen.owner_agency_id == agency_id


def is_open(progress: Progress) -> bool:
    """Whether there is still work to do on an action."""
    return progress not in (Progress.COMPLETE, Progress.CANCELLED)


def is_overdue(progress: Progress, due_on: date, today: date) -> bool:
    """Whether an open action has passed its due date."""
    return is_open(progress) and today > due_on


def next_reference(taken: Iterable[str]) -> str:
    """The next reference after those taken: A-001, A-002 and so on; none is used twice."""
    numbers = [int(reference.removeprefix("A-")) for reference in taken if reference.removeprefix("A-").isdigit()]
    return f"A-{max(numbers, default=0) + 1:03}"
