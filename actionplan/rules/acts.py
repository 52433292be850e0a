"""Who may do what to an action, and what must be true of it: pure questions, answered with reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from actionplan.models import Progress, Standing
from actionplan.rules.answers import YES, Answer
from agencies.permissions import Permission
from core.actor import Actor

#: An owner hears of a due date this long before it, and again on it.
REMIND_BEFORE = (timedelta(days=14), timedelta(days=3))
#: And again this long after each time, once it is overdue.
REMIND_AGAIN = timedelta(days=14)
#: An action that is under way and about which nothing was said for so long is quiet.
QUIET_AFTER = timedelta(days=28)
WORDS_OF_A_REASON = 10


def update_may_be_made(actor: Actor, owner_agency_id: UUID) -> Answer:
    """Whether an actor may report on an action: the plan's keepers always, others on their own agency's only."""
    own = actor.agency_id == owner_agency_id and actor.may(Permission.PLAN_UPDATE_OWN)
    if own or actor.may(Permission.PLAN_WRITE):
        return YES
    return Answer(False, "Only the agency that owns this action can report on it.")


def is_reportable(progress: Progress) -> Answer:
    """Whether an action can still be reported on: not once the forum has closed it."""
    if progress is Progress.CLOSED:
        return Answer(False, "The forum closed this action, so nothing more is reported on it.")
    return YES


def report_is_consistent(progress: Progress, done_percent: int) -> Answer:
    """Whether what is said and how much is done fit each other: complete is 100, not started is 0."""
    if progress is Progress.COMPLETE and done_percent != 100:
        return Answer(False, "A complete action is 100% done.", "done_percent")
    if progress is Progress.NOT_STARTED and done_percent != 0:
        return Answer(False, "An action that has not started is 0% done.", "done_percent")
    if progress is not Progress.COMPLETE and done_percent == 100:
        return Answer(False, "If all of it is done, choose Complete.", "progress")
    return YES


def dates_run_forwards(starts_on: date, due_on: date) -> Answer:
    """Whether an action is due on or after the day it starts."""
    return YES if starts_on <= due_on else Answer(False, "Due must be on or after the start.", "due_on")


def date_may_move(starts_on: date, due_on: date, to_on: date, reason: str, progress: Progress) -> Answer:
    """Whether a due date may move: only of open work, to another day on or after the start, with a reason."""
    if progress in (Progress.COMPLETE, Progress.CANCELLED, Progress.CLOSED):
        return Answer(False, "This action is no longer open, so its date stands.")
    if to_on == due_on:
        return Answer(False, "That is the date it has now.", "to_on")
    if to_on < starts_on:
        return Answer(False, "Due must be on or after the start.", "to_on")
    if len(reason.strip()) < WORDS_OF_A_REASON:
        return Answer(False, "Say why the date moves, so that the forum can judge it.", "reason")
    return YES


def completion_is_shown(progress: Progress, evidence: str, held: int) -> Answer:
    """Whether a completion is evidenced: blue means done and evidenced (domain.md 6.2)."""
    if progress is not Progress.COMPLETE or evidence.strip() or held:
        return YES
    return Answer(False, "Say what shows that it is done: a document, a count, a decision.", "evidence")


def completion_may_be_confirmed(
    actor: Actor, *, progress: Progress, owner_agency_id: UUID, owner_user_id: UUID | None, reported_by_id: UUID | None
) -> Answer:
    """Whether an actor may confirm that an action is complete: somebody else than its owner (domain.md 6.2).

    The forum's chair and coordinator may, and a member of another agency; never who owns it or who reported it done.
    """
    if progress is not Progress.COMPLETE:
        return Answer(False, "Only a complete action can be confirmed.")
    if actor.user_id in (owner_user_id, reported_by_id):
        return Answer(False, "Somebody else than the owner confirms that it is complete.")
    if actor.may(Permission.PLAN_WRITE, Permission.MEETING_CHAIR):
        return YES
    if actor.may(Permission.PLAN_UPDATE_OWN) and actor.agency_id != owner_agency_id:
        return YES
    return Answer(False, "The chair, the coordinator or a member of another agency confirms that it is complete.")


def dependency_may_stand(action_id: UUID, needs_id: UUID, needs: Mapping[UUID, Collection[UUID]]) -> Answer:
    """Whether an action may wait for another: not for itself, and not for one that waits for it, near or far."""
    if action_id == needs_id:
        return Answer(False, "An action cannot wait for itself.", "needs")
    seen, ahead = {needs_id}, [needs_id]
    while ahead:
        for further in needs.get(ahead.pop(), ()):
            if further == action_id:
                return Answer(False, "That one already waits for this one, so neither could ever start.", "needs")
            if further not in seen:
                seen.add(further)
                ahead.append(further)
    return YES


def draft_may_be_settled(actor: Actor, standing: Standing) -> Answer:
    """Whether a draft of an action may be approved, changed or dropped: by the plan's keeper, while it waits."""
    if not actor.may(Permission.PLAN_WRITE):
        return Answer(False, "The forum coordinator settles drafts, as the forum decided.")
    if standing is not Standing.WAITING:
        return Answer(False, "This draft was settled already.")
    return YES


def decision_is_named(decision: str) -> Answer:
    """Whether an act that only the forum may decide says which decision it rests on (domain.md 6.1)."""
    return YES if decision.strip() else Answer(False, "Say which decision of the forum this rests on.", "decision")


def is_quiet(progress: Progress, starts_on: date, last_said_on: date | None, today: date) -> bool:
    """Whether nothing was said for more than 28 days about an action that should be under way."""
    if progress in (Progress.COMPLETE, Progress.CANCELLED, Progress.CLOSED):
        return False
    return today - max(last_said_on or starts_on, starts_on) > QUIET_AFTER


def is_carried_forward(strategy_ends: date, today: date) -> bool:
    """Whether the plan still runs although its strategy's period is over."""
    return today > strategy_ends


def next_reference(taken: Iterable[str]) -> str:
    """The next reference after those taken: A-001, A-002 and so on; none is used twice."""
    return reference_of(max((number_of(reference) for reference in taken), default=0) + 1)


def number_of(reference: str) -> int:
    """The number in a reference; 0 in one that is not of the plan."""
    number = reference.removeprefix("A-")
    return int(number) if number.isdigit() else 0


def reference_of(number: int) -> str:
    """The reference of a number."""
    return f"A-{number:03}"
