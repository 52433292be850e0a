"""Writes of documents: looked at, cleaned, sealed in pieces, and stored with their row in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update

from cases.documents import queries, rules
from cases.documents.cleaning import Cleaned, Limits, cleaned
from cases.documents.models import Document, DocumentPiece, DocumentVersion, Media, Origin, Scan
from cases.documents.scanning import scanned
from cases.models import Case
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash
from core.scoping import belongs_to, current_session
from people.models import Category

PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a document: what it is called and tells, where it comes from, and who may not see it."""

    name: str
    category: Category
    origin: Origin
    about: str | None = None
    dated_on: date | None = None
    immigration: bool = False
    third_party: bool = False
    restricted: bool = False


def limits() -> Limits:
    """The caps of the running service."""
    settings = current_app.config["SETTINGS"]
    return Limits(largest=settings.upload_megabytes * 1024 * 1024, pixels=settings.image_megapixels * 1_000_000)


def add_document(*, actor: Actor, case_id: UUID, facts: Facts, content: bytes, file_name: str) -> Document:
    """Keep a document on a case: scanned, told by its content, made harmless, and sealed with the person's key.

    Refuses on a closed case, over the cap of documents, and what `cleaning` or the scanner refuses. Row and content
    are stored together or not at all.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.may_be_added(queries.held(actor, case), current_app.config["SETTINGS"].case_documents))
    scan, clean = _made_safe(content, file_name)
    return _keep(actor, case, facts, clean, file_name, scan)


def keep_letter(*, actor: Actor, case_id: UUID, facts: Facts, content: bytes) -> Document:
    """Keep a PDF that Roundtable itself has just made. It is stored as it is: cleaning would undo its tags."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.may_be_added(queries.held(actor, case), current_app.config["SETTINGS"].case_documents))
    return _keep(actor, case, facts, Cleaned(Media.PDF, content, []), f"{facts.name}.pdf", Scan.OURS)


def replace_document(
    *, actor: Actor, case_id: UUID, document_id: UUID, version: int, content: bytes, file_name: str
) -> Document:
    """Add a new version of a document; the earlier ones stay. Refuses what `add_document` refuses, and a stale page."""
    case = case_to_write(actor, case_id)
    row = _to_change(actor, case, document_id, version)
    scan, clean = _made_safe(content, file_name)
    row.number, row.media, row.size = row.number + 1, clean.media, len(clean.content)
    _touch(actor, case, row, "replaced", ("content",))
    _store_version(actor, row, clean, file_name, scan)
    return row


def change_facts(*, actor: Actor, case_id: UUID, document_id: UUID, version: int, facts: Facts) -> Document:
    """Change what is said of a document. Refuses a stale page: both texts are then shown."""
    case = case_to_write(actor, case_id)
    row = _to_change(actor, case, document_id, version)
    changed = _put(row, facts)
    _touch(actor, case, row, "changed", changed)
    return row


def remove_document(*, actor: Actor, case_id: UUID, document_id: UUID, version: int, reason: str) -> Document:
    """Remove a document: its content is destroyed in every version, its row stays with who, when and why."""
    refuse_if(rules.reason_is_enough(reason))
    case = case_to_write(actor, case_id)
    row = _to_change(actor, case, document_id, version)
    now, ids = clock.now(), _version_ids(actor, row)
    row.removal_reason, row.removed_by, row.removed_at = reason.strip(), actor.user_id, now
    current_session().execute(
        delete(DocumentPiece).where(DocumentPiece.agency_id == actor.agency_id, DocumentPiece.version_id.in_(ids))
    )
    current_session().execute(
        update(DocumentVersion)
        .where(DocumentVersion.agency_id == actor.agency_id, DocumentVersion.id.in_(ids))
        .values(destroyed_at=now)
    )
    _touch(actor, case, row, "removed", ("content",))
    return row


def _made_safe(content: bytes, file_name: str) -> tuple[Scan, Cleaned]:
    """The scanner sees what came; what is kept is what we wrote afresh."""
    found = limits()
    if len(content) <= found.largest:
        scan = scanned(content, current_app.config["SETTINGS"].clamd_socket)
    else:
        scan = Scan.NOT_SCANNED
    return scan, cleaned(content, file_name, found)


def _keep(actor: Actor, case: Case, facts: Facts, clean: Cleaned, file_name: str, scan: Scan) -> Document:
    now = clock.now()
    row = Document(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, category=facts.category,
        origin=facts.origin, number=1, media=clean.media, size=len(clean.content), added_by=actor.user_id, added_at=now,
        changed_at=now,
    )  # fmt: skip
    _put(row, facts)
    store(actor, case, row, "document")
    _store_version(actor, row, clean, file_name, scan)
    return row


def _put(row: Document, facts: Facts) -> list[str]:
    """Write what is said of a document; returns the names of what differs."""
    wanted = {
        "name": rules.plain_name(facts.name), "about": said(facts.about), "category": facts.category,
        "origin": facts.origin, "dated_on": facts.dated_on, "immigration": facts.immigration,
        "third_party": facts.third_party, "restricted": facts.restricted,
    }  # fmt: skip
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    return changed


def _store_version(actor: Actor, row: Document, clean: Cleaned, file_name: str, scan: Scan) -> None:
    parts = [clean.content[start : start + PIECE] for start in range(0, len(clean.content), PIECE)]
    version = DocumentVersion(
        agency_id=row.agency_id, id=uuid7(), document_id=row.id, case_id=row.case_id, person_id=row.person_id,
        number=row.number, media=clean.media, size=len(clean.content), pieces=len(parts),
        file_name=rules.plain_file_name(file_name), check_sum=hashlib.sha256(clean.content).hexdigest(),
        taken_out=clean.taken_out, scan=scan, added_by=actor.user_id, added_at=clock.now(),
    )  # fmt: skip
    session = current_session()
    session.add(version)
    session.flush()
    session.add_all(
        DocumentPiece(
            agency_id=row.agency_id, version_id=version.id, person_id=row.person_id, number=number, content=part
        )
        for number, part in enumerate(parts)
    )
    session.flush()


def _to_change(actor: Actor, case: Case, document_id: UUID, version: int) -> Document:
    row = queries.document(actor, case, document_id)
    if row.removed_at is not None:
        raise Clash("This document was removed while you were writing.")
    if row.version != version:
        raise Clash("Somebody changed this document while you were writing.")
    return row


def _version_ids(actor: Actor, row: Document) -> list[UUID]:
    found = select(DocumentVersion.id).where(belongs_to(actor, DocumentVersion), DocumentVersion.document_id == row.id)
    return list(current_session().scalars(found))


def _touch(actor: Actor, case: Case, row: Document, verb: str, fields: list[str] | tuple[str, ...]) -> None:
    row.version += 1
    row.changed_at = case.changed_at = clock.now()
    current_session().flush()
    audit.record(actor=actor, verb=verb, kind="document", row_id=row.id, subject_id=row.person_id, fields=fields)
