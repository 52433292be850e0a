"""The sweep over `url_map`: every rule, every method, every viewer, every id. It finds leaks, with their address."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import Connection, create_engine, pool, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.db import db
from core.scoping import owned_tables
from tests.effort import THOROUGH
from tests.house import Browser, House
from tests.meta.world import World
from tests.personas import CAST

#: `MRK-<agency>-…` is one agency’s; SHR and QRY are known to both sides of a referral and of a police request.
MARKER = re.compile(r"(MRK-([A-Z]+)-|SHR-|QRY-|WRN-|TIP-)[A-Za-z]+-\w+", re.IGNORECASE)
SUPPORT = ("MASH", "NUM", "TMR", "LGBTF", "LIFESHARE", "STREETLEVEL")
PARTIES = {"SHR-": ("MASH", "NUM"), "QRY-": ("MASH", "GMP"), "TIP-": ("MASH", "GMP"), "WRN-": SUPPORT}
NOT_PAGES = ("static",)
AGENCY_COLUMNS = ("agency_id", "from_agency_id", "to_agency_id")
ENDS_SESSIONS = ("agencies.sign_out", "agencies.end_session", "agencies.end_other_session")


@dataclass(slots=True)
class Findings:
    """What a sweep saw."""

    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    own: int = 0
    rules: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    requests: int = 0


def pages(app: Flask) -> list[Rule]:
    """Every rule but that of the packaged files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in NOT_PAGES]


#: Ids of one name that a page is asked with, and that a form is sent to: one's own and another's at the least.
MOST_ASKED, MOST_POSTED = (3 if THOROUGH else 2), 2

#: Floors on which no row is an agency's own.
SHARED = ("actionplan.", "directory.", "forum.")

#: Arguments of addresses that are words, with some that exist.
WORDS = {
    "category": {"health", "support"},
    "act": {"deactivate", "reactivate"},
    "step": {"ground", "parts"},
    "slug": {"mash", "num"},
    "code": {"SCREENS", "cases-own", "compensation_adult"},
    "template": {"pcc-gmca"},
    "period": {"2026-27-q2"},
    "number": {"1"},
    "shape": {"json", "pdf"},
    "page": {"evidence", "thoughts"},
    "kind": {"child", "dash", "self_harm"},
    "plan_kind": {"safety", "support"},
    "way": {"intelligence", "contact"},
    "question": {"current"},
}


def addresses(app: Flask, rule: Rule, world: World, most: int | None = None) -> Iterator[str]:
    """Every address of a rule: each argument takes every id that exists for its name, and one that does not.

    Each row is asked for under what it stands under (its own case, say), and under another's. `most`: at most so many
    ids a name, spread over the order in which they were made, which is that of the agencies.
    """
    names = sorted(rule.arguments)
    known = [_spread(sorted(_values(rule, name, world)), most, world.made_up) for name in names]
    at_home = [home(world, dict(zip(names, chosen, strict=True))) for chosen in _meetings(known, step=0)]
    astray = [dict(zip(names, chosen, strict=True)) for chosen in _meetings(known, step=1)]
    with app.test_request_context():
        yield from dict.fromkeys(app.url_for(rule.endpoint, **row) for row in (*at_home, *astray))


def _spread(ids: list[str], most: int | None, made_up: set[str]) -> list[str]:
    """So many of the ids: the first, the last, and others evenly between; what is of nothing only where all are."""
    if most is None or len(ids) <= most:
        return ids
    ids = [each for each in ids if each not in made_up] or ids
    if most == 1:
        return ids[:1]
    return [ids[round(n * (len(ids) - 1) / (most - 1))] for n in range(most)]


def home(world: World, values: dict[str, Any]) -> dict[str, Any]:
    """The arguments with each id under what it stands under: its own case, its own kind of plan."""
    under = [world.under.get(str(value), {}) for value in values.values()]
    return {**values, **{name: each[name] for each in under for name in values if name in each}}


def _meetings(known: list[list[str]], step: int) -> list[tuple[str, ...]]:
    """Rows of ids, one of each list, as many as the longest list has: side by side, or each `step` further along."""
    length = max(map(len, known), default=1)
    return [tuple(ids[(n + place * step) % len(ids)] for place, ids in enumerate(known)) for n in range(length)]


def _values(rule: Rule, name: str, world: World) -> set[str]:
    if name in world.ids:
        return _fitting(rule, world, world.ids[name])
    if choices := re.search(rf"<any\(([^)]*)\):{name}>", rule.rule):
        return {word.strip() for word in choices[1].split(",")}
    if name in WORDS:
        return WORDS[name]
    is_uuid = f"<uuid:{name}>" in rule.rule
    return set(sorted(set().union(*world.ids.values()))[:3]) if is_uuid else {"made-up"}


def _fitting(rule: Rule, world: World, ids: set[str]) -> set[str]:
    """The ids that belong to addresses which begin so; those that say nothing of it when there are none."""
    begins = {each: world.under.get(each, {}).get("path", "") for each in ids}
    own = {each for each, path in begins.items() if path and rule.rule.startswith(path)}
    return own or {each for each, path in begins.items() if not path}


