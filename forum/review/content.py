"""A review as it is signed: one frozen document of words and numbers, and its check sum."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from actionplan.measures import queries as measures
from actionplan.measures.queries import MeasureStanding, ValueLine
from actionplan.queries import ActionRow, Said, rag_counts
from actionplan.rules import RAG_WORDS
from core import clock
from core.actor import Actor
from core.tallies import quarter_of
from forum.review import before, rules, statistics
from forum.review.evidence import action_line
from forum.review.queries import Decided, Part, ReviewView

#: What the shape of a copy is called; a copy without one was signed before there was a second.
SHAPE = 2


def document(actor: Actor, view: ReviewView) -> dict[str, Any]:
    """All that a review says, in plain words that JSON can hold: what page, PDF and tables are made of.

    Reads what the review's page does not need: measures, statistics through disclosure control, and the year before.
    """
    year_before = before.year_before(actor, view)
    drawn = _measured(actor, view)
    return {
        "shape": SHAPE,
        "strategy": view.plan.strategy.title,
        "begins": view.review.begins.isoformat(), "ends": view.review.ends.isoformat(),
        "numbers": [[words, number] for words, number in view.numbers],
        "outcomes": _outcomes(view.all),
        "standing": [_standing(part) for part in view.parts],
        "quarters": _quarters(view),
        "questions": [
            {"title": each.title, "words": view.answers[each.code].words if each.code in view.answers else ""}
            for each in rules.questions()
        ],
        "parts": [
            {"title": part.title, "outcomes": _outcomes(part.commitments),
             "commitments": [_commitment(each, drawn, year_before) for each in part.commitments]}
            for part in view.parts
        ],
        "survey": _survey(view),
        "replies": [
            {"agency": reply.agency, "keeps": reply.answer.keeps, "changes": reply.answer.changes}
            for reply in view.replies
        ],
        "members": view.members,
        "before": year_before,
        "statistics": statistics.of_year(actor, view.review.begins, view.review.ends),
    }  # fmt: skip


def check_sum(copy: dict[str, Any]) -> str:
    """SHA-256 of a document in its one canonical form."""
    canonical = json.dumps(copy, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _outcomes(commitments: Iterable[Decided]) -> list[list[Any]]:
    chosen = Counter(each.decision.outcome for each in commitments if each.decision is not None)
    return [[words, chosen[outcome]] for outcome, words in rules.OUTCOME_WORDS.items()]


def _standing(part: Part) -> dict[str, Any]:
    """Where the actions of a priority stand on the day of the signature."""
    counts = rag_counts(action for each in part.commitments for action in each.evidence.actions)
    return {
        "title": part.title, "total": sum(counts.values()),
        "counts": {rag.value: counts[rag] for rag in counts}, "words": {rag.value: RAG_WORDS[rag] for rag in counts},
    }  # fmt: skip


def _quarters(view: ReviewView) -> list[list[Any]]:
    """Updates and completed actions by quarter of the calendar; the first and the last may be a part of one."""
    said = Counter(quarter_of(_day(each)).start for every in view.all for each in every.evidence.updates)
    done = Counter(quarter_of(day).start for day in _completed(view))
    return [
        [words, said[start], done[start]] for start, words in _quarters_between(view.review.begins, view.review.ends)
    ]


def _quarters_between(begins: date, ends: date) -> Iterable[tuple[date, str]]:
    day = begins
    while day <= ends:
        quarter = quarter_of(day)
        yield quarter.start, f"{quarter.start:%b} to {quarter.end:%b %Y}"
        day = date.fromordinal(quarter.end.toordinal() + 1)


def _completed(view: ReviewView) -> list[date]:
    actions: list[ActionRow] = [action for each in view.all for action in each.evidence.actions]
    days = [action.completed_on for action in actions if action.completed_on]
    return [day for day in days if view.review.begins <= day <= view.review.ends]


def _day(said: Said) -> date:
    return clock.london(said.at).date()


def _measured(actor: Actor, view: ReviewView) -> dict[UUID, list[dict[str, Any]]]:
    """The measures that serve each commitment, with the values of the year."""
    values = measures.values_between(actor, view.review.begins, view.review.ends)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for each in measures.standing(actor):
        if each.commitment_id is not None and values.get(each.id):
            found.setdefault(each.commitment_id, []).append(_measure(each, values[each.id]))
    return found


def _measure(each: MeasureStanding, values: Iterable[ValueLine]) -> dict[str, Any]:
    return {
        "reference": each.reference, "title": each.title, "unit": each.unit, "standing": each.words,
        "values": [[line.period.words, line.words, _drawn(line)] for line in values],
    }  # fmt: skip


def _drawn(line: ValueLine) -> int | str | None:
    """A value as a chart takes it: whole, withheld, or none where it is no whole number."""
    if line.withheld:
        return line.words
    return int(line.value) if line.value is not None and line.value == int(line.value) else None


def _survey(view: ReviewView) -> list[dict[str, Any]]:
    """Each line of the survey: its mean, and how many members gave which mark."""
    if not view.replies:
        return []
    marks = [reply.answer.marks for reply in view.replies]
    return [
        {"title": each.title, "average": f"{view.averages[each.code]:.1f}",
         "marks": [sum(row.get(each.code) == mark for row in marks) for mark in rules.mark_words()]}
        for each in rules.survey_questions()
    ]  # fmt: skip


def _commitment(
    each: Decided, drawn: Mapping[UUID, list[dict[str, Any]]], year_before: Mapping[str, Any] | None
) -> dict[str, Any]:
    decision = each.decision
    return {
        "code": each.commitment.code, "words": each.commitment.words, "evidence": each.evidence.words,
        "actions": [[f"{action.reference} {action.title}", action_line(action)] for action in each.evidence.actions],
        "lines": [[line.label, line.note] for line in each.evidence.lines],
        "updates": len(each.evidence.updates),
        "measures": drawn.get(each.commitment.id, []),
        "outcome": rules.OUTCOME_WORDS[decision.outcome] if decision else "",
        "reason": decision.reason if decision else "", "new_words": (decision.new_words or "") if decision else "",
        "before": before.outcome_of(each.commitment.code, year_before),
    }  # fmt: skip
