"""Reads of assessments: those of a case, one with its versions, and the risk on many cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from cases import queries as case_queries
from cases.assessment import rules
from cases.assessment.answers import opened, title_of
from cases.assessment.models import (
    Assessment,
    AssessmentKind,
    AssessmentSetting,
    AssessmentState,
    AssessmentVersion,
    RiskLevel,
)
from cases.assessment.rules import Value
from cases.models import Case
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session


@dataclass(frozen=True, slots=True)
class RiskGlance:
    """How high the risk on a case is, in words, since when, and when it is looked at again."""

    level: RiskLevel
    words: str
    assessed_on: date
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Written:
    """A form as a page reads it. `answers` is None when the person was erased."""

    row: Assessment
    answers: dict[str, Value] | None
    title: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a form: when, by whom, and what it said."""

    row: AssessmentVersion
    answers: dict[str, Value] | None
    author: str


def visible_to(actor: Actor) -> Select[Assessment]:
    """The assessments of the cases that the actor may open."""
    cases = case_queries.visible_to(actor).with_only_columns(Case.id)
    return select(Assessment).where(belongs_to(actor, Assessment), Assessment.case_id.in_(cases))


def assessments_of(actor: Actor, case: Case) -> list[Written]:
    """Every form of a case that the actor has opened, the latest first, dropped ones left out."""
    found = select(Assessment).where(
        belongs_to(actor, Assessment), Assessment.case_id == case.id, Assessment.state != AssessmentState.DROPPED
    )
    rows = current_session().scalars(found.order_by(Assessment.begun_at.desc(), Assessment.id.desc()))
    return [_written(row) for row in rows]


def assessment(actor: Actor, case: Case, assessment_id: UUID) -> Written:
    """One form of a case that the actor has opened; NotVisible when it has none such. The read is audited."""
    found = find(actor, case, assessment_id)
    audit.record(actor=actor, verb="read", kind="assessment", row_id=found.id, subject_id=case.person_id)
    return _written(found)


def find(actor: Actor, case: Case, assessment_id: UUID) -> Assessment:
    """The row itself, for a verb that records its own; held until the transaction ends."""
    found = select(Assessment).where(
        belongs_to(actor, Assessment), Assessment.case_id == case.id, Assessment.id == assessment_id
    )
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [case.person_id])
    return row


def versions_of(actor: Actor, case: Case, thread_id: UUID) -> list[Kept]:
    """Every version of a form and of those it started from, the latest first; takes a case the actor has opened."""
    found = select(AssessmentVersion).where(
        belongs_to(actor, AssessmentVersion), AssessmentVersion.case_id == case.id,
        AssessmentVersion.thread_id == thread_id,
    )  # fmt: skip
    rows = list(current_session().scalars(found.order_by(AssessmentVersion.number.desc())))
    load_keys(actor.agency_id, [case.person_id])
    names = case_queries.worker_names(actor, {row.by_user_id for row in rows})
    return [Kept(row, opened(row), names.get(row.by_user_id, "")) for row in rows]


def versions_on(actor: Actor, case: Case, most: int) -> list[AssessmentVersion]:
    """The newest versions of every form of a case, for its timeline."""
    found = select(AssessmentVersion).where(belongs_to(actor, AssessmentVersion), AssessmentVersion.case_id == case.id)
    newest = found.order_by(AssessmentVersion.at.desc(), AssessmentVersion.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def standing(actor: Actor, case_ids: Iterable[UUID]) -> list[Assessment]:
    """The forms that hold today on these cases of the actor's agency, and drafts; one statement, no words opened."""
    found = select(Assessment).where(
        belongs_to(actor, Assessment), Assessment.case_id.in_(list(case_ids)),
        Assessment.state.in_([AssessmentState.COMPLETE, AssessmentState.DRAFT]),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(Assessment.begun_at)))


def latest_risk(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, RiskGlance]:
    """The highest risk that holds today on each of these cases, of those the actor may open; one statement for all."""
    found = visible_to(actor).where(
        Assessment.case_id.in_(list(case_ids)), Assessment.kind.in_(rules.RISKS),
        Assessment.state == AssessmentState.COMPLETE, Assessment.level.is_not(None),
    )  # fmt: skip
    glances: dict[UUID, RiskGlance] = {}
    for row in current_session().scalars(found.order_by(Assessment.completed_at)):
        glance = _glance(row)
        before = glances.get(row.case_id)
        if before is None or rules.RANK[glance.level] >= rules.RANK[before.level]:
            glances[row.case_id] = glance
    return glances


def settings(actor: Actor) -> rules.Settings:
    """What the actor's agency chose; the field's own rules when it chose nothing."""
    row = setting_row(actor)
    return rules.Settings(row.marac_threshold, row.review_days) if row else rules.Settings()


def setting_row(actor: Actor) -> AssessmentSetting | None:
    """The row of the agency's choices, None before the first."""
    found = select(AssessmentSetting).where(belongs_to(actor, AssessmentSetting))
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def last_marac(actor: Actor, case: Case) -> date | None:
    """The day of the latest MARAC referral that was sent for a person, as our own records have it."""
    found = select(func.max(Assessment.sent_on)).where(
        belongs_to(actor, Assessment), Assessment.person_id == case.person_id, Assessment.kind == AssessmentKind.MARAC,
        Assessment.state.in_([AssessmentState.COMPLETE, AssessmentState.SUPERSEDED]),
    )  # fmt: skip
    return current_session().scalar(found)


def incidents(actor: Actor, case: Case, until: date) -> int:
    """On how many earlier days of the 12 months up to `until` a DASH of this person has an incident."""
    found = select(func.count(func.distinct(Assessment.happened_on))).where(
        belongs_to(actor, Assessment), Assessment.person_id == case.person_id, Assessment.kind == AssessmentKind.DASH,
        Assessment.state.in_([AssessmentState.COMPLETE, AssessmentState.SUPERSEDED]),
        Assessment.happened_on > rules.a_year_before(until), Assessment.happened_on < until,
    )  # fmt: skip
    return current_session().scalar(found) or 0


def marac_criteria(actor: Actor, case: Case, answers: rules.Answers) -> list[str]:
    """Which criteria of MARAC hold for a DASH, by its answers, our own records and the agency's threshold."""
    happened = rules.day(answers, "happened_on")
    events = 1 + incidents(actor, case, happened) if happened is not None else 0
    return rules.marac_criteria(
        answers, settings(actor), clock.today(), last_marac=last_marac(actor, case), events=events
    )


def current(found: Sequence[Written], kind: AssessmentKind) -> Written | None:
    """Of the forms of a case, the one of a kind that holds today; None when there is none."""
    return next((each for each in found if each.row.kind is kind and each.row.state is AssessmentState.COMPLETE), None)


def _written(row: Assessment) -> Written:
    answers = opened(row)
    return Written(row, answers, title_of(row, answers))


def _glance(row: Assessment) -> RiskGlance:
    level, done = row.level or RiskLevel.NONE, row.completed_at or row.begun_at
    return RiskGlance(level, rules.LEVEL_WORDS[level], clock.london(done).date(), row.review_on)
