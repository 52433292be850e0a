"""What assessments give to the pages of a case: entries, reviews due, the risk in the bar, printed sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import url_for

from cases.assessment import queries, rules
from cases.assessment.answers import opened, shown, title_of
from cases.assessment.models import Assessment, AssessmentKind, AssessmentState, AssessmentVersion, RiskLevel
from cases.assessment.questions import SHEETS
from cases.models import Case
from cases.parts import Due, Entry, Fact, Part, Piece, Section
from core import clock
from core.actor import Actor
from core.crypto.fields import ERASED
from core.words import counted, short_day

KIND = "assessments"
TONES = {
    RiskLevel.NONE: "plain", RiskLevel.STANDARD: "plain", RiskLevel.MEDIUM: "amber", RiskLevel.HIGH: "red",
    RiskLevel.IMMEDIATE: "red",
}  # fmt: skip


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """The newest versions of every form, each as it was finished or changed."""
    return [
        Entry(
            KIND, _entry_title(row), row.at, row.id, author=row.by_user_id,
            url=url_for("cases.read_assessment", case_id=case.id, assessment_id=row.assessment_id),
        )
        for row in queries.versions_on(actor, case, most)
    ]  # fmt: skip


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Reviews, MARAC to decide on and its meetings, concerns that wait for a manager; one statement for all cases."""
    found = queries.standing(actor, [case.id for case in cases])
    referred = {
        (row.case_id) for row in found if row.kind is AssessmentKind.MARAC
    }  # a referral, in draft or complete, answers what DASH prompts
    return [item for row in found for item in _due(row, referred)]


def facts(actor: Actor, case: Case) -> list[Fact]:
    """The risk of today in the identity bar, with the day it was looked at."""
    glance = queries.latest_risk(actor, [case.id]).get(case.id)
    url = url_for("cases.show_assessment", case_id=case.id)
    if glance is None:
        return [Fact("Risk: not looked at yet", "grey", url)]
    words = f"Risk: {glance.words.lower()}, {short_day(glance.assessed_on)}"
    if glance.level is RiskLevel.NONE:
        words = f"{glance.words}, {short_day(glance.assessed_on)}"
    late = glance.review_on is not None and glance.review_on < clock.today()
    return [Fact(f"{words}, review late" if late else words, TONES[glance.level], url)]


def paper(actor: Actor, case: Case) -> list[Section]:
    """What holds today, form by form; what is said of others is marked for review before the person gets it."""
    held = [row for row in queries.standing(actor, [case.id]) if row.state is AssessmentState.COMPLETE]
    pieces = [piece for kind in AssessmentKind for row in held if row.kind is kind for piece in _pieces(row)]
    return [Section("assessment", "Assessment and risk", pieces)] if pieces else []


def _entry_title(row: AssessmentVersion) -> str:
    title = SHEETS[row.kind].title
    level = f": {rules.LEVEL_WORDS[row.level].lower()}" if row.level else ""
    score = f", {row.score} yes" if row.score is not None and row.kind is AssessmentKind.DASH else ""
    return f"{title}{' changed' if row.later else ''}{level}{score}"


def _due(row: Assessment, referred: set[UUID]) -> list[Due]:
    made = clock.london(row.completed_at or row.begun_at).date()
    if row.state is AssessmentState.DRAFT:
        begun = clock.london(row.begun_at).date()
        title = f"Finish: {SHEETS[row.kind].title.lower()}"
        return [_to_do(row, title, f"Begun {short_day(begun)}", _later(begun, 7), neutral="Something to finish")]
    found = []
    if row.review_on:
        title = f"Look again: {SHEETS[row.kind].title}"
        found.append(_to_do(row, title, f"Last on {short_day(made)}", row.review_on, neutral="A review"))
    if row.prompts and row.case_id not in referred:
        found.append(_to_do(row, "Decide on MARAC", _criteria_hold(len(row.prompts)), made, neutral="A decision"))
    if row.meeting_on and row.meeting_on >= clock.today():
        bring = "Bring what the person wants it to know"
        found.append(_to_do(row, "MARAC meets", bring, row.meeting_on, neutral="A meeting"))
    if row.kind is AssessmentKind.CHILD and row.check_answer is None and not row.danger_now:
        found.append(
            _to_do(
                row, "A manager checks a concern", "Nothing goes before that", made, button="Check",
                neutral="Something to check",
            )
        )  # fmt: skip
    return found


def _to_do(row: Assessment, title: str, detail: str, on: date, *, neutral: str, button: str = "Open") -> Due:
    url = url_for("cases.read_assessment", case_id=row.case_id, assessment_id=row.id)
    return Due(row.case_id, title, detail, on, url, button, neutral=neutral)


def _criteria_hold(number: int) -> str:
    return "One criterion holds" if number == 1 else f"{counted(number, 'criterion', 'criteria')} hold"


def _later(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() + days)


def _pieces(row: Assessment) -> list[Piece]:
    answers = opened(row)
    head = title_of(row, answers)
    if answers is None:
        return [Piece(head, ERASED)]
    made = clock.london(row.completed_at or row.begun_at).date()
    rows = [("Written", short_day(made))]
    if row.level:
        rows.append(("Risk", rules.LEVEL_WORDS[row.level]))
    if row.score is not None:
        rows.append(("Score", str(row.score)))
    found = [Piece(head, rows=rows)]
    for page in SHEETS[row.kind].pages:
        for question, words in shown(page, answers):
            heading = question.label
            found.append(Piece(heading, words, own=question.own, third_party=question.third_party))
    if row.check_answer:
        found.append(Piece("A manager’s check", row.check_words or "", third_party=True))
    return found


PART = Part(
    key="assessment", label="Assessment and risk", endpoint="cases.show_assessment",
    kinds={KIND: "Assessment and risk"}, timeline=timeline, due=due, facts=facts, paper=paper,
)  # fmt: skip
