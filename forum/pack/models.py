"""The table of made packs: one reader's pack of one meeting, kept for a day so that it can be taken away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class MadePack(Base):
    """A pack as the worker made it for one reader; its `id` is that of the piece of work."""

    __tablename__ = "made_pack"
    __table_args__ = (Index("ix_made_pack_made", "made_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
