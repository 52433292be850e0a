"""Police and probation: what is addressed to them, and nothing else; every other address looks like one that is not.

Goes over the whole map of addresses, so that a page made tomorrow is looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from agencies import service as agencies
from core.access import Access, access_of
from core.db import db
from tests.house import Browser, House
from tests.meta.sweep import addresses, pages
from tests.meta.world import World, build
from tests.personas import PASSWORD

#: All that such an account may open beside public pages and its own account; a new one belongs here, or is a mistake.
OPEN_TO_LIAISON = {"agencies.home", "referrals."}
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
NOWHERE = "/there/is/no/such/page"
CHANGING = re.compile(r'((?:csrf_token|idempotency_key)"[^>]*value=")[^"]*|(data-csrf=")[^"]*')


@pytest.fixture
def world(house: House) -> World:
    """Records everywhere, so that addresses of things that exist are asked for too."""
    return build(house)


def _probation(house: House) -> Browser:
    """A browser of probation's liaison."""
    agencies.add_user(
        agency_id=house.agency("PROBATION").id, team_id=None, email="liaison@probation.example", name="Ada Poole",
        password=PASSWORD, roles=["police_liaison"],
    )  # fmt: skip
    db.session.commit()
    browser = house.stranger()
    browser.sign_in("liaison@probation.example")
    return browser


def _bytes(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie"))
    return answer.status_code, CHANGING.sub(r"\1\2", answer.get_data(as_text=True)), headers


def _ask(browser: Browser, method: str, address: str) -> TestResponse:
    db.session.rollback()
    form = {"csrf_token": browser.token, "idempotency_key": "k" * 12} if method in ("POST", "PUT") else None
    with browser.client.application.app_context():
        return browser.client.open(address, method=method, data=form)


def _closed(app: Flask, holds: frozenset[str]) -> Iterator[tuple[str, Access]]:
    """Endpoints that an account with these permissions may not open."""
    for rule in pages(app):
        declared = access_of(app, rule.endpoint)
        assert declared is not None
        if declared.permissions and not holds & set(declared.permissions):
            yield rule.endpoint, declared


def _ways(there: list[str], methods: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The first address of a rule by every method, and the next, of another row, by GET."""
    yield from ((method, there[0]) for method in methods)
    yield from (("GET", address) for address in there[1:2])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("who", ["police", "probation"])
def test_every_other_address_is_the_same_404_byte_for_byte(house: House, world: World, who: str) -> None:
    browser = house.client("gmp_liaison") if who == "police" else _probation(house)
    browser.inspects = False
    holds = frozenset({"home", "referral.read", "referral.answer"} | ({"request.ask"} if who == "police" else set()))
    closed = {endpoint for endpoint, _ in _closed(house.app, holds)}
    nowhere = {method: _bytes(_ask(browser, method, NOWHERE)) for method in METHODS}
    assert {status for status, _, _ in nowhere.values()} == {404}
    rules, asked, differ = set(), 0, []
    foreign = replace(world, ids={**world.ids, "request_id": {str(uuid4())}})  # the world's one is the police's own
    for rule in pages(house.app):
        others = "<uuid:" in rule.rule and rule.endpoint.startswith(tuple(OPEN_TO_LIAISON))
        if rule.endpoint not in closed and not others:
            continue
        rules.add(rule.rule)
        there = addresses(house.app, rule, foreign if others else world)
        every_way = who == "police" and rule.endpoint in closed
        for method, address in _ways(list(there), METHODS if every_way else ("GET", "POST")):
            asked += 1
            answer = _bytes(_ask(browser, method, address))
            if answer != nowhere[method]:  # the shell may have changed meanwhile: ask for nowhere once more
                nowhere[method] = _bytes(_ask(browser, method, NOWHERE))
            if answer != nowhere[method]:
                differ.append(f"{method} {address}")
    print(f"{who}: {len(rules)} rules compared, {asked} requests")  # noqa: T201  # the figure is the point
    assert len(rules) > 50
    assert differ == []


def test_a_page_that_forbids_instead_of_hiding_is_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the tester: without the gate's concealment the accounts page answers 403."""
    browser = house.client("gmp_liaison")
    assert _ask(browser, "GET", "/accounts").status_code == 404
    monkeypatch.setattr("core.access.conceals_all", lambda: False)
    assert _ask(browser, "GET", "/accounts").status_code == 403


def test_other_agencies_are_still_told_why(house: House) -> None:
    assert house.client("mash_outreach").get("/accounts").status_code == 403


def test_what_is_open_to_a_liaison_is_what_was_meant(house: House) -> None:
    holds = frozenset({"home", "referral.read", "referral.answer", "request.ask"})
    opened = {
        rule.endpoint
        for rule in pages(house.app)
        if (declared := access_of(house.app, rule.endpoint)) and holds & set(declared.permissions)
    }
    stray = [name for name in sorted(opened) if not name.startswith(tuple(OPEN_TO_LIAISON))]
    assert stray == []


def test_the_navigation_and_home_fit_what_is_open(house: House) -> None:
    lena = house.client("gmp_liaison")
    page = lena.get("/").get_data(as_text=True)
    nav = page[page.index('aria-label="Main"') : page.index("<main")]
    found = re.findall(r'href="(/[^"]*)"', nav)
    assert found == ["/", "/referrals", "/requests"]
    assert [link for link in found if lena.get(link).status_code != 200] == []
    links = {link for link in re.findall(r'href="(/[^"?#]*)', page) if not link.startswith("/static")}
    assert [link for link in sorted(links) if lena.get(link).status_code not in (200, 303)] == []
    probation = _probation(house)
    page = probation.get("/").get_data(as_text=True)
    nav = page[page.index('aria-label="Main"') : page.index("<main")]
    assert re.findall(r'href="(/[^"]*)"', nav) == ["/", "/referrals"]


def test_public_pages_and_the_own_account_stay_open(house: House) -> None:
    lena = house.client("gmp_liaison")
    for address in ("/", "/help", "/privacy", "/accessibility", "/account", "/account/password", "/sign-out"):
        assert lena.get(address).status_code == 200, address
    assert lena.post("/session/extend").status_code < 400
