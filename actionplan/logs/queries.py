"""Reads of the logs: a log's page, one entry, figures, what is due. Shared by the forum's members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from actionplan.logs import shape, words
from actionplan.logs.kinds import Log
from actionplan.logs.models import (
    EnforcementPlan,
    EnforcementStep,
    PolicyEntry,
    ResearchEntry,
    ResourceEntry,
    SignUp,
    TrainingEntry,
)
from actionplan.models import Commitment
from agencies.permissions import Permission
from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.tables import Cell

MODELS: Mapping[Log, Any] = {
    Log.POLICY: PolicyEntry,
    Log.RESEARCH: ResearchEntry,
    Log.TRAINING: TrainingEntry,
    Log.RESOURCES: ResourceEntry,
    Log.ENFORCEMENT: EnforcementPlan,
    Log.JOINING: SignUp,
}
MOST_EXPORTED = 5_000
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader asked a log for: words in the title, stages, their own agency's, and what was taken off."""

    words: str = ""
    stages: tuple[str, ...] = ()
    ours: bool = False
    taken_off: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in its list."""

    row: Any
    owner: str
    face: shape.Face


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry whole: its row, who keeps it, the commitment it serves, and its facts and texts in words."""

    row: Any
    owner: str
    commitment: tuple[str, str] | None
    face: shape.Face
    facts: list[tuple[str, str]]
    texts: list[tuple[str, str]]


def visible_to(actor: Actor, log: Log) -> Select[Any]:
    """The entries of a log, for those who read the plan; nobody else sees any."""
    found = select(MODELS[log])
    return found if actor.may(Permission.PLAN_READ) else found.where(MODELS[log].id.is_(None))


def log_page(actor: Actor, log: Log, sought: Sought, number: int) -> Page[Line]:
    """A page of a log, narrowed; four statements whatever its length."""
    page = page_of(_ordered(log, _narrowed(actor, log, sought)), number)
    names, today = names_of({row.owner_agency_id for row in page.items}), clock.today()
    lines = [Line(row, names[row.owner_agency_id], shape.face(log, row, today)) for row in page.items]
    return Page(lines, page.page, page.total, page.size)


def row_of(actor: Actor, log: Log, entry_id: UUID) -> Any:
    """The row of an entry; NotVisible when there is none in this log for this actor."""
    row = current_session().scalars(visible_to(actor, log).where(MODELS[log].id == entry_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def entry(actor: Actor, log: Log, entry_id: UUID) -> Entry:
    """One entry; NotVisible when there is none in this log for this actor."""
    row = row_of(actor, log, entry_id)
    facts = [(label, shape.said(value)) for label, value in shape.facts(log, row)]
    return Entry(
        row, names_of({row.owner_agency_id})[row.owner_agency_id], _commitment(row.commitment_id),
        shape.face(log, row, clock.today()), [fact for fact in facts if fact[1]],
        [text for text in shape.texts(log, row) if text[1]],
    )  # fmt: skip


def steps_of(actor: Actor, plan_id: UUID) -> list[EnforcementStep]:
    """The steps of an operation, the latest first."""
    row_of(actor, Log.ENFORCEMENT, plan_id)
    found = select(EnforcementStep).where(EnforcementStep.plan_id == plan_id)
    return list(current_session().scalars(found.order_by(EnforcementStep.at.desc(), EnforcementStep.id.desc())))


def counts(actor: Actor) -> dict[Log, int]:
    """How many entries each log has."""
    return {log: _count(visible_to(actor, log).where(MODELS[log].taken_off_at.is_(None))) for log in Log}


def kept_between(actor: Actor, log: Log, start: date, end: date, limit: int = 100) -> list[Line]:
    """The entries of a log that were written between two days, for a review of the year; the latest first."""
    model = MODELS[log]
    found = visible_to(actor, log).where(
        model.taken_off_at.is_(None), model.recorded_at >= _dawn(start), model.recorded_at < _dawn(end + DAY)
    )
    rows = list(current_session().scalars(found.order_by(model.recorded_at.desc(), model.id).limit(limit)))
    names, today = names_of({row.owner_agency_id for row in rows}), clock.today()
    return [Line(row, names[row.owner_agency_id], shape.face(log, row, today)) for row in rows]


def export_rows(actor: Actor, log: Log) -> tuple[list[str], Iterable[Sequence[Cell]]]:
    """A log as a table: headings and rows, at most 5,000, without what was taken off."""
    standing = visible_to(actor, log).where(MODELS[log].taken_off_at.is_(None))
    rows = list(current_session().scalars(_ordered(log, standing).limit(MOST_EXPORTED)))
    names = names_of({row.owner_agency_id for row in rows})
    headings = ["Title", "Kept by", *shape.labels(log)]
    return headings, ([row.title, names[row.owner_agency_id], *_cells(log, row)] for row in rows)


def _dawn(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LONDON)


def _cells(log: Log, row: Any) -> list[Cell]:
    return [*(value for _, value in shape.facts(log, row)), *(text for _, text in shape.texts(log, row))]


def _narrowed(actor: Actor, log: Log, sought: Sought) -> Select[Any]:
    model = MODELS[log]
    found = visible_to(actor, log).where(
        model.taken_off_at.is_not(None) if sought.taken_off else model.taken_off_at.is_(None)
    )
    field, known = words.NARROWED_BY[log]
    stages = [code for code in known if code in sought.stages]
    if stages:
        found = found.where(getattr(model, field).in_(stages))
    if sought.ours:
        found = found.where(model.owner_agency_id == actor.agency_id)
    if sought.words.strip():
        found = found.where(model.title.icontains(sought.words.strip(), autoescape=True))
    return found


def _ordered(log: Log, found: Select[Any]) -> Select[Any]:
    order: Mapping[Log, tuple[Any, ...]] = {
        Log.TRAINING: (TrainingEntry.held_on.desc(),),
        Log.ENFORCEMENT: (EnforcementPlan.begins_on.desc(),),
        Log.RESOURCES: (ResourceEntry.ends_on.is_(None), ResourceEntry.ends_on.desc()),
        Log.JOINING: (SignUp.title,),
    }
    model = MODELS[log]
    return found.order_by(*order.get(log, (model.recorded_at.desc(),)), model.id)


def _commitment(commitment_id: UUID | None) -> tuple[str, str] | None:
    row = current_session().get(Commitment, commitment_id) if commitment_id else None
    return (row.code, row.words) if row else None


def _count(found: Select[Any]) -> int:
    return current_session().scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
