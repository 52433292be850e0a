"""Reads of documents: the list of a case, one document, and its content put together from its pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from cases import queries as case_queries
from cases.documents import rules
from cases.documents.cleaning import TAKEN_OUT
from cases.documents.models import Document, DocumentPiece, DocumentVersion, Media
from cases.models import Case, CaseTeamMember
from cases.queries.files import worker_names
from core import audit
from core.actor import Actor
from core.crypto.keyring import CannotOpen, KeyDestroyed
from core.errors import NotVisible, Refused
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.models import Category
from people.words import CATEGORY_WORDS

SORTS = {"added": "Last added", "dated": "Date on it", "kind": "What it tells", "size": "Largest"}
HIDDEN_NAME = "Restricted document"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list or on its page. Of a restricted one a reader outside the team learns that it is there."""

    id: UUID
    name: str
    about: str
    category: Category
    category_words: str
    origin: str
    media: str
    size: str
    dated_on: date | None
    added_at: datetime
    added_by: str
    changed_at: datetime
    number: int
    version: int
    tags: tuple[str, ...]
    immigration: bool
    third_party: bool
    restricted: bool
    opens: bool
    removed_at: datetime | None = None
    removed_by: str = ""
    removal_reason: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a document, and what was done to it before it was kept."""

    number: int
    file_name: str
    media: str
    size: str
    added_at: datetime
    added_by: str
    taken_out: list[str]
    scan: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a download hands out."""

    file_name: str
    media: Media
    content: bytes


def visible_to(actor: Actor, case: Case) -> Select[Document]:
    """The documents of a case that the actor has opened."""
    return select(Document).where(belongs_to(actor, Document), Document.case_id == case.id)


def documents_page(
    actor: Actor, case: Case, number: int, *, origins: Collection[str] = (), category: str = "", sort: str = "added",
    removed: bool = False,
) -> Page[DocumentRow]:  # fmt: skip
    """One page of a case's documents: by where they come from and what they tell; removed ones when asked for."""
    found = visible_to(actor, case).where(
        Document.removed_at.is_not(None) if removed else Document.removed_at.is_(None)
    )
    if origins:
        found = found.where(Document.origin.in_(list(origins)))
    if category in rules.CHOOSABLE:
        found = found.where(Document.category == category)
    page: Page[Document] = page_of(found.order_by(*_order(sort)), number)
    return Page(rows_of(actor, case, page.items), page.page, page.total, page.size)


def _order(sort: str) -> tuple[ColumnElement[object], ...]:
    newest = (Document.changed_at.desc(), Document.id.desc())
    first = {"dated": Document.dated_on.desc(), "kind": Document.category.asc(), "size": Document.size.desc()}
    # A document without a date comes last on both engines.
    undated = (Document.dated_on.is_(None),) if sort == "dated" else ()
    return (*undated, *((first[sort],) if sort in first else ()), *newest)


def rows_of(actor: Actor, case: Case, documents: Sequence[Document]) -> list[DocumentRow]:
    """Documents as rows: two statements, whatever their number."""
    on_team = is_on_team(actor, case)
    names = worker_names(
        actor, {row.added_by for row in documents} | {row.removed_by for row in documents if row.removed_by}
    )
    return [_row(row, names, on_team) for row in documents]


def _row(row: Document, names: dict[UUID, str], on_team: bool) -> DocumentRow:
    opens = rules.may_open(restricted=row.restricted, on_team=on_team)
    return DocumentRow(
        row.id, (row.name or "Document") if opens else HIDDEN_NAME, (row.about or "") if opens else "", row.category,
        CATEGORY_WORDS[row.category], rules.ORIGIN_WORDS[row.origin], rules.MEDIA_WORDS[row.media],
        rules.size_words(row.size), row.dated_on, row.added_at, names.get(row.added_by, "Left"), row.changed_at,
        row.number, row.version, _tags(row), row.immigration, row.third_party, row.restricted, opens, row.removed_at,
        names.get(row.removed_by, "Left") if row.removed_by else "", (row.removal_reason or "") if opens else "",
    )  # fmt: skip


def _tags(row: Document) -> tuple[str, ...]:
    marks = ((row.restricted, "Case team only"), (row.third_party, "About others"), (row.immigration, "Never leaves"))
    return tuple(words for marked, words in marks if marked)


def is_on_team(actor: Actor, case: Case) -> bool:
    """Whether the actor leads a case or is on its team today: this alone opens restricted documents."""
    if case.lead_user_id == actor.user_id:
        return True
    found = select(CaseTeamMember.id).where(
        belongs_to(actor, CaseTeamMember), CaseTeamMember.case_id == case.id,
        CaseTeamMember.user_id == actor.user_id, case_queries.serves_now(),
    )  # fmt: skip
    return current_session().scalar(found.limit(1)) is not None


