"""The audit trail: append-only, in the same transaction as the act, hash-chained per agency, witnessed outside.

An entry holds ids, a verb and field names, never content. Entries wait in the session and are chained just before
the commit, so that the lock on the chain's head is the last one taken and the shortest held.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from flask import current_app
from sqlalchemy import Index, UniqueConstraint, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction

from core import clock
from core.actor import Actor
from core.db import AgencyOwned, Base
from core.scoping import current_session
from core.session import ScopedSession

FIRST = "0" * 64
#: Acts that happened even when nothing was changed: somebody saw.
SEEN = ("read", "downloaded", "exported")

Waiting = dict[str, Any]


class AuditEntry(AgencyOwned, Base):
    """One act: who did what to which row, when. The database refuses UPDATE and DELETE on this table."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("agency_id", "sequence"),
        Index("ix_audit_entry_subject", "agency_id", "subject_id", "sequence"),
        Index("ix_audit_entry_actor", "agency_id", "actor_id", "kind", "at"),
    )

    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID]
    verb: Mapped[str]
    kind: Mapped[str]
    row_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    fields: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    def computed_hash(self) -> str:
        """SHA-256 over the previous hash and every other column, in a fixed order."""
        parts = (
            self.previous_hash, str(self.agency_id), str(self.id), self.sequence, self.at.isoformat(),
            str(self.actor_id), self.verb, self.kind, str(self.row_id), str(self.subject_id), self.fields,
        )  # fmt: skip
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


