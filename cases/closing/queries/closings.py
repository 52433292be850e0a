"""Reads of closings: how a case is being closed or was, and what the agency asks and keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from cases.closing import catalogue, rules
from cases.closing.catalogue import Item, RecordType
from cases.closing.models import Closing, ClosingState, KeepingSettings, Retention
from cases.closing.rules import Said, Told
from cases.models import Case
from core import clock
from core.actor import Actor
from core.crypto.fields import unpacked
from core.scoping import belongs_to, current_session
from people import queries as people_queries


@dataclass(frozen=True, slots=True)
class Keeping:
    """An agency's schedule and checklist; version 0 when nothing was changed."""

    schedule: Mapping[str, RecordType]
    checklist: tuple[Item, ...]
    version: int


def settings_row(actor: Actor) -> KeepingSettings | None:
    """What the agency changed of the reference data; None when nothing."""
    found = select(KeepingSettings).where(belongs_to(actor, KeepingSettings))
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def keeping_of(actor: Actor) -> Keeping:
    """The agency's retention schedule and closing checklist."""
    row = settings_row(actor)
    return Keeping(
        catalogue.schedule(row.schedule if row else None), catalogue.checklist(row.checklist if row else None),
        row.version if row else 0,
    )  # fmt: skip


def closing_of(actor: Actor, case: Case) -> Closing | None:
    """The latest closing of a case, whether written, closed or given up; None when it never began to close."""
    found = select(Closing).where(belongs_to(actor, Closing), Closing.case_id == case.id)
    newest = found.order_by(Closing.begun_at.desc(), Closing.id.desc()).limit(1)
    return current_session().scalars(newest.execution_options(populate_existing=True)).one_or_none()


def written(actor: Actor, case: Case) -> Closing | None:
    """The closing that is being written; None when the case is not closing."""
    row = closing_of(actor, case)
    return row if row is not None and row.state is ClosingState.WRITING else None


def recent(actor: Actor, case: Case, most: int) -> list[Closing]:
    """The latest closings of a case: it may have been closed before and reopened."""
    found = select(Closing).where(belongs_to(actor, Closing), Closing.case_id == case.id)
    return list(current_session().scalars(found.order_by(Closing.begun_at.desc()).limit(most)))


def answers_of(row: Closing) -> dict[str, Told]:
    """The checklist as it was answered; nothing when nothing was, or it was erased."""
    kept = unpacked(row.answers) or {}
    return {code: Told(Said(each["said"]) if each["said"] else None, each["words"]) for code, each in kept.items()}


def retention_of(actor: Actor, case: Case) -> Retention | None:
    """How long the record of a case is kept; None when its clock never started."""
    found = select(Retention).where(belongs_to(actor, Retention), Retention.case_id == case.id)
    return current_session().scalars(found).one_or_none()


def born_on(actor: Actor, person_id: UUID) -> date | None:
    """When someone was born, when they told us."""
    row = people_queries.identity(actor, person_id)
    try:
        return date.fromisoformat(row.birth_date) if row and row.birth_date else None
    except ValueError:
        return None


def likely_record_type(actor: Actor, case: Case) -> str:
    """The kind of record that a case most likely is."""
    born = born_on(actor, case.person_id)
    age = rules.age_on(born, clock.london(case.opened_at).date()) if born else None
    return rules.record_type_of(case.kind, age)
