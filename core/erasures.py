"""The erasure ledger outside the database: one line for each record that was erased, written once it is committed.

A backup of the database brings the erased back; this file, kept beside the audit witness and away from the backups,
says whom to erase again before the service opens (security.md T22). It holds ids and references, never content.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.scoping import current_session
from core.session import ScopedSession

WAITING = "erasures_waiting"


def note(line: dict[str, Any]) -> None:
    """Write a line to the file when, and only when, the transaction commits."""
    current_session().info.setdefault(WAITING, []).append(line)


def noted(agency_id: UUID) -> Iterator[dict[str, Any]]:
    """The lines of one agency, each erased person once, oldest first."""
    seen: set[str] = set()
    for line in _lines():
        if line["agency_id"] == str(agency_id) and line["person_id"] not in seen:
            seen.add(line["person_id"])
            yield line


def _lines() -> Iterator[dict[str, Any]]:
    if _file().exists():
        with _file().open() as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def _file() -> Path:
    return cast(Path, current_app.config["SETTINGS"].audit_witness_file).with_name("erasures.jsonl")


@event.listens_for(ScopedSession, "after_commit")
def _write(session: Session) -> None:
    if lines := session.info.pop(WAITING, None):
        with _file().open("a") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            out.writelines(json.dumps(line, sort_keys=True) + "\n" for line in lines)
            out.flush()
            os.fsync(out.fileno())


@event.listens_for(ScopedSession, "after_soft_rollback")
def _forget(session: Session, previous: Any) -> None:
    if previous.parent is None:
        session.info.pop(WAITING, None)
