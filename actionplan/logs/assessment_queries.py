"""Reads of the self-assessment: editions, assessments, and how the ratings moved from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from actionplan.logs import assessment_rules as rules
from actionplan.logs.kinds import AssessmentState, Rating
from actionplan.logs.models import AssessedStatement, GuidanceEdition, GuidanceStatement, SelfAssessment
from agencies.models import Agency, AgencyKind
from agencies.permissions import Permission
from agencies.queries import agencies_of_kinds, names_of
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session

#: So many assessments stand side by side in a comparison, the latest ones.
COMPARED = 6


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment in the list."""

    row: SelfAssessment
    force: str
    edition: str
    rated: int


@dataclass(frozen=True, slots=True)
class Rated:
    """One statement of an assessment and what the force says of it; None when it was not rated yet."""

    statement: GuidanceStatement
    said: AssessedStatement | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment whole."""

    row: SelfAssessment
    force: str
    edition: GuidanceEdition
    statements: list[Rated]

    @property
    def rated(self) -> int:
        """How many statements are rated."""
        return sum(each.said is not None for each in self.statements)


@dataclass(frozen=True, slots=True)
class Compared:
    """A force's ratings of one edition over time: a row for each statement, a column for each day."""

    force: str
    assessments: list[SelfAssessment]
    rows: list[tuple[GuidanceStatement, list[tuple[Rating | None, str]]]]


def visible_to(actor: Actor) -> Select[SelfAssessment]:
    """Shared assessments, for those who read the plan; drafts for the force itself and the coordinator."""
    found = select(SelfAssessment)
    if not actor.may(Permission.PLAN_READ):
        return found.where(SelfAssessment.id.is_(None))
    if actor.may(Permission.PLAN_WRITE):
        return found
    return found.where(or_(SelfAssessment.state == AssessmentState.SHARED, SelfAssessment.force_id == actor.agency_id))


def editions(actor: Actor) -> list[tuple[GuidanceEdition, int]]:
    """Every edition with the number of its statements, the latest first."""
    found = (
        select(GuidanceEdition, func.count(GuidanceStatement.id))
        .outerjoin(GuidanceStatement, GuidanceStatement.edition_id == GuidanceEdition.id)
        .group_by(GuidanceEdition.id)
        .order_by(GuidanceEdition.dated.desc(), GuidanceEdition.code)
    )
    if not actor.may(Permission.PLAN_READ):
        return []
    return [(edition, number) for edition, number in current_session().execute(found)]


def edition(actor: Actor, edition_id: UUID) -> tuple[GuidanceEdition, list[GuidanceStatement]]:
    """One edition and its statements in order; NotVisible when there is none."""
    row = current_session().get(GuidanceEdition, edition_id)
    if row is None or not actor.may(Permission.PLAN_READ):
        raise NotVisible
    return row, _statements(edition_id)


def assessments_page(actor: Actor, number: int) -> Page[AssessmentLine]:
    """A page of the assessments, the latest first."""
    found = visible_to(actor).order_by(SelfAssessment.assessed_on.desc(), SelfAssessment.id.desc())
    page = page_of(found, number)
    names = names_of({row.force_id for row in page.items})
    titles = _titles({row.edition_id for row in page.items})
    rated = _rated_counts([row.id for row in page.items])
    lines = [
        AssessmentLine(row, names[row.force_id], titles[row.edition_id], rated.get(row.id, 0)) for row in page.items
    ]
    return Page(lines, page.page, page.total, page.size)


def row_of(actor: Actor, assessment_id: UUID) -> SelfAssessment:
    """The row of an assessment; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(SelfAssessment.id == assessment_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def assessment(actor: Actor, assessment_id: UUID) -> Assessment:
    """One assessment with every statement of its edition; NotVisible when there is none for this actor."""
    row = row_of(actor, assessment_id)
    of_edition, statements = edition(actor, row.edition_id)
    said = _said([row.id])
    rated = [Rated(each, said.get((row.id, each.id))) for each in statements]
    return Assessment(row, names_of({row.force_id})[row.force_id], of_edition, rated)


def statement(actor: Actor, assessment_id: UUID, statement_id: UUID) -> tuple[Assessment, Rated]:
    """One statement of an assessment; NotVisible when it is none of its edition."""
    whole = assessment(actor, assessment_id)
    found = next((each for each in whole.statements if each.statement.id == statement_id), None)
    if found is None:
        raise NotVisible
    return whole, found


def forces(actor: Actor) -> list[Agency]:
    """The police forces that this actor may write an assessment for."""
    police = agencies_of_kinds([AgencyKind.POLICE])
    return [each for each in police if each.active and not rules.force_may_be_assessed(actor, each.id, each.kind)]


def compared(actor: Actor, edition_id: UUID) -> list[Compared]:
    """Each force's shared ratings of one edition side by side, at most the latest six, with how each moved."""
    _, statements = edition(actor, edition_id)
    shared = visible_to(actor).where(
        SelfAssessment.edition_id == edition_id, SelfAssessment.state == AssessmentState.SHARED
    )
    rows = list(current_session().scalars(shared.order_by(SelfAssessment.assessed_on)))
    names, said = names_of({row.force_id for row in rows}), _said([row.id for row in rows])
    by_force: dict[UUID, list[SelfAssessment]] = {}
    for row in rows:
        by_force.setdefault(row.force_id, []).append(row)
    return [
        Compared(names[force_id], theirs[-COMPARED:], [(each, _moves(theirs[-COMPARED:], each, said))
                                                       for each in statements])
        for force_id, theirs in sorted(by_force.items(), key=lambda pair: names[pair[0]])
    ]  # fmt: skip


def _moves(
    theirs: Sequence[SelfAssessment], statement: GuidanceStatement,
    said: Mapping[tuple[UUID, UUID], AssessedStatement],
) -> list[tuple[Rating | None, str]]:  # fmt: skip
    found = [said.get((row.id, statement.id)) for row in theirs]
    ratings = [each.rating if each else None for each in found]
    return [(now, rules.moved(before, now)) for before, now in zip([None, *ratings], ratings, strict=False)]


def _statements(edition_id: UUID) -> list[GuidanceStatement]:
    found = select(GuidanceStatement).where(GuidanceStatement.edition_id == edition_id)
    return list(current_session().scalars(found.order_by(GuidanceStatement.number)))


def _said(assessment_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], AssessedStatement]:
    found = select(AssessedStatement).where(AssessedStatement.assessment_id.in_(assessment_ids))
    return {(row.assessment_id, row.statement_id): row for row in current_session().scalars(found)}


def _titles(edition_ids: set[UUID]) -> dict[UUID, str]:
    found = select(GuidanceEdition.id, GuidanceEdition.title).where(GuidanceEdition.id.in_(edition_ids))
    return {key: title for key, title in current_session().execute(found)}


def _rated_counts(assessment_ids: Sequence[UUID]) -> dict[UUID, int]:
    found = select(AssessedStatement.assessment_id, func.count()).where(
        AssessedStatement.assessment_id.in_(assessment_ids)
    )
    rows = current_session().execute(found.group_by(AssessedStatement.assessment_id))
    return {key: number for key, number in rows}