class AuditHead(AgencyOwned, Base):
    """The last sequence number and hash of an agency's chain; its `id` is the agency's."""

    __tablename__ = "audit_head"

    sequence: Mapped[int]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad row of a chain, and what is wrong with it."""

    agency_id: UUID
    sequence: int
    what: str


def record(
    *,
    actor: Actor,
    verb: str,
    kind: str,
    row_id: UUID | None = None,
    subject_id: UUID | None = None,
    fields: Iterable[str] = (),
) -> None:
    """Record an act of `actor`. It is stored when, and only when, the transaction commits.

    `verb` and `kind` are our own fixed words, `subject_id` the person it bears on, `fields` names of what changed.
    """
    entry = {
        "agency_id": actor.agency_id, "actor_id": actor.user_id, "verb": verb, "kind": kind,
        "row_id": row_id, "subject_id": subject_id, "fields": " ".join((*fields, *_marks(subject_id))),
        "at": clock.now(),
    }  # fmt: skip
    session = current_session()
    if not session.in_transaction():
        session.begin()  # so that a rollback before the first statement forgets the act too
    _waiting(session).append(entry)


def mark(subject_id: UUID, word: str) -> None:
    """Add one of our own fixed words to the fields of all that is recorded about a person until the transaction ends:
    how the actor came to see them."""
    session = current_session()
    if not session.in_transaction():
        session.begin()
    session.info.setdefault("audit_marks", {})[subject_id] = word


def _marks(subject_id: UUID | None) -> tuple[str, ...]:
    found = current_session().info.get("audit_marks", {})
    return (found[subject_id],) if subject_id in found else ()


def has_waiting() -> bool:
    """True when acts (reads included) were recorded that no transaction has stored yet."""
    return bool(_waiting(current_session()))


def undo() -> list[Waiting]:
    """Undo the transaction, and give back the acts that waited in it."""
    session = current_session()
    waiting = list(_waiting(session))
    session.rollback()
    return waiting


def undo_but_reads() -> list[Waiting]:
    """Undo the transaction, and give back what was read in it: undoing does not undo that somebody saw."""
    return [entry for entry in undo() if entry["verb"] in SEEN]


def put_back(reads: Iterable[Waiting]) -> None:
    """Let entries wait again, for the commit that follows."""
    _waiting(current_session()).extend(reads)


def start_chain(agency_id: UUID) -> None:
    """Give a new agency its empty chain."""
    current_session().add(AuditHead(agency_id=agency_id, id=agency_id, sequence=0, hash=FIRST))


def verify(agency_id: UUID) -> Fault | None:
    """Walk one agency's chain from its first entry; None when all is whole, else the first bad row.

    Reads the witness first, then all rows as of one moment: acts that go on meanwhile are no fault.
    """
    witness = _witnessed(agency_id)
    session = current_session()
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    previous, sequence = FIRST, 0
    found = select(AuditEntry).order_by(AuditEntry.sequence).execution_options(yield_per=1000, populate_existing=True)
    with closing(session.scalars(found)) as entries:
        for entry in entries:
            sequence += 1
            if fault := _entry_fault(entry, sequence, previous, witness):
                return Fault(agency_id, sequence, fault)
            previous = entry.hash
    return _tail_fault(agency_id, sequence, previous, witness)


def _entry_fault(entry: AuditEntry, sequence: int, previous: str, witness: dict[int, str]) -> str | None:
    if entry.sequence != sequence:
        return f"entry {sequence} is missing"
    if entry.previous_hash != previous:
        return "it does not follow the entry before it"
    if entry.computed_hash() != entry.hash:
        return "it was changed after it was written"
    if witness.get(sequence, entry.hash) != entry.hash:
        return "it differs from what the witness saw: the chain was rebuilt"
    return None


def _tail_fault(agency_id: UUID, sequence: int, last: str, witness: dict[int, str]) -> Fault | None:
    head = current_session().get(AuditHead, (agency_id, agency_id), populate_existing=True)
    if head is None:
        return Fault(agency_id, sequence, "the head of the chain is gone")
    recorded = max([head.sequence, *witness])
    if recorded > sequence:
        return Fault(agency_id, sequence + 1, f"the chain ends here, but {recorded} entries were written")
    if (head.sequence, head.hash) != (sequence, last):
        return Fault(agency_id, sequence, "the head of the chain does not match its last entry")
    if sequence and not witness:
        return Fault(agency_id, sequence, "no witness of this chain; restore AUDIT_WITNESS_FILE from its backup")
    return None


def _waiting(session: Session) -> list[Waiting]:
    return cast("list[Waiting]", session.info.setdefault("audit_waiting", []))


@event.listens_for(ScopedSession, "before_commit")
def _chain(session: Session) -> None:
    if session.in_nested_transaction() or not (waiting := _waiting(session)):
        return
    heads = {}
    for values in waiting:
        agency = values["agency_id"]
        if agency not in heads:
            heads[agency] = _locked_head(session, agency)
        _append(session, heads[agency], values)
    session.info["audit_heads"] = [(head.agency_id, head.sequence, head.hash) for head in heads.values()]
    waiting.clear()


def _locked_head(session: Session, agency_id: UUID) -> AuditHead:
    found = select(AuditHead).where(AuditHead.agency_id == agency_id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).one()


def _append(session: Session, head: AuditHead, values: dict[str, Any]) -> None:
    from_head = {"sequence": head.sequence + 1, "previous_hash": head.hash}
    entry = AuditEntry(**values, **from_head, id=_next_id())
    entry.hash = entry.computed_hash()
    session.add(entry)
    head.sequence, head.hash = entry.sequence, entry.hash


def _next_id() -> UUID:
    return cast(UUID, AuditEntry.__table__.c.id.default.arg(None))


@event.listens_for(ScopedSession, "after_commit")
def _witness(session: Session) -> None:
    if heads := session.info.pop("audit_heads", None):
        with _witness_file().open("a") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.writelines(json.dumps([str(agency), sequence, last]) + "\n" for agency, sequence, last in heads)


@event.listens_for(ScopedSession, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault("audit_savepoints", {})[transaction] = len(_waiting(session))


@event.listens_for(ScopedSession, "after_transaction_end")
def _unmark_savepoints(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("audit_savepoints", None)
        session.info.pop("audit_marks", None)


@event.listens_for(ScopedSession, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if (kept := session.info.get("audit_savepoints", {}).get(previous)) is not None:
        del _waiting(session)[kept:]
    elif previous.parent is None:
        _waiting(session).clear()
        session.info.pop("audit_heads", None)


def _witness_file() -> Path:
    return cast(Path, current_app.config["SETTINGS"].audit_witness_file)


def _witnessed(agency_id: UUID) -> dict[int, str]:
    return {sequence: last for agency, sequence, last in _witness_lines() if agency == str(agency_id)}


def _witness_lines() -> Iterator[tuple[str, int, str]]:
    if _witness_file().exists():
        with _witness_file().open() as lines:
            for line in lines:
                agency, sequence, last = json.loads(line)
                yield agency, sequence, last
