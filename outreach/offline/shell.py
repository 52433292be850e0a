"""The page that works without signal, as bytes and addresses: the same for everyone, with nothing of anybody in it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import current_app, url_for

from outreach import catalogue, rules
from outreach.forms import ContactEntry, SessionEntry

PAGE = "outreach/offline/page.html"
FONTS = ("latin-400-normal", "latin-600-normal")
#: Shared by the page and the worker; plain scripts.
SCRIPTS = ("offline/store.js", "offline/send.js")
#: Named by the page or its style with the version of their content.
VERSIONED = ("roundtable.css", "favicon.svg", "offline/page.js", *SCRIPTS)
#: Named by other files, which know no version.
PLAIN = (
    "offline/entry.js", "offline/seal.js", "offline/strip.js", "parts/quick-exit.js", "parts/stepper.js",
    *(f"fonts/atkinson-hyperlegible-next-{face}.woff2" for face in FONTS),
)  # fmt: skip
ICONS = ("offline/icon-192.png", "offline/icon-512.png", "offline/icon-mask-512.png")


def page() -> str:
    """The page itself: the fields of the quick log and of a session, and no name, no token, no choice of anybody's."""
    template = current_app.jinja_env.get_template(PAGE)  # without the values that pages get of whoever is signed in
    return template.render(
        contact=ContactEntry(), session=SessionEntry(), main_items=catalogue.MAIN_ITEMS,
        other_items=catalogue.other_items(), child_route=rules.CHILD_ROUTE,
    )  # fmt: skip


def worker() -> str:
    """The service worker; its files and their version stand above its source: a changed file is a changed worker."""
    addresses = [*(_address(name) for name in VERSIONED), *(_plain(name) for name in PLAIN)]
    start = url_for("outreach.offline_page")
    stated = {
        "CACHE": f"roundtable-offline-{_version()}", "FILES": [start, *addresses], "OFFLINE_PAGE": start,
        "SCRIPTS": [_address(name) for name in SCRIPTS],
    }  # fmt: skip
    lines = [f"const {name} = {json.dumps(value)};" for name, value in stated.items()]
    return "\n".join([*lines, _static("offline/sw.js").read_text()])


def manifest() -> dict[str, object]:
    """What makes the page installable. Its name on a home screen says nothing of what it is for."""
    shapes = zip(ICONS, ("192x192", "512x512", "512x512"), ("any", "any", "maskable"), strict=True)
    start = url_for("outreach.offline_page")
    return {
        "name": "Roundtable log", "short_name": "Roundtable", "id": start, "start_url": start, "scope": "/",
        "display": "standalone", "lang": "en-GB", "background_color": "#ffffff", "theme_color": "#17495a",
        "icons": [
            {"src": _address(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in shapes
        ],
    }  # fmt: skip


def _version() -> str:
    content = [page().encode(), *(_static(name).read_bytes() for name in (*VERSIONED, *PLAIN, "offline/sw.js"))]
    return hashlib.sha256(b"\0".join(content)).hexdigest()[:12]


def _static(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


def _address(name: str) -> str:
    return url_for("static", filename=name)


def _plain(name: str) -> str:
    return url_for("static", filename=name, v=None)
