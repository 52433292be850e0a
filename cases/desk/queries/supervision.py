"""Reads of supervision: for those who hold CASE_SUPERVISE alone, whoever else may open the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from agencies.permissions import Permission
from cases import queries as case_queries
from cases.desk.models import SupervisionNote
from cases.models import Case
from cases.reading import legible
from core import audit
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of supervision in words. A note that was corrected stays, with the note that corrects it."""

    id: UUID
    held_on: date
    worker: str
    words: str
    agreed: str
    next_on: date | None
    written_by: str
    written_at: datetime
    corrects: UUID | None
    corrected_by: UUID | None


def supervision_of(actor: Actor, case: Case, most: int = 200) -> list[NoteRow]:
    """The notes of supervision of a case that the actor has opened, the latest first; NotVisible for others.

    The read is audited by itself.
    """
    _refuse_others(actor)
    found = select(SupervisionNote).where(belongs_to(actor, SupervisionNote), SupervisionNote.case_id == case.id)
    newest = found.order_by(SupervisionNote.written_at.desc(), SupervisionNote.id.desc()).limit(most)
    rows = list(current_session().scalars(newest))
    names = case_queries.worker_names(actor, {user for row in rows for user in (row.worker_id, row.written_by)})
    later = {row.corrects_id: row.id for row in rows if row.corrects_id}
    audit.record(actor=actor, verb="read", kind="supervision", row_id=case.id, subject_id=case.person_id)
    return [_row(row, names, later.get(row.id)) for row in rows]


def supervision_note(actor: Actor, case: Case, note_id: UUID) -> SupervisionNote:
    """One note of a case that the actor has opened; NotVisible when there is none for them."""
    _refuse_others(actor)
    found = select(SupervisionNote).where(belongs_to(actor, SupervisionNote), SupervisionNote.case_id == case.id)
    row = current_session().scalars(found.where(SupervisionNote.id == note_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def words_of(row: SupervisionNote) -> dict[str, Any]:
    """What a note says, to begin its correction from."""
    return {
        "held_on": row.held_on, "words": legible(row, "words"), "agreed": legible(row, "agreed"),
        "next_on": row.next_on,
    }  # fmt: skip


def is_corrected(actor: Actor, row: SupervisionNote) -> bool:
    """Whether a later note corrects this one."""
    found = select(SupervisionNote.id).where(belongs_to(actor, SupervisionNote), SupervisionNote.corrects_id == row.id)
    return current_session().scalar(found.limit(1)) is not None


def next_supervisions(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Case id to the day of the next supervision, as the latest note says; one statement, nothing for others."""
    if not actor.may(Permission.CASE_SUPERVISE):
        return {}
    latest = (
        select(SupervisionNote.case_id, func.max(SupervisionNote.written_at).label("at"))
        .where(belongs_to(actor, SupervisionNote), SupervisionNote.case_id.in_(list(case_ids)))
        .group_by(SupervisionNote.case_id)
        .subquery()
    )
    rows = current_session().execute(
        select(SupervisionNote.case_id, SupervisionNote.next_on)
        .join(latest, (latest.c.case_id == SupervisionNote.case_id) & (latest.c.at == SupervisionNote.written_at))
        .where(belongs_to(actor, SupervisionNote), SupervisionNote.next_on.is_not(None))
    )
    return {case_id: day for case_id, day in rows if day is not None}


def _refuse_others(actor: Actor) -> None:
    if not actor.may(Permission.CASE_SUPERVISE):
        raise NotVisible


def _row(row: SupervisionNote, names: dict[UUID, str], corrected_by: UUID | None) -> NoteRow:
    return NoteRow(
        id=row.id, held_on=row.held_on, worker=names.get(row.worker_id, "Left"), words=legible(row, "words"),
        agreed=legible(row, "agreed"), next_on=row.next_on, written_by=names.get(row.written_by, "Left"),
        written_at=row.written_at, corrects=row.corrects_id, corrected_by=corrected_by,
    )  # fmt: skip
