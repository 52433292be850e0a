"""Tables of what two agencies write to each other about a referral. Both only grow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, TwoParty, uuid7


class Message(TwoParty, Base):
    """One message of a referral's thread, sealed under the package's key. `from_agency_id` is the side that wrote it.

    Closing the package for a side closes the thread for it as well. A mistake is put right by a further message.
    """

    __tablename__ = "referral_message"
    __table_args__ = (
        Index("ix_referral_message_thread", "referral_id", "at"),
        CheckConstraint("from_agency_id <> to_agency_id", name="a_message_goes_to_the_other_side"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    at: Mapped[datetime]
    writer_name: Mapped[str]
    words_sealed: Mapped[bytes]
    checked: Mapped[bool] = mapped_column(default=False)


class MessageReading(TwoParty, Base):
    """Somebody of the side that a message was written to has read it. `from_agency_id` is the reader's side."""

    __tablename__ = "message_reading"
    __table_args__ = (Index("ix_message_reading_message", "message_id", "from_agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"))
    message_id: Mapped[UUID] = mapped_column(ForeignKey("referral_message.id"))
    at: Mapped[datetime]
    reader_name: Mapped[str]
