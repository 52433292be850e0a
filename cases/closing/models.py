"""Tables of closing: how a case ended, how long its record is kept, what holds it, and what was erased.

What is said about a person is sealed by their key. The record of an erasure holds no content: it outlives the key.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class ClosingState(StrEnum):
    """A closing is written until the case is closed, or given up when the work goes on."""

    WRITING = "writing"
    CLOSED = "closed"
    GIVEN_UP = "given_up"


class Ending(StrEnum):
    """What the person said of their exit plan."""

    AGREED = "agreed"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    NOT_YET = "not_yet"


class HoldKind(StrEnum):
    """Why a record may not be disposed of (domain.md 2.7)."""

    LEGAL = "legal"
    CRIMINAL_JUSTICE = "criminal_justice"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"


class RequestState(StrEnum):
    """An erasure waits for a second person, who does it or says no; who asked can take it back."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    DONE = "done"


class DisposalVerb(StrEnum):
    """A step of a disposal review."""

    KEPT = "kept"
    ASKED = "asked"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    HELD = "held"
    RELEASED = "released"


class Closing(Sealable, Base):
    """How one case is being closed, or was. `answers`: the checklist, item by item (`rules.Item`)."""

    __tablename__ = "case_closing"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("begun_by", "user_account"),
        Index("ix_case_closing_case", "agency_id", "case_id", "begun_at"),
        CheckConstraint("(state = 'writing') = (ended_at is null)", name="a_closing_that_ended_says_when"),
        CheckConstraint("state <> 'closed' or reason_code is not null", name="a_closed_case_says_why"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    state: Mapped[ClosingState] = choice(ClosingState, "closing_has_a_known_state", default=ClosingState.WRITING)
    begun_at: Mapped[datetime]
    begun_by: Mapped[UUID]
    reason_code: Mapped[str | None]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")
    exit_plan_sealed: Mapped[bytes | None]
    exit_plan = SealedText("exit_plan_sealed")
    ending: Mapped[Ending] = choice(Ending, "exit_plan_has_an_answer", default=Ending.NOT_YET)
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    record_type: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Retention(AgencyOwned, Base):
    """How long the record of a closed case is kept: `review_on` is the day a person looks whether it can go."""

    __tablename__ = "case_retention"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "case_id"),
        Index("ix_case_retention_review", "agency_id", "running", "review_on"),
        Index("ix_case_retention_person", "agency_id", "person_id"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    record_type: Mapped[str]
    counted_from: Mapped[date]
    review_on: Mapped[date]
    running: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Hold(Sealable, Base):
    """A reason why nothing of a person's record is disposed of, from one day to another or until it is released."""

    __tablename__ = "retention_hold"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("placed_by", "user_account"),
        Index("ix_retention_hold_person", "agency_id", "person_id", "released_at"),
        CheckConstraint("(released_at is null) = (released_by is null)", name="a_released_hold_says_by_whom"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[HoldKind] = choice(HoldKind, "hold_has_a_known_kind")
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    placed_by: Mapped[UUID]
    placed_at: Mapped[datetime]
    until: Mapped[date | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]


class DisposalStep(Sealable, Base):
    """What was decided when a record was due for review: by whom, when, why, and until when it is kept. Append-only."""

    __tablename__ = "disposal_step"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("by_user_id", "user_account"),
        Index("ix_disposal_step_person", "agency_id", "person_id", "at"),
    )

    person_id: Mapped[UUID]
    verb: Mapped[DisposalVerb] = choice(DisposalVerb, "disposal_step_is_a_known_one")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    until: Mapped[date | None]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")


class ErasureRequest(AgencyOwned, Base):
    """One person asks that a record is erased; another does it. Never the same (design.md 4, security.md T3)."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("asked_by", "user_account"),
        Index("ix_erasure_request_state", "agency_id", "state", "asked_at"),
        Index("ix_erasure_request_person", "agency_id", "person_id"),
        CheckConstraint("answered_by is null or answered_by <> asked_by or state = 'withdrawn'",
                        name="two_people_erase"),
        CheckConstraint("(state = 'waiting') = (answered_at is null)", name="an_answered_erasure_says_when"),
    )  # fmt: skip

    person_id: Mapped[UUID]
    why: Mapped[str]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    state: Mapped[RequestState] = choice(RequestState, "erasure_has_a_known_state", default=RequestState.WAITING)
    answered_by: Mapped[UUID | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Erasure(AgencyOwned, Base):
    """The erasure ledger: that a record was erased, by whom, why, and how many rows lost their words. Append-only.

    Kept in a file outside the database too, so that it can be replayed after a backup is restored (security.md T22).
    It holds no foreign key to the person: after a restore that row may be older, or not there.
    """

    __tablename__ = "erasure_record"
    __table_args__ = (
        UniqueConstraint("agency_id", "person_id"),
        Index("ix_erasure_record_at", "agency_id", "at"),
    )

    person_id: Mapped[UUID]
    reference: Mapped[str]
    cases: Mapped[list[str]] = mapped_column(JSON, default=list)
    why: Mapped[str]
    asked_by: Mapped[UUID]
    erased_by: Mapped[UUID]
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class KeepingSettings(AgencyOwned, Base):
    """An agency's own retention schedule and closing checklist, where it differs from the reference data.

    Its `id` is the agency's: one row, and none as long as nothing was changed.
    """

    __tablename__ = "keeping_settings"
    __table_args__ = (owned_key("changed_by", "user_account"),)

    schedule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    checklist: Mapped[list[Any]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)
