"""Scheduled work of tasks: workers are told, once, that something of theirs is due. The notice names nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from agencies import queries as agencies_queries
from cases.tasks import queries
from cases.tasks.models import CaseTask
from core import clock, outbox
from core.actor import Actor
from core.scoping import current_session

SUBJECT = "Something to look at today"
PATH = "/my-day"
FROM_HOUR = 7


def remind(actor: Actor) -> int:
    """Tell each worker of the agency, by one neutral notice a day, of tasks that came due; returns how many were told.

    Each task is told of once, from seven in the morning of its day, and again only when it is given another day.
    Somebody who may no longer open the case is not told, and the task stays to be told of.
    """
    if clock.london(clock.now()).hour < FROM_HOUR:
        return 0
    by_worker: dict[UUID, list[CaseTask]] = defaultdict(list)
    for task in queries.to_remind(actor):
        by_worker[task.assignee_id].append(task)
    return sum(_tell(actor, worker_id, tasks) for worker_id, tasks in by_worker.items())


def _tell(actor: Actor, worker_id: UUID, tasks: Iterable[CaseTask]) -> int:
    account = agencies_queries.signed_in(worker_id)
    if account is None:
        return 0
    may_open = queries.openable(account.actor, {task.case_id for task in tasks})
    told = [task for task in tasks if task.case_id in may_open]
    if not told:
        return 0
    for task in told:
        task.reminded_at = clock.now()
    once = f"day:{worker_id}:{clock.today()}"
    outbox.put(agency_id=actor.agency_id, address=account.email, subject=SUBJECT, path=PATH, once=once)
    current_session().flush()
    return 1
