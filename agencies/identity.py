"""Who is asking, settled before the gate: the account behind the session, its roles read afresh for each request."""

from __future__ import annotations

from contextlib import nullcontext

from flask import Flask, abort, g, request
from flask_login import LoginManager, current_user

from agencies import queries
from agencies.queries import SignedIn
from agencies.sessions import DatabaseSessions, Stage, browser_session
from agencies.shell import shell_values
from core.access import SAFE_METHODS
from core.scoping import act_as
from core.session import reading


def init_app(app: Flask) -> None:
    """Wire sessions, the reader of the session, and the values of the shell. Before `core.web.init_app`."""
    app.session_interface = DatabaseSessions()
    login = LoginManager()
    login.session_protection = None  # a token is renewed at each change of rights, and dies with its row
    login.request_loader(lambda _: g.get("account"))
    login.init_app(app)
    app.before_request(load_actor)
    app.context_processor(lambda: {"shell": shell_values()})


def load_actor() -> None:
    """Set `g.account` and `g.actor`, both None unless somebody is wholly signed in.

    Roles count as they are now: one taken away while a session is open is gone with the next request. A closed
    account is signed out.
    """
    g.account = g.actor = None
    g.conceals_all = False
    g.pop("shell", None)
    if request.endpoint == "static":
        return
    current = browser_session()
    if current.failure is not None:
        raise current.failure
    if current.stage is not Stage.IN:
        return
    account = account_at(Stage.IN)
    if account is None:
        current.finish()
        return
    g.account, g.actor, g.conceals_all = account, account.actor, account.concealed
    act_as(account.actor)


def account_at(*stages: Stage) -> SignedIn | None:
    """The account of this browser when it has come just so far; None otherwise, or when it was closed."""
    current = browser_session()
    if current.user_id is None or current.stage not in stages:
        return None
    with reading() if request.method in SAFE_METHODS else nullcontext():
        return queries.signed_in(current.user_id)


def account_or_sign_in(*stages: Stage) -> SignedIn:
    """The account of this browser at one of these stages; aborts with 401 for anybody else."""
    account = account_at(*stages)
    if account is None:
        abort(401)
    return account


def current_account() -> SignedIn:
    """The account behind this request. Only for views behind the gate."""
    if not current_user.is_authenticated:
        raise RuntimeError("No one is signed in here; the endpoint must be behind the gate.")
    account: SignedIn = current_user._get_current_object()
    return account
