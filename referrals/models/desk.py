"""What answering a referral adds: who has it, what was asked for, what was sent later, and needs that nobody met."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, TwoParty, choice, owned_key, uuid7


class MoreAnswer(StrEnum):
    """What a sender answered when more was asked for."""

    SENT = "sent"
    PART = "part"
    NOT_SHARED = "not_shared"


class ReferralDesk(AgencyOwned, Base):
    """The receiver's own note of the worker who has a referral. The other side reads the name on the referral."""

    __tablename__ = "referral_desk"
    __table_args__ = (
        owned_key("user_id", "user_account"),
        owned_key("assigned_by", "user_account"),
        UniqueConstraint("agency_id", "referral_id"),
        Index("ix_referral_desk_worker", "agency_id", "user_id"),
    )

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    user_id: Mapped[UUID]
    assigned_by: Mapped[UUID]
    assigned_at: Mapped[datetime]


class MoreAsked(TwoParty, Base):
    """Categories that a receiver asked for in order to decide, and the sender’s answer. It goes from asker to asked.

    `sent`: those of them that went.
    """

    __tablename__ = "more_asked"
    __table_args__ = (
        Index("ix_more_asked_referral", "referral_id", "asked_at"),
        CheckConstraint("(answered_at is null) = (answer is null)", name="an_answer_to_more_says_when"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    asked_at: Mapped[datetime]
    asked_name: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(JSON)
    sent: Mapped[list[str]] = mapped_column(JSON, default=list)
    answered_at: Mapped[datetime | None]
    answered_name: Mapped[str | None]
    answer: Mapped[MoreAnswer | None] = choice(MoreAnswer, "more_has_a_known_answer")


class PackageSupplement(TwoParty, Base):
    """Parts that were sent after the package, sealed under its key: closing the package closes them too."""

    __tablename__ = "package_supplement"
    __table_args__ = (Index("ix_package_supplement_referral", "referral_id", "sealed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    parts_sealed: Mapped[bytes]
    categories: Mapped[list[str]] = mapped_column(JSON)
    sealed_at: Mapped[datetime]


class UnmetNeed(AgencyOwned, Base):
    """A need that the receiver could not meet, and for which it knew of nobody else. It is tied to no referral.

    `month`: first day of the month in which the referral was sent; a day would lead back to the person.
    """

    __tablename__ = "unmet_need"
    __table_args__ = (Index("ix_unmet_need_month", "agency_id", "month"),)

    month: Mapped[date]
    need: Mapped[str]
