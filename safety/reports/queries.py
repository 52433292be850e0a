"""Reads of incident reports. Whoever took one sees it, the team of its case, and those who release; nobody else.

Other rooms of safety start from here: `report`, `visible_to`, `standing_scopes`, `scope_stands`, `descriptors`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from agencies.permissions import Permission
from cases import queries as cases
from cases.models import Case
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people import queries as people
from safety.reports import rules
from safety.reports.models import IncidentReport, ReportAddition, ReportDescriptor, ReportEdition, ScopeAnswer
from safety.vocabulary import DESCRIPTOR_WORDS, Scope

LEFT = "Somebody who left"
TAKERS = (Permission.REPORT_TAKE, Permission.REPORT_RELEASE)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one scope, as it is read."""

    scope: Scope
    number: int
    answer: bool
    how: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """Words that came later; `own` when they are the person's."""

    words: str
    own: bool
    by_name: str
    at: datetime


def visible_to(actor: Actor) -> Select[IncidentReport]:
    """The reports that the actor may open: their own, those of their cases, and all for those who release.

    Nobody opens a report about a person whom they are kept away from. An erased report is opened by nobody.
    """
    mine = belongs_to(actor, IncidentReport)
    found = select(IncidentReport).where(mine, people.not_excluded(actor, IncidentReport.person_id))
    found = found.where(IncidentReport.erased_at.is_(None))
    if actor.may(Permission.REPORT_RELEASE):
        return found
    if not actor.may(Permission.REPORT_TAKE):
        return found.where(IncidentReport.id.is_(None))
    return found.where(or_(IncidentReport.taken_by == actor.user_id, _of_their_cases(actor)))


def _of_their_cases(actor: Actor) -> ColumnElement[bool]:
    return IncidentReport.case_id.in_(cases.visible_to(actor).with_only_columns(Case.id))


def report(actor: Actor, report_id: UUID) -> IncidentReport:
    """One report as it stands now; NotVisible when there is none for this actor. The read is audited."""
    found = peek(actor, report_id)
    audit.record(actor=actor, verb="read", kind="incident report", row_id=found.id, subject_id=found.person_id)
    return found