def held(actor: Actor, case: Case) -> int:
    """How many documents a case holds that were not removed."""
    found = select(func.count(Document.id)).where(
        belongs_to(actor, Document), Document.case_id == case.id, Document.removed_at.is_(None)
    )
    return current_session().scalar(found) or 0


def document(actor: Actor, case: Case, document_id: UUID) -> Document:
    """One document that the actor may open; NotVisible for any other, a restricted one outside the team included."""
    found = current_session().scalar(visible_to(actor, case).where(Document.id == document_id))
    if found is None or not rules.may_open(restricted=found.restricted, on_team=is_on_team(actor, case)):
        raise NotVisible
    return found


def opened(actor: Actor, case: Case, document_id: UUID) -> tuple[DocumentRow, list[VersionRow]]:
    """One document and its versions, the newest first, for its page. The read is audited."""
    row = document(actor, case, document_id)
    audit.record(actor=actor, verb="read", kind="document", row_id=row.id, subject_id=row.person_id)
    found = select(DocumentVersion).where(
        belongs_to(actor, DocumentVersion), DocumentVersion.document_id == row.id
    ).order_by(DocumentVersion.number.desc())  # fmt: skip
    versions = list(current_session().scalars(found))
    names = worker_names(actor, [each.added_by for each in versions])
    return rows_of(actor, case, [row])[0], [_version(each, names) for each in versions]


def _version(row: DocumentVersion, names: dict[UUID, str]) -> VersionRow:
    return VersionRow(
        row.number, row.file_name or "", rules.MEDIA_WORDS[row.media], rules.size_words(row.size), row.added_at,
        names.get(row.added_by, "Left"), [TAKEN_OUT[code] for code in row.taken_out if code in TAKEN_OUT],
        rules.SCAN_WORDS[row.scan], row.destroyed_at is None,
    )  # fmt: skip


def content_of(actor: Actor, case: Case, document_id: UUID, number: int) -> Content:
    """A version's content, to be handed out as a file. Audited as a download.

    Refuses when a piece is missing, moved or altered, and when the record was erased.
    """
    row = document(actor, case, document_id)
    version = current_session().scalar(
        select(DocumentVersion).where(
            belongs_to(actor, DocumentVersion), DocumentVersion.document_id == row.id, DocumentVersion.number == number,
            DocumentVersion.destroyed_at.is_(None),
        )
    )  # fmt: skip
    if version is None:
        raise NotVisible
    content = put_together(actor, version)
    audit.record(actor=actor, verb="downloaded", kind="document", row_id=row.id, subject_id=row.person_id)
    return Content(rules.served_name(row.name or "", version.media), version.media, content)


def content_for_the_person(actor: Actor, version: DocumentVersion) -> Content:
    """A version's content for the copy that the person asked for; the caller has seen to who may have it."""
    row = current_session().scalar(
        select(Document).where(belongs_to(actor, Document), Document.id == version.document_id)
    )
    name = (row.name if row is not None and not row.restricted else None) or ""
    return Content(rules.served_name(name, version.media), version.media, put_together(actor, version))


def put_together(actor: Actor, version: DocumentVersion) -> bytes:
    """The content of a version out of its pieces, held against its check sum."""
    found = select(DocumentPiece).where(belongs_to(actor, DocumentPiece), DocumentPiece.version_id == version.id)
    pieces = current_session().scalars(found.order_by(DocumentPiece.number))
    try:
        content = b"".join(piece.content or b"" for piece in pieces)
        whole = hashlib.sha256(content).hexdigest() == version.check_sum
    except KeyDestroyed:
        raise Refused("This record was erased.", instead="Nothing of it can be opened any more.") from None
    except CannotOpen:
        whole, content = False, b""
    if not whole:
        raise Refused("This document is damaged, so it was not handed out.", instead="Tell your administrator today.")
    return content


def latest(actor: Actor, case: Case, most: int) -> list[tuple[DocumentVersion, Document]]:
    """The newest versions of a case's documents with what they belong to, for the timeline: one statement."""
    found = (
        select(DocumentVersion, Document)
        .join(
            Document, and_(Document.agency_id == DocumentVersion.agency_id, Document.id == DocumentVersion.document_id)
        )
        .where(belongs_to(actor, DocumentVersion), belongs_to(actor, Document), DocumentVersion.case_id == case.id)
        .order_by(DocumentVersion.added_at.desc(), DocumentVersion.id.desc())
        .limit(most)
    )
    return [(version, row) for version, row in current_session().execute(found)]


def all_of(actor: Actor, case: Case) -> list[DocumentRow]:
    """Every document that a case holds, the oldest first, for paper."""
    found = visible_to(actor, case).where(Document.removed_at.is_(None)).order_by(Document.added_at, Document.id)
    return rows_of(actor, case, list(current_session().scalars(found)))
