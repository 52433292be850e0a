"""Sealed envelopes between agencies: a request and its replies, a warning. One random key, wrapped for each holder.

Closing an envelope for a holder destroys that holder's wrap: it can never be opened there again. Whoever has no wrap
cannot open it, whatever rows they reach.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.actor import Actor
from core.crypto.datakeys import keyring
from core.crypto.fields import packed, unpacked
from core.crypto.keyring import CannotOpen, open_bytes, seal_bytes
from core.db import Base, TwoParty, uuid7
from core.scoping import belongs_to, current_session


class EnvelopeKey(TwoParty, Base):
    """The key of an envelope, wrapped for one holder; closing destroys that holder's wrap."""

    __tablename__ = "envelope_key"
    __table_args__ = (UniqueConstraint("envelope_id", "holder_agency_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    envelope_id: Mapped[UUID]
    holder_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    wrapped: Mapped[bytes | None]
    wrapping_version: Mapped[int]


def seal_new(envelope_id: UUID, maker: UUID, others: Iterable[UUID], content: Any) -> bytes:
    """Make an envelope's key, wrap it for its maker and for each of the `others`, and seal its first content."""
    key = secrets.token_bytes(32)
    for holder in {maker, *others}:
        _wrap_for(holder, envelope_id, maker, key)
    return _sealed(key, envelope_id, "first", content)


def hand_key(actor: Actor, envelope_id: UUID, holder: UUID) -> None:
    """Wrap the key of an envelope that the actor's agency made for one more holder."""
    _wrap_for(holder, envelope_id, actor.agency_id, _key(actor, envelope_id))


def _wrap_for(holder: UUID, envelope_id: UUID, maker: UUID, key: bytes) -> None:
    version, wrapped = keyring().wrap(holder, key, _wrap_place(envelope_id, holder))
    current_session().add(
        EnvelopeKey(
            envelope_id=envelope_id, holder_agency_id=holder, wrapped=wrapped, wrapping_version=version,
            from_agency_id=maker, to_agency_id=holder,
        )
    )  # fmt: skip


def seal_more(actor: Actor, envelope_id: UUID, part: str, content: Any) -> bytes:
    """Seal one more part (`part` names its place) under a key that the actor's agency still holds."""
    return _sealed(_key(actor, envelope_id), envelope_id, part, content)


def opened(actor: Actor, envelope_id: UUID, sealed: bytes, part: str = "first") -> Any:
    """The content of one part; raises CannotOpen when the wrap of the actor's agency was destroyed."""
    return unpacked(open_bytes(_key(actor, envelope_id), sealed, _place(envelope_id, part)).decode())


def opened_many(actor: Actor, envelopes: Iterable[tuple[UUID, bytes]]) -> dict[UUID, Any]:
    """The first part of many envelopes, by one query; those closed to the actor's agency are left out."""
    wanted = dict(envelopes)
    if not wanted:
        return {}
    held = current_session().scalars(
        select(EnvelopeKey)
        .where(belongs_to(actor, EnvelopeKey), EnvelopeKey.holder_agency_id == actor.agency_id)
        .where(EnvelopeKey.envelope_id.in_(wanted), EnvelopeKey.wrapped.is_not(None))
    )
    keys = {row.envelope_id: _unwrapped(row) for row in held}
    return {
        envelope_id: unpacked(open_bytes(key, wanted[envelope_id], _place(envelope_id, "first")).decode())
        for envelope_id, key in keys.items()
    }


def close_for(actor: Actor, envelope_id: UUID, holder: UUID) -> None:
    """Destroy one holder's wrap of an envelope; the others' stay."""
    current_session().execute(
        update(EnvelopeKey)
        .where(belongs_to(actor, EnvelopeKey))
        .where(EnvelopeKey.envelope_id == envelope_id, EnvelopeKey.holder_agency_id == holder)
        .values(wrapped=None)
        .execution_options(synchronize_session=False)
    )


def rewrap_envelopes(actor: Actor) -> int:
    """Wrap every envelope key that the actor's agency holds by its current wrapping key; returns how many."""
    held = select(EnvelopeKey).where(belongs_to(actor, EnvelopeKey), EnvelopeKey.wrapped.is_not(None))
    rows = current_session().scalars(held.where(EnvelopeKey.holder_agency_id == actor.agency_id)).all()
    for row in rows:
        place = _wrap_place(row.envelope_id, row.holder_agency_id)
        row.wrapping_version, row.wrapped = keyring().wrap(row.holder_agency_id, _unwrapped(row), place)
    return len(rows)


def _key(actor: Actor, envelope_id: UUID) -> bytes:
    found = current_session().scalar(
        select(EnvelopeKey)
        .where(belongs_to(actor, EnvelopeKey), EnvelopeKey.envelope_id == envelope_id)
        .where(EnvelopeKey.holder_agency_id == actor.agency_id)
        .execution_options(populate_existing=True)
    )
    if found is None or found.wrapped is None:
        raise CannotOpen("This envelope is closed to this agency, or never was for it.")
    return _unwrapped(found)


def _unwrapped(row: EnvelopeKey) -> bytes:
    if row.wrapped is None:
        raise CannotOpen("This envelope is closed: its key was destroyed.")
    place = _wrap_place(row.envelope_id, row.holder_agency_id)
    return keyring().unwrap(row.holder_agency_id, row.wrapping_version, row.wrapped, place)


def _sealed(key: bytes, envelope_id: UUID, part: str, content: Any) -> bytes:
    return seal_bytes(key, packed(content).encode(), _place(envelope_id, part))


def _place(envelope_id: UUID, part: str) -> str:
    return f"envelope|{envelope_id}|{part}"


def _wrap_place(envelope_id: UUID, holder: UUID) -> str:
    return f"envelope|{envelope_id}|{holder}"
