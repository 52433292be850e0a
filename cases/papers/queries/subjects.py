"""Requests for a copy: the list, one request with its clock, its pieces, and the pack that was released."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.permissions import Permission
from cases.documents import queries as documents
from cases.documents.models import DocumentVersion
from cases.papers import rules
from cases.papers.making import piece_of
from cases.papers.models import (
    PieceDecision,
    RequestState,
    SubjectPack,
    SubjectPause,
    SubjectPiece,
    SubjectRequest,
)
from cases.papers.rules import Stretch
from cases.parts import Piece
from cases.queries.files import worker_names
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.dial import Dial, due_dial
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.models import Person

OPEN_STATES = (RequestState.OPEN, RequestState.REVIEW)
VIEWS = {"open": "Running", "ended": "Finished"}
SORTS = {"due": "Received first", "new": "Received last"}


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list: who asks, since when, and by when."""

    id: UUID
    reference: str
    alias: str
    state: str
    received_on: date
    due: date | None
    paused: bool
    dial: Dial | None
    finished_on: date | None


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece of the pack and what was decided of it."""

    id: UUID
    place: int
    section: str
    title: str
    piece: Piece
    text: str
    redacted: str
    third_party: bool
    restricted: bool
    decision: PieceDecision
    decision_words: str
    ground: str
    ground_words: str
    reason: str
    by: str
    version: int
    version_id: UUID | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One request with everything its page needs."""

    row: SubjectRequest
    alias: str
    person_reference: str
    state: str
    identity: str
    start: date | None
    due: date | None
    dial: Dial | None
    pauses: list[SubjectPause]
    paused: bool
    counts: Counter[PieceDecision]
    opened_by: str
    pack: SubjectPack | None

    @property
    def running(self) -> bool:
        """True until it is released or ended."""
        return self.row.state in OPEN_STATES


def visible_to(actor: Actor) -> Select[SubjectRequest]:
    """The requests of the actor's agency, for its data protection lead, about people that they may see."""
    found = select(SubjectRequest).where(belongs_to(actor, SubjectRequest))
    if not actor.may(Permission.PROTECTION_LEAD):
        return found.where(SubjectRequest.id.is_(None))
    seen = people_queries.visible_to(actor).with_only_columns(Person.id)
    return found.where(SubjectRequest.person_id.in_(seen))


def requests_page(actor: Actor, number: int, *, view: str = "open", sort: str = "due", q: str = "") -> Page[RequestRow]:
    """One page of requests, running or finished; `q` is a reference of a request."""
    states = OPEN_STATES if view == "open" else (RequestState.RELEASED, RequestState.ENDED)
    found = visible_to(actor).where(SubjectRequest.state.in_(states))
    if q.strip():
        found = found.where(SubjectRequest.reference.startswith(q.strip().upper(), autoescape=True))
    order = SubjectRequest.received_on.asc() if sort == "due" else SubjectRequest.received_on.desc()
    page: Page[SubjectRequest] = page_of(found.order_by(order, SubjectRequest.id), number)
    return Page(_rows(actor, page.items), page.page, page.total, page.size)


def requests_of(actor: Actor, person_id: UUID) -> list[RequestRow]:
    """The requests of one person, the newest first."""
    found = visible_to(actor).where(SubjectRequest.person_id == person_id)
    return _rows(actor, list(current_session().scalars(found.order_by(SubjectRequest.received_on.desc()).limit(10))))


def due_requests(actor: Actor) -> list[RequestRow]:
    """The requests that run, for the home page."""
    found = visible_to(actor).where(SubjectRequest.state.in_(OPEN_STATES)).order_by(SubjectRequest.received_on)
    return _rows(actor, list(current_session().scalars(found.limit(10))))


def _rows(actor: Actor, requests: Sequence[SubjectRequest]) -> list[RequestRow]:
    aliases = people_queries.aliases(actor, [row.person_id for row in requests])
    pauses = _pauses(actor, [row.id for row in requests])
    return [_row(row, aliases, pauses[row.id]) for row in requests]


