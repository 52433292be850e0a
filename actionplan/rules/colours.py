"""What the plan's colours mean: pure questions about dates and progress, answered with words (domain.md 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actionplan.models import Progress, Rag
from actionplan.rules.answers import YES, Answer
from core.words import counted, long_day

SLIPPAGE = 28
SOON = 14
HALF = 50

RAG_WORDS = {
    Rag.RED: "Red", Rag.AMBER: "Amber", Rag.GREEN: "Green", Rag.GREY: "Not started", Rag.BLUE: "Complete",
}  # fmt: skip
RAG_MEANINGS = {
    Rag.RED: "overdue, more than 28 days behind its first date, or no way back yet",
    Rag.AMBER: "at risk: up to 28 days behind, on hold, a problem with a way back, or due soon and under half done",
    Rag.GREEN: "on track for its date",
    Rag.GREY: "not started, and not due to be",
    Rag.BLUE: "done, with evidence",
}
PROGRESS_WORDS = {
    Progress.NOT_STARTED: "Not started", Progress.IN_PROGRESS: "In progress", Progress.ON_HOLD: "On hold",
    Progress.COMPLETE: "Complete", Progress.CANCELLED: "Cancelled", Progress.CLOSED: "Closed by the forum",
}  # fmt: skip
#: What an owner may report; only the forum closes an action, by a decision.
REPORTABLE = (
    Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.ON_HOLD, Progress.COMPLETE, Progress.CANCELLED,
)  # fmt: skip
#: What stands still: neither late nor counted.
OVER = (Progress.CANCELLED, Progress.CLOSED)
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
    problem: str | None = None
    recovery: str | None = None


def dated_rag(facts: ActionFacts, today: date) -> Rag:
    """The colour that dates and progress give by themselves (domain.md 6.2).

    Complete is blue. Past its due date, more than 28 days behind its first date or its start, or a problem without
    a way back, is red. Up to 28 days behind, on hold, a problem with a way back, or due within 14 days and under half
    done, is amber. Not started before its start is grey, and so is what was cancelled or closed. The rest is green.
    A late start counts as slippage: our reading of 6.2.
    """
    if facts.progress is Progress.COMPLETE:
        return Rag.BLUE
    if facts.progress in OVER:
        return Rag.GREY
    behind = days_behind(facts, today)
    if today > facts.due_on or behind > SLIPPAGE or _is_stuck(facts):
        return Rag.RED
    at_risk = behind > 0 or facts.progress is Progress.ON_HOLD or facts.problem
    if at_risk or _little_time_left(facts, today):
        return Rag.AMBER
    return Rag.GREY if facts.progress is Progress.NOT_STARTED else Rag.GREEN


def days_behind(facts: ActionFacts, today: date) -> int:
    """How many days an action has slipped: its due date against the first one, or a start that has not happened."""
    moved = (facts.due_on - facts.first_due_on).days
    late_start = (today - facts.starts_on).days if facts.progress is Progress.NOT_STARTED else 0
    return max(0, moved, late_start)


def _is_stuck(facts: ActionFacts) -> bool:
    return bool(facts.problem) and not facts.recovery


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
    if stated not in STATEABLE or facts.progress in (Progress.COMPLETE, *OVER):
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
    if facts.progress in OVER:
        return f"{PROGRESS_WORDS[facts.progress]}."
    if rag not in (Rag.RED, Rag.AMBER):
        return ""
    if today > facts.due_on:
        return f"{counted((today - facts.due_on).days, 'day')} late."
    if facts.problem:
        return "A problem, with a way back." if facts.recovery else "A problem, and no way back yet."
    if facts.due_on > facts.first_due_on:
        return f"Date moved, from {long_day(facts.first_due_on)}."
    if facts.progress is Progress.ON_HOLD:
        return "On hold."
    if _little_time_left(facts, today):
        return f"Due {_in_days((facts.due_on - today).days)} and under half done."
    return "Start is late." if days_behind(facts, today) else "Marked by its owner."


def _in_days(days: int) -> str:
    return "today" if days == 0 else f"in {counted(days, 'day')}"


def statement_may_stand(facts: ActionFacts, today: date) -> Answer:
    """Whether the owner's own colour may stand: worse is free, better than the dates say needs a reason."""
    if facts.stated_rag is None or facts.stated_reason:
        return YES
    by_dates = dated_rag(facts, today)
    if SEVERITY[facts.stated_rag] >= SEVERITY[by_dates]:
        return YES
    words = RAG_WORDS[by_dates].lower()
    return Answer(False, f"The dates make this {words}. Say why it is better than that.", "stated_reason")


def is_open(progress: Progress) -> bool:
    """Whether there is still work to do on an action."""
    return progress is not Progress.COMPLETE and progress not in OVER


def is_overdue(progress: Progress, due_on: date, today: date) -> bool:
    """Whether an open action has passed its due date."""
    return is_open(progress) and today > due_on
