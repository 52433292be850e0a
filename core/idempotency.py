"""Each form does its work once, however often it is sent (security.md T19).

The key is claimed in the same transaction as the work. A repeat gets the first answer back; the same key with another
body is refused.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from flask import Request, current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core import clock, csrf
from core.db import Base
from core.errors import Refused
from core.scoping import current_session

FIELD = "idempotency_key"
LONGEST = 64
KEPT = timedelta(days=2)


class IdempotencyKey(Base):
    """A form that was acted on: whose, which, what it said (as a hash), and where the answer led."""

    __tablename__ = "idempotency_key"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    endpoint: Mapped[str]
    body_hash: Mapped[str]
    location: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(index=True)


def body_hash(request: Request) -> str:
    """Keyed SHA-256 over every field but the session token, in order, and over every file.

    Keyed, because forms hold names and numbers: a plain hash beside its own key could be guessed at (security.md T10).
    """
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name != csrf.FIELD]
    pairs += [(name, _file_hash(file)) for name, file in request.files.items(multi=True)]
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, repr((request.full_path, pairs)).encode(), hashlib.sha256).hexdigest()


def _file_hash(file: FileStorage) -> str:
    digest = hashlib.sha256((file.filename or "").encode() + b"\0" + file.stream.read()).hexdigest()
    file.stream.seek(0)
    return digest


def earlier_answer(user_id: UUID, request: Request) -> str | None:
    """Where this very form led before, None on its first arrival; Refused when the key was used for another form."""
    found = current_session().get(IdempotencyKey, (user_id, request.form[FIELD]), populate_existing=True)
    if found is None:
        return None
    if found.body_hash != body_hash(request):
        raise Refused("This page was already sent, with other words.", instead="Open it afresh and send it again.")
    return found.location


def was_used(user_id: UUID, key: str) -> bool:
    """True when a form with this key was acted on."""
    return bool(key) and current_session().get(IdempotencyKey, (user_id, key)) is not None


def claim(user_id: UUID, request: Request) -> bool:
    """Claim the key for this transaction; false when another request holds or has used it."""
    session = current_session()
    session.add(
        IdempotencyKey(
            user_id=user_id,
            key=request.form[FIELD],
            endpoint=request.endpoint or "",
            body_hash=body_hash(request),
            location="",
            made_at=clock.now(),
        )  # fmt: skip
    )
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True


def keep_answer(user_id: UUID, request: Request, response: Response) -> None:
    """Remember where the form led, just before the commit."""
    found = current_session().get(IdempotencyKey, (user_id, request.form[FIELD]))
    if found is not None:
        found.location = response.headers.get("Location", "")


def forget_old() -> None:
    """Drop keys older than two days; a job of the worker."""
    current_session().execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.made_at < clock.now() - KEPT)
        .execution_options(synchronize_session=False)
    )
