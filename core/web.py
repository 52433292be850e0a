"""HTTP for all floors: one transaction a request, the gate, the token check, headers, and error pages in one place."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import structlog
from flask import Flask, Request, abort, current_app, g, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from core import access, audit, csrf, idempotency, keeping
from core.errors import Clash, NotVisible, Refused, TooMany
from core.scoping import current_session
from core.session import reading, write_intent

log = structlog.get_logger()

#: What a form adds around a file.
AROUND_A_FILE = 256 * 1024

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}

ERROR_WORDS = {
    400: ("This page did not arrive whole.", "Go back, open it afresh and send it again."),
    401: ("You are signed out.", "Sign in and send it again."),
    403: ("Your role cannot do this.", "Ask your agency manager."),
    404: ("", ""),
    405: ("This address does not take that.", "Go back and use the button on the page."),
    413: ("That is too long to send.", "Shorten it and send it again."),
    429: ("Too many tries.", "Wait five minutes, then try again."),
}


class OurRequest(Request):
    """A request whose files never touch the disk, where they would lie unsealed, and whose size its reader decides."""

    @property
    def max_content_length(self) -> int | None:
        """How large a body may be: as large as a document only where files are taken, from those who may send one."""
        if self.endpoint is not None and _may_send_files(self.endpoint):
            return int(current_app.config["SETTINGS"].upload_megabytes) * 1024 * 1024 + AROUND_A_FILE
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        raise TypeError("The size of a body follows from @requires(takes_files=...).")

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return io.BytesIO()


class Roundtable(Flask):
    """Flask with one unit of work around each view."""

    request_class = OurRequest

    def dispatch_request(self) -> Response:
        """Run a view inside one transaction: commit when it answers well, undo when it does not."""
        if request.endpoint is None or request.endpoint == "static":
            return self.make_response(super().dispatch_request())
        if request.method in access.SAFE_METHODS:
            with reading():
                response = self.make_response(super().dispatch_request())
            _finish_read(response)
            return response
        return self._write()

    def _write(self) -> Response:
        declared = access.access_of(self, request.endpoint or "")
        once = declared is not None and declared.idempotent
        if once and (answer := _claim_or_answer()) is not None:
            return answer
        response = self.make_response(super().dispatch_request())
        if response.status_code >= 400:
            _store_reads(audit.undo_but_reads())
            return response
        if once:
            keeping.used(access.current_actor())
            idempotency.keep_answer(access.current_actor().user_id, request, response)
        current_session().commit()
        return response


def _may_send_files(endpoint: str) -> bool:
    """Asked when the body is first read, by whatever reads it first."""
    declared = access.access_of(current_app, endpoint)
    actor = getattr(g, "actor", None)
    return declared is not None and declared.takes_files and actor is not None and actor.may(*declared.permissions)


def keep_despite_refusal(work: Callable[[], object]) -> None:
    """Undo what was refused, then store what must be kept of the refusal itself: a row of the ledger, say.

    What was read until then stays in the trail.
    """
    session = current_session()
    audit.put_back(audit.undo_but_reads())
    work()
    session.commit()


def _claim_or_answer() -> Response | None:
    if not 0 < len(request.form.get(idempotency.FIELD, "")) <= idempotency.LONGEST:
        abort(400)
    user_id = access.current_actor().user_id
    for _ in range(2):
        earlier = idempotency.earlier_answer(user_id, request)
        if earlier is not None:
            return redirect(earlier or request.path, 303)
        if idempotency.claim(user_id, request):
            return None
    raise Clash("This page is being sent twice. Wait a moment, then open it afresh.")


def _finish_read(response: Response) -> None:
    reads = audit.undo()
    if response.status_code < 400:
        _store_reads(reads)


def _store_reads(reads: list[audit.Waiting]) -> None:
    """Keep in the trail what a page shows that changed nothing, or that says why a form was not taken."""
    if not reads:
        return
    token = write_intent.set(True)
    try:
        audit.put_back(reads)
        current_session().connection()
        current_session().commit()
    finally:
        write_intent.reset(token)


def init_app(app: Roundtable) -> None:
    """Wire the gate, the token check, headers and error pages into an application."""
    settings = app.config["SETTINGS"]
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts)
    packaged_files(app)
    app.before_request(access.guard)
    app.before_request(_check_token)
    app.after_request(_headers)
    for kind, answer in (
        (HTTPException, _http_error),
        (Refused, _refused),
        (NotVisible, _not_visible),
        (Clash, _clash),
        (TooMany, _too_many),
    ):
        app.register_error_handler(kind, answer)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _broken)


def packaged_files(app: Flask) -> None:
    """Serve packaged files to everyone, under an address that changes when the file does."""
    app.view_functions["static"].__dict__["access"] = access.Access(
        signed_in=False, reason="packaged files", idempotent=False
    )
    versions: dict[str, str] = {}

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            name = values["filename"]
            if name not in versions:
                file = Path(app.static_folder or "") / name
                versions[name] = sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else ""
            values["v"] = versions[name] or None

    app.url_defaults(add_version)


def _check_token() -> None:
    if request.endpoint is None or request.method in access.SAFE_METHODS:
        return
    if not csrf.is_right():
        abort(400)


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=3600"
    elif not _is_open_data(response):
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SETTINGS"].https:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response


def _is_open_data(response: Response) -> bool:
    """Whether an answer may be kept by anyone: only a public endpoint can say so."""
    declared = access.access_of(current_app, request.endpoint) if request.endpoint else None
    is_public = declared is not None and not declared.signed_in
    return is_public and bool(response.cache_control.public) and "Set-Cookie" not in response.headers


def page(code: int, reason: str = "", what_to_do: str = "", incident: str = "") -> tuple[str, int]:
    """An error page: why, and what to do instead."""
    if code == 404:
        g.nowhere = True  # the navigation marks no place: the page is the same for every address
        g.pop("shell", None)
    known = code if code in (403, 404, 409, 422, 429, 500, 503) else 422
    body = render_template(f"errors/{known}.html", reason=reason, what_to_do=what_to_do, incident=incident)
    return body, code


def _undo() -> None:
    current_session().rollback()


def _http_error(error: HTTPException) -> Any:
    _undo()
    code = error.code or 500
    if code < 400:
        return error
    if code in (403, 405) and access.conceals_all():  # another method would do: so the address exists
        return page(404)
    if isinstance(error, SecurityError):  # a Host that is not ours: no address of a page or style sheet can be written
        return current_app.response_class("This address is not served here.\n", code, mimetype="text/plain")
    if code in (500, 503):
        return _broken(error)
    reason, what_to_do = ERROR_WORDS.get(code, ("This did not work.", "Go back and try again."))
    return page(code, reason, what_to_do)


def _refused(error: Refused) -> Any:
    _undo()
    return page(422, error.reason, error.instead)


def _not_visible(_: NotVisible) -> Any:
    _undo()
    return page(404)


def _too_many(error: TooMany) -> Any:
    keep_despite_refusal(error.tell)
    return page(429, error.reason, error.instead)


def _clash(error: Clash) -> Any:
    _undo()
    return page(409, str(error), "Open the page afresh: it shows how things stand now.")


def _database_away(error: OperationalError) -> Any:
    incident = _log(error)
    _undo()
    return page(
        503, "This could not be saved just now. Nothing was stored.", "Wait a minute and send it again.", incident
    )


def _broken(error: Exception) -> Any:
    incident = _log(error)
    _undo()
    return page(
        500,
        "Something broke on our side. Nothing was stored.",
        "Try again. If it stays, ring the coordinator.",
        incident,
    )


def _log(error: Exception) -> str:
    incident = secrets.token_hex(4)
    log.error("request_failed", incident=incident, endpoint=request.endpoint, error=type(error).__name__)
    if current_app.testing or current_app.debug:
        g.failure = error
        current_app.logger.exception("incident %s", incident, exc_info=error)
    return incident
