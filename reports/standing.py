"""How the action plan stands, for a report. Counts of actions are not about people, so they are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from actionplan.queries import ActionRow, PlanView, rag_counts
from actionplan.rules import OVER, RAG_MEANINGS, RAG_WORDS, Progress, Rag, Trend
from core import clock
from core.words import counted, listed

Figures = dict[str, Any]

WORST_FIRST = (Rag.RED, Rag.AMBER)
SINCE_WORDS = {Trend.UP: "better", Trend.DOWN: "worse", Trend.SAME: "same"}


def standing(view: PlanView, finished_from: date) -> Figures:
    """The plan in figures: counts by priority, what needs attention, what is finished, every action.

    Takes the plan as it stands and the first day that "finished" counts from; returns a JSON-able part of the report.
    """
    groups = [(name, rows) for name, rows in _groups(view) if rows]
    rows = [row for _, group in groups for row in group]
    return {
        "counts": _counts(rows),
        "total": len(rows),
        "meanings": [{"rag": rag.value, "word": RAG_WORDS[rag], "meaning": RAG_MEANINGS[rag]} for rag in RAG_WORDS],
        "priorities": [_priority(name, group) for name, group in groups],
        "attention": [_action(row) for row in needing_attention(rows)],
        "overdue": [_late(row) for row in _overdue(rows)],
        "finished": [_action(row) for row in _finished(rows, finished_from)],
        "finished_from": finished_from.isoformat(),
        "groups": [{"name": name, "actions": [_action(row) for row in group]} for name, group in groups],
    }


def needing_attention(rows: Sequence[ActionRow]) -> list[ActionRow]:
    """Red before amber, the longest due first."""
    urgent = [row for row in rows if row.rag in WORST_FIRST]
    return sorted(urgent, key=lambda row: (WORST_FIRST.index(row.rag), row.due_on, row.reference))


def counts_in_words(counts: dict[str, int]) -> str:
    """“2 red, 1 amber and 4 complete”, or “no actions”."""
    said = [f"{counts[rag.value]} {RAG_WORDS[rag].lower()}" for rag in RAG_WORDS if counts[rag.value]]
    return listed(said) or "no actions"


def _groups(view: PlanView) -> list[tuple[str, list[ActionRow]]]:
    beside = (("Delivering the strategy", view.delivery), ("Across all priorities", view.cross_cutting))
    named = [(f"{priority.number}. {priority.title}", list(priority.actions)) for priority in view.priorities]
    named += [(name, [row for each in commitments for row in each.actions]) for name, commitments in beside]
    return [(name, [row for row in rows if row.progress not in OVER]) for name, rows in named]


def _counts(rows: Sequence[ActionRow]) -> dict[str, int]:
    return {rag.value: number for rag, number in rag_counts(rows).items()}


def _priority(name: str, rows: Sequence[ActionRow]) -> Figures:
    counts = _counts(rows)
    since = Counter(row.trend for row in rows)
    moved = [f"{since[trend]} {SINCE_WORDS[trend]}" for trend in (Trend.UP, Trend.DOWN) if since[trend]]
    words = counts_in_words(counts)
    return {"name": name, "counts": counts, "total": len(rows), "words": words, "since": ", ".join(moved) or "same"}


def _finished(rows: Sequence[ActionRow], first: date) -> list[ActionRow]:
    done = [row for row in rows if row.progress is Progress.COMPLETE and row.completed_on and row.completed_on >= first]
    return sorted(done, key=lambda row: (row.completed_on or first, row.reference))


def _overdue(rows: Sequence[ActionRow]) -> list[ActionRow]:
    return sorted((row for row in rows if row.is_overdue), key=lambda row: (row.due_on, row.reference))


def _late(row: ActionRow) -> Figures:
    return {**_action(row), "days_late": (clock.today() - row.due_on).days}


def _action(row: ActionRow) -> Figures:
    return {
        "reference": row.reference,
        "title": row.title,
        "agency": row.owner_agency,
        "owner": row.owner_name,
        "due": row.due_on.isoformat(),
        "first_due": row.first_due_on.isoformat(),
        "done_percent": row.done_percent,
        "completed": row.completed_on.isoformat() if row.completed_on else None,
        "rag": row.rag.value,
        "word": RAG_WORDS[row.rag],
        "why": row.why,
        "next": row.last.words if row.last else "",
        "since": SINCE_WORDS[row.trend],
    }


def overdue_sentence(rows: Sequence[ActionRow]) -> tuple[str, str]:
    """How many actions are past their date, and which has waited longest."""
    late = _overdue(rows)
    if not late:
        return "No action is past its due date.", ""
    verb = "is" if len(late) == 1 else "are"
    first = late[0]
    due = f"{first.due_on.day} {first.due_on:%B %Y}"
    return f"{counted(len(late), 'action')} {verb} past the due date.", f"Longest: {first.reference}, due {due}."
