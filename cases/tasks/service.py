"""Writes of tasks, and of the calendars that read them: rule, change, audit."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy import delete

from agencies import queries as agencies_queries
from agencies.sessions import token_hash
from cases import queries as case_queries
from cases.models import Case
from cases.tasks import queries, rules
from cases.tasks.models import CalendarFeed, CaseTask
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session

CHANGED = "Somebody changed this while you were writing. Both are below; nothing is lost."


def add_task(
    *,
    actor: Actor,
    case_id: UUID,
    title: str,
    due_on: date,
    assignee_id: UUID | None = None,
    details: str | None = None,
    from_contact_id: UUID | None = None,
) -> CaseTask:
    """Write down what somebody will do on a case by a day; the actor, when nobody is named.

    Refuses a closed case, a day that has passed, and a colleague who may not open the case.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.task_may_be(title, due_on, clock.today()))
    worker = assignee_id or actor.user_id
    _refuse_outsider(actor, case, worker)
    now = clock.now()
    task = CaseTask(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, title=title.strip(),
        details=said(details), due_on=due_on, assignee_id=worker, made_by=actor.user_id, made_at=now, changed_at=now,
        from_contact_id=from_contact_id,
    )  # fmt: skip
    store(actor, case, task, "task")
    return task


def change_task(
    *, actor: Actor, case_id: UUID, task_id: UUID, title: str, due_on: date, assignee_id: UUID, details: str | None,
    version: int,
) -> None:  # fmt: skip
    """Change a task that is not done, as read at `version`; another day means another reminder.

    Refuses as `add_task` does; Clash when it was changed or done since.
    """
    case, task = _held(actor, case_id, task_id)
    if task.version != version or task.done_at is not None:
        raise Clash(CHANGED)
    refuse_if(rules.task_may_change(title, due_on, task.due_on, clock.today()))
    if assignee_id != task.assignee_id:
        _refuse_outsider(actor, case, assignee_id)
    if (due_on, assignee_id) != (task.due_on, task.assignee_id):
        task.reminded_at = None
    task.title, task.details, task.due_on, task.assignee_id = title.strip(), said(details), due_on, assignee_id
    _note(actor, case, task, "changed", "title", "details", "due_on", "assignee")


def finish_task(*, actor: Actor, case_id: UUID, task_id: UUID) -> None:
    """Say that a task is done; nothing happens when it was done already."""
    case, task = _held(actor, case_id, task_id)
    if task.done_at is None:
        task.done_at, task.done_by = clock.now(), actor.user_id
        _note(actor, case, task, "finished", "done")


def reopen_task(*, actor: Actor, case_id: UUID, task_id: UUID) -> None:
    """Say that a task is not done after all; nothing happens when it was open."""
    case, task = _held(actor, case_id, task_id)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        task.reopened_at = clock.now()
        _note(actor, case, task, "reopened", "done")


def make_feed(*, actor: Actor) -> str:
    """Make the actor's calendar address afresh, and return its secret: it is not kept, only its hash. An earlier one
    is dead from now on."""
    _drop_feed(actor)
    secret = secrets.token_urlsafe(32)
    current_session().add(CalendarFeed(token_hash=token_hash(secret), user_id=actor.user_id, made_at=clock.now()))
    current_session().flush()
    audit.record(actor=actor, verb="made", kind="calendar address", row_id=actor.user_id)
    return secret


def revoke_feed(*, actor: Actor) -> None:
    """End the actor's calendar address."""
    _drop_feed(actor)
    audit.record(actor=actor, verb="revoked", kind="calendar address", row_id=actor.user_id)


def _drop_feed(actor: Actor) -> None:
    current_session().execute(delete(CalendarFeed).where(CalendarFeed.user_id == actor.user_id))


def _held(actor: Actor, case_id: UUID, task_id: UUID) -> tuple[Case, CaseTask]:
    """The case, held for writing, and the task as it is now: whoever changes it waits for the case."""
    case = case_to_write(actor, case_id)
    return case, queries.task(actor, case, task_id, fresh=True)


def _note(actor: Actor, case: Case, task: CaseTask, verb: str, *fields: str) -> None:
    task.version += 1
    task.changed_at = case.changed_at = clock.now()
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="task", row_id=task.id, subject_id=case.person_id, fields=fields)


def _refuse_outsider(actor: Actor, case: Case, user_id: UUID) -> None:
    """Whoever is given a task must be able to open its case, as the gate and the exclusions stand today."""
    if user_id == actor.user_id:
        return
    account = agencies_queries.signed_in(user_id)
    if account is None or account.agency_id != actor.agency_id or not _opens(account.actor, case.id):
        raise Refused("They cannot open this case.", instead="Add them to the case team first.", field="assignee")


def _opens(worker: Actor, case_id: UUID) -> bool:
    try:
        case_queries.peek(worker, case_id)
    except NotVisible:
        return False
    return True
