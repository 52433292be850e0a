"""How the action plan stands: in short, by priority, what needs attention, and every action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.words import counted
from reports.blocks import (
    Block,
    Cell,
    Chapter,
    Column,
    box,
    chapter,
    heading,
    listing,
    note,
    sentences,
    table,
    tiles,
    words,
)

Figures = dict[str, Any]

ACTION_COLUMNS = (
    Column("Action and what happens next", "head", "half"), Column("Owner"), Column("Due", "day"),
    Column("Status", "status"), Column("Since last", "since"),
)  # fmt: skip
EVERY_COLUMNS = (
    Column("Action", "head", "half"), Column("Owner"), Column("Due", "day"), Column("Done", "percent"),
    Column("Status", "status"),
)  # fmt: skip


def in_short(
    told: Sequence[dict[str, str]], plan: Figures, taken: str, decisions: Sequence[dict[str, str]] = ()
) -> Chapter:
    """The first page: what matters in a few sentences, what the room must decide, and the plan by priority.

    Takes the sentences, the plan's part, the words for when it was taken, and the decisions that groups ask for.
    """
    return chapter("short", "In short", [
        sentences(told),
        *(box(f"{each['lead']}.", each["text"]) for each in decisions),
        tiles({"rag": each["rag"], "word": each["word"], "number": plan["counts"][each["rag"]]}
              for each in plan["meanings"]),
        heading("By priority"),
        _by_priority(plan, taken),
        note(" ".join(f"{each['word']}: {each['meaning']}." for each in plan["meanings"]), "What the words mean."),
    ])  # fmt: skip


def _by_priority(plan: Figures, taken: str) -> Block:
    longest = max((row["total"] for row in plan["priorities"]), default=1)
    columns = [Column("Priority", "head", "third"), Column("Share", "bar")]
    columns += [Column(each["word"], "number", "narrow") for each in plan["meanings"]]
    rows = [
        [row["name"], {"counts": row["counts"], "words": row["words"], "longest": longest},
         *(row["counts"][each["rag"]] for each in plan["meanings"]), row["since"]]
        for row in plan["priorities"]
    ]  # fmt: skip
    return table(
        "priorities", "Actions by priority", f"Actions by priority and status, {taken}",
        [*columns, Column("Since last", "since")], rows,
    )  # fmt: skip


def attention(plan: Figures, finished_from: str) -> Chapter:
    """Red and amber actions, worst first, those past their date, and what was finished."""
    found = plan["attention"]
    need = "needs" if len(found) == 1 else "need"
    said = f"{counted(len(found), 'action')} that {need} attention, red first, the longest due on top"
    finished = [(row["reference"], f"{row['title']}, {_day(row['completed'])}") for row in plan["finished"]]
    return chapter("attention", "Red and amber actions", [
        table("attention", "Red and amber actions", said, ACTION_COLUMNS, map(_attention_row, found))
        if found else words("No action is red or amber."),
        *_overdue(plan.get("overdue")),
        heading(f"Finished since {finished_from}"),
        listing(finished) if finished else words("None in this time."),
    ], fresh=True)  # fmt: skip


def _overdue(found: Sequence[Figures] | None) -> list[Block]:
    """The overdue list; a report of the older shape has none."""
    if found is None:
        return []
    if not found:
        return [heading("Past the due date"), words("No action is past its due date.")]
    columns = (
        Column("Action", "head", "half"), Column("Owner"), Column("First due", "day"), Column("Due", "day"),
        Column("Days late", "number"),
    )  # fmt: skip
    rows = [
        [_named(row), _owner(row), row["first_due"], row["due"], row["days_late"]] for row in found
    ]  # fmt: skip
    said = f"{counted(len(found), 'action')} past the due date, the longest on top"
    return [heading("Past the due date"), table("overdue", "Overdue actions", said, columns, rows)]


def _attention_row(row: Figures) -> list[Cell]:
    below = " ".join(filter(None, (row["why"], row["next"])))
    return [{**_named(row), "below": below}, _owner(row), row["due"], _status(row), row["since"]]


def every_action(plan: Figures) -> Chapter:
    """The annex: every action under its priority."""
    parts: list[Block | None] = []
    for number, group in enumerate(plan["groups"], 1):
        rows = [
            [_named(row), _owner(row), row["due"], row["done_percent"], _status(row)] for row in group["actions"]
        ]  # fmt: skip
        parts += [
            heading(group["name"]),
            table(f"actions-{number}", f"Actions {group['name']}", counted(len(rows), "action"), EVERY_COLUMNS, rows),
        ]
    return chapter("actions", "Every action", parts or [words("The plan holds no action yet.")], fresh=True)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _named(row: Figures) -> dict[str, Any]:
    return {"ref": row["reference"], "text": row["title"]}


def _owner(row: Figures) -> dict[str, Any]:
    return {"text": row["agency"], "below": row["owner"]}


def _status(row: Figures) -> dict[str, Any]:
    return {"rag": row["rag"], "text": row["word"]}
