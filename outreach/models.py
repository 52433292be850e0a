"""Outreach sessions (no names), contacts (an alias at most), and what was given."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class MetBefore(StrEnum):
    """New or known, to this agency only."""

    NEW = "new"
    KNOWN = "known"
    NOT_SURE = "not_sure"


class OutreachSession(Sealable, Base):
    """One outing. The headcount stands even when no contact is written down."""

    __tablename__ = "outreach_session"
    __table_args__ = (
        owned_key("created_by", "user_account"),
        Index("ix_outreach_session_day", "agency_id", "held_on"),
        CheckConstraint("headcount >= 0 and headcount_declined >= 0", name="headcount_is_not_negative"),
        CheckConstraint("headcount_declined <= headcount", name="declined_are_among_those_met"),
        CheckConstraint("ended_at is null or ended_at >= began_at", name="session_ends_after_it_began"),
    )

    held_on: Mapped[date]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    mode: Mapped[str]
    ward: Mapped[str]
    team: Mapped[str]
    headcount: Mapped[int] = mapped_column(default=0)
    headcount_declined: Mapped[int] = mapped_column(default=0)
    observations_sealed: Mapped[bytes | None]
    observations = SealedText("observations_sealed")
    created_by: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: a session is about no one."""
        return self.agency_id


class OutreachContact(Sealable, Base):
    """One person met on a session; unnamed is complete. The words are sealed by the agency's own key."""

    __tablename__ = "outreach_contact"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("person_id", "person"),
        owned_key("logged_by", "user_account"),
        Index("ix_outreach_contact_session", "agency_id", "session_id", "at"),
        Index("ix_outreach_contact_person", "agency_id", "person_id", "at"),
    )

    session_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
    met_before: Mapped[MetBefore] = choice(MetBefore, "met_before_is_answered")
    alias_sealed: Mapped[bytes | None]
    alias = SealedText("alias_sealed")
    note_sealed: Mapped[bytes | None]
    note = SealedText("note_sealed")
    interventions: Mapped[list[str]] = mapped_column(JSON, default=list)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    logged_by: Mapped[UUID]

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key, because most contacts belong to no record."""
        return self.agency_id


class GivenItem(AgencyOwned, Base):
    """How many of an item were given at a contact."""

    __tablename__ = "given_item"
    __table_args__ = (
        owned_key("contact_id", "outreach_contact"),
        UniqueConstraint("agency_id", "contact_id", "item"),
        CheckConstraint("quantity between 1 and 99", name="quantity_is_1_to_99"),
    )

    contact_id: Mapped[UUID]
    item: Mapped[str]
    quantity: Mapped[int]
