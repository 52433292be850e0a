"""A review as it is signed: one frozen document of words and numbers, and its check sum."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from forum.review import rules
from forum.review.evidence import action_line
from forum.review.queries import Decided, ReviewView


def document(view: ReviewView) -> dict[str, Any]:
    """All that a review says, in plain words that JSON can hold: what the page and the PDF are made of."""
    return {
        "strategy": view.plan.strategy.title,
        "begins": view.review.begins.isoformat(), "ends": view.review.ends.isoformat(),
        "numbers": [[words, number] for words, number in view.numbers],
        "outcomes": _outcomes(view),
        "questions": [
            {"title": each.title, "words": view.answers[each.code].words if each.code in view.answers else ""}
            for each in rules.questions()
        ],
        "parts": [
            {"title": part.title, "commitments": [_commitment(each) for each in part.commitments]}
            for part in view.parts
        ],
        "survey": [
            {"title": each.title, "average": f"{view.averages[each.code]:.1f}"}
            for each in rules.survey_questions() if view.replies
        ],
        "replies": [
            {"agency": reply.agency, "keeps": reply.answer.keeps, "changes": reply.answer.changes}
            for reply in view.replies
        ],
        "members": view.members,
    }  # fmt: skip


def check_sum(copy: dict[str, Any]) -> str:
    """SHA-256 of a document in its one canonical form."""
    canonical = json.dumps(copy, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _outcomes(view: ReviewView) -> list[list[Any]]:
    chosen = [each.decision.outcome for each in view.all if each.decision is not None]
    return [[words, chosen.count(outcome)] for outcome, words in rules.OUTCOME_WORDS.items()]


def _commitment(each: Decided) -> dict[str, Any]:
    decision = each.decision
    return {
        "code": each.commitment.code, "words": each.commitment.words, "evidence": each.evidence.words,
        "actions": [[f"{action.reference} {action.title}", action_line(action)] for action in each.evidence.actions],
        "lines": [[line.label, line.note] for line in each.evidence.lines],
        "outcome": rules.OUTCOME_WORDS[decision.outcome] if decision else "",
        "reason": decision.reason if decision else "", "new_words": (decision.new_words or "") if decision else "",
    }  # fmt: skip
