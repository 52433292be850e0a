"""What the layout shows around every page: who is signed in, the navigation of their roles, and where things are."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from flask import current_app, g, get_flashed_messages, has_request_context, request, session, url_for
from sqlalchemy.exc import OperationalError

from agencies.permissions import Permission
from agencies.queries import SignedIn
from agencies.sessions import browser_session
from core import csrf, panels
from core.actor import Actor
from core.words import listed

EXIT_URL = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the navigation, for holders of any of the permissions; `count_key` names a registered count.

    `beside` are endpoints of other pages that belong to it, whose addresses do not lie under its own.
    """

    label: str
    endpoint: str
    permissions: tuple[Permission, ...]
    count_key: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeButton:
    """A button on top of the home page, for holders of any of the permissions; at most one is primary."""

    label: str
    endpoint: str
    permissions: tuple[Permission, ...]
    primary: bool = False


@dataclass(frozen=True, slots=True)
class NavLink:
    """A navigation item as the layout draws it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Shell:
    """The values of the layout. A stranger has no name, no navigation and no token."""

    signed_in: bool
    home_url: str
    demonstration: bool
    forum_name: str
    footer_links: list[dict[str, str]]
    notices: list[tuple[str, str]]
    exit_url: str = EXIT_URL
    sign_in_url: str = ""
    user_name: str = ""
    agency_name: str = ""
    role_words: str = ""
    nav: list[NavLink] = field(default_factory=list)
    account_url: str = ""
    sign_out_url: str = ""
    end_session_url: str = ""
    extend_url: str = ""
    csrf_token: str = ""
    idle_seconds: int = 0
    absolute_end: str = ""


def shell_values() -> Shell:
    """The shell of this page; made once a request, and without a query for a stranger."""
    if not has_request_context():
        return _shell({}, None)
    if "shell" not in g:
        account: SignedIn | None = g.get("account")
        g.shell = _shell(_of_account(account) if account else {}, account)
    return g.shell  # type: ignore[no-any-return]  # `g` holds anything


def _shell(own: dict[str, Any], account: SignedIn | None) -> Shell:
    return Shell(
        signed_in=account is not None,
        home_url=url_for("agencies.home"),
        sign_in_url=url_for("agencies.sign_in"),
        demonstration=current_app.config["SETTINGS"].demonstration,
        forum_name=current_app.extensions.get("forum_name", "Manchester Sex Work Forum"),
        footer_links=current_app.extensions.get("footer_links", []),
        notices=_notices(),
        **own,
    )


def _of_account(account: SignedIn) -> dict[str, Any]:
    return {
        "user_name": account.name, "agency_name": account.agency_name, "role_words": listed(list(account.role_words)),
        "nav": nav_links(account.actor), "account_url": url_for("agencies.own_account"),
        "sign_out_url": url_for("agencies.sign_out"), "end_session_url": url_for("agencies.end_session"),
        "extend_url": url_for("agencies.extend_session"), "csrf_token": csrf.token(),
        "idle_seconds": current_app.config["SETTINGS"].idle_seconds,
        "absolute_end": browser_session().ends_at.isoformat(),
    }  # fmt: skip


def nav_links(actor: Actor) -> list[NavLink]:
    """The navigation that an actor's permissions open, in the order that `app.py` gave."""
    items = [item for item in current_app.extensions.get("nav", []) if actor.may(*item.permissions)]
    here = None if g.get("nowhere") else _current(items)
    return [NavLink(item.label, url_for(item.endpoint), item is here, _count(actor, item.count_key)) for item in items]


def _current(items: list[NavItem]) -> NavItem | None:
    """The item that the page belongs to: of all addresses of items that it lies under, the longest says."""
    urls = [(url_for(endpoint), item) for item in items for endpoint in (item.endpoint, *item.beside)]
    return max(((len(url), item) for url, item in urls if _inside(url)), key=itemgetter(0), default=(0, None))[1]


def home_buttons(actor: Actor) -> list[HomeButton]:
    """The buttons on top of the home page that an actor's permissions open."""
    buttons: list[HomeButton] = current_app.extensions.get("home_buttons", [])
    return [button for button in buttons if actor.may(*button.permissions)]


def _inside(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))


def _count(actor: Actor, key: str) -> int:
    """A registered count; nought when the database is away, so that the page that says so can be drawn."""
    count = panels.registry().counts.get(key) if key else None
    try:
        return count(actor) if count else 0
    except OperationalError:
        return 0


def _notices() -> list[tuple[str, str]]:
    if not session:
        return []
    return [(str(each[0]), str(each[1])) for each in get_flashed_messages(with_categories=True)]
