"""The access table equals the map of addresses, both ways; GET never writes; no unsafe method passes without its token.

Each check has its own test: a deliberately faulty route that it must name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from agencies.permissions import Permission
from core.access import access_of, check_declared, public, requires
from core.audit import has_waiting
from core.db import AgencyOwned, Base, TwoParty, db
from core.session import ScopedSession, marked
from core.web import Roundtable
from tests.effort import THOROUGH
from tests.house import Browser, House
from tests.meta.sweep import MOST_POSTED, addresses, most_of, pages, superuser_connection
from tests.meta.world import World, build
from tests.personas import CAST

TABLE = Path(__file__).with_name("access.json")
WRITTEN_BY_READS = {"audit_entry", "audit_head", "web_session", "sign_in_attempt", "known_device"}
#: Without the token of somebody's session it answers that nothing was kept: whose form it is, only that token says.
NOTHING_DONE = {"agencies.save_draft": 204}
SECRET = ("people.", "cases.", "referrals.", "outreach.", "safety.")
#: Letters to organisations outside and the agencies' public forms, for people who have no account; and a worker's
#: calendar, which a program reads by its secret address. The page that logs without signal is the same for everyone,
#: and a phone asks with its own token whether it was revoked.
OPEN_TO_ALL = (
    "cases.read_calendar", "forum.read_meeting_calendar",
    "outreach.offline_manifest", "outreach.offline_page", "outreach.phone_standing", "outreach.service_worker",
    "referrals.answer_letter", "referrals.finish_letter", "referrals.message_sent", "referrals.open_letter",
    "referrals.read_letter", "referrals.write_for_myself", "referrals.write_for_someone",
    "safety.ask_code", "safety.come_back", "safety.send_report", "safety.write_report",
)  # fmt: skip
#: Settings of an agency, in which no person stands.
OF_THE_AGENCY = (
    "cases.case_doors", "referrals.public_forms", "referrals.set_targets", "referrals.show_targets",
    "safety.public_reports",
)  # fmt: skip


def declared(app: Flask) -> dict[str, str]:
    """What each endpoint asks, in one word or a list of permissions."""
    found = {}
    for rule in pages(app):
        access = access_of(app, rule.endpoint)
        assert access is not None
        asks = " or ".join(access.permissions) or ("signed in" if access.signed_in else "public")
        found[rule.endpoint] = asks + (" (concealed)" if access.conceal else "")
    return dict(sorted(found.items()))


def test_the_access_table_equals_the_map(app: Roundtable) -> None:
    table = json.loads(TABLE.read_text())
    assert declared(app) == table, (
        "An endpoint came, went or changed what it asks. If that is meant, write it into tests/meta/access.json."
    )


def test_a_naked_route_is_refused() -> None:
    naked = Flask("naked")
    naked.add_url_rule("/naked", "naked", lambda: "")
    with pytest.raises(RuntimeError, match="naked"):
        check_declared(naked)


def test_everything_about_people_is_concealed(app: Roundtable) -> None:
    open_ones = [
        name for name, asks in declared(app).items()
        if name.startswith(SECRET) and "concealed" not in asks and name not in (*OPEN_TO_ALL, *OF_THE_AGENCY)
    ]  # fmt: skip
    assert open_ones == [], "A role without permission must not learn that these pages exist: conceal=True."


@pytest.mark.sqlite_only
def test_the_chair_finds_no_person_and_no_case(house: House, world: World) -> None:
    chair = house.client("mcc_chair")
    asked = 0
    for rule in pages(house.app):
        is_secret = rule.endpoint.startswith(SECRET) and rule.endpoint not in (*OPEN_TO_ALL, *OF_THE_AGENCY)
        if not is_secret or "GET" not in (rule.methods or ()):
            continue
        for address in addresses(house.app, rule, world, MOST_POSTED):
            assert chair.get(address).status_code == 404, address
            asked += 1
    assert asked > 20


def rows() -> dict[str, str]:
    """A hash of every table's rows, as nobody's policy hides them."""
    with marked(), superuser_connection() as connection:
        return {name: _hash(connection, name) for name in Base.metadata.tables if name not in WRITTEN_BY_READS}


def _hash(connection: Any, name: str) -> str:
    found = sorted(str(tuple(row)) for row in connection.execute(text(f"select * from {name}")))
    return hashlib.sha256("\n".join(found).encode()).hexdigest()


def visit_everything(house: House, world: World) -> None:
    """GET every address as members of the cast."""
    for persona in ("num_isva", "mash_caseworker", "mcc_coordinator") if THOROUGH else ("num_isva",):
        browser = house.client(persona)
        browser.inspects = False
        for rule in pages(house.app):
            if "GET" in (rule.methods or ()):
                for address in addresses(house.app, rule, world, most_of(rule, "GET")):
                    browser.get(address)


@pytest.mark.sqlite_only
def test_get_never_writes(house: House, world: World) -> None:
    house.client("mash_caseworker")
    before = rows()
    visit_everything(house, world)
    after = rows()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.own_app
def test_a_writing_get_is_seen(house: House) -> None:
    @public("a deliberate fault, to test the tester")
    def writes() -> str:
        with marked(), superuser_connection() as connection:
            connection.execute(text("update agency set name = 'changed'"))
            connection.commit()
        return ""

    house.app.add_url_rule("/writes", "writes", writes)
    before = rows()
    house.stranger().client.get("/writes")
    after = rows()
    assert [name for name in before if before[name] != after[name]] == ["agency"]


def unsafe(app: Flask) -> Iterator[tuple[str, str]]:
    """Each rule's endpoint and each of its methods that changes things."""
    for rule in pages(app):
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            yield rule.endpoint, method


