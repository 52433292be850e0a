"""Server-side sessions: the cookie holds a random token, the table its hash, and neither leads to the other.

Idle for 15 minutes or 12 hours old, a signed-in session is over. A deleted one is never written back
(security.md T8; OWASP ASVS 7.2 to 7.4). Each is stored in a transaction of its own, never in the request's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from flask import Flask, current_app, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Request, Response

from agencies.apart import apart, let_go
from agencies.models import WebSession
from config import Settings
from core import clock, csrf

NOTED_EVERY = timedelta(minutes=1)
UNTOUCHED = ("/static/", "/healthz")
STAGE = "stage"
AFTER = "after"


class Stage(StrEnum):
    """How far a browser has come: password right and code wanted; second factor to set up; signed in."""

    CODE = "code"
    SET_UP = "set-up"
    IN = "in"


def token_hash(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What one browser's session holds, and what has to be done with its row when the request ends."""

    modified = False
    token = ""
    stored = False
    user_id: UUID | None = None
    begun_at: datetime
    seen_at: datetime
    expired = False
    renewed = False
    admitted = False
    ended = False
    touched = False
    failure: OperationalError | None = None

    def __init__(self, content: dict[str, Any] | None = None) -> None:
        def note(changed: CallbackDict[str, Any]) -> None:
            cast(BrowserSession, changed).modified = True

        super().__init__(content or {}, note)
        self.begun_at = self.seen_at = clock.now()

    @property
    def stage(self) -> Stage | None:
        """How far this browser has come; None for a stranger."""
        return Stage(self[STAGE]) if self.user_id and STAGE in self else None

    @property
    def ends_at(self) -> datetime:
        """When it is over whatever happens."""
        return self.begun_at + timedelta(seconds=_settings().absolute_seconds)

    def admit(self, user_id: UUID, stage: Stage) -> None:
        """Begin anew for an account: nothing of the old session is kept, its token is dead."""
        self.clear()
        self[STAGE] = stage.value
        self.user_id = user_id
        self.begun_at = self.seen_at = clock.now()
        self.renewed = self.admitted = True

    def renew(self) -> None:
        """Give the session a new token, after a change of what it may do; the old one is dead."""
        self.renewed = True

    def finish(self) -> None:
        """End it: the row goes, and the cookie."""
        self.clear()
        self.user_id = None
        self.ended = True


def browser_session() -> BrowserSession:
    """The session of this request."""
    return cast(BrowserSession, session._get_current_object())  # type: ignore[attr-defined]  # Werkzeug's documented way


def current_token_hash() -> str:
    """The hash of this browser's token, to tell its own row from the account's others."""
    return token_hash(browser_session().token)


def writer_of(token: str) -> UUID | None:
    """Whose form this browser sends, when its session ended or was replaced while they were writing; None if unknown.

    `token` is the cross-site token of the form. It must be that of a signed-in session whose row is still there: the
    one that this browser's cookie named before, or an earlier one of the account that is signed in here now. What the
    form says of itself is not asked.
    """
    current = browser_session()
    if not token or current.failure is not None:
        return None
    if current.stage is Stage.IN and current.user_id is not None:
        earlier = WebSession.user_id == current.user_id
    elif AFTER in current:
        earlier = WebSession.token_hash == current[AFTER]
    else:
        return None
    with apart(writing=False) as database:
        rows = database.execute(select(WebSession.user_id, WebSession.content).where(earlier)).all()
    return next((row.user_id for row in rows if _was_in(row.content, token)), None)


def _was_in(content: dict[str, Any], token: str) -> bool:
    theirs = str(content.get(csrf.FIELD, ""))
    return content.get(STAGE) == Stage.IN and bool(theirs) and hmac.compare_digest(theirs.encode(), token.encode())


