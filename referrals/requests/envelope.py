"""Sealed envelopes between two agencies: a request, its replies, a release. One random key each, wrapped for each side.

Closing an envelope for a side destroys that side's wrap: it can never be opened there again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.actor import Actor
from core.crypto.datakeys import keyring
from core.crypto.fields import packed, unpacked
from core.crypto.keyring import CannotOpen, open_bytes, seal_bytes
from core.scoping import belongs_to, current_session
from referrals.requests.models import EnvelopeKey


@dataclass(frozen=True, slots=True)
class Sides:
    """The two agencies of an envelope; the maker is the one that seals it first."""

    maker: UUID
    other: UUID


def seal_new(envelope_id: UUID, sides: Sides, content: Any) -> bytes:
    """Make an envelope's key, wrap it for both sides, and seal its first content."""
    key = secrets.token_bytes(32)
    for holder in (sides.maker, sides.other):
        version, wrapped = keyring().wrap(holder, key, _wrap_place(envelope_id, holder))
        current_session().add(
            EnvelopeKey(
                envelope_id=envelope_id, holder_agency_id=holder, wrapped=wrapped, wrapping_version=version,
                from_agency_id=sides.maker, to_agency_id=sides.other,
            )
        )  # fmt: skip
    return _sealed(key, envelope_id, "first", content)


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
    """Destroy one side's wrap of an envelope; the other side's stays."""
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
