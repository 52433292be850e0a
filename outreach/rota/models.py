"""Tables of the rota: planned shifts and who is on them; who is out now, and every check-in of theirs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key

STILL_OUT = column("back_at").is_(None)


class StepKind(StrEnum):
    """What happened on an outing that is watched over."""

    OUT = "out"
    SAFE = "safe"
    HELP = "help"
    ALARM = "alarm"
    AGAIN = "again"
    SEEN = "seen"
    STOOD_DOWN = "stood_down"
    BACK = "back"


class OfTheAgency(Sealable):
    """A row about staff: its words are sealed by the agency's own key."""

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: nobody who is supported is named here."""
        return self.agency_id


class OutreachShift(OfTheAgency, Base):
    """A planned outing. Once somebody set out, it knows its session."""

    __tablename__ = "outreach_shift"
    __table_args__ = (
        owned_key("on_call_id", "user_account"),
        owned_key("session_id", "outreach_session"),
        owned_key("planned_by", "user_account"),
        Index("ix_outreach_shift_starts", "agency_id", "starts_at"),
        Index("ix_outreach_shift_session", "agency_id", "session_id"),
        CheckConstraint("ends_at > starts_at", name="shift_ends_after_it_starts"),
        CheckConstraint("wanted between 1 and 20", name="shift_wants_1_to_20"),
    )

    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mode: Mapped[str]
    ward: Mapped[str]
    wanted: Mapped[int] = mapped_column(default=2)
    on_call_id: Mapped[UUID | None]
    notes_sealed: Mapped[bytes | None]
    notes = SealedText("notes_sealed")
    session_id: Mapped[UUID | None]
    planned_by: Mapped[UUID]
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ShiftPlace(OfTheAgency, Base):
    """Somebody on a shift: a colleague by their account, or a volunteer by the name they go by."""

    __tablename__ = "shift_place"
    __table_args__ = (
        owned_key("shift_id", "outreach_shift"),
        owned_key("user_id", "user_account"),
        owned_key("added_by", "user_account"),
        UniqueConstraint("agency_id", "shift_id", "user_id"),
        CheckConstraint("(user_id is null) <> (name_sealed is null)", name="a_place_is_a_colleagues_or_a_volunteers"),
    )

    shift_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    name_sealed: Mapped[bytes | None]
    name = SealedText("name_sealed")
    leads: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[UUID]
    added_at: Mapped[datetime]


class LoneRules(OfTheAgency, Base):
    """How an agency looks after people who are out: how often they check in, and when the alarm goes. One row."""

    __tablename__ = "lone_rules"
    __table_args__ = (
        UniqueConstraint("agency_id"),
        CheckConstraint("every_minutes between 15 and 240", name="check_ins_are_every_15_minutes_to_4_hours"),
        CheckConstraint("grace_minutes between 0 and 60", name="the_alarm_waits_an_hour_at_most"),
        CheckConstraint("again_minutes between 5 and 60", name="an_unseen_alarm_goes_again_within_the_hour"),
    )

    every_minutes: Mapped[int] = mapped_column(default=60)
    grace_minutes: Mapped[int] = mapped_column(default=10)
    again_minutes: Mapped[int] = mapped_column(default=15)
    plan_sealed: Mapped[bytes | None]
    plan = SealedText("plan_sealed")
    version: Mapped[int] = mapped_column(default=1)


class LoneWatch(OfTheAgency, Base):
    """Somebody who is out and checks in. It stays open until they say that they are back, or a manager closes it."""

    __tablename__ = "lone_watch"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("user_id", "user_account"),
        owned_key("seen_by", "user_account"),
        owned_key("closed_by", "user_account"),
        Index("ix_lone_watch_open", "agency_id", "back_at", "alarm_at"),
        Index("ix_lone_watch_session", "agency_id", "session_id"),
        Index(
            "ix_lone_watch_one_outing", "agency_id", "user_id",
            unique=True, sqlite_where=STILL_OUT, postgresql_where=STILL_OUT,
        ),
        CheckConstraint("every_minutes between 15 and 240", name="watch_is_every_15_minutes_to_4_hours"),
        CheckConstraint("(seen_at is null) = (seen_by is null)", name="who_saw_an_alarm_is_known"),
        CheckConstraint("seen_at is null or alarmed_at is not null", name="only_an_alarm_is_seen"),
        CheckConstraint("(back_at is null) = (closed_by is null)", name="who_closed_a_watch_is_known"),
    )  # fmt: skip

    session_id: Mapped[UUID]
    user_id: Mapped[UUID]
    every_minutes: Mapped[int]
    grace_minutes: Mapped[int]
    reach_sealed: Mapped[bytes | None]
    reach = SealedText("reach_sealed")
    company_sealed: Mapped[bytes | None]
    company = SealedText("company_sealed")
    began_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    due_at: Mapped[datetime]
    alarm_at: Mapped[datetime]
    alarmed_at: Mapped[datetime | None]
    called_for_help: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None]
    back_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]


class LoneStep(OfTheAgency, Base):
    """One thing that happened on an outing that is watched over. Append-only."""

    __tablename__ = "lone_step"
    __table_args__ = (
        owned_key("watch_id", "lone_watch"),
        owned_key("by_id", "user_account"),
        Index("ix_lone_step_watch", "agency_id", "watch_id", "at"),
    )

    watch_id: Mapped[UUID]
    kind: Mapped[StepKind] = choice(StepKind, "lone_step_has_a_known_kind")
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
