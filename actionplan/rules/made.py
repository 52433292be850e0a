"""What a caller brings to the plan: a whole new action, and what a review decided about a commitment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplan.models import CommitmentKind, Outcome, Progress
from actionplan.rules.acts import dates_run_forwards
from actionplan.rules.answers import YES, Answer
from actionplan.rules.chosen import THEMES

OUTCOME_WORDS = {
    Outcome.CONTINUE: "Continues", Outcome.AMEND: "Amended", Outcome.COMPLETE: "Completed", Outcome.STOP: "Stopped",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewAction:
    """A whole new action. `source` says where it comes from ("Decision D-2026-03"), `source_id` is that row's id."""

    commitment_id: UUID
    title: str
    output: str
    impact: str
    owner_agency_id: UUID
    owner_name: str
    starts_on: date
    due_on: date
    owner_user_id: UUID | None = None
    source: str = ""
    source_id: UUID | None = None
    themes: tuple[str, ...] = ()
    supporters: tuple[UUID, ...] = ()
    funding: str = ""
    progress: Progress = Progress.NOT_STARTED
    done_percent: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentOutcome:
    """What an annual review decided about a commitment, and why (domain.md 6.6). `words` are the amended ones."""

    outcome: Outcome
    reason: str
    words: str = ""


def action_is_whole(new: NewAction, members: Collection[UUID], commitments: Collection[UUID]) -> Answer:
    """Whether a new action may stand: dates forwards, impact on people stated, and members as owner and supporters.

    `members` are the agencies that are members now, `commitments` those that may have actions (domain.md 6.2).
    """
    dates = dates_run_forwards(new.starts_on, new.due_on)
    if not dates.allowed:
        return dates
    for words, reason, field in (
        (new.title, "Say what will be done", "title"),
        (new.output, "Say what there will be to show", "output"),
        (new.impact, "Say what this changes for people who sex work", "impact"),
        (new.owner_name, "Name the owner’s job", "owner_name"),
    ):
        if not words.strip():
            return Answer(False, reason, field)
    if new.commitment_id not in commitments:
        return Answer(False, "Choose a commitment", "commitment")
    if new.owner_agency_id not in members:
        return Answer(False, "Choose an agency that is a member now", "agency")
    if set(new.supporters) - set(members):
        return Answer(False, "Choose supporters that are members now", "supporters")
    return YES if set(new.themes) <= set(THEMES) else Answer(False, "Choose themes from the list", "themes")


def outcome_is_whole(outcome: CommitmentOutcome) -> Answer:
    """Whether a decision about a commitment is complete: always a reason, and an amendment has its new words."""
    if not outcome.reason.strip():
        return Answer(False, "Say why, with what the year showed.", "reason")
    if outcome.outcome is Outcome.AMEND and not outcome.words.strip():
        return Answer(False, "Write the commitment as it will stand.", "words")
    return YES


def next_code(taken: Collection[str], kind: CommitmentKind, priority: int) -> str:
    """The code after those taken: P1.16 under priority 1, D7 for delivery, X6 across all."""
    start = {CommitmentKind.PRIORITY: f"P{priority}.", CommitmentKind.DELIVERY: "D", CommitmentKind.CROSS_CUTTING: "X"}
    numbers = [code.removeprefix(start[kind]) for code in taken if code.startswith(start[kind])]
    return f"{start[kind]}{max((int(number) for number in numbers if number.isdigit()), default=0) + 1}"