def without_token(house: House, browser: Browser, world: World) -> list[str]:
    """Endpoints that took an unsafe request although it carried no token."""
    passed = []
    for endpoint, method in unsafe(house.app):
        rule = next(rule for rule in pages(house.app) if rule.endpoint == endpoint)
        address = next(iter(addresses(house.app, rule, world)))
        answer = browser.client.open(address, method=method, data={"idempotency_key": "k"})
        if answer.status_code < 400 and NOTHING_DONE.get(endpoint) != answer.status_code:
            passed.append(f"{method} {address}: {answer.status_code}")
    return passed


@pytest.mark.sqlite_only
def test_every_unsafe_request_needs_its_token(house: House, world: World) -> None:
    for persona in ("mash_manager", "mcc_coordinator"):
        assert without_token(house, house.client(persona), world) == []


@pytest.mark.sqlite_only
def test_a_missing_token_check_is_seen(house: House, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.csrf.is_right", lambda: True)
    assert without_token(house, house.client("mash_caseworker"), world) != []


class Unaudited(AssertionError):
    """A change of an owned row was about to be stored without an entry in the audit trail."""


@pytest.fixture
def watch_audit() -> Iterator[Callable[[], None]]:
    """From the moment it is called, a commit that changes owned rows must also carry an audit entry."""

    changed: list[str] = []

    def note(session: Any, *_: Any) -> None:
        touched = (*session.new, *session.dirty, *session.deleted)
        changed.extend(type(row).__name__ for row in touched if isinstance(row, AgencyOwned | TwoParty))

    def check(session: Any) -> None:
        session.flush()
        if session.in_nested_transaction():  # a savepoint stores nothing yet
            return
        named = [name for name in changed if name not in ("AuditEntry", "AuditHead", "RunningNumber")]
        changed.clear()
        if named and not has_waiting():
            raise Unaudited(", ".join(named))

    def begin() -> None:
        event.listen(ScopedSession, "before_flush", note)
        event.listen(ScopedSession, "before_commit", check, insert=True)

    yield begin
    for name, listener in (("before_flush", note), ("before_commit", check)):
        if event.contains(ScopedSession, name, listener):
            event.remove(ScopedSession, name, listener)


def test_every_change_leaves_an_audit_row(house: House, watch_audit: Callable[[], None]) -> None:
    watch_audit()
    build(house)


@pytest.mark.sqlite_only
def test_an_unaudited_change_is_seen(
    house: House, world: World, watch_audit: Callable[[], None]
) -> None:  # fmt: skip
    from sqlalchemy import select

    from people.models import Person

    watch_audit()
    with pytest.raises(Unaudited, match="Person"), house.acting("mash_caseworker"):
        db.session.scalars(select(Person)).first().version += 1  # type: ignore[union-attr]  # the world has people


def test_a_role_taken_away_is_gone_with_the_next_request(house: House) -> None:
    browser = house.client("mash_caseworker")
    assert browser.get("/people").status_code == 200
    user_id = house.user("mash_caseworker").id
    db.session.rollback()
    with marked(), superuser_connection() as connection:
        connection.execute(text("delete from user_role where user_id = :user"), {"user": _as_stored(user_id)})
        connection.commit()
    assert browser.get("/people").status_code == 404


def _as_stored(value: Any) -> str:
    return value.hex if db.engine.dialect.name == "sqlite" else str(value)


def test_requires_is_data(app: Roundtable) -> None:
    @requires(Permission.PLAN_READ)
    def view() -> str:
        return ""

    assert view.__dict__["access"].permissions == (Permission.PLAN_READ,)
    assert CAST
