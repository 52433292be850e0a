"""Reads of tasks: of a case, of one's own day, of a team; a fixed number of statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy import Select, func, select

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import queries as case_queries
from cases.models import Case, CaseState
from cases.parts import Due, parts
from cases.reading import ERASED, legible
from cases.tasks import rules
from cases.tasks.models import CalendarFeed, CaseTask
from cases.tasks.rules import Day, Item
from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.dial import Dial
from core.errors import NotVisible
from core.paging import SIZE, Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries

KEY = "tasks"
MOST_CASES = 300
MOST_TASKS = 500


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in words."""

    id: UUID
    title: str
    details: str
    due_on: date
    worker: str
    made_by: str
    done_at: datetime | None
    done_by: str
    face: Dial | None


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """A colleague's tasks that are not done: all, late, due today, due within seven days."""

    user_id: UUID
    name: str
    team: str
    open: int
    late: int
    today: int
    soon: int


def task(actor: Actor, case: Case, task_id: UUID, *, fresh: bool = False) -> CaseTask:
    """One task of a case that the actor has opened; NotVisible when it has none such. `fresh` reads it anew."""
    found = _of_case(actor, case).where(CaseTask.id == task_id).execution_options(populate_existing=fresh)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def tasks_page(
    actor: Actor, case: Case, number: int, *, show: str = "open", latest_first: bool = False, size: int = SIZE
) -> Page[TaskRow]:
    """A page of the tasks of a case: open, done or all, by their day."""
    found = _of_case(actor, case)
    if show in ("open", "done"):
        found = found.where(CaseTask.done_at.is_(None) if show == "open" else CaseTask.done_at.is_not(None))
    order = (CaseTask.due_on, CaseTask.id)
    page = page_of(found.order_by(*(each.desc() for each in order) if latest_first else order), number, size)
    return Page(task_rows(actor, page.items), page.page, page.total, page.size)


def task_rows(actor: Actor, tasks: Sequence[CaseTask]) -> list[TaskRow]:
    """Tasks in words, with the names of those who made, hold and finished them in one statement."""
    people = {user for row in tasks for user in (row.assignee_id, row.made_by, row.done_by) if user}
    names = case_queries.worker_names(actor, people)
    return [_row(row, names) for row in tasks]


def tasks_of(actor: Actor, case: Case, most: int) -> list[CaseTask]:
    """The tasks of a case that were changed last."""
    found = _of_case(actor, case).order_by(CaseTask.changed_at.desc(), CaseTask.id.desc())
    return list(current_session().scalars(found.limit(most)))


