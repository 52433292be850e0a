"""Reads of the check: words that everybody knows, what stayed, and what was said of it. Nobody's records are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from agencies import queries as agencies
from agencies.models import Agency, User
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from directory.models import Organisation, Service
from people.leaks.models import LeakKind, LeakMending, LeakNote, LeakVerdict, LeakVerdictKind


class Standing(StrEnum):
    """How far the answer to words that stayed has come."""

    WAITING = "waiting"
    OUT = "out"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """Words that stayed, with what was said of them and what came of it."""

    note: LeakNote
    agency: str
    verdict: LeakVerdict | None
    mending: LeakMending | None

    @property
    def words(self) -> str:
        """What stayed; what is out of the text is not repeated."""
        return self.note.found or "Words taken out"

    @property
    def standing(self) -> Standing:
        """Waiting for an answer, to come out, or settled."""
        if self.verdict is None:
            return Standing.WAITING
        to_come_out = self.verdict.verdict is LeakVerdictKind.TAKE_OUT and self.mending is None
        return Standing.OUT if to_come_out else Standing.DONE


def visible_to(actor: Actor) -> Select[LeakNote]:
    """What stayed in shared texts: all of it for those who run the forum, one's own for everybody else."""
    found = select(LeakNote)
    return found if actor.may(Permission.MEETING_WRITE) else found.where(LeakNote.by_user_id == actor.user_id)


def known_phrases() -> tuple[str, ...]:
    """Names that may stand in any text: of agencies, whole and short, and of organisations and services."""
    session = current_session()
    rows = session.execute(select(Agency.name, Agency.code, Agency.aliases)).all()
    listed = [*session.scalars(select(Organisation.name)), *session.scalars(select(Service.name))]
    return (*listed, *(word for name, code, aliases in rows for word in (name, code, *(aliases or ()))))


def officers() -> tuple[str, ...]:
    """The names of those who take part in the forum: minutes name them."""
    found = select(User.name).where(User.id.in_(agencies.holders(Permission.MEETING_READ)))
    return tuple(current_session().scalars(found))


def answered(kind: str, row_id: UUID) -> frozenset[tuple[LeakKind, str]]:
    """What was answered for a text before, by kind and words; not what has to come out."""
    found = select(LeakNote.finding, LeakNote.found, LeakNote.id.in_(_verdicts(LeakVerdictKind.TAKE_OUT))).where(
        LeakNote.kind == kind, LeakNote.row_id == row_id, LeakNote.found != ""
    )
    rows = current_session().execute(found.order_by(LeakNote.at, LeakNote.id)).all()
    standing = {(finding, words.casefold()): not gone for finding, words, gone in rows}
    return frozenset(key for key, stands in standing.items() if stands)


def same_place(note: LeakNote) -> list[LeakNote]:
    """What was let stand in the same part of the same text, at any time, this note included."""
    found = select(LeakNote).where(
        LeakNote.kind == note.kind, LeakNote.row_id == note.row_id, LeakNote.field == note.field
    )
    return list(current_session().scalars(found))


def wanted_out(kind: str, row_id: UUID, fields: Collection[str]) -> list[LeakNote]:
    """The words of a text that have to come out, in these fields of it, and have not yet."""
    found = select(LeakNote).where(LeakNote.kind == kind, LeakNote.row_id == row_id, LeakNote.field.in_(list(fields)))
    return list(current_session().scalars(found.where(*_to_come_out())))


def told(actor: Actor) -> list[tuple[UUID, str]]:
    """Whom to tell that words stayed, with their agencies: the coordinators; the chair, when a coordinator wrote it."""
    wanted = Permission.MEETING_CHAIR if actor.may(Permission.PLAN_WRITE) else Permission.PLAN_WRITE
    found = select(User.agency_id, User.email).where(User.active, User.id.in_(agencies.holders(wanted)))
    rows = current_session().execute(found.where(User.id != actor.user_id).order_by(User.email))
    return [(agency_id, address) for agency_id, address in rows]


