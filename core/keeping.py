"""What was typed and not stored: kept for its writer alone, a day at most, when a session ends in the middle of it.

A row is bound to account and address by its own id, which is part of what its words are sealed to: a row that is moved
to another account does not open there. The browser's session names what is kept: pages without any cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask import g, request, session
from sqlalchemy import Index, Select, delete, select
from sqlalchemy.orm import Mapped

from core import clock, csrf
from core.actor import Actor
from core.crypto.fields import Sealable, SealedText, packed, unpacked
from core.db import Base, owned_key
from core.scoping import belongs_to, current_session

KEPT = timedelta(hours=24)
LONGEST = 1_000_000
MOST = 30
NAMED = "kept"
NEVER_KEPT = frozenset({csrf.FIELD, "idempotency_key"})


class KeptWriting(Sealable, Base):
    """The fields of one form of one account, sealed by the agency's own key."""

    __tablename__ = "kept_writing"
    __table_args__ = (
        owned_key("user_id", "user_account"),
        Index("ix_kept_writing_user", "agency_id", "user_id"),
        Index("ix_kept_writing_old", "agency_id", "kept_at"),
    )

    user_id: Mapped[UUID]
    kept_at: Mapped[datetime]
    path_sealed: Mapped[bytes | None]
    path = SealedText("path_sealed")
    fields_sealed: Mapped[bytes | None]
    fields = SealedText("fields_sealed")

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key."""
        return self.agency_id


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into one form: where it stands, when it was kept, and its fields in their order."""

    id: UUID
    path: str
    at: datetime
    pairs: Sequence[tuple[str, str]]


def keep(*, actor: Actor, path: str, pairs: Sequence[tuple[str, str]]) -> UUID | None:
    """Keep the fields of the form at `path` for an account, in place of what was kept there; returns the row's id.

    Hidden machinery (tokens and keys) is left out. Nothing is kept of a form without a word in it, and nothing of one
    that is longer than `LONGEST`; the oldest gives way when there are more than `MOST`.
    """
    fields = [(name, value) for name, value in pairs if name not in NEVER_KEPT]
    said = packed(fields)
    if len(said) > LONGEST or not any(value.strip() for name, value in fields if name != "version"):
        return None
    row = _row(actor, path)
    if row is None:
        row = KeptWriting(agency_id=actor.agency_id, id=_id(actor, path), user_id=actor.user_id, kept_at=clock.now())
        current_session().add(row)
    row.kept_at, row.path, row.fields = clock.now(), path, said
    current_session().flush()
    _drop_surplus(actor)
    return row.id


def kept_at(actor: Actor, path: str) -> Kept | None:
    """What is kept of the account's own form at `path`; None when there is nothing, or when it is a day old."""
    row = _row(actor, path)
    return None if row is None or row.kept_at < clock.now() - KEPT else _kept(row)


def all_of(actor: Actor) -> list[Kept]:
    """Everything that is kept for the account, the latest first."""
    found = _mine(actor).where(KeptWriting.kept_at >= clock.now() - KEPT).order_by(KeptWriting.kept_at.desc())
    kept = [_kept(row) for row in current_session().scalars(found)]
    return [each for each in kept if each.id == _id(actor, each.path)]


def ids_of(actor: Actor) -> list[UUID]:
    """The ids of everything that is kept for the account."""
    return list(current_session().scalars(_mine(actor).with_only_columns(KeptWriting.id)))


def forget(*, actor: Actor, kept_id: UUID) -> None:
    """Throw away what is kept, if it is the account's own; nothing happens otherwise."""
    current_session().execute(
        delete(KeptWriting)
        .where(belongs_to(actor, KeptWriting), KeptWriting.user_id == actor.user_id, KeptWriting.id == kept_id)
        .execution_options(synchronize_session="fetch")
    )


def forget_old(actor: Actor) -> None:
    """Throw away what is a day old, of every account of the agency; a job of the worker."""
    old = KeptWriting.kept_at < clock.now() - KEPT
    current_session().execute(
        delete(KeptWriting).where(belongs_to(actor, KeptWriting), old).execution_options(synchronize_session="fetch")
    )


# --- what the browser's session knows: pages without kept writing pay nothing for it --------------------------


def note_in_session(ids: Iterable[UUID]) -> None:
    """Remember in the browser's session what is kept, after signing in or keeping."""
    known = {*session.get(NAMED, []), *(str(each) for each in ids)}
    if known != set(session.get(NAMED, [])):
        session[NAMED] = sorted(known)


def of_this_page() -> Kept | None:
    """What is kept of the form at this very address, for the account that asks; None on nearly every page."""
    actor: Actor | None = g.get("actor")
    if actor is None or not session.get(NAMED) or str(_id(actor, here())) not in session[NAMED]:
        return None
    if "kept_here" not in g:
        g.kept_here = kept_at(actor, here())
    return g.kept_here  # type: ignore[no-any-return]  # `g` holds anything


def used(actor: Actor) -> None:
    """The form at this address was taken: what was kept of it is thrown away, in the same transaction.

    Whether the session knows of it is not asked: its draft may have been kept by another request a moment ago.
    """
    kept_id = _id(actor, here())
    forget(actor=actor, kept_id=kept_id)
    drop_from_session(kept_id)


def drop_from_session(kept_id: UUID) -> None:
    """Forget in the browser's session what is no longer kept."""
    if str(kept_id) in session.get(NAMED, []):
        session[NAMED] = [each for each in session[NAMED] if each != str(kept_id)]


def here() -> str:
    """The address of this request, as a form on it is posted to."""
    return request.full_path.rstrip("?")


def _id(actor: Actor, path: str) -> UUID:
    return uuid5(actor.user_id, path)


def _row(actor: Actor, path: str) -> KeptWriting | None:
    return current_session().scalars(_mine(actor).where(KeptWriting.id == _id(actor, path))).one_or_none()


def _mine(actor: Actor) -> Select[KeptWriting]:
    return select(KeptWriting).where(belongs_to(actor, KeptWriting), KeptWriting.user_id == actor.user_id)


def _kept(row: KeptWriting) -> Kept:
    pairs = [(str(name), str(value)) for name, value in unpacked(row.fields) or []]
    return Kept(row.id, row.path or "", row.kept_at, pairs)


def _drop_surplus(actor: Actor) -> None:
    surplus = _mine(actor).order_by(KeptWriting.kept_at.desc()).offset(MOST).with_only_columns(KeptWriting.id)
    for kept_id in list(current_session().scalars(surplus)):
        forget(actor=actor, kept_id=kept_id)