def due_of(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """What is to be done on these cases, whoever holds it: two statements, for one case or many."""
    ids = [case.id for case in cases]
    found = _open(actor).where(CaseTask.case_id.in_(ids)).order_by(CaseTask.due_on).limit(MOST_TASKS)
    rows = list(current_session().scalars(found))
    load_keys(actor.agency_id, {row.person_id for row in rows})
    names = case_queries.worker_names(actor, {row.assignee_id for row in rows})
    return [_due(row, names) for row in rows]


def derived_of(actor: Actor, case: Case) -> list[Item]:
    """What follows from the other parts of a case: reviews, clocks, steps; the soonest first."""
    found = sorted(_derived(actor, [case]), key=lambda due: due.on)
    return _items(actor, [], found, [case])


def answers_of(row: CaseTask) -> dict[str, object]:
    """A task as the answers of its form."""
    return {
        "title": legible(row, "title"), "details": legible(row, "details"), "due_on": row.due_on,
        "assignee": str(row.assignee_id), "version": row.version,
    }  # fmt: skip


def overdue_counts(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Case to how many of its tasks are late, in one statement; cases without any are left out."""
    found = select(CaseTask.case_id, func.count(CaseTask.id)).where(
        belongs_to(actor, CaseTask), CaseTask.done_at.is_(None), CaseTask.due_on < clock.today(),
        CaseTask.case_id.in_(list(case_ids)),
    )  # fmt: skip
    return {case_id: count for case_id, count in current_session().execute(found.group_by(CaseTask.case_id))}


def own_counts(actor: Actor) -> tuple[int, int]:
    """How many of the actor's own tasks are late, and how many are due today: one statement."""
    today = clock.today()
    mine = _open_of(actor, actor.user_id).with_only_columns(
        func.count(CaseTask.id).filter(CaseTask.due_on < today),
        func.count(CaseTask.id).filter(CaseTask.due_on == today),
    )
    late, due = current_session().execute(mine).one()
    return late, due


def own_tasks(actor: Actor, until: date, most: int) -> list[Item]:
    """The actor's own tasks up to a day, the most late first."""
    found = _open_of(actor, actor.user_id).where(CaseTask.due_on <= until).order_by(CaseTask.due_on, CaseTask.id)
    return _items(actor, list(current_session().scalars(found.limit(most))), [], [])


def own_items(actor: Actor, worker_id: UUID, until: date) -> list[Item]:
    """Everything that somebody has to do up to a day, as far as the actor may open the cases.

    Their tasks on any case, and what follows from the cases that they lead: reviews, clocks, steps.
    """
    found = _open_of(actor, worker_id).where(CaseTask.due_on <= until).order_by(CaseTask.due_on).limit(MOST_TASKS)
    tasks = list(current_session().scalars(found))
    led = case_queries.visible_to(actor).where(Case.lead_user_id == worker_id, Case.state != CaseState.CLOSED)
    cases = list(current_session().scalars(led.order_by(Case.changed_at.desc()).limit(MOST_CASES)))
    derived = [due for due in _derived(actor, cases) if due.on <= until]
    return _items(actor, tasks, derived, cases)


def day_of(actor: Actor, worker_id: UUID) -> Day:
    """What is late, due today and due in seven days for a worker; the actor's own, or a colleague's for a manager."""
    today = clock.today()
    return rules.day_of(own_items(actor, worker_id, today + rules.SOON), today)


def team_loads(actor: Actor) -> list[WorkerLoad]:
    """Every colleague who writes in cases, with what they have to do: three statements."""
    today = clock.today()
    found = _open(actor).join(Case, (Case.agency_id == CaseTask.agency_id) & (Case.id == CaseTask.case_id))
    found = found.where(Case.state != CaseState.CLOSED, CaseTask.case_id.in_(_case_ids(actor)))
    counted = found.group_by(CaseTask.assignee_id).with_only_columns(
        CaseTask.assignee_id, func.count(CaseTask.id), func.count(CaseTask.id).filter(CaseTask.due_on < today),
        func.count(CaseTask.id).filter(CaseTask.due_on == today),
        func.count(CaseTask.id).filter(CaseTask.due_on > today, CaseTask.due_on <= today + rules.SOON),
    )  # fmt: skip
    numbers = {row[0]: tuple(row[1:]) for row in current_session().execute(counted)}
    staff = agencies_queries.colleagues(actor, Permission.CASE_WRITE)
    teams = case_queries.workers(actor, [user.id for user in staff])
    return [
        WorkerLoad(user.id, user.name, teams[user.id].team_name, *numbers.get(user.id, (0, 0, 0, 0))) for user in staff
    ]


def worker_name(actor: Actor, user_id: UUID) -> str:
    """The name of a colleague who writes in cases; NotVisible for anybody else."""
    found = {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.CASE_WRITE)}
    if user_id not in found:
        raise NotVisible
    return found[user_id]


def holders_of(actor: Actor, case: Case) -> dict[UUID, str]:
    """Who may be given a task of a case: its team, and the agency's managers."""
    team = {member.user_id: member.name for member in case_queries.team_of(actor, case)}
    managers = {user.id: user.name for user in agencies_queries.colleagues(actor, Permission.CASE_ALL)}
    away = people_queries.excluded_users(actor, case.person_id) | {actor.user_id}
    return {actor.user_id: "Me", **{key: name for key, name in (team | managers).items() if key not in away}}


def to_remind(actor: Actor) -> list[CaseTask]:
    """Tasks of the actor's agency that are due and whose workers were not told yet, on cases that are not closed."""
    found = _open(actor).join(Case, (Case.agency_id == CaseTask.agency_id) & (Case.id == CaseTask.case_id))
    found = found.where(CaseTask.due_on <= clock.today(), CaseTask.reminded_at.is_(None))
    return list(current_session().scalars(found.where(Case.state != CaseState.CLOSED).order_by(CaseTask.due_on)))


def openable(worker: Actor, case_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these cases a worker may open."""
    return set(current_session().scalars(_case_ids(worker).where(Case.id.in_(list(case_ids)))))


def feed_of(actor: Actor) -> CalendarFeed | None:
    """The actor's calendar address, as far as it is kept; None when there is none."""
    return current_session().scalars(select(CalendarFeed).where(CalendarFeed.user_id == actor.user_id)).one_or_none()


def reader_of(hashed: str) -> UUID | None:
    """Whose calendar an address leads to, by the hash of its secret; None for one that was never made, or is dead."""
    return current_session().scalar(select(CalendarFeed.user_id).where(CalendarFeed.token_hash == hashed))


def _of_case(actor: Actor, case: Case) -> Select[CaseTask]:
    return select(CaseTask).where(belongs_to(actor, CaseTask), CaseTask.case_id == case.id)


def _open(actor: Actor) -> Select[CaseTask]:
    return select(CaseTask).where(belongs_to(actor, CaseTask), CaseTask.done_at.is_(None))


def _open_of(actor: Actor, worker_id: UUID) -> Select[CaseTask]:
    """A worker's open tasks, on cases that are not closed and that the actor may open."""
    ids = _case_ids(actor).where(Case.state != CaseState.CLOSED)
    return _open(actor).where(CaseTask.assignee_id == worker_id, CaseTask.case_id.in_(ids))


def _case_ids(actor: Actor) -> Select[UUID]:
    return case_queries.visible_to(actor).with_only_columns(Case.id)


def _derived(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """What other parts say is due: tasks are read by themselves, for they belong to whoever holds them."""
    if not cases:
        return []
    load_keys(actor.agency_id, {case.person_id for case in cases})
    sources: list[Callable[[Actor, Sequence[Case]], list[Due]]] = [
        part.due for part in parts() if part.due is not None and part.key != KEY
    ]
    return [due for source in sources for due in source(actor, cases)]


def _items(actor: Actor, tasks: Sequence[CaseTask], derived: Sequence[Due], cases: Sequence[Case]) -> list[Item]:
    known = {case.id: case for case in cases}
    missing = {row.case_id for row in tasks} - set(known)
    if missing:
        found = case_queries.visible_to(actor).where(Case.id.in_(missing))
        known |= {case.id: case for case in current_session().scalars(found)}
    ids = {row.case_id for row in tasks} | {due.case_id for due in derived}
    wanted = {known[case_id].person_id for case_id in ids}
    aliases = people_queries.aliases(actor, wanted)
    who = {case.id: aliases.get(case.person_id, (ERASED, ""))[0] for case in known.values()}
    return [_task_item(row, who[row.case_id], known[row.case_id].reference) for row in tasks] + [
        _derived_item(due, who[due.case_id], known[due.case_id].reference) for due in derived
    ]


def _task_item(row: CaseTask, who: str, reference: str) -> Item:
    made = clock.london(row.made_at).date()
    return Item(
        case_id=row.case_id, title=legible(row, "title"), detail=reference, on=row.due_on, who=who, task_id=row.id,
        url=url_for("cases.show_task", case_id=row.case_id, task_id=row.id),
        face=rules.face_of(row.due_on, clock.today(), made),
    )  # fmt: skip


def _derived_item(due: Due, who: str, reference: str) -> Item:
    detail = ". ".join(words for words in (reference, due.detail) if words)
    return Item(
        case_id=due.case_id, title=due.title, detail=detail, on=due.on, url=due.url, who=who, button=due.button,
        neutral=due.neutral, face=due.face or rules.face_of(due.on, clock.today(), clock.today() - timedelta(days=28)),
    )  # fmt: skip


def _due(row: CaseTask, names: dict[UUID, str]) -> Due:
    made = clock.london(row.made_at).date()
    return Due(
        case_id=row.case_id, title=legible(row, "title"), detail=names.get(row.assignee_id, "Left"), on=row.due_on,
        url=url_for("cases.show_task", case_id=row.case_id, task_id=row.id),
        face=rules.face_of(row.due_on, clock.today(), made),
    )  # fmt: skip


def _row(row: CaseTask, names: dict[UUID, str]) -> TaskRow:
    made = clock.london(row.made_at).date()
    return TaskRow(
        id=row.id, title=legible(row, "title"), details=legible(row, "details"), due_on=row.due_on,
        worker=names.get(row.assignee_id, "Left"), made_by=names.get(row.made_by, "Left"), done_at=row.done_at,
        done_by=names.get(row.done_by, "Left") if row.done_by else "",
        face=None if row.done_at else rules.face_of(row.due_on, clock.today(), made),
    )  # fmt: skip