def _row(row: SubjectRequest, aliases: dict[UUID, tuple[str, str]], pauses: list[SubjectPause]) -> RequestRow:
    due, dial = _clock(row, pauses)
    return RequestRow(
        row.id, row.reference, aliases.get(row.person_id, ("Erased", ""))[0], rules.STATE_WORDS[row.state],
        row.received_on, due, _is_paused(pauses), dial, clock.london(row.ended_at).date() if row.ended_at else None,
    )  # fmt: skip


def _clock(row: SubjectRequest, pauses: Sequence[SubjectPause]) -> tuple[date | None, Dial | None]:
    start = rules.clock_starts(row.received_on, row.proof_on)
    if start is None:
        return None, Dial("paused", 0.0, "Not begun", "check who asks")
    stretches = [Stretch(each.from_on, each.until_on) for each in pauses]
    due = rules.due_on(start, extended=row.extended_on is not None, stretches=stretches, today=clock.today())
    if row.ended_at is not None:
        return due, None
    if _is_paused(pauses):
        return due, Dial("paused", 0.0, "Stands still", "until they answer")
    return due, due_dial(started=start, due=due, verb="answer")


def _is_paused(pauses: Iterable[SubjectPause]) -> bool:
    return any(each.until_on is None for each in pauses)


def _pauses(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[SubjectPause]]:
    found = select(SubjectPause).where(belongs_to(actor, SubjectPause), SubjectPause.request_id.in_(list(ids)))
    made: dict[UUID, list[SubjectPause]] = defaultdict(list)
    for row in current_session().scalars(found.order_by(SubjectPause.from_on, SubjectPause.id)):
        made[row.request_id].append(row)
    return made


def peek(actor: Actor, request_id: UUID) -> SubjectRequest:
    """A request without an audit entry; NotVisible when it is not this actor's to see."""
    row = current_session().scalar(visible_to(actor).where(SubjectRequest.id == request_id))
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.person_id])
    return row


def opened(actor: Actor, request_id: UUID) -> Opened:
    """One request, its clock, and how far its review is. The read is audited."""
    row = peek(actor, request_id)
    audit.record(actor=actor, verb="read", kind="subject request", row_id=row.id, subject_id=row.person_id)
    pauses = _pauses(actor, [row.id])[row.id]
    due, dial = _clock(row, pauses)
    alias, reference = people_queries.aliases(actor, [row.person_id]).get(row.person_id, ("Erased", ""))
    return Opened(
        row, alias, reference, rules.STATE_WORDS[row.state], rules.IDENTITY_WORDS[row.proof],
        rules.clock_starts(row.received_on, row.proof_on), due, dial, pauses, _is_paused(pauses),
        counts_of(actor, row), worker_names(actor, [row.opened_by]).get(row.opened_by, "Left"), pack_of(actor, row),
    )  # fmt: skip


def counts_of(actor: Actor, row: SubjectRequest) -> Counter[PieceDecision]:
    """How many pieces have each decision: one statement."""
    found = (
        select(SubjectPiece.decision, func.count(SubjectPiece.id))
        .where(belongs_to(actor, SubjectPiece), SubjectPiece.request_id == row.id)
        .group_by(SubjectPiece.decision)
    )
    return Counter({decision: count for decision, count in current_session().execute(found)})


def pieces_page(actor: Actor, row: SubjectRequest, number: int, decision: str = "") -> Page[PieceRow]:
    """One page of the pieces of a request, in order; by decision when one is asked for."""
    found = _pieces(actor, row)
    if decision in tuple(PieceDecision):
        found = found.where(SubjectPiece.decision == decision)
    page: Page[SubjectPiece] = page_of(found, number, 20)
    return Page(_piece_rows(actor, page.items), page.page, page.total, page.size)


