"""What a copy for the person is gathered from: their record, every case and its parts, and their documents.

The data protection lead holds no case; while they gather for a request that is open, they read as one who may open
every case of the agency, and only then. Whoever is excluded from the person stays excluded: it is still them who reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from agencies.permissions import Permission
from cases import queries as case_queries
from cases.documents.models import Document, DocumentVersion
from cases.models import Case
from cases.papers.queries.printing import sections_of
from cases.parts import Piece, Section
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.scoping import belongs_to, current_session
from core.words import long_day
from people import queries as people_queries
from people.models import Answer
from people.words import birth_date_words, contact_paragraphs

READS = frozenset({Permission.CASE_READ, Permission.CASE_ALL})


@dataclass(frozen=True, slots=True)
class Gathered:
    """A piece with the section it belongs to; `version_id` when it is a document whose copy can go along."""

    section: str
    title: str
    piece: Piece
    version_id: UUID | None = None


def gather(actor: Actor, person_id: UUID) -> list[Gathered]:
    """Everything that is held about a person, piece by piece. Opens every case, so every case's read is audited."""
    reader = Actor(actor.user_id, actor.agency_id, actor.permissions | READS)
    load_keys(actor.agency_id, [person_id])
    found = [
        Gathered(section.key, section.title, piece)
        for section in _record(reader, person_id)
        for piece in section.pieces
    ]
    for of_person in current_app.extensions.get("person_sections", ()):
        parts = of_person(reader, person_id)
        found += [Gathered(part.key, part.title, piece) for part in parts for piece in part.pieces]
    for case in _cases(reader, person_id):
        case_queries.case(reader, case.id)
        for section in sections_of(reader, case):
            if section.key != "documents":
                title = f"{case.reference}: {section.title}"
                found += [Gathered(f"{case.reference}-{section.key}", title, piece) for piece in section.pieces]
        found += list(_documents(reader, case))
    return [each for each in found if each.piece.heading or each.piece.words or each.piece.rows]


def _cases(reader: Actor, person_id: UUID) -> list[Case]:
    found = case_queries.visible_to(reader).where(Case.person_id == person_id)
    return list(current_session().scalars(found.order_by(Case.opened_at)))


def _record(reader: Actor, person_id: UUID) -> Iterator[Section]:
    person = people_queries.person(reader, person_id)
    contact = people_queries.safe_contact(reader, person_id)
    rows = [("Name to use", person.alias or ""), ("Pronouns", person.pronouns or ""), ("Record", person.reference),
            ("Since", long_day(person.created_at)), ("What you want", person.wants or "")]  # fmt: skip
    rows += _identity(reader, person_id)
    pieces = [Piece("Who you are", rows=[row for row in rows if row[1]])]
    pieces.append(Piece("How to reach you", "\n".join(contact_paragraphs(contact))))
    lines = people_queries.part_lines(reader, person_id)
    pieces += [Piece(line.title, "\n".join(line.paragraphs)) for line in lines if line.answer is Answer.GIVEN]
    yield Section("record", "Your record", pieces)
    consents = people_queries.consents_of(reader, person_id)
    if consents:
        yield Section("consents", "What you said about sharing", [_consent(each) for each in consents])


def _identity(reader: Actor, person_id: UUID) -> list[tuple[str, str]]:
    row = people_queries.identity(reader, person_id)
    return [("Legal name", (row.legal_name if row else None) or ""), ("Date of birth", birth_date_words(row) or "")]


def _consent(record: people_queries.ConsentRecord) -> Piece:
    rows = [("For", record.purpose), ("Said", f"{long_day(record.row.given_at)}, {record.method.lower()}"),
            ("Until", long_day(record.row.valid_until)), ("Yes to", ", ".join(record.agreed)),
            ("No to", ", ".join(record.refused)), ("Your conditions", record.row.conditions or "")]  # fmt: skip
    return Piece(record.recipient, rows=[row for row in rows if row[1]])


def _documents(reader: Actor, case: Case) -> Iterator[Gathered]:
    """The documents of a case, those tagged immigration too: they are the person's own. Restricted ones as a line."""
    found = (
        select(Document, DocumentVersion)
        .join(
            DocumentVersion,
            (DocumentVersion.agency_id == Document.agency_id)
            & (DocumentVersion.document_id == Document.id)
            & (DocumentVersion.number == Document.number),
        )
        .where(belongs_to(reader, Document), belongs_to(reader, DocumentVersion), Document.case_id == case.id)
        .where(Document.removed_at.is_(None))
        .order_by(Document.added_at, Document.id)
    )
    title = f"{case.reference}: Documents"
    for row, version in current_session().execute(found):
        if row.restricted:
            piece = Piece("A document that is kept apart", restricted=True, third_party=True)
        else:
            facts = [("Added", long_day(row.added_at)), ("Date on it", long_day(row.dated_on) if row.dated_on else "")]
            piece = Piece(
                row.name or "Document", row.about or "", rows=[each for each in facts if each[1]],
                third_party=row.third_party,
            )  # fmt: skip
        yield Gathered(f"{case.reference}-documents", title, piece, None if row.restricted else version.id)
