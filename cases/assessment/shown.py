"""What pages show of assessments: what holds today, progress through a form, two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agencies.permissions import Permission
from cases import catalogue
from cases import queries as case_queries
from cases.assessment import queries, rules, vocabulary
from cases.assessment.answers import shown as answers_shown
from cases.assessment.answers import told
from cases.assessment.queries import Kept, Written
from cases.assessment.questions import SHEETS, Page, Question
from cases.assessment.questions.needs import LEVELS
from cases.assessment.rules import AssessmentKind, AssessmentState, Value
from cases.models import Case
from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Need:
    """A need as a row: its words, level and what would help; `place` is the person's own order, 0 for none."""

    label: str
    level: int
    words: str
    own: str
    place: int


@dataclass(frozen=True, slots=True)
class Hub:
    """The first page of assessment: drafts to go on with, what holds today by kind, and what is behind."""

    drafts: list[Written]
    needs: Written | None
    rows: list[Need]
    risks: list[Written]
    concerns: list[Written]
    earlier: list[Written]


@dataclass(frozen=True, slots=True)
class Place:
    """How far a form is: this page's number, how many there are, and each page with whether it has an answer."""

    number: int
    of: int
    pages: list[tuple[Page, bool]]
    before: Page | None
    after: Page | None


@dataclass(frozen=True, slots=True)
class Change:
    """One answer in two versions, in words; `differs` when they are not the same."""

    page: str
    question: Question
    before: str
    now: str

    @property
    def differs(self) -> bool:
        """True when somebody changed it."""
        return self.before != self.now


def hub(found: Sequence[Written]) -> Hub:
    """Sort the forms of a case into what a worker looks for."""
    holding = [each for each in found if each.row.state is AssessmentState.COMPLETE]
    needs = queries.current(found, AssessmentKind.NEEDS)
    risks = [each for each in holding if each.row.kind in rules.RISKS]
    return Hub(
        drafts=[each for each in found if each.row.state is AssessmentState.DRAFT],
        needs=needs,
        rows=need_rows(needs.answers or {}) if needs else [],
        risks=sorted(risks, key=lambda each: -rules.RANK[each.row.level or rules.RiskLevel.NONE]),
        concerns=[each for each in holding if each.row.kind not in (*rules.RISKS, AssessmentKind.NEEDS)],
        earlier=[each for each in found if each.row.state is AssessmentState.SUPERSEDED],
    )


def need_rows(answers: rules.Answers) -> list[Need]:
    """The needs that were found, the person's own order first."""
    order = rules.priorities(answers)
    return [
        Need(
            catalogue.need_words()[code], level, LEVELS.get(rules.said(answers, code), "Not asked"),
            rules.said(answers, f"{code}_words"), order.index(code) + 1 if code in order else 0,
        )
        for code, level in rules.needs_found(answers)
    ]  # fmt: skip


def place(written: Written, page: Page) -> Place:
    """Where a page stands in its form."""
    pages = SHEETS[written.row.kind].pages
    at = pages.index(page)
    answered = written.answers or {}
    return Place(
        at + 1, len(pages), [(each, bool(answers_shown(each, answered))) for each in pages],
        pages[at - 1] if at else None, pages[at + 1] if at + 1 < len(pages) else None,
    )  # fmt: skip


def following(kind: AssessmentKind, page: Page) -> Page | None:
    """The page after this one; None after the last."""
    pages = SHEETS[kind].pages
    at = pages.index(page) + 1
    return pages[at] if at < len(pages) else None


def sections(written: Written) -> list[tuple[Page, list[tuple[Question, str]]]]:
    """Every page of a form with what was answered on it."""
    pages = SHEETS[written.row.kind].pages
    return [(page, answers_shown(page, written.answers or {})) for page in pages]


def pair(kept: Sequence[Kept], one: int | None, other: int | None) -> tuple[Kept, Kept] | None:
    """Two versions by number, the earlier first; the last two when none is named, None when there is only one."""
    if len(kept) < 2:
        return None
    by_number = {each.row.number: each for each in kept}
    now = by_number.get(other or 0, kept[0])
    before = by_number.get(one or 0) or next((each for each in kept if each.row.number < now.row.number), kept[1])
    first, second = sorted((before, now), key=lambda each: each.row.number)
    return first, second


def changes(kind: AssessmentKind, versions: tuple[Kept, Kept]) -> list[Change]:
    """Every question that has an answer in either version, with both."""
    before, now = versions
    found = [
        Change(page.title, question, _words(question, before.answers), _words(question, now.answers))
        for page in SHEETS[kind].pages
        for question in page.questions
    ]
    return [each for each in found if each.before or each.now]


def prompts(actor: Actor, case: Case, written: Written) -> list[str]:
    """Which criteria of MARAC hold for a DASH, in words; none for another form, or once the person was erased."""
    if written.row.kind is not AssessmentKind.DASH or written.answers is None:
        return []
    words = vocabulary.marac_words()
    return [words[code] for code in queries.marac_criteria(actor, case, written.answers)]


def follows(actor: Actor, file: dict[str, Any], written: Written) -> dict[str, Any]:
    """What a reader may do with a form from here."""
    row, case = written.row, file["case"]
    holds = row.state is AssessmentState.COMPLETE
    is_child = row.kind is AssessmentKind.CHILD
    agreed = rules.said(written.answers or {}, "consent") == "yes"
    return {
        "write": file["may_write"] and row.state in (AssessmentState.DRAFT, AssessmentState.COMPLETE),
        "again": file["may_write"] and holds,
        "check": is_child and holds and not row.check_answer and _may_check(actor, written) and not file["closed"],
        "waits": is_child and holds and row.check_answer is None and not row.danger_now,
        "checker": case_queries.worker_names(actor, [row.checked_by]).get(row.checked_by, "") if row.checked_by else "",
        "decision": row.kind in (AssessmentKind.MARAC, AssessmentKind.ADULT) and not agreed,
        "life": row.level is rules.RiskLevel.IMMEDIATE,
        "marac": row.kind is AssessmentKind.DASH and file["may_write"] and holds,
        "author": author(actor, written),
        "case": case,
    }


def author(actor: Actor, written: Written) -> str:
    """Who wrote in a form last."""
    user_id = written.row.changed_by
    return (
        "you" if user_id == actor.user_id else case_queries.worker_names(actor, [user_id]).get(user_id, "a colleague")
    )


def carried_to_marac(written: Written) -> dict[str, Value]:
    """What a MARAC referral takes over from the DASH it follows: criterion, score, who, reasons."""
    answers = written.answers or {}
    if written.row.kind is not AssessmentKind.DASH:
        return {}
    found = {
        "criterion": next(iter(written.row.prompts), "PROFESSIONAL_JUDGEMENT"), "score": str(written.row.score or 0),
        "perpetrator": rules.said(answers, "title"), "children": rules.said(answers, "whereabouts"),
        "reasons": rules.said(answers, "reasons"), "title": rules.said(answers, "title"),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _may_check(actor: Actor, written: Written) -> bool:
    return actor.may(Permission.CASE_SUPERVISE) and written.row.completed_by != actor.user_id


def _words(question: Question, answers: dict[str, Value] | None) -> str:
    return told(question, (answers or {}).get(question.name, ""))
