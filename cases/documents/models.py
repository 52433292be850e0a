"""Tables of documents: what each is, its versions, and their content in pieces sealed by the person's key."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedBytes, SealedText
from core.db import Base, choice, owned_key
from people.models import Category


class Media(StrEnum):
    """What is kept: nothing that runs, and nothing that only one program can read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TEXT = "text"
    DOCX = "docx"
    ODT = "odt"


class Origin(StrEnum):
    """Who made a document."""

    OURS = "ours"
    PERSON = "person"
    POLICE = "police"
    COURT = "court"
    HEALTH = "health"
    COUNCIL = "council"
    OTHER = "other"


class Scan(StrEnum):
    """Whether a virus scanner looked at a version before it was kept."""

    CLEAN = "clean"
    OURS = "ours"
    NOT_SCANNED = "not_scanned"


class Document(Sealable, Base):
    """A document of a case. Its row stays when it is removed; its content does not.

    `category` is what consent has to name before it goes anywhere. `immigration`: never leaves to anyone but the
    person. `restricted` (counselling, or about others): opens to the case team alone, managers left out.
    """

    __tablename__ = "document"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("added_by", "user_account"),
        Index("ix_document_case", "agency_id", "case_id", "changed_at"),
        CheckConstraint(
            "removed_at is null or (removed_by is not null and removal_reason_sealed is not null)",
            name="a_removed_document_says_who_and_why",
        ),
        CheckConstraint("number >= 1", name="a_document_has_a_version"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    category: Mapped[Category] = choice(Category, "document_has_a_known_category")
    origin: Mapped[Origin] = choice(Origin, "document_comes_from_somewhere")
    immigration: Mapped[bool] = mapped_column(default=False)
    third_party: Mapped[bool] = mapped_column(default=False)
    restricted: Mapped[bool] = mapped_column(default=False)
    name_sealed: Mapped[bytes | None]
    name = SealedText("name_sealed")
    about_sealed: Mapped[bytes | None]
    about = SealedText("about_sealed")
    dated_on: Mapped[date | None]
    number: Mapped[int] = mapped_column(default=1)
    media: Mapped[Media] = choice(Media, "document_is_of_a_known_kind")
    size: Mapped[int]
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]
    removal_reason_sealed: Mapped[bytes | None]
    removal_reason = SealedText("removal_reason_sealed")
    version: Mapped[int] = mapped_column(default=1)


class DocumentVersion(Sealable, Base):
    """One version of a document: what came, what was taken out of it, and how many pieces hold it.

    `check_sum` is the SHA-256 of what is kept: pieces that were lost, turned round or swapped are never handed out.
    """

    __tablename__ = "document_version"
    __table_args__ = (
        owned_key("document_id", "document"),
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("added_by", "user_account"),
        UniqueConstraint("agency_id", "document_id", "number"),
        CheckConstraint("pieces >= 1 and size >= 1", name="a_version_has_content"),
    )

    document_id: Mapped[UUID]
    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int]
    media: Mapped[Media] = choice(Media, "version_is_of_a_known_kind")
    size: Mapped[int]
    pieces: Mapped[int]
    file_name_sealed: Mapped[bytes | None]
    file_name = SealedText("file_name_sealed")
    check_sum_sealed: Mapped[bytes | None]
    check_sum = SealedText("check_sum_sealed")
    taken_out: Mapped[list[str]] = mapped_column(JSON, default=list)
    scan: Mapped[Scan] = choice(Scan, "version_says_whether_it_was_scanned")
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class DocumentPiece(Sealable, Base):
    """A piece of a version's content, sealed. Deleted when the document is removed."""

    __tablename__ = "document_piece"
    __table_args__ = (
        owned_key("version_id", "document_version"),
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "version_id", "number"),
    )

    version_id: Mapped[UUID]
    person_id: Mapped[UUID]
    number: Mapped[int]
    content_sealed: Mapped[bytes | None]
    content = SealedBytes("content_sealed")
