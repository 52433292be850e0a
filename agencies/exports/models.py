"""Tables of list exports: who asked for which list and why, and the archive in pieces until it is gone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedBytes, SealedText
from core.db import Base, choice, owned_key


class ExportState(StrEnum):
    """Where an export stands. Nothing of its content is kept in any state but `making` and `ready`."""

    WAITING = "waiting"
    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"


class ExportPurpose(StrEnum):
    """What a list is taken out for. “To have a copy” is none."""

    SUPERVISION = "supervision"
    HANDOVER = "handover"
    CASE_AUDIT = "case_audit"
    FUNDER = "funder"
    INSPECTION = "inspection"
    LEGAL = "legal"
    MEETING = "meeting"
    MOVING = "moving"


class ExportShape(StrEnum):
    """What kind of file the list is."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


class ListExport(Sealable, Base):
    """One list that somebody asked for. The row stays; what it led to is gone after a week.

    `rows_asked` and `people_asked` are how long the list was for the asker when they asked, `ends_at` is when the
    request lapses or, once it is made, when the archive goes. `check_sum` is the SHA-256 of the archive as it is handed
    out.
    """

    __tablename__ = "list_export"
    __table_args__ = (
        owned_key("asked_by", "user_account"),
        owned_key("decided_by", "user_account"),
        Index("ix_list_export_asked", "agency_id", "asked_at"),
        Index("ix_list_export_asker", "agency_id", "asked_by", "asked_at"),
        Index("ix_list_export_ends", "agency_id", "state", "ends_at"),
        CheckConstraint("decided_by is null or decided_by <> asked_by", name="nobody_agrees_to_their_own_export"),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="a_decided_export_says_who_and_when"),
        CheckConstraint(
            "not needs_second or decided_by is not null or state in ('waiting', 'cancelled', 'gone')",
            name="a_whole_list_needs_a_second_yes",
        ),
        CheckConstraint(
            "state <> 'ready' or (pieces >= 1 and made_at is not null)", name="an_export_that_is_ready_has_content"
        ),
        CheckConstraint("rows_asked >= 0 and people_asked >= 0 and takings >= 0", name="an_export_counts_from_zero"),
    )

    list_code: Mapped[str]
    shape: Mapped[ExportShape] = choice(ExportShape, "export_has_a_known_shape")
    about_people: Mapped[bool]
    needs_second: Mapped[bool]
    rows_asked: Mapped[int]
    people_asked: Mapped[int] = mapped_column(default=0)
    purpose: Mapped[ExportPurpose] = choice(ExportPurpose, "export_has_a_known_purpose")
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    state: Mapped[ExportState] = choice(ExportState, "export_has_a_known_state")
    ends_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    answer_sealed: Mapped[bytes | None]
    answer = SealedText("answer_sealed")
    making_id: Mapped[UUID | None]
    made_at: Mapped[datetime | None]
    rows_made: Mapped[int | None]
    size: Mapped[int | None]
    pieces: Mapped[int | None]
    check_sum: Mapped[str | None]
    takings: Mapped[int] = mapped_column(default=0)
    taken_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: why a list was taken is kept longer than the list."""
        return self.agency_id


class ListExportSecret(Sealable, Base):
    """The passphrase of an archive that is not made yet, under the export's own key; its `id` is the export's.

    Deleted, and the row with it, in the transaction that stores the archive.
    """

    __tablename__ = "list_export_secret"
    __table_args__ = (owned_key("id", "list_export"),)

    passphrase_sealed: Mapped[bytes | None]
    passphrase = SealedText("passphrase_sealed")


class ListExportPiece(Sealable, Base):
    """A piece of an archive, sealed once more under the export's own key, which is destroyed when the archive goes."""

    __tablename__ = "list_export_piece"
    __table_args__ = (
        owned_key("export_id", "list_export"),
        UniqueConstraint("agency_id", "export_id", "number"),
    )

    export_id: Mapped[UUID]
    number: Mapped[int]
    content_sealed: Mapped[bytes | None]
    content = SealedBytes("content_sealed")

    @property
    def key_subject(self) -> UUID:
        """The key of the export."""
        return self.export_id
