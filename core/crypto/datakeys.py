"""Data keys: one per person (or other subject), wrapped by its agency's key and kept beside the data.

Erasing a person destroys the wrapped key: what it sealed can never be opened again (design.md 5).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import cast
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Mapped

from core.crypto.keyring import CannotOpen, KeyDestroyed, Keyring
from core.db import AgencyOwned, Base
from core.scoping import current_session


class DataKey(AgencyOwned, Base):
    """The wrapped key of one subject; its `id` is the subject's. An empty wrap means: destroyed."""

    __tablename__ = "data_key"

    wrapped: Mapped[bytes | None]
    wrapping_version: Mapped[int]

    @property
    def place(self) -> str:
        """What the wrap is bound to."""
        return f"{self.agency_id}|data_key|{self.id}"


def keyring() -> Keyring:
    """The keyring of the running service."""
    return cast(Keyring, current_app.extensions["keyring"])


def create_key(agency_id: UUID, subject_id: UUID) -> None:
    """Make the data key of a new subject, in the same transaction as the subject."""
    key = secrets.token_bytes(32)
    row = DataKey(agency_id=agency_id, id=subject_id)
    row.wrapping_version, row.wrapped = keyring().wrap(agency_id, key, row.place)
    current_session().add(row)
    _cache()[agency_id, subject_id] = key


def key_of(agency_id: UUID, subject_id: UUID) -> bytes:
    """The open data key of a subject; raises KeyDestroyed when it was destroyed, CannotOpen when never made."""
    if (agency_id, subject_id) not in _cache():
        load_keys(agency_id, [subject_id])
    try:
        key = _cache()[agency_id, subject_id]
    except KeyError:
        raise CannotOpen("The key of this record is gone: it was erased, or never made.") from None
    if key is None:
        raise KeyDestroyed("The key of this record is gone: it was erased.")
    return key


def load_keys(agency_id: UUID, subject_ids: Iterable[UUID]) -> None:
    """Open many data keys with one query, so that a list needs no query a row."""
    wanted = {subject for subject in subject_ids if (agency_id, subject) not in _cache()}
    if not wanted:
        return
    with current_session().no_autoflush:
        rows = current_session().scalars(select(DataKey).where(DataKey.agency_id == agency_id, DataKey.id.in_(wanted)))
        for row in rows:
            _cache()[agency_id, row.id] = (
                None
                if row.wrapped is None
                else keyring().unwrap(agency_id, row.wrapping_version, row.wrapped, row.place)
            )


def destroy_key(agency_id: UUID, subject_id: UUID) -> None:
    """Destroy a subject's key: every field it sealed is gone for good, counts and audit stay."""
    current_session().execute(
        update(DataKey).where(DataKey.agency_id == agency_id, DataKey.id == subject_id).values(wrapped=None)
    )
    _cache().pop((agency_id, subject_id), None)


def is_destroyed(agency_id: UUID, subject_id: UUID) -> bool:
    """Whether a subject's key was destroyed."""
    load_keys(agency_id, [subject_id])
    return _cache().get((agency_id, subject_id), b"") is None


def rewrap_keys(agency_id: UUID) -> int:
    """Wrap every data key of an agency by its current wrapping key; returns how many were rewrapped."""
    rows = current_session().scalars(select(DataKey).where(DataKey.wrapped.is_not(None))).all()
    for row in rows:
        key = keyring().unwrap(agency_id, row.wrapping_version, cast(bytes, row.wrapped), row.place)
        row.wrapping_version, row.wrapped = keyring().wrap(agency_id, key, row.place)
    return len(rows)


def _cache() -> dict[tuple[UUID, UUID], bytes | None]:
    """Keys that were opened; None for one that was destroyed, so that a list asks for it once."""
    return cast("dict[tuple[UUID, UUID], bytes | None]", current_session().info.setdefault("data_keys", {}))
