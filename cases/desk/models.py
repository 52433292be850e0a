"""Tables of the desk: filters that somebody keeps, transfers of cases, and notes of supervision."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, column
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class SavedFilter(Sealable, Base):
    """A filter of the case list that somebody keeps, alone or with their team. Name and answers are sealed."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        owned_key("owner_id", "user_account"),
        owned_key("team_id", "team"),
        Index("ix_saved_filter_owner", "agency_id", "owner_id"),
        Index("ix_saved_filter_team", "agency_id", "team_id"),
    )

    owner_id: Mapped[UUID]
    team_id: Mapped[UUID | None]
    name_sealed: Mapped[bytes | None]
    name = SealedText("name_sealed")
    choices_sealed: Mapped[bytes | None]
    choices = SealedText("choices_sealed")
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: a filter is about no one."""
        return self.agency_id


class TransferState(StrEnum):
    """Where a transfer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


#: Not answered yet: a case has one such offer at a time.
OPEN = column("state") == "offered"


class CaseTransfer(Sealable, Base):
    """A case that changes hands: from whom, to a colleague or a team, why, and what the next lead has to know."""

    __tablename__ = "case_transfer"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("from_user_id", "user_account"),
        owned_key("to_user_id", "user_account"),
        owned_key("to_team_id", "team"),
        owned_key("offered_by", "user_account"),
        owned_key("answered_by", "user_account"),
        Index("ix_case_transfer_case", "agency_id", "case_id", "offered_at"),
        Index("ix_case_transfer_to_user", "agency_id", "to_user_id", "state"),
        Index("ix_case_transfer_to_team", "agency_id", "to_team_id", "state"),
        Index(
            "uq_case_transfer_open", "agency_id", "case_id", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
        CheckConstraint("(to_user_id is null) <> (to_team_id is null)", name="a_transfer_goes_to_one"),
        CheckConstraint("(state = 'offered') = (answered_at is null)", name="an_answered_transfer_says_when"),
    )  # fmt: skip

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    from_user_id: Mapped[UUID]
    to_user_id: Mapped[UUID | None]
    to_team_id: Mapped[UUID | None]
    state: Mapped[TransferState] = choice(TransferState, "a_transfer_has_a_known_state")
    reason_code: Mapped[str]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    handover_sealed: Mapped[bytes | None]
    handover = SealedText("handover_sealed")
    stays_until: Mapped[date | None]
    offered_by: Mapped[UUID]
    offered_at: Mapped[datetime]
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    answer_sealed: Mapped[bytes | None]
    answer = SealedText("answer_sealed")


class SupervisionNote(Sealable, Base):
    """What was said about a case in supervision: for managers alone, never changed, corrected by a note beside it."""

    __tablename__ = "supervision_note"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("worker_id", "user_account"),
        owned_key("written_by", "user_account"),
        owned_key("corrects_id", "supervision_note"),
        Index("ix_supervision_note_case", "agency_id", "case_id", "written_at"),
        Index("ix_supervision_note_next", "agency_id", "next_on"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    worker_id: Mapped[UUID]
    held_on: Mapped[date]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    agreed_sealed: Mapped[bytes | None]
    agreed = SealedText("agreed_sealed")
    next_on: Mapped[date | None]
    corrects_id: Mapped[UUID | None]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
