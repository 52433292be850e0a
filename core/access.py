"""The gate (ring 1): every endpoint declares who may use it, as data that the gate, the tests and the docs read.

    @requires(Permission.PEOPLE_READ, conceal=True)    a role without it is told "no page here", as for a stranger
    @requires(Permission.PLAN_READ)                    a role without it is told why, and whom to ask
    @public("the front door")                          open to all, with the reason

`check_declared(app)` raises when one endpoint lacks its declaration: closed until opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from core.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Access:
    """What an endpoint asks of a visitor. `signed_in` alone means: any account that has passed sign-in."""

    permissions: tuple[StrEnum, ...] = ()
    signed_in: bool = True
    reason: str = ""
    conceal: bool = False
    idempotent: bool = True
    takes_files: bool = False


def requires(
    *permissions: StrEnum, conceal: bool = False, idempotent: bool = True, takes_files: bool = False
) -> Callable[[View], View]:
    """Open an endpoint to holders of any of the permissions. `conceal`: answer 404, not 403, to the rest.

    `idempotent=False` exempts a POST that changes nothing worth doing once (extend a session, sign out).
    `takes_files`: those who are let in may send a body as large as a document; every other is held to 2 MB.
    """
    return _declare(Access(permissions=permissions, conceal=conceal, idempotent=idempotent, takes_files=takes_files))


def public(reason: str) -> Callable[[View], View]:
    """Open an endpoint to everyone, and say why."""
    return _declare(Access(signed_in=False, reason=reason, idempotent=False))


def signed_in(reason: str, *, idempotent: bool = True) -> Callable[[View], View]:
    """Open an endpoint to every account that has signed in, whatever its roles, and say why."""
    return _declare(Access(reason=reason, idempotent=idempotent))


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__["access"] = access
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The declaration of an endpoint, None when it has none."""
    declared = getattr(app.view_functions[endpoint], "access", None)
    return declared if isinstance(declared, Access) else None


def check_declared(app: Flask) -> None:
    """Raise when any endpoint has no declaration, naming it and the mend."""
    naked = sorted(name for name in app.view_functions if access_of(app, name) is None)
    if naked:
        raise RuntimeError(f"No access declared for {', '.join(naked)}. Add @requires(...) or @public('reason').")


def current_actor() -> Actor:
    """The actor of this request. Only for views behind the gate."""
    actor: Actor | None = getattr(g, "actor", None)
    if actor is None:
        raise RuntimeError("No one is signed in here; the endpoint must be behind the gate.")
    return actor


def guard() -> Response | None:
    """Before each request: let in, send to sign-in, or refuse. Registered by `core.web`."""
    if request.endpoint is None:
        return None
    access: Access = request_access()
    if not access.signed_in:
        return None
    if getattr(g, "actor", None) is None:
        return _to_sign_in()
    return judge(access)


def judge(access: Access) -> Response | None:
    """Compare what an endpoint asks with what the actor holds; aborts with 403 or 404."""
    if not access.permissions or current_actor().may(*access.permissions):
        return None
    abort(404 if access.conceal or conceals_all() else 403)


def conceals_all() -> bool:
    """Whether to this account all that it may not open looks like a page that does not exist, forbidden or not."""
    return bool(g.get("conceals_all", False))


def request_access() -> Access:
    """The declaration of the endpoint that is being asked for."""
    declared = access_of(current_app, request.endpoint or "")
    if declared is None:
        abort(404)
    return declared


def _to_sign_in() -> Response:
    if request.method not in SAFE_METHODS:
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("agencies.sign_in", next=wanted or None))
