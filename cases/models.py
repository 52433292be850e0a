"""Tables of case files. Their words are sealed by the key of the person they are about."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class CaseKind(StrEnum):
    """What the agency does for the person."""

    ISVA = "isva"
    CASEWORK = "casework"


class CaseState(StrEnum):
    """Where a case stands (domain.md 2.1); independent of the criminal justice journey."""

    RECEIVED = "received"
    CONTACTING = "contacting"
    ASSESSMENT = "assessment"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENED = "reopened"


class Case(Sealable, Base):
    """An agency's case with a person, open to its team and the agency's managers."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("agency_id", "reference"),
        UniqueConstraint("agency_id", "origin_referral_id"),
        owned_key("person_id", "person"),
        owned_key("lead_user_id", "user_account"),
        Index("ix_case_file_lead", "agency_id", "lead_user_id", "state"),
        Index("ix_case_file_recent", "agency_id", "changed_at"),
        Index("ix_case_file_person", "agency_id", "person_id"),
        Index("ix_case_file_state", "agency_id", "state", "changed_at"),
        Index("ix_case_file_opened", "agency_id", "opened_at"),
        Index("ix_case_file_closed", "agency_id", "closed_at"),
        Index("ix_case_file_kind", "kind", "agency_id", "opened_at"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="a_closed_case_says_when"),
    )

    reference: Mapped[str]
    person_id: Mapped[UUID]
    kind: Mapped[CaseKind] = choice(CaseKind, "case_has_a_known_kind")
    state: Mapped[CaseState] = choice(CaseState, "case_has_a_known_state")
    lead_user_id: Mapped[UUID]
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    origin_referral_id: Mapped[UUID | None]
    origin_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    came_by: Mapped[str | None]
    wants_sealed: Mapped[bytes | None]
    wants = SealedText("wants_sealed")
    practical_sealed: Mapped[bytes | None]
    practical = SealedText("practical_sealed")
    version: Mapped[int] = mapped_column(default=1)


class CaseStateChange(Sealable, Base):
    """A change of a case's state, with who made it and why. The first has no earlier state: the case was opened."""

    __tablename__ = "case_state_change"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        Index("ix_case_state_change_case", "agency_id", "case_id", "at"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]
    from_state: Mapped[str | None]
    to_state: Mapped[CaseState] = choice(CaseState, "a_change_leads_to_a_known_state")
    reason_code: Mapped[str | None]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    changed_by: Mapped[UUID]


class CaseTeamMember(AgencyOwned, Base):
    """Who may open a case, and since when."""

    __tablename__ = "case_team_member"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("user_id", "user_account"),
        UniqueConstraint("agency_id", "case_id", "user_id"),
        Index("ix_case_team_member_user", "agency_id", "user_id"),
    )

    case_id: Mapped[UUID]
    user_id: Mapped[UUID]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class TeamChange(StrEnum):
    """What became of someone's place on a case team."""

    JOINED = "joined"
    LEFT = "left"
    LEADS = "leads"


class CaseTeamChange(Sealable, Base):
    """Who joined a case team, left it or came to lead it, by whom, when and why. Append-only."""

    __tablename__ = "case_team_change"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("user_id", "user_account"),
        owned_key("changed_by", "user_account"),
        Index("ix_case_team_change_case", "agency_id", "case_id", "at"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    user_id: Mapped[UUID]
    at: Mapped[datetime]
    change: Mapped[TeamChange] = choice(TeamChange, "a_team_change_is_a_known_one")
    until: Mapped[date | None]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    changed_by: Mapped[UUID]


class ContactMode(StrEnum):
    """How a support contact happened (domain.md 2.1)."""

    FACE_TO_FACE = "face_to_face"
    TELEPHONE = "telephone"
    TEXT = "text"
    EMAIL = "email"
    VIDEO = "video"
    OUTREACH = "outreach"
    ACCOMPANIMENT = "accompaniment"
    LETTER = "letter"


class ContactOutcome(StrEnum):
    """Whether they were reached; tries that fail are counted apart."""

    REACHED = "reached"
    NO_REPLY = "no_reply"
    MESSAGE = "message"
    NOT_SAFE = "not_safe"
    DID_NOT_COME = "did_not_come"
    CANCELLED = "cancelled"


class ContactDirection(StrEnum):
    """Who got in touch with whom."""

    OURS = "ours"
    THEIRS = "theirs"


class SupportContact(Sealable, Base):
    """A contact with the person or with a professional. Append-only: a correction is a new row that names the old."""

    __tablename__ = "support_contact"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("logged_by", "user_account"),
        Index("ix_support_contact_case", "agency_id", "case_id", "at"),
        Index("ix_support_contact_at", "agency_id", "at"),
        Index("ix_support_contact_corrects", "agency_id", "corrects_id"),
        CheckConstraint("minutes between 0 and 1440", name="a_contact_fits_in_a_day"),
        CheckConstraint("travel_minutes between 0 and 1440", name="travel_fits_in_a_day"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    at: Mapped[datetime]
    minutes: Mapped[int]
    mode: Mapped[ContactMode] = choice(ContactMode, "contact_has_a_known_mode")
    outcome: Mapped[ContactOutcome] = choice(ContactOutcome, "contact_has_a_known_outcome")
    with_whom: Mapped[str]
    note_sealed: Mapped[bytes | None]
    note = SealedText("note_sealed")
    next_step_sealed: Mapped[bytes | None]
    next_step = SealedText("next_step_sealed")
    logged_by: Mapped[UUID]
    logged_at: Mapped[datetime]
    direction: Mapped[ContactDirection] = choice(
        ContactDirection, "contact_has_a_known_direction", default=ContactDirection.OURS
    )
    purpose: Mapped[str | None]
    place: Mapped[str | None]
    travel_minutes: Mapped[int] = mapped_column(default=0)
    interpreter: Mapped[str | None]
    signed_role: Mapped[str | None]
    corrects_id: Mapped[UUID | None]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")


class StepChange(StrEnum):
    """Why a step of the journey replaces an earlier one: it was put right, its day moved, it came, or it was not so."""

    CORRECTED = "corrected"
    MOVED = "moved"
    HAPPENED = "happened"
    STRUCK = "struck"


class Milestone(Sealable, Base):
    """A step of the criminal justice journey. “Not reported” is a complete journey.

    What was written stays: a change is a new row that names the one it `replaces`, which is then `replaced`.
    While `planned`, `happened_on` is the day it is planned for. Without an incident it is about the whole case.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_milestone_case", "agency_id", "case_id", "happened_on"),
        Index("ix_milestone_happened", "agency_id", "happened_on"),
        CheckConstraint("outcome_code between 1 and 22", name="a_police_outcome_is_1_to_22"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    code: Mapped[str]
    happened_on: Mapped[date]
    told_on: Mapped[date | None]
    source: Mapped[str]
    note_sealed: Mapped[bytes | None]
    note = SealedText("note_sealed")
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    incident_id: Mapped[UUID | None]
    planned: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[UUID | None]
    change: Mapped[StepChange | None] = choice(StepChange, "step_has_a_known_change", nullable=True)
    outcome_code: Mapped[int | None]
    received_on: Mapped[date | None]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")