def peek(actor: Actor, report_id: UUID) -> IncidentReport:
    """A report without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(IncidentReport.id == report_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.id])
    return row


def where_stands(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """The criterion that a scope stands, for statements over IncidentReport: its latest answer is a yes."""
    later = aliased(ScopeAnswer)
    after = select(later.id).where(
        belongs_to(actor, later), later.report_id == ScopeAnswer.report_id, later.scope == ScopeAnswer.scope,
        later.number > ScopeAnswer.number,
    )  # fmt: skip
    said_yes = select(ScopeAnswer.id).where(
        belongs_to(actor, ScopeAnswer), ScopeAnswer.report_id == IncidentReport.id, ScopeAnswer.scope == scope,
        ScopeAnswer.answer.is_(True), ~after.exists(),
    )  # fmt: skip
    return and_(said_yes.exists(), IncidentReport.erased_at.is_(None))


def scope_stands(actor: Actor, report_id: UUID, scope: Scope) -> bool:
    """Whether the latest answer to a scope is a yes, for a report that the actor may open."""
    return scope in standing_scopes(actor, [report_id]).get(report_id, frozenset())


def standing_scopes(actor: Actor, report_ids: Iterable[UUID]) -> dict[UUID, frozenset[Scope]]:
    """Report id to the scopes that stand, by one query; a report that the actor may not open is left out."""
    ids = list(report_ids)
    answers = answers_of(actor, ids)
    seen = current_session().scalars(
        visible_to(actor).where(IncidentReport.id.in_(ids)).with_only_columns(IncidentReport.id)
    )
    return {
        report_id: frozenset(scope for scope, said in answers.get(report_id, {}).items() if said) for report_id in seen
    }


def answers_of(actor: Actor, report_ids: Iterable[UUID]) -> dict[UUID, dict[Scope, bool]]:
    """Report id to what stands for each scope that was asked: True or False; a scope that is missing was not asked."""
    found = select(ScopeAnswer.report_id, ScopeAnswer.scope, ScopeAnswer.number, ScopeAnswer.answer)
    found = found.where(belongs_to(actor, ScopeAnswer), ScopeAnswer.report_id.in_(list(report_ids)))
    answers: dict[UUID, list[tuple[Scope, int, bool]]] = {}
    for report_id, scope, number, answer in current_session().execute(found):
        answers.setdefault(report_id, []).append((scope, number, answer))
    return {report_id: rules.standing(each) for report_id, each in answers.items()}


def descriptors(actor: Actor, report_id: UUID) -> list[ReportDescriptor]:
    """What was noticed of whoever did it, in the order of kinds; empty when the actor may not open the report."""
    seen = visible_to(actor).where(IncidentReport.id == report_id).with_only_columns(IncidentReport.id)
    found = select(ReportDescriptor).where(belongs_to(actor, ReportDescriptor), ReportDescriptor.report_id.in_(seen))
    load_keys(actor.agency_id, [report_id])
    rows = current_session().scalars(found.order_by(ReportDescriptor.written_at, ReportDescriptor.id))
    order = list(DESCRIPTOR_WORDS)
    return sorted(rows, key=lambda row: order.index(row.kind))


def history_of(actor: Actor, row: IncidentReport) -> dict[Scope, list[Answered]]:
    """Every answer to every scope of a report that the actor has opened, the latest first."""
    found = select(ScopeAnswer).where(belongs_to(actor, ScopeAnswer), ScopeAnswer.report_id == row.id)
    rows = list(current_session().scalars(found.order_by(ScopeAnswer.number.desc())))
    names = cases.worker_names(actor, [each.answered_by for each in rows if each.answered_by])
    told: dict[Scope, list[Answered]] = {scope: [] for scope in Scope}
    for each in rows:
        name = names.get(each.answered_by, LEFT) if each.answered_by else ""
        told[each.scope].append(
            Answered(each.scope, each.number, each.answer, rules.ALL_HOW_WORDS[each.how], name, each.answered_at)
        )
    return told


def additions_of(actor: Actor, row: IncidentReport) -> list[Added]:
    """Words that came after a report that the actor has opened, the earliest first."""
    found = select(ReportAddition).where(belongs_to(actor, ReportAddition), ReportAddition.report_id == row.id)
    rows = list(current_session().scalars(found.order_by(ReportAddition.written_at, ReportAddition.id)))
    names = cases.worker_names(actor, [each.written_by for each in rows if each.written_by])
    return [
        Added(
            each.words or "",
            each.own_words,
            names.get(each.written_by, LEFT) if each.written_by else "",
            each.written_at,
        )
        for each in rows
    ]


def editions_of(actor: Actor, row: IncidentReport) -> list[ReportEdition]:
    """What a report that the actor has opened said before it was changed, the latest first."""
    found = select(ReportEdition).where(belongs_to(actor, ReportEdition), ReportEdition.report_id == row.id)
    return list(current_session().scalars(found.order_by(ReportEdition.number.desc())))


def count_descriptors(actor: Actor, report_id: UUID) -> int:
    """How many things were noticed in a report."""
    found = select(func.count(ReportDescriptor.id))
    found = found.where(belongs_to(actor, ReportDescriptor), ReportDescriptor.report_id == report_id)
    return current_session().scalar(found) or 0


def names_in(actor: Actor, rows: Sequence[IncidentReport]) -> dict[UUID | None, str]:
    """The names of the workers who took, read and closed reports, in one query."""
    ids = {each for row in rows for each in (row.taken_by, row.read_by, row.closed_by) if each is not None}
    known = cases.worker_names(actor, ids)
    return {each: known.get(each, LEFT) for each in ids}