class DatabaseSessions(SessionInterface):
    """Flask's sessions, kept in `web_session`."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The session that the cookie names; an empty one when there is none, or when it is over."""
        token = request.cookies.get(cookie_name(), "")
        if not token or request.path.startswith(UNTOUCHED):
            return BrowserSession()
        try:
            with apart(writing=False) as database:
                row = database.get(WebSession, token_hash(token))
        except OperationalError as failure:
            empty = BrowserSession()
            empty.failure = failure
            return empty
        return _from_row(row, token)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed, if anything, in a transaction of its own."""
        if not isinstance(session, BrowserSession) or session.failure is not None:
            return
        if session.ended:
            _end(session, response)
        elif session.renewed:
            _replace(session, response)
        elif session.modified:
            _keep(session, response)
        elif session.stored and _should_note(session):
            _note_seen(session)


def cookie_name() -> str:
    """`__Host-` binds the cookie to this very host, over https only."""
    return "__Host-roundtable" if _settings().https else "roundtable"


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def _from_row(row: WebSession | None, token: str) -> BrowserSession:
    if row is None:
        return BrowserSession()
    now = clock.now()
    idle = row.user_id is not None and now - row.seen_at >= timedelta(seconds=_settings().idle_seconds)
    found = BrowserSession({} if idle or now >= row.ends_at else dict(row.content))
    found.token = token
    if idle or now >= row.ends_at:
        found.expired = row.user_id is not None and row.content.get(STAGE) == Stage.IN
        if found.expired:  # what comes after it in this browser may still say whose it was: see `writer_of`
            found.update({AFTER: row.token_hash})
            found.modified = False
        return found
    found.stored, found.user_id = True, row.user_id
    found.begun_at, found.seen_at = row.begun_at, row.seen_at
    return found


def _should_note(found: BrowserSession) -> bool:
    return found.touched or clock.now() - found.seen_at >= NOTED_EVERY


def _note_seen(found: BrowserSession) -> None:
    """Best effort: a page that was made is not thrown away because the database was busy for this note."""
    let_go()
    try:
        with apart(writing=True) as database:
            _update(database, found, seen_at=clock.now())
    except OperationalError:
        if found.touched:
            raise


def _keep(found: BrowserSession, response: Response) -> None:
    let_go()
    with apart(writing=True) as database:
        if not found.stored:
            _insert(database, found)
        elif not _update(database, found, content=dict(found), seen_at=clock.now()):
            found.token = ""
    _send_cookie(found, response)


def _replace(found: BrowserSession, response: Response) -> None:
    """A new row for the old one. A session that was signed in and deleted meanwhile stays deleted."""
    let_go()
    with apart(writing=True) as database:
        gone = _delete(database, found)
        found.token = ""
        if gone or found.admitted:
            _insert(database, found)
    _send_cookie(found, response)


def _end(found: BrowserSession, response: Response) -> None:
    let_go()
    with apart(writing=True) as database:
        _delete(database, found)
    found.token = ""
    _send_cookie(found, response)


def _insert(database: Session, found: BrowserSession) -> None:
    found.token = secrets.token_urlsafe(32)
    database.execute(
        insert(WebSession).values(
            token_hash=token_hash(found.token),
            user_id=found.user_id,
            content=dict(found),
            begun_at=found.begun_at,
            seen_at=clock.now(),
            ends_at=found.ends_at,
        )  # fmt: skip
    )


def _update(database: Session, found: BrowserSession, **values: Any) -> bool:
    mine = WebSession.token_hash == token_hash(found.token)
    return database.scalar(update(WebSession).where(mine).values(**values).returning(WebSession.token_hash)) is not None


def _delete(database: Session, found: BrowserSession) -> bool:
    mine = WebSession.token_hash == token_hash(found.token)
    return database.scalar(delete(WebSession).where(mine).returning(WebSession.token_hash)) is not None


def _send_cookie(found: BrowserSession, response: Response) -> None:
    flags: dict[str, Any] = {"path": "/", "secure": _settings().https, "httponly": True, "samesite": "Lax"}
    if found.token:
        response.set_cookie(cookie_name(), found.token, **flags)
    else:
        response.delete_cookie(cookie_name(), **flags)
