"""An agency's own limits for answering, by urgency. Every member may read them: they stand beside its services."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice
from referrals.models.referral import Urgency


class AgencyTarget(Base):
    """In how many working days an agency acknowledges and decides a referral of one urgency. Nought is the same day."""

    __tablename__ = "agency_target"
    __table_args__ = (
        CheckConstraint("acknowledge_days >= 0 and decide_days >= acknowledge_days", name="targets_run_forwards"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    urgency: Mapped[Urgency] = choice(Urgency, "target_has_a_known_urgency", primary_key=True)
    acknowledge_days: Mapped[int]
    decide_days: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
