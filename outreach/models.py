"""Outreach sessions (no names), contacts (an alias or the person's own code at most), and what was given."""

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


class AgeBand(StrEnum):
    """How old somebody says or seems to be. Under 18 is no band: it is a safeguarding matter (domain.md 3.3)."""

    FROM_18 = "18-24"
    FROM_25 = "25-34"
    FROM_35 = "35-44"
    FROM_45 = "45-54"
    FROM_55 = "55+"
    NOT_KNOWN = "not_known"


class ReportingIntent(StrEnum):
    """What somebody thinks of reporting what happened to them; “not asked” is the column left empty."""

    NOT_NOW = "not_now"
    THINKING = "thinking"
    NUM_ONLY = "num_only"
    POLICE = "police"
    DONE = "done"
    DECLINED = "declined"


class FourAnswers(StrEnum):
    """Yes, no, not asked and not known are four different answers (domain.md 0, rule 5)."""

    NOT_ASKED = "not_asked"
    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Duration(StrEnum):
    """How long a contact took, as a band."""

    UNDER_5 = "under_5"
    TO_15 = "5_to_15"
    TO_30 = "15_to_30"
    OVER_30 = "over_30"


class Source(StrEnum):
    """How an entry came in: written on the page, or on a phone without signal and sent later."""

    PAGE = "page"
    OFFLINE = "offline"


class OutreachSession(Sealable, Base):
    """One outing. The headcount stands even when no contact is written down."""

    __tablename__ = "outreach_session"
    __table_args__ = (
        owned_key("created_by", "user_account"),
        Index("ix_outreach_session_day", "agency_id", "held_on"),
        CheckConstraint("headcount >= 0 and headcount_declined >= 0", name="headcount_is_not_negative"),
        CheckConstraint("headcount_declined <= headcount", name="declined_are_among_those_met"),
        CheckConstraint("ended_at is null or ended_at >= began_at", name="session_ends_after_it_began"),
        CheckConstraint("headcount_new >= 0 and headcount_known >= 0", name="new_and_known_are_not_negative"),
        CheckConstraint("headcount_new + headcount_known <= headcount", name="new_and_known_are_among_those_met"),
    )

    held_on: Mapped[date]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    mode: Mapped[str]
    ward: Mapped[str]
    team: Mapped[str]
    headcount: Mapped[int] = mapped_column(default=0)
    headcount_declined: Mapped[int] = mapped_column(default=0)
    headcount_new: Mapped[int] = mapped_column(default=0)
    headcount_known: Mapped[int] = mapped_column(default=0)
    #: How people came across, if it was noted: {"gender": {code: number}, "age": {code: number}}. Never crossed.
    presented: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON, default=dict)
    #: Whether one was used. Which language would say where people come from, so nobody is asked (domain.md 4.5).
    interpreter: Mapped[bool | None]
    police_seen: Mapped[bool | None]
    #: A named beat, coarse: read by the agency alone and never published (domain.md 5).
    route_sealed: Mapped[bytes | None]
    route = SealedText("route_sealed")
    observations_sealed: Mapped[bytes | None]
    observations = SealedText("observations_sealed")
    near_miss_sealed: Mapped[bytes | None]
    near_miss = SealedText("near_miss_sealed")
    debrief_done: Mapped[bool] = mapped_column(default=False)
    debrief_sealed: Mapped[bytes | None]
    debrief = SealedText("debrief_sealed")
    created_by: Mapped[UUID]
    ended_by: Mapped[UUID | None]
    source: Mapped[Source] = choice(Source, "session_source_is_known", default=Source.PAGE)
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
        Index("ix_outreach_contact_at", "agency_id", "at"),
        Index("ix_outreach_contact_code", "agency_id", "code_index", "at"),
        Index("ix_outreach_contact_follow_up", "agency_id", "follow_up_done_at", "follow_up_due"),
        CheckConstraint("person_id is not null or linked_at is null", name="linked_contact_has_a_record"),
    )

    session_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    at: Mapped[datetime]
    met_before: Mapped[MetBefore] = choice(MetBefore, "met_before_is_answered")
    alias_sealed: Mapped[bytes | None]
    alias = SealedText("alias_sealed")
    #: The keyed hash of a code of the person's own, inside one agency. The code itself is kept nowhere.
    code_index: Mapped[str | None]
    note_sealed: Mapped[bytes | None]
    note = SealedText("note_sealed")
    #: Where, when it was not where the session says.
    ward: Mapped[str | None]
    beat_sealed: Mapped[bytes | None]
    beat = SealedText("beat_sealed")
    age_band: Mapped[AgeBand | None] = choice(AgeBand, "age_band_is_known")
    setting: Mapped[str | None]
    duration: Mapped[Duration | None] = choice(Duration, "duration_is_a_band")
    interventions: Mapped[list[str]] = mapped_column(JSON, default=list)
    information: Mapped[list[str]] = mapped_column(JSON, default=list)
    concerns: Mapped[list[str]] = mapped_column(JSON, default=list)
    barrier: Mapped[str | None]
    reporting_intent: Mapped[ReportingIntent | None] = choice(ReportingIntent, "reporting_intent_is_known")
    referral_offered: Mapped[FourAnswers] = choice(
        FourAnswers, "referral_offered_is_answered", default=FourAnswers.NOT_ASKED
    )
    referral_accepted: Mapped[FourAnswers] = choice(
        FourAnswers, "referral_accepted_is_answered", default=FourAnswers.NOT_ASKED
    )
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Those of the flags that somebody has seen to.
    settled: Mapped[list[str]] = mapped_column(JSON, default=list)
    follow_up_due: Mapped[date | None]
    follow_up_by: Mapped[UUID | None]
    follow_up_note_sealed: Mapped[bytes | None]
    follow_up_note = SealedText("follow_up_note_sealed")
    follow_up_done_at: Mapped[datetime | None]
    follow_up_done_by: Mapped[UUID | None]
    linked_at: Mapped[datetime | None]
    linked_by: Mapped[UUID | None]
    logged_by: Mapped[UUID]
    source: Mapped[Source] = choice(Source, "contact_source_is_known", default=Source.PAGE)
    version: Mapped[int] = mapped_column(default=1)

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
