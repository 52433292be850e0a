"""Tables of the public page: whether an agency has opened it, and what was written there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class PublicState(StrEnum):
    """Written, then kept as an incident report of the agency."""

    WRITTEN = "written"
    KEPT = "kept"


class PublicPage(AgencyOwned, Base):
    """Whether an agency takes reports from anybody, and what its page says; its `id` is the agency's."""

    __tablename__ = "public_report_page"

    is_on: Mapped[bool] = mapped_column(default=False)
    welcome: Mapped[str] = mapped_column(default="")
    ring: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class PublicReport(Sealable, Base):
    """What somebody wrote, sealed by the agency's own key until it is kept as a report, and the hash of their code."""

    __tablename__ = "public_report"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("replied_by", "user_account"),
        UniqueConstraint("agency_id", "form_key"),
        UniqueConstraint("agency_id", "code_index"),
        Index("ix_public_report_state", "agency_id", "state", "received_at"),
        Index("ix_public_report_report", "agency_id", "report_id"),
        CheckConstraint("(state = 'kept') = (report_id is not null)", name="a_kept_report_is_known"),
        CheckConstraint("state <> 'kept' or answers_sealed is null", name="what_was_kept_is_not_held_twice"),
        CheckConstraint("(replied_at is null) = (replied_by is null)", name="who_wrote_back_is_known"),
    )

    state: Mapped[PublicState] = choice(PublicState, "public_report_has_a_known_state")
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    scopes: Mapped[dict[str, bool]] = mapped_column(JSON)
    form_key: Mapped[str]
    code_index: Mapped[str]
    received_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    report_id: Mapped[UUID | None]
    reply_sealed: Mapped[bytes | None]
    reply = SealedText("reply_sealed")
    replied_by: Mapped[UUID | None]
    replied_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: there is no report yet, and nobody is named."""
        return self.agency_id