#: Their agency has no marked records of its own, or a colleague in the sweep reads all that they may read.
ALIKE = (
    "lifeshare_caseworker", "mash_outreach", "mash_auditor", "num_caseworker", "num_manager", "num_protection",
    "gmp_representative", "mcc_coordinator",
)  # fmt: skip
EVERYONE = (None, *(persona for persona in CAST if persona not in ALIKE))


def sweep(
    house: House,
    world: World,
    methods: tuple[str, ...] = ("GET", "POST"),
    viewers: tuple[str | None, ...] = EVERYONE,
) -> Findings:
    """Visit everything as an anonymous stranger (None) and as each member of the cast."""
    found = Findings()
    for viewer in viewers:
        before = _foreign_rows(viewer)
        for method in methods:
            _visit_all(house, world, viewer, method, found)
        if _foreign_rows(viewer) != before:
            found.leaks.append(f"{viewer} changed rows of another agency")
    return found


def _visit_all(house: House, world: World, viewer: str | None, method: str, found: Findings) -> None:
    browser = _browser(house, viewer)
    for rule in pages(house.app):
        if method not in (rule.methods or set()):
            continue
        for address in addresses(house.app, rule, world, most_of(rule, method)):
            for query in _queries(rule, world) if method == "GET" else ("",):
                answer = _ask(browser, method, address + query)
                found.requests += 1
                found.rules.add(rule.rule)
                if answer.status_code < 400:
                    found.opened.add(rule.rule)
                _judge(answer, viewer, f"{method} {address}{query}", found)
        if rule.endpoint in ENDS_SESSIONS and viewer and method == "POST":
            browser = _browser(house, viewer)


def most_of(rule: Rule, method: str) -> int:
    """How many ids of a name are asked for: of what all members share, one says as much as many."""
    if rule.endpoint.startswith(SHARED):
        return 1
    return MOST_POSTED if method == "POST" else MOST_ASKED


def _browser(house: House, viewer: str | None) -> Browser:
    browser = house.client(viewer) if viewer else house.stranger()
    browser.inspects = False  # each floor's own tests look at its pages; here there are thousands
    return browser


def _queries(rule: Rule, world: World) -> list[str]:
    if rule.arguments:
        return [""]
    people = sorted(world.ids["person_id"])
    return ["", "?q=MRK", *(f"?person={person}" for person in people)] if "new" in rule.rule else ["", "?q=MRK"]


def _ask(browser: Browser, method: str, address: str) -> TestResponse:
    return browser.get(address) if method == "GET" else browser.post(address, {})


def _judge(answer: TestResponse, viewer: str | None, where: str, found: Findings) -> None:
    agency = CAST[viewer].agency if viewer else ""
    if answer.status_code >= 500:
        found.faults.append(f"{viewer or 'anonymous'} met a fault at {where} ({answer.status_code})")
    for match in MARKER.finditer(readable(answer)):
        owner = (match[2] or "").upper()
        if owner == agency or agency in PARTIES.get(match[1].upper(), ()):
            found.own += 1
        else:
            found.leaks.append(f"{viewer or 'anonymous'} read {match[0]} at {where} ({answer.status_code})")


def readable(answer: TestResponse) -> str:
    """Everything that leaves in an answer: headers, text, the words of a PDF, the cells of a workbook."""
    body = answer.get_data()
    words = [str(answer.headers)]
    if body.startswith(b"%PDF"):
        words += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            words += [book.read(name).decode(errors="replace") for name in book.namelist()]
    else:
        words.append(body.decode(errors="replace"))
    return "\n".join(words)


def _foreign_rows(viewer: str | None) -> str:
    """A hash over every row that the viewer's agency neither owns nor shares."""
    db.session.remove()
    agency_id = _agency_id(CAST[viewer].agency) if viewer else None
    digest = hashlib.sha256()
    with superuser_connection() as connection:
        for name in sorted(owned_tables()):
            rows = [dict(row) for row in connection.execute(text(f"select * from {name}")).mappings()]
            lines = [
                str(sorted((str(key), str(value)) for key, value in row.items()))
                for row in rows
                if not _own(row, agency_id)
            ]
            digest.update("\n".join(sorted(lines)).encode())
    return digest.hexdigest()


def _own(row: dict[Any, Any], agency_id: str | None) -> bool:
    held = {str(row[name]).replace("-", "") for name in AGENCY_COLUMNS if name in row}
    return agency_id is not None and agency_id in held


def _agency_id(code: str) -> str:
    with superuser_connection() as connection:
        return str(
            connection.execute(text("select id from agency where code = :code"), {"code": code}).scalar()
        ).replace("-", "")


def superuser_connection() -> Connection:
    """A connection that no policy binds: the tests look at everything."""
    url = db.engine.url
    if url.get_backend_name() == "postgresql":
        url = url.set(username="postgres")
    return create_engine(url, poolclass=pool.NullPool, execution_options={"whole_database": True}).connect()
