"""Notes of a case. They only grow: a correction is a new row that names the one it corrects."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class NoteKind(StrEnum):
    """Who may read a note: all who may open the case, or its team alone."""

    CASE = "case"
    RESTRICTED = "restricted"


class CaseNote(Sealable, Base):
    """A note, signed by its writer in the role they held. Append-only; each is corrected at most once, by the next."""

    __tablename__ = "case_note"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("written_by", "user_account"),
        owned_key("corrects_id", "case_note"),
        UniqueConstraint("agency_id", "corrects_id"),
        Index("ix_case_note_case", "agency_id", "case_id", "at"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[NoteKind] = choice(NoteKind, "a_note_is_of_a_known_kind")
    at: Mapped[datetime]
    written_by: Mapped[UUID]
    signed_role: Mapped[str]
    about_others: Mapped[bool]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    corrects_id: Mapped[UUID | None]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")
