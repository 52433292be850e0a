"""Phones that log offline, and each entry they sent: once, ever."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedBytes, SealedText
from core.db import Base, choice, owned_key


class EntryKind(StrEnum):
    """What a phone wrote down: nothing else than outreach can be."""

    SESSION = "session"
    CONTACT = "contact"
    MET = "met"
    END = "end"
    UNREADABLE = "unreadable"


class EntryState(StrEnum):
    """What came of an entry: it is in the log, it waits for its writer, or it was left out."""

    TAKEN = "taken"
    HELD = "held"
    LEFT_OUT = "left_out"


class OutreachDevice(Sealable, Base):
    """A browser of one account that may log offline. Its private key never leaves the server, and goes when revoked."""

    __tablename__ = "outreach_device"
    __table_args__ = (
        owned_key("user_id", "user_account"),
        owned_key("revoked_by", "user_account"),
        Index("ix_outreach_device_user", "agency_id", "user_id", "enrolled_at"),
        Index("ix_outreach_device_seen", "agency_id", "revoked_at", "seen_at"),
        CheckConstraint("revoked_at is null or private_key_sealed is null", name="a_revoked_phone_has_no_key"),
        CheckConstraint("revoked_by is null or revoked_at is not null", name="who_revoked_a_phone_did_so_once"),
    )

    user_id: Mapped[UUID]
    name: Mapped[str]
    browser_hash: Mapped[str | None]
    token_hash: Mapped[str]
    public_key: Mapped[str]
    private_key_sealed: Mapped[bytes | None]
    private_key = SealedBytes("private_key_sealed")
    enrolled_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: a phone is about no one."""
        return self.agency_id


class OfflineEntry(Sealable, Base):
    """One entry as it arrived; its `id` was made on the phone, and the row keeps it from ever counting twice.

    The words stay, sealed, only while the entry waits for its writer. `session_id` may name a session that never came.
    """

    __tablename__ = "offline_entry"
    __table_args__ = (
        owned_key("device_id", "outreach_device"),
        owned_key("user_id", "user_account"),
        owned_key("settled_by", "user_account"),
        Index("ix_offline_entry_waiting", "agency_id", "state", "user_id", "received_at"),
        Index("ix_offline_entry_session", "agency_id", "session_id", "state"),
        Index("ix_offline_entry_device", "agency_id", "device_id", "received_at"),
        CheckConstraint("(state = 'held') = (settled_at is null)", name="a_held_entry_is_not_settled"),
        CheckConstraint("state = 'held' or content_sealed is null", name="a_settled_entry_keeps_no_words"),
    )

    device_id: Mapped[UUID]
    user_id: Mapped[UUID]
    kind: Mapped[EntryKind] = choice(EntryKind, "offline_entry_has_a_known_kind")
    state: Mapped[EntryState] = choice(EntryState, "offline_entry_has_a_known_state")
    session_id: Mapped[UUID | None]
    content_sealed: Mapped[bytes | None]
    content = SealedText("content_sealed")
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: most entries belong to no record."""
        return self.agency_id