def piece_row(actor: Actor, row: SubjectRequest, piece_id: UUID) -> PieceRow:
    """One piece, for its review."""
    return _piece_rows(actor, [piece(actor, row, piece_id)])[0]


def piece(actor: Actor, row: SubjectRequest, piece_id: UUID) -> SubjectPiece:
    """One piece of a request; NotVisible when it has none such."""
    found = current_session().scalar(_pieces(actor, row).where(SubjectPiece.id == piece_id))
    if found is None:
        raise NotVisible
    return found


def next_waiting(actor: Actor, row: SubjectRequest, after: int) -> UUID | None:
    """The next piece that waits for review, after a place; the first one when none follows."""
    waiting = _pieces(actor, row).where(SubjectPiece.decision == PieceDecision.WAITING)
    ids = [(each.place, each.id) for each in current_session().scalars(waiting)]
    later = [found for place, found in ids if place > after]
    return next(iter(later or [found for _, found in ids]), None)


def all_pieces(actor: Actor, row: SubjectRequest) -> list[PieceRow]:
    """Every piece in order, for the release."""
    return _piece_rows(actor, list(current_session().scalars(_pieces(actor, row))))


def _pieces(actor: Actor, row: SubjectRequest) -> Select[SubjectPiece]:
    found = select(SubjectPiece).where(belongs_to(actor, SubjectPiece), SubjectPiece.request_id == row.id)
    return found.order_by(SubjectPiece.place)


def _piece_rows(actor: Actor, rows: Sequence[SubjectPiece]) -> list[PieceRow]:
    names = worker_names(actor, {row.decided_by for row in rows if row.decided_by})
    return [_piece_row(row, names) for row in rows]


def _piece_row(row: SubjectPiece, names: dict[UUID, str]) -> PieceRow:
    shape = unpacked(row.shown) or {"heading": "Erased", "words": "", "own_words": False, "rows": []}
    found = piece_of(shape)
    by = "" if row.decided_by is None else names.get(row.decided_by, "Left")
    return PieceRow(
        row.id, row.place, row.section, row.title, found, rules.words_of(found), row.redacted or "", row.third_party,
        row.restricted, row.decision, rules.DECISION_WORDS[row.decision], row.ground or "",
        rules.GROUNDS[row.ground][0] if row.ground else "", row.reason or "", by, row.version, row.version_id,
    )  # fmt: skip


def pack_of(actor: Actor, row: SubjectRequest) -> SubjectPack | None:
    """The pack that was released, None before."""
    return current_session().scalar(
        select(SubjectPack).where(belongs_to(actor, SubjectPack), SubjectPack.request_id == row.id)
    )


def released(actor: Actor, request_id: UUID) -> tuple[SubjectRequest, SubjectPack, dict[str, Any]]:
    """A released pack and its frozen content; NotVisible before the release. Audited as a download."""
    row = peek(actor, request_id)
    pack = pack_of(actor, row)
    if pack is None:
        raise NotVisible
    content = unpacked(pack.content)
    if content is None:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="subject pack", row_id=pack.id, subject_id=row.person_id)
    return row, pack, cast("dict[str, Any]", content)


def copy_of_document(actor: Actor, request_id: UUID, piece_id: UUID) -> documents.Content:
    """The document behind a piece, to look at for its review and to hand over with the pack. Audited as a download.

    NotVisible when the piece is none, or is kept apart.
    """
    row = peek(actor, request_id)
    found = piece(actor, row, piece_id)
    version = current_session().scalar(
        select(DocumentVersion).where(
            belongs_to(actor, DocumentVersion), DocumentVersion.id == found.version_id,
            DocumentVersion.person_id == row.person_id, DocumentVersion.destroyed_at.is_(None),
        )
    ) if found.version_id and not found.restricted else None  # fmt: skip
    if version is None:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="document", row_id=version.document_id, subject_id=row.person_id)
    return documents.content_for_the_person(actor, version)
