"""What was said in a form, as it is sealed: one text, opened and closed here and nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.assessment.models import Assessment, AssessmentVersion
from cases.assessment.questions import SHEETS, Ask, Page, Question
from cases.assessment.rules import Answers, Value
from core.crypto.fields import ERASED, packed, unpacked
from core.words import full_day


def opened(row: Assessment | AssessmentVersion) -> dict[str, Value] | None:
    """The answers of a form; None when the person was erased, and nothing opens them again."""
    words = row.answers
    if words == ERASED:
        return None
    return {name: tuple(value) if isinstance(value, list) else value for name, value in (unpacked(words) or {}).items()}


def closed(answers: Answers) -> str:
    """Answers as the text that is sealed: what was skipped is left out."""
    return packed({name: value for name, value in answers.items() if value not in ("", ())})


def told(question: Question, value: Value) -> str:
    """An answer in words, as a reader sees it; empty when it was skipped."""
    if question.ask is Ask.DAY and isinstance(value, str) and value:
        return full_day(date.fromisoformat(value))
    if question.ask is Ask.TICK:
        return "Yes" if value else ""
    if isinstance(value, tuple):
        return "; ".join(question.options.get(code, code) for code in value)
    return question.options.get(value, value)


def shown(page: Page, answers: Answers) -> list[tuple[Question, str]]:
    """What was answered on a page, in words; what was skipped or left “not asked” is left out."""
    found = ((question, answers.get(question.name, "")) for question in page.questions)
    return [(question, told(question, value)) for question, value in found if value and value != "not_asked"]


def title_of(row: Assessment | AssessmentVersion, answers: Answers | None) -> str:
    """What a form is called in a list: its own short name when it has one."""
    sheet = SHEETS[row.kind]
    name = str((answers or {}).get("title", ""))
    return f"{sheet.title}: {name}" if name else sheet.title


def print_of(value: Value) -> str:
    """A short print of one answer, by which a form knows whether it changed since it was opened."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def prints(page: Page, answers: Mapping[str, Any]) -> dict[str, str]:
    """The prints of every answer of a page."""
    return {question.name: print_of(answers.get(question.name, "")) for question in page.questions}