def notes_page(actor: Actor, number: int, standing: Standing | None = None) -> Page[NoteLine]:
    """A page of what stayed, the latest first; only what stands so, when that is said. Three statements."""
    page = page_of(_standing(actor, standing).order_by(LeakNote.at.desc(), LeakNote.id.desc()), number)
    return Page(_lines(page.items), page.page, page.total, page.size)


def count(actor: Actor, standing: Standing) -> int:
    """How many notes stand so, of those that the actor may read."""
    ids = _standing(actor, standing).with_only_columns(LeakNote.id).subquery()
    return current_session().scalar(select(func.count()).select_from(ids)) or 0


def to_judge(actor: Actor) -> int:
    """How many wait for an answer that this actor may give: nobody answers their own."""
    found = _standing(actor, Standing.WAITING).where(LeakNote.by_user_id != actor.user_id)
    ids = found.with_only_columns(LeakNote.id).subquery()
    return current_session().scalar(select(func.count()).select_from(ids)) or 0


def own_to_come_out(actor: Actor) -> list[LeakNote]:
    """The actor's own words that somebody wants out, the oldest first; at most 20."""
    mine = select(LeakNote).where(LeakNote.by_user_id == actor.user_id, *_to_come_out())
    return list(current_session().scalars(mine.order_by(LeakNote.at).limit(20)))


def note(actor: Actor, note_id: UUID) -> NoteLine:
    """One note; NotVisible when there is none, or it is another author's and the reader does not run the forum."""
    found = current_session().scalars(visible_to(actor).where(LeakNote.id == note_id)).one_or_none()
    if found is None:
        raise NotVisible
    return _lines([found])[0]


def beside(actor: Actor, note: LeakNote) -> list[NoteLine]:
    """What was let stand in the same text at the same moment, this note included."""
    same = visible_to(actor).where(
        LeakNote.kind == note.kind, LeakNote.row_id == note.row_id, LeakNote.at == note.at,
        LeakNote.by_user_id == note.by_user_id,
    )  # fmt: skip
    return _lines(list(current_session().scalars(same.order_by(LeakNote.id))))


def is_judged(note_id: UUID) -> bool:
    """Whether a note has its answer."""
    return current_session().scalar(select(LeakVerdict.id).where(LeakVerdict.note_id == note_id)) is not None


def _verdicts(kind: LeakVerdictKind | None = None) -> Select[UUID]:
    found = select(LeakVerdict.note_id)
    return found if kind is None else found.where(LeakVerdict.verdict == kind)


def _to_come_out() -> tuple[ColumnElement[bool], ...]:
    return (
        LeakNote.id.in_(_verdicts(LeakVerdictKind.TAKE_OUT)),
        LeakNote.id.not_in(select(LeakMending.note_id)),
    )


def _standing(actor: Actor, standing: Standing | None) -> Select[LeakNote]:
    found = visible_to(actor)
    if standing is Standing.WAITING:
        return found.where(LeakNote.id.not_in(_verdicts()))
    if standing is Standing.OUT:
        return found.where(*_to_come_out())
    if standing is Standing.DONE:
        settled = LeakNote.id.in_(_verdicts(LeakVerdictKind.MAY_STAY)) | LeakNote.id.in_(select(LeakMending.note_id))
        return found.where(settled)
    return found


def _lines(notes: Iterable[LeakNote]) -> list[NoteLine]:
    rows = list(notes)
    ids = [row.id for row in rows]
    session = current_session()
    said = {row.note_id: row for row in session.scalars(select(LeakVerdict).where(LeakVerdict.note_id.in_(ids)))}
    mended = {row.note_id: row for row in session.scalars(select(LeakMending).where(LeakMending.note_id.in_(ids)))}
    names = agencies.names_of({row.agency_id for row in rows})
    return [NoteLine(row, names.get(row.agency_id, ""), said.get(row.id), mended.get(row.id)) for row in rows]
