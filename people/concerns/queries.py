"""Reads of child safeguarding concerns. Managers and the data protection lead see all; others those they raised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.concerns.models import CheckAnswer, ChildConcern, ConcernAbout, ConcernNote, ConcernOutcome, ConcernState
from people.concerns.rules import ABOUT_WORDS, STATE_WORDS
from people.queries.matching import in_same_person
from people.queries.names import worker_names

SEES_ALL = (Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD)
LEFT = "Somebody who left"


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One row of the list: enough to know what to do next."""

    id: UUID
    reference: str
    who: str
    about: str
    state: str
    is_open: bool
    danger: bool
    raised_at: datetime
    raised_by: str
    awaits_check: bool
    awaits_telling: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Something that was written later."""

    words: str
    by_name: str
    at: datetime


def visible_to(actor: Actor) -> Select[ChildConcern]:
    """The concerns that the actor may open: all of the agency's for a manager or the data protection lead, else own."""
    found = select(ChildConcern).where(belongs_to(actor, ChildConcern))
    return found if actor.may(*SEES_ALL) else found.where(ChildConcern.raised_by == actor.user_id)


def concern(actor: Actor, concern_id: UUID) -> ChildConcern:
    """One concern as it stands now; NotVisible when there is none for this actor. The read is audited."""
    found = peek(actor, concern_id)
    audit.record(actor=actor, verb="read", kind="child concern", row_id=found.id, subject_id=found.about_person_id)
    return found


def peek(actor: Actor, concern_id: UUID) -> ChildConcern:
    """A concern without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(ChildConcern.id == concern_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.id])
    return row


def concerns_page(actor: Actor, number: int, *, closed: bool = False) -> Page[ConcernLine]:
    """A page of open concerns, immediate danger first and then the longest waiting; or of closed ones, latest first."""
    found = visible_to(actor)
    if closed:
        found = found.where(ChildConcern.state == ConcernState.CLOSED).order_by(ChildConcern.raised_at.desc())
    else:
        found = found.where(ChildConcern.state != ConcernState.CLOSED)
        found = found.order_by(ChildConcern.danger.desc(), ChildConcern.raised_at)
    page: Page[ChildConcern] = page_of(found.order_by(ChildConcern.id), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def concerns_about(actor: Actor, person_id: UUID) -> list[ConcernLine]:
    """The concerns that hang on a person or a record linked to them, of those the actor may open, latest first."""
    found = visible_to(actor).where(in_same_person(actor, ChildConcern.about_person_id, person_id))
    return _lines(actor, list(current_session().scalars(found.order_by(ChildConcern.raised_at.desc()).limit(20))))


def waiting_concerns(actor: Actor) -> list[ConcernLine]:
    """What somebody must do now: for a manager the concerns to check, for all those that nobody has been told of."""
    found = visible_to(actor).where(ChildConcern.state.in_([ConcernState.RAISED, ConcernState.CHECKED]))
    lines = _lines(actor, list(current_session().scalars(found.order_by(ChildConcern.raised_at).limit(20))))
    mine = {each.id for each in lines if each.awaits_telling or (each.awaits_check and actor.may(*SEES_ALL))}
    return [each for each in lines if each.id in mine]


def is_child(actor: Actor, person_id: UUID) -> bool:
    """Whether a concern stands that says a person is under 18 themself, on any of their linked records.

    Asked when a case is opened, whoever may read the concern: it says no more than the age band would.
    """
    found = (
        select(ChildConcern.id)
        .where(belongs_to(actor, ChildConcern), in_same_person(actor, ChildConcern.about_person_id, person_id))
        .where(ChildConcern.about == ConcernAbout.PERSON)
        .where(ChildConcern.outcome.is_(None) | (ChildConcern.outcome != ConcernOutcome.ADULT))
    )
    return current_session().scalar(found.limit(1)) is not None


def notes_of(actor: Actor, row: ChildConcern) -> list[NoteLine]:
    """What was written into a concern later, the earliest first. Takes a concern that the actor has opened."""
    found = select(ConcernNote).where(belongs_to(actor, ConcernNote), ConcernNote.concern_id == row.id)
    notes = list(current_session().scalars(found.order_by(ConcernNote.written_at, ConcernNote.id)))
    names = worker_names(actor, {note.written_by for note in notes})
    return [NoteLine(note.words or "", names.get(note.written_by, LEFT), note.written_at) for note in notes]


def names_in(actor: Actor, row: ChildConcern) -> dict[UUID | None, str]:
    """The names of the workers who raised, checked, told and closed a concern."""
    ids: Iterable[UUID | None] = (row.raised_by, row.checked_by, row.told_by, row.closed_by)
    known = worker_names(actor, {each for each in ids if each is not None})
    return {each: known.get(each, LEFT) for each in ids if each is not None}


def _lines(actor: Actor, rows: Sequence[ChildConcern]) -> list[ConcernLine]:
    if not rows:
        return []
    load_keys(actor.agency_id, [row.id for row in rows])
    names = worker_names(actor, {row.raised_by for row in rows})
    return [_line(row, names.get(row.raised_by, LEFT)) for row in rows]


def _line(row: ChildConcern, raised_by: str) -> ConcernLine:
    may_tell = row.danger or row.about is ConcernAbout.PERSON or row.check_answer is CheckAnswer.TELL
    untold = row.state in (ConcernState.RAISED, ConcernState.CHECKED) and row.check_answer is not CheckAnswer.KEEP
    return ConcernLine(
        row.id, row.reference, row.who or "", ABOUT_WORDS[row.about], STATE_WORDS[row.state],
        row.state is not ConcernState.CLOSED, row.danger, row.raised_at, raised_by,
        row.checked_at is None and row.state is not ConcernState.CLOSED, untold and may_tell,
    )  # fmt: skip
