"""The counts of all-night sessions: numbers by hour, night and ward, and nobody in them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, owned_key


class HourCount(AgencyOwned, Base):
    """How many people were seen working in one hour of one night in one ward: a number, and nothing else of anybody.

    `night` is the day on which the night began, so that 2am belongs to the evening before it.
    """

    __tablename__ = "outreach_hour_count"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("counted_by", "user_account"),
        UniqueConstraint("agency_id", "session_id", "hour", "ward"),
        Index("ix_outreach_hour_count_night", "agency_id", "night", "ward"),
        CheckConstraint("hour between 0 and 23", name="an_hour_is_one_of_a_day"),
        CheckConstraint("seen between 0 and 999", name="people_seen_in_an_hour_are_counted"),
    )

    session_id: Mapped[UUID]
    night: Mapped[date]
    hour: Mapped[int]
    ward: Mapped[str]
    seen: Mapped[int]
    counted_by: Mapped[UUID]
    counted_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
