"""Writes of the self-assessment: an edition, an assessment, a rating, and sharing it with the forum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan.logs import assessment_queries as queries
from actionplan.logs import assessment_rules as rules
from actionplan.logs.kinds import AssessmentState, Rating
from actionplan.logs.models import AssessedStatement, GuidanceEdition, GuidanceStatement, SelfAssessment
from agencies.models import Agency
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "self-assessment"
CHANGED = "Somebody changed this while you were writing. Both texts are below; nothing is lost."


def add_edition(*, actor: Actor, title: str, dated: date, source: str, statements: Sequence[str]) -> UUID:
    """Add an edition of the guidance, with its statements in order. Earlier editions stay as they are.

    Refuses any but the coordinator, an edition that is here already, and one without statements.
    """
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot add an edition.", instead="Ask the forum coordinator.")
    code = rules.code_of(title)
    known = set(current_session().scalars(select(GuidanceEdition.code)))
    _unless(rules.edition_may_be_added(code, known, statements))
    row = GuidanceEdition(id=uuid7(), code=code, title=title.strip(), dated=dated, source=source.strip())
    current_session().add(row)
    current_session().flush()
    current_session().add_all(
        GuidanceStatement(edition_id=row.id, number=number, words=words) for number, words in enumerate(statements, 1)
    )
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="guidance edition", row_id=row.id)
    return row.id


def begin_assessment(
    *, actor: Actor, force_id: UUID, edition_id: UUID, assessed_on: date, scope: str, answer: LeakAnswer | None = None
) -> UUID:
    """Begin a force's account of itself against one edition. Returns its id; it is a draft until it is shared.

    Refuses another force's representative, a day that has not come, and a second one of the same day.
    """
    force = current_session().get(Agency, force_id)
    if force is None:
        raise NotVisible
    _unless(rules.force_may_be_assessed(actor, force_id, force.kind))
    queries.edition(actor, edition_id)
    days = select(SelfAssessment.assessed_on).where(
        SelfAssessment.force_id == force_id, SelfAssessment.edition_id == edition_id
    )
    _unless(rules.assessment_may_begin(assessed_on, clock.today(), set(current_session().scalars(days))))
    row_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=row_id, texts={"scope": scope.strip()}, answer=answer)
    row = SelfAssessment(
        id=row_id, force_id=force_id, edition_id=edition_id, assessed_on=assessed_on, scope=scope.strip(),
        state=AssessmentState.DRAFT, recorded_by_id=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    _add(row, "Somebody began one of that day just now. Open it and go on there.")
    audit.record(actor=actor, verb="began", kind=KIND, row_id=row_id)
    return row_id


def rate_statement(
    *, actor: Actor, assessment_id: UUID, statement_id: UUID, version: int, rating: Rating, evidence: str,
    voice: str = "", next_step: str = "", answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Say how far the force is with one statement, what shows it, what people who sex work say, and what is next.

    `version` is that of the rating as read, 0 for a first one. Refuses what was shared; Clash when it was rated since.
    """
    whole, found = queries.statement(actor, assessment_id, statement_id)
    _may_write(actor, whole.row)
    _unless(rules.statement_may_be_rated(whole.row.state, rating, evidence, next_step))
    values = {
        "rating": rating, "evidence": evidence.strip(), "voice": voice.strip(), "next_step": next_step.strip(),
    }  # fmt: skip
    row_id = found.said.id if found.said else uuid7()
    texts = {name: value for name, value in values.items() if name != "rating"}
    settle(actor=actor, kind=KIND, row_id=assessment_id, texts=texts, answer=answer)
    if found.said is None:
        if version:
            raise Clash(CHANGED)
        row = AssessedStatement(id=row_id, assessment_id=assessment_id, statement_id=statement_id, **values)
        _add(row, CHANGED)
    else:
        _store(found.said, version, values)
    audit.record(actor=actor, verb="rated", kind=KIND, row_id=assessment_id, fields=sorted(values))


def share_assessment(*, actor: Actor, assessment_id: UUID, version: int) -> None:
    """Share an assessment with the forum; from then on it stays as it is. Refuses while a statement is not rated."""
    whole = queries.assessment(actor, assessment_id)
    _may_write(actor, whole.row)
    _unless(rules.assessment_may_be_shared(whole.row.state, len(whole.statements), whole.rated))
    shared = current_session().execute(
        update(SelfAssessment)
        .where(SelfAssessment.id == assessment_id, SelfAssessment.version == version)
        .where(SelfAssessment.state == AssessmentState.DRAFT)
        .values(state=AssessmentState.SHARED, shared_at=clock.now(), version=version + 1)
        .returning(SelfAssessment.id)
    )
    if shared.first() is None:
        raise Clash(CHANGED)
    audit.record(actor=actor, verb="shared", kind=KIND, row_id=assessment_id)


def _add(row: object, words: str) -> None:
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:
        raise Clash(words) from None


def _store(row: AssessedStatement, version: int, values: Mapping[str, object]) -> None:
    changed = current_session().execute(
        update(AssessedStatement)
        .where(AssessedStatement.id == row.id, AssessedStatement.version == version)
        .values(**values, version=version + 1)
        .returning(AssessedStatement.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)


def _may_write(actor: Actor, row: SelfAssessment) -> None:
    force = current_session().get_one(Agency, row.force_id)
    _unless(rules.force_may_be_assessed(actor, row.force_id, force.kind))


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
