"""Tables of the ways into a case: openings by break-glass with their review, and an agency that opens its cases to all.

They stand in the root of casework because `queries.visible_to` asks them; what is done with them is in `cases/doors/`.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class Verdict(StrEnum):
    """What a manager says of an opening."""

    FINE = "fine"
    FOLLOW_UP = "follow_up"


class GlassOpening(Sealable, Base):
    """A case opened for an hour by a colleague outside its team, with the reason, and what a manager said of it.

    `number` counts the openings of one colleague in one day: the key refuses two of the same, the CHECK an eleventh.
    """

    __tablename__ = "glass_opening"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("opened_by", "user_account"),
        UniqueConstraint("agency_id", "opened_by", "day", "number"),
        Index("ix_glass_opening_case", "agency_id", "case_id", "opened_at"),
        Index("ix_glass_opening_open", "agency_id", "opened_by", "ends_at"),
        Index("ix_glass_opening_waiting", "agency_id", "reviewed_at", "review_by"),
        CheckConstraint("number between 1 and 10", name="the_glass_is_broken_ten_times_a_day"),
        CheckConstraint("ends_at > opened_at", name="an_opening_ends_after_it_begins"),
        CheckConstraint("(reviewed_at is null) = (reviewed_by is null)", name="a_review_says_who"),
        CheckConstraint("(reviewed_at is null) = (verdict is null)", name="a_review_says_what"),
        CheckConstraint("reviewed_by is null or reviewed_by <> opened_by", name="nobody_reviews_their_own_opening"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    opened_by: Mapped[UUID]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    day: Mapped[date]
    number: Mapped[int]
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    review_by: Mapped[date]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    verdict: Mapped[Verdict | None] = choice(Verdict, "opening_has_a_known_verdict", nullable=True)
    review_sealed: Mapped[bytes | None]
    review = SealedText("review_sealed")
    version: Mapped[int] = mapped_column(default=1)


class OpenHouse(AgencyOwned, Base):
    """Whether an agency opens its cases to all its caseworkers (design.md 3); its `id` is the agency's."""

    __tablename__ = "open_house"
    __table_args__ = (owned_key("changed_by", "user_account"),)

    to_all: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
