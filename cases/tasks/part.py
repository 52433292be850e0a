"""What tasks give to a case: what is due, what was done, and their sheet."""

from __future__ import annotations

from cases.models import Case
from cases.parts import Entry, Part, Piece, Section
from cases.reading import legible
from cases.tasks import queries
from cases.tasks.models import CaseTask
from core.actor import Actor
from core.words import long_day, short_day

MOST_ON_PAPER = 1000


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Tasks as they were written down, and as they were done: one statement."""
    del alias  # a task is said in its own words
    rows = queries.tasks_of(actor, case, most)
    made = [_made(row) for row in rows]
    return made + [_done(row) for row in rows if row.done_at is not None]


def paper(actor: Actor, case: Case) -> list[Section]:
    """Every task with who, by when, and whether it was done."""
    rows = queries.task_rows(actor, queries.tasks_of(actor, case, MOST_ON_PAPER))
    pieces = [Piece(row.title, row.details, rows=_facts(row)) for row in sorted(rows, key=lambda row: row.due_on)]
    return [Section("tasks", "Tasks", pieces)] if pieces else []


def _made(row: CaseTask) -> Entry:
    title = f"To do by {short_day(row.due_on)}: {legible(row, 'title')}"
    return Entry(kind="tasks", title=title, at=row.made_at, row_id=row.id, author=row.made_by)


def _done(row: CaseTask) -> Entry:
    at = row.done_at or row.made_at
    return Entry(kind="tasks", title=f"Done: {legible(row, 'title')}", at=at, row_id=row.id, author=row.done_by)


def _facts(row: queries.TaskRow) -> list[tuple[str, str]]:
    done = f"{long_day(row.done_at)}, {row.done_by}" if row.done_at else "Not yet"
    return [("By", long_day(row.due_on)), ("Who does it", row.worker), ("Written by", row.made_by), ("Done", done)]


PART = Part(
    key=queries.KEY, label="Tasks", endpoint="cases.list_tasks", kinds={"tasks": "Tasks"}, timeline=timeline,
    due=queries.due_of, paper=paper,
)  # fmt: skip
